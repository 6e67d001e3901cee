#!/bin/sh
# Installs those of Debian's packages that are not there yet, or says how; never fails.
# Usage: deploy/packages.sh "what they are for" PACKAGE...
set -eu

purpose=$1
shift

command -v apt-get >/dev/null && command -v dpkg-query >/dev/null || exit 0

missing=""
for package in "$@"; do
    state=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)
    [ "$state" = installed ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

as_root=""
if [ "$(id -u)" != 0 ]; then
    if sudo -n true 2>/dev/null; then
        as_root="sudo -n"
    else
        echo "$purpose: run once: sudo apt-get install$missing"
        exit 0
    fi
fi

echo "Installing$missing ($purpose)"
log=$(mktemp)
# shellcheck disable=SC2086 # lists of words
install() {
    $as_root apt-get update -qq &&
        $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qq --yes \
            --no-install-recommends -o DPkg::Lock::Timeout=300 $missing
}
if ! install </dev/null >"$log" 2>&1; then
    tail -n 5 "$log"
    echo "$purpose: that did not work; run: apt-get update && apt-get install$missing"
fi
rm -f "$log"
