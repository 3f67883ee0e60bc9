#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Runs a test on a system bus of its own, on which nothing answers but what the test starts:
# own_system_bus.sh PROGRAM [ARGUMENT…]. Status 77: there is no D-Bus daemon here.
set -eu
# shellcheck source=tests/support/own_bus.sh
. "$(dirname "$0")/../support/own_bus.sh"
command -v dbus-run-session > /dev/null || { echo "skipped: dbus-run-session is not installed"; exit 77; }
XDG_RUNTIME_DIR=$(mktemp -d)
export XDG_RUNTIME_DIR
trap 'rm -rf "$XDG_RUNTIME_DIR"' EXIT
bus=$(bus_that_starts_nothing "$XDG_RUNTIME_DIR")
# shellcheck disable=SC2016 # for the inner shell
dbus-run-session --config-file="$bus" -- \
    sh -c 'DBUS_SYSTEM_BUS_ADDRESS=$DBUS_SESSION_BUS_ADDRESS exec "$@"' sh "$@"
