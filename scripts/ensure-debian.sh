#!/usr/bin/env bash
# Makes sure that a program is there which tests run for real; installs Debian's package only when it is missing.
# usage: ensure-debian.sh PROGRAM PACKAGE WHAT-FOR
set -eu
program=$1 package=$2 purpose=$3
command -v "$program" >/dev/null && exit 0
if ! command -v apt-get >/dev/null; then
  echo "error: there is no $program, which is needed for $purpose" >&2
  echo "hint: install it, so that it is on the PATH" >&2
  exit 1
fi
as_root=()
[ "$(id -u)" -eq 0 ] || as_root=(sudo)
log=$(mktemp)
trap 'rm -f "$log"' EXIT
echo "installing Debian's $package for $purpose"
if ! { "${as_root[@]}" apt-get update -q &&
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "$package"; } >"$log" 2>&1; then
  cat "$log" >&2
  exit 1
fi
