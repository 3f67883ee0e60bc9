// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>

namespace Gatewatch {

struct Browser {
    QString id; ///< of its desktop file
    QString name; ///< as the desktop shows it
};

/// The installed programs that say they open https addresses, the usual one first. None where the desktop has no such
/// list, or this was built without GIO.
QList<Browser> installedBrowsers();
/// Opens the address in that one. False when it is gone, cannot be started, or the address is not http or https.
bool openIn(const QString& browser, const QString& address);

} // namespace Gatewatch
