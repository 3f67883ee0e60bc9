#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Runs a test as root of a network of its own with nothing but loopback in it, and with mounts that only it sees:
# own_network.sh PROGRAM [ARGUMENT…]. Status 77: this system allows no such thing.
set -u
command -v ip > /dev/null || { echo "skipped: ip (iproute2) is not installed"; exit 77; }
[ "$(id -u)" = 0 ] && user= || user='--user --map-root-user'
# shellcheck disable=SC2086 # none, or two words
unshare $user --net --mount true 2> /dev/null || { echo "skipped: this system allows no network of its own"; exit 77; }
# shellcheck disable=SC2086
exec unshare $user --net --mount -- sh -c 'ip link set lo up && exec "$@"' sh "$@"
