#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Runs a test on a session bus of its own, and with "dunst" on a screen of its own as well:
# own_desktop.sh bus|dunst PROGRAM [ARGUMENT…]. Status 77: something it needs is not installed.
set -eu
# shellcheck source=tests/support/own_bus.sh
. "$(dirname "$0")/../support/own_bus.sh"
kind=$1
shift
need() {
    command -v "$1" >/dev/null || { echo "skipped: $1 is not installed"; exit 77; }
}
need dbus-run-session
XDG_RUNTIME_DIR=$(mktemp -d)
export XDG_RUNTIME_DIR
trap 'rm -rf "$XDG_RUNTIME_DIR"' EXIT
bus=$(bus_that_starts_nothing "$XDG_RUNTIME_DIR")
case $kind in
bus)
    dbus-run-session --config-file="$bus" -- "$@"
    ;;
dunst)
    for program in dunst dunstctl Xvfb xvfb-run xauth; do need "$program"; done
    xvfb-run -a -s '-screen 0 1280x800x24 -nolisten tcp' dbus-run-session --config-file="$bus" -- "$@"
    ;;
esac
