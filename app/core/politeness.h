// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/config.h>

namespace Gatewatch {

/// How often an address may be asked at most. 30 s where the catalogue knows the host: everybody who depends on such a
/// service asks it, and a fault of minutes is seen within a minute all the same. 1 s elsewhere, for the host may be the
/// user's own.
Seconds leastInterval(const QUrl& address);
/// Whom an address asks, for what a server asks of us: the host, and the port where it is named.
QString serverOf(const QUrl& address);
/// The interval that is kept: what is configured, but not below leastInterval() of Check::address().
Seconds politeInterval(const Check& check);
/// The same configuration with the intervals that are kept. The file keeps what was written into it.
Config withPoliteIntervals(Config config);

} // namespace Gatewatch
