#!/bin/sh
# What the tests need besides Python: a browser, a PostgreSQL, and Node for the checks of styles and scripts. Installed
# where that is allowed; otherwise one line says what is missing, and the tests do not run.
set -u
missing=""
# The shell without a window first: its pages are the same, and cost less than half of the work.
browser() { for name in chromium-headless-shell chromium chromium-browser google-chrome; do command -v "$name" >/dev/null 2>&1 && return 0; done; return 1; }
postgres() { command -v initdb >/dev/null 2>&1 || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; }
node_and_npm() { command -v node >/dev/null 2>&1 && command -v npm >/dev/null 2>&1; }
browser || missing="$missing chromium"
postgres || missing="$missing postgresql"
node_and_npm || missing="$missing nodejs npm"
[ -z "$missing" ] && exit 0
as_root=""
[ "$(id -u)" = 0 ] || as_root="sudo -n"
if command -v apt-get >/dev/null 2>&1 && $as_root true 2>/dev/null; then
  echo "Installing$missing for the tests ..." >&2
  $as_root apt-get update -qq >/dev/null 2>&1
  # Debian has the shell as a package of its own, smaller than the whole; elsewhere it is the whole.
  wanted=$(echo "$missing" | sed 's/chromium/chromium-headless-shell/')
  for packages in "$wanted" "$missing"; do
    # shellcheck disable=SC2086
    DEBIAN_FRONTEND=noninteractive $as_root apt-get install -y -qq --no-install-recommends $packages fonts-dejavu-core \
      >/dev/null 2>&1 && break
  done
fi
missing=""
browser || missing="$missing chromium"
postgres || missing="$missing postgresql"
node_and_npm || missing="$missing nodejs npm"
[ -z "$missing" ] && exit 0
echo "The tests need$missing, which could not be installed here: install it and run make test again." >&2
exit 1
