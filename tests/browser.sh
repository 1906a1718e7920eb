#!/bin/sh
# Chromium for the browser tests. In CI it must be there; elsewhere its absence is said and the rest goes on.
command -v chromium >/dev/null && exit 0
if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null
fi
command -v chromium >/dev/null && exit 0
echo "Chromium is not installed, so the browser tests will not run. To run them: install Debian's package chromium." >&2
[ -z "${CI:-}" ]
