#!/bin/sh
# A real Chromium for the tests: one on the PATH, else Debian's package, else Playwright's own.
# Usage: install-browser.sh PYTHON
set -eu
for name in chromium chromium-browser google-chrome; do
    if command -v "$name" >/dev/null 2>&1; then exit 0; fi
done
if command -v apt-get >/dev/null 2>&1; then
    echo "installing Debian's chromium"
    sudo=""
    [ "$(id -u)" = 0 ] || sudo="sudo -n"
    if $sudo apt-get update -qq && DEBIAN_FRONTEND=noninteractive $sudo apt-get install -qq -y chromium >/dev/null; then exit 0; fi
fi
echo "installing Playwright's chromium"
"$1" -m playwright install --with-deps chromium || "$1" -m playwright install chromium
