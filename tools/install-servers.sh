#!/bin/sh
# Programs of the system that tests run: those on the PATH, else Debian's packages. The web servers of the recipes of
# docs/hosting, and Tesseract with Vietnamese, which `import` reads scans with.
# nginx and openssl must be there; what needs Caddy, Apache or Tesseract is tested where Debian has it, or where it is
# on the PATH.
set -eu
PATH="$PATH:/usr/sbin:/sbin"
has() {
    case "$1" in
        tesseract-ocr) command -v tesseract >/dev/null 2>&1 ;;
        tesseract-ocr-vie) tesseract --list-langs 2>/dev/null | grep -qx vie ;;
        apache2-bin) command -v apache2 >/dev/null 2>&1 || command -v httpd >/dev/null 2>&1 ;;
        *) command -v "$1" >/dev/null 2>&1 ;;
    esac
}
missing=""
for name in nginx openssl caddy apache2-bin tesseract-ocr tesseract-ocr-vie; do
    has "$name" || missing="$missing $name"
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
for name in caddy apache2-bin tesseract-ocr tesseract-ocr-vie; do
    has "$name" || echo "there is no $name here: what needs it is not tested"
done
