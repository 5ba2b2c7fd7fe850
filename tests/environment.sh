#!/bin/sh
# Makes a virtual environment with the newest Python from 3.11 to 3.13 on this machine; installs what Debian and
# Ubuntu leave out of it where that is allowed, and otherwise says in one line what is missing.
set -u
folder=$1
for name in python3.13 python3.12 python3.11 python3; do
  if command -v "$name" >/dev/null 2>&1 &&
    "$name" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; then
    python=$name
    break
  fi
done
if [ -z "${python:-}" ]; then
  echo "LWS Assess needs Python 3.11, 3.12 or 3.13, and none was found." >&2
  exit 1
fi
"$python" -m venv "$folder" >/dev/null 2>&1 && exit 0
rm -rf "$folder"
version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
as_root=""
[ "$(id -u)" = 0 ] || as_root="sudo -n"
if command -v apt-get >/dev/null 2>&1 && $as_root true 2>/dev/null; then
  echo "Installing python$version-venv ..." >&2
  $as_root apt-get update -qq >/dev/null 2>&1
  DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq "python$version-venv" >/dev/null 2>&1 ||
    DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq python3-venv >/dev/null 2>&1
fi
"$python" -m venv "$folder" >/dev/null 2>&1 && exit 0
rm -rf "$folder"
echo "Python cannot make a virtual environment: install the package python$version-venv and try again." >&2
exit 1
