// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

namespace Gatewatch {

/// Where the settings are that an advice speaks of.
enum class Desktop { Gnome, Plasma, OtherLinux, Windows, MacOs };

/// The one that this program runs on. `current` is XDG_CURRENT_DESKTOP, names with colons between them.
Desktop desktopOf(const QByteArray& current);

struct HowTo {
    QStringList steps; ///< one after the other, with the names that the desktop's own settings use
    QStringList besides; ///< another way to do the same, and how to undo it
};
/// What to do for an advice that says only what helps: the clock, the hosts file, the name server, a VPN, a proxy.
/// `host` is the name of the service. Empty for all other advice.
HowTo howTo(const QString& adviceId, const QString& host, Desktop desktop);

} // namespace Gatewatch
