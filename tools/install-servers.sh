#!/bin/sh
# The web servers that the recipes of docs/hosting are tested with: those on the PATH, else Debian's packages.
# nginx and openssl must be there; Caddy is tested where Debian has it, or where it is on the PATH.
set -eu
PATH="$PATH:/usr/sbin:/sbin"
missing=""
for name in nginx openssl caddy; do
    command -v "$name" >/dev/null 2>&1 || missing="$missing $name"
done
[ -n "$missing" ] || exit 0
sudo=""
[ "$(id -u)" = 0 ] || sudo="sudo -n"

if command -v apt-get >/dev/null 2>&1 && $sudo true 2>/dev/null; then
    $sudo apt-get update -qq || true
    # A package of a web server starts it at once; here it is only looked at, so Debian is asked not to.
    policy=/usr/sbin/policy-rc.d
    ours=""
    if [ ! -e "$policy" ]; then
        ours=yes
        trap '[ -z "$ours" ] || $sudo rm -f "$policy"' EXIT
        printf '#!/bin/sh\nexit 101\n' | $sudo tee "$policy" >/dev/null
        $sudo chmod 755 "$policy"
    fi
    for name in $missing; do
        if [ -z "$(apt-cache policy "$name" | sed -n 's/^  Candidate: //p' | grep -v '(none)')" ]; then continue; fi
        echo "installing Debian's $name (not started)"
        DEBIAN_FRONTEND=noninteractive $sudo apt-get install -qq -y --no-install-recommends "$name" >/dev/null || true
    done
fi
for name in nginx openssl; do
    if ! command -v "$name" >/dev/null 2>&1; then
        echo "the recipes of docs/hosting need $name: install it (Debian: apt-get install $name) and try again" >&2
        exit 1
    fi
done
command -v caddy >/dev/null 2>&1 || echo "there is no caddy here: its recipes are not tested"
