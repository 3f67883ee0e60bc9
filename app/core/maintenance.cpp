// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/maintenance.h>

#include <algorithm>

namespace Gatewatch {
namespace {

using namespace std::chrono_literals;

constexpr auto freshFor = 15min;

} // namespace

bool maintenanceCovers(const StatusReport& report, bool narrowed, TimePoint now)
{
    if (report.readability == Readability::Unreadable)
        return false;
    const bool fresh = report.readability == Readability::Ok && now - report.fetchedAt <= freshFor;
    const bool whole = narrowed || report.overall == Indicator::UnderMaintenance;
    return std::ranges::any_of(report.maintenances, [&](const Maintenance& work) {
        const bool inForce = fresh || (work.scheduledUntil && now <= *work.scheduledUntil);
        return work.running() && inForce && (whole || work.components.isEmpty());
    });
}

} // namespace Gatewatch
