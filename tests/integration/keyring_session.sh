#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# keyring_session.sh PROGRAM [ARGUMENT…]: runs a test on a session bus and with folders of its own, so that it can start
# and stop a keyring there. Status 77: something it needs is not installed.
set -eu
# shellcheck source=tests/support/own_bus.sh
. "$(dirname "$0")/../support/own_bus.sh"
for program in dbus-run-session gnome-keyring-daemon; do
    command -v "$program" > /dev/null || { echo "skipped: $program is not installed"; exit 77; }
done
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
export HOME="$place" XDG_RUNTIME_DIR="$place/run" XDG_CONFIG_HOME="$place/config" XDG_DATA_HOME="$place/data" \
    XDG_CACHE_HOME="$place/cache"
mkdir -m 700 "$XDG_RUNTIME_DIR"
bus=$(bus_that_starts_nothing "$XDG_RUNTIME_DIR")
dbus-run-session --config-file="$bus" -- "$@"
