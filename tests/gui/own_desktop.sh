#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Runs a test on a session bus of its own, and with "dunst" on a screen of its own as well:
# own_desktop.sh bus|dunst PROGRAM [ARGUMENT…]. Status 77: something it needs is not installed.
set -eu
kind=$1
shift
need() {
    command -v "$1" >/dev/null || { echo "skipped: $1 is not installed"; exit 77; }
}
need dbus-run-session
XDG_RUNTIME_DIR=$(mktemp -d)
export XDG_RUNTIME_DIR
trap 'rm -rf "$XDG_RUNTIME_DIR"' EXIT
# A bus that starts nothing by itself: what is installed on this computer must not answer.
cat > "$XDG_RUNTIME_DIR/bus.conf" <<EOF
<busconfig>
  <type>session</type>
  <listen>unix:dir=$XDG_RUNTIME_DIR</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/>
  </policy>
</busconfig>
EOF
case $kind in
bus)
    dbus-run-session --config-file="$XDG_RUNTIME_DIR/bus.conf" -- "$@"
    ;;
dunst)
    for program in dunst dunstctl Xvfb xvfb-run xauth; do need "$program"; done
    xvfb-run -a -s '-screen 0 1280x800x24 -nolisten tcp' dbus-run-session --config-file="$XDG_RUNTIME_DIR/bus.conf" -- "$@"
    ;;
esac
