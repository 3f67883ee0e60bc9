// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/statuspage/statusreport.h>

namespace Gatewatch {

/// Whether the provider says that announced work is going on now which concerns the service, so that a fault during it
/// is maintenance and no outage. `narrowed`: the report is that of components which the user chose; then every record
/// left in it may concern the service. Of a whole page only work that names no part does, or work that makes the whole
/// page "under maintenance": work on another part of a large page explains nothing.
/// A report counts while it is fresh: readable and not older than a quarter of an hour, the longest pause between two
/// readings of a page. An older one counts until the announced end.
bool maintenanceCovers(const StatusReport& report, bool narrowed, TimePoint now);

} // namespace Gatewatch
