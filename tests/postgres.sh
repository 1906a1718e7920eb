#!/bin/sh
# PostgreSQL for the archive's tests. In CI it must be there; elsewhere its absence is said and the rest goes on.
here() { ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null; }
here && exit 0
if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq postgresql >/dev/null
fi
here && exit 0
echo "PostgreSQL is not installed, so the archive is tested with SQLite only. To test both: install Debian's package postgresql." >&2
[ -z "${CI:-}" ]
