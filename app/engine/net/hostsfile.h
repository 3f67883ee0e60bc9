// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

namespace Gatewatch {

/// The addresses that the hosts file of this computer (hosts(5)) gives this name, in its order; empty where it does not
/// know it, or cannot be read. Names are compared in any letter case.
QStringList inHostsFile(const QString& name);

} // namespace Gatewatch
