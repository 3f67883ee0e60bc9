# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh
# Sourced by the scripts that run a test on a bus of its own.

# bus_that_starts_nothing FOLDER: writes the configuration of a bus with its socket there, and prints the file's name. What
# is installed on this computer must not answer uncalled.
bus_that_starts_nothing() {
    cat > "$1/bus.conf" << END
<busconfig>
  <type>session</type>
  <listen>unix:dir=$1</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/>
  </policy>
</busconfig>
END
    echo "$1/bus.conf"
}
