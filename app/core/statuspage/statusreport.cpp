// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/statuspage/statusreport.h>

namespace Gatewatch {

QString idOf(Indicator indicator)
{
    switch (indicator) {
    case Indicator::Operational:
        return QStringLiteral("operational");
    case Indicator::UnderMaintenance:
        return QStringLiteral("under_maintenance");
    case Indicator::DegradedPerformance:
        return QStringLiteral("degraded_performance");
    case Indicator::PartialOutage:
        return QStringLiteral("partial_outage");
    case Indicator::MajorOutage:
        return QStringLiteral("major_outage");
    case Indicator::Unknown:
        break;
    }
    return QStringLiteral("unknown");
}

Indicator worse(Indicator a, Indicator b)
{
    if (a == Indicator::Unknown)
        return b;
    if (b == Indicator::Unknown)
        return a;
    return qMax(a, b);
}

QString idOf(Readability readability)
{
    switch (readability) {
    case Readability::Ok:
        return QStringLiteral("ok");
    case Readability::Stale:
        return QStringLiteral("stale");
    case Readability::Unreadable:
        break;
    }
    return QStringLiteral("unreadable");
}

} // namespace Gatewatch
