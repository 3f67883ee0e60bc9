#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Runs a test on a system bus of its own, on which nothing answers but what the test starts:
# own_system_bus.sh PROGRAM [ARGUMENT…]. Status 77: there is no D-Bus daemon here.
set -eu
command -v dbus-run-session > /dev/null || { echo "skipped: dbus-run-session is not installed"; exit 77; }
XDG_RUNTIME_DIR=$(mktemp -d)
export XDG_RUNTIME_DIR
trap 'rm -rf "$XDG_RUNTIME_DIR"' EXIT
cat > "$XDG_RUNTIME_DIR/bus.conf" <<EOF
<busconfig>
  <type>session</type>
  <listen>unix:dir=$XDG_RUNTIME_DIR</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/>
  </policy>
</busconfig>
EOF
# shellcheck disable=SC2016 # for the inner shell
dbus-run-session --config-file="$XDG_RUNTIME_DIR/bus.conf" -- \
    sh -c 'DBUS_SYSTEM_BUS_ADDRESS=$DBUS_SESSION_BUS_ADDRESS exec "$@"' sh "$@"
