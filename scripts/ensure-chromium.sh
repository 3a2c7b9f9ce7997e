#!/usr/bin/env bash
# Makes sure that a Chromium is there for the page in conformance/consumers; installs Debian's only when none is.
set -eu
[ -x "${CHROMIUM:-/usr/bin/chromium}" ] && exit 0
if ! command -v apt-get >/dev/null; then
  echo "error: no Chromium at ${CHROMIUM:-/usr/bin/chromium}" >&2
  echo "hint: install one and set CHROMIUM to its path" >&2
  exit 1
fi
as_root=()
[ "$(id -u)" -eq 0 ] || as_root=(sudo)
log=$(mktemp)
trap 'rm -f "$log"' EXIT
echo "installing Debian's chromium for the page in conformance/consumers"
if ! { "${as_root[@]}" apt-get update -q &&
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends chromium; } >"$log" 2>&1; then
  cat "$log" >&2
  exit 1
fi
