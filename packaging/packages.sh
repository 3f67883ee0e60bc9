# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh
# The packages Gatewatch is built from, runs with and is tested with. This is the one list: packaging/run, tests/run and
# .ci/run read it. Sourced, never started by itself.

# Debian 12, Debian 13 and Ubuntu 24.04.
apt_build="cmake ninja-build g++ pkg-config qt6-base-dev qt6-charts-dev qt6-svg-dev libgl-dev libcurl4-openssl-dev libssl-dev
    libc-ares-dev libqrencode-dev libglib2.0-dev qtkeychain-qt6-dev libsecret-1-0 libqt6sql6-sqlite qt6-wayland ca-certificates"
# Real gateways, proxies and a name server, certificates, a screen, a session bus, a notification server, the validators of
# the desktop files, a keyring, the mocks of system services, a validator of JSON, a wall clock that jumps, and
# curl to compare with.
apt_test="nginx haproxy apache2-bin caddy varnish squid lighttpd tinyproxy-bin microsocks dnsmasq-base openssl xvfb xauth dbus dbus-daemon dunst gnome-keyring
    curl fonts-dejavu-core iproute2 binutils git desktop-file-utils appstream python3-dbusmock python3-jsonschema faketime"
# ccache and lld make the builds of one run cheap, clang checks that it compiles there too.
apt_ci="ccache clang clang-format lld"

# Other systems: named for the user, never installed by us.
dnf_build="cmake ninja-build gcc-c++ pkgconf-pkg-config qt6-qtbase-devel qt6-qtcharts-devel qt6-qtsvg-devel mesa-libGL-devel libcurl-devel openssl-devel c-ares-devel qrencode-devel glib2-devel qtkeychain-qt6-devel"
pacman_build="cmake ninja gcc pkgconf qt6-base qt6-charts qt6-svg curl openssl c-ares qrencode glib2 qtkeychain-qt6 sqlite"
brew_build="cmake ninja pkg-config qt curl openssl@3 c-ares qrencode qtkeychain"

# What only one release needs: Debian 12 has OpenGL's headers in a package of their own, Debian 13 the SVG icon plugin.
# Ubuntu 24.04 lies between the two: it gets what of them it has.
apt_if_known=
case "$(. "${OS_RELEASE_FILE:=/etc/os-release}" 2>/dev/null && echo "${ID:-} ${VERSION_ID:-}")" in
    "debian 12") system=apt; apt_build="$apt_build libqt6opengl6-dev" ;;
    "debian 13") system=apt; apt_build="$apt_build qt6-svg-plugins" ;;
    "ubuntu 24.04") system=apt; apt_if_known="libqt6opengl6-dev qt6-svg-plugins" ;;
    *) system=other ;;
esac

# missing_packages NAME…: those that are not installed, on one line. Asks the local package database only.
missing_packages() {
    dpkg-query -W -f '${db:Status-Abbrev} ${Package}\n' "$@" 2>/dev/null | awk -v wanted="$*" '
        $1 == "ii" { here[$2] = 1 }
        END { n = split(wanted, names); for (i = 1; i <= n; i++) if (!(names[i] in here)) line = line " " names[i]
              print substr(line, 2) }'
}

# What runs as root. No service starts while packages of gateways come in, and none of the new ones starts at boot:
# the tests start their own on loopback. Nothing that is installed is ever removed.
install_script='
set -e
export DEBIAN_FRONTEND=noninteractive
policy=/usr/sbin/policy-rc.d
if [ ! -e $policy ]; then
    trap "rm -f $policy" EXIT
    trap "exit 130" HUP INT TERM
    printf "#!/bin/sh\nexit 101\n" > $policy
    chmod 755 $policy
fi
apt-get update || echo "The package lists could not be refreshed completely; trying with those that are here." >&2
for name in $GATEWATCH_IF_KNOWN; do
    ! apt-get install --simulate "$name" > /dev/null 2>&1 || set -- "$@" "$name"
done
apt-get install -y --no-install-recommends --no-remove "$@" < /dev/null
for service in nginx haproxy apache2 caddy varnish varnishncsa squid lighttpd; do
    case " $* " in
        *" ${service%ncsa} "*)
            # Those without a script for init are known to systemd alone.
            update-rc.d $service disable > /dev/null 2>&1 || systemctl disable $service > /dev/null 2>&1 || : ;;
    esac
done'

# ensure_packages WHY NAME…: installs what is missing. Nothing missing: touches neither package manager nor network.
ensure_packages() {
    why=$1
    shift
    missing=$(missing_packages "$@")
    [ -n "$missing" ] || return 0
    echo "$why needs these packages, which are not installed yet:" >&2
    echo "    $missing" >&2
    if [ "$(id -u)" = 0 ]; then
        as_root=
    elif command -v sudo > /dev/null; then
        as_root=sudo
        echo "They are installed now with apt-get. sudo may ask for your password: only the administrator may install." >&2
    else
        echo "There is no sudo here. Please install them as root, then start this again:" >&2
        echo "    apt-get install --no-install-recommends $missing" >&2
        return 1
    fi
    # shellcheck disable=SC2086 # the list is meant to be split
    $as_root env GATEWATCH_IF_KNOWN="$apt_if_known" sh -c "$install_script" install $missing >&2
}

# explain_other_system: the names for systems where nothing is installed by us.
explain_other_system() {
    cat >&2 << EOF
Gatewatch installs its packages by itself on Debian 12, Debian 13 and Ubuntu 24.04 only. Nothing was changed here.
Please install what it needs:
    Fedora    sudo dnf install $dnf_build
    Arch      sudo pacman -S --needed $pacman_build
    Homebrew  brew install $brew_build
    A relative of Debian or Ubuntu
              sudo apt-get install $(echo $apt_build)
Then build and start it:
    cmake --preset release && cmake --build --preset release && build/app/gatewatch
EOF
}
