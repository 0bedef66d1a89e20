#!/usr/bin/env bash
# Installs the Debian packages named as arguments, the missing ones only:  debian.sh PACKAGE...
#
# Asks nothing where nothing is missing. Where packages are missing and the user may not install them, it says which ones and
# how, and stops (exit 1). On a system without apt-get it names what is needed and goes on: the programs may be there
# under another package's name, and a test that misses one says so.
set -euo pipefail

if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
  echo "note: not a Debian system; needed are the counterparts of: $*" >&2
  exit 0
fi

missing=()
for package in "$@"; do
  # "installed" in the status field: a removed package may still be known by its configuration files
  state=$(dpkg-query --show --showformat='${db:Status-Status}' "$package" 2>/dev/null || true)
  [[ $state == installed* ]] || missing+=("$package")
done
[[ ${#missing[@]} -gt 0 ]] || exit 0

as_root=()
if [[ $(id -u) -ne 0 ]]; then
  if command -v sudo >/dev/null && { sudo -n true 2>/dev/null || [[ -t 0 && -t 2 ]]; }; then
    as_root=(sudo) # with a terminal at hand sudo may ask for the password
  else
    {
      echo "Missing Debian packages: ${missing[*]}"
      echo "You may not install packages here. Ask someone who may, to run:"
      echo "    apt-get install ${missing[*]}"
      echo "and then start this again."
    } >&2
    exit 1
  fi
fi

echo "Installing missing Debian packages: ${missing[*]}" >&2
install() {
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install --yes --quiet=2 --no-install-recommends "${missing[@]}"
}
log=$(mktemp)
trap 'rm -f "$log"' EXIT
# The machine's package list may be old or absent: fetch it, then install. What apt says is shown only when it fails.
if ! { "${as_root[@]}" apt-get update --quiet=2 && install; } >"$log" 2>&1; then
  cat "$log" >&2
  {
    echo
    echo "Installing the Debian packages failed: ${missing[*]}"
    echo "What apt-get said stands above. Is the network there, and has another installation finished?"
  } >&2
  exit 1
fi
