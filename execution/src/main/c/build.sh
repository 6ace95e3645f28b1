#!/bin/sh
# Compiles forebay-init: build.sh SOURCES-FOLDER OUTPUT. Linked statically where the C library can
# be, so that it runs inside the sandbox whatever is mounted there.
set -eu
command -v cc >/dev/null || {
  echo "forebay-init needs a C compiler: install gcc (apt-get install gcc libc6-dev) or clang" >&2
  exit 1
}
mkdir -p "$(dirname "$2")"
# Up to date already?
if [ -x "$2" ] && [ -z "$(find "$1" -newer "$2")" ]; then exit 0; fi
flags="-std=gnu17 -O2 -Wall -Wextra -Werror"
# shellcheck disable=SC2086
cc $flags -static -o "$2" "$1"/*.c 2>/dev/null || cc $flags -o "$2" "$1"/*.c
strip "$2" 2>/dev/null || true
