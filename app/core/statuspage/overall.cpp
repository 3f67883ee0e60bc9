// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/statuspage/overall.h>

#include <algorithm>

namespace Gatewatch {
namespace {

/// An open incident that nobody has touched for so long does not colour the whole page.
constexpr std::chrono::days staleAfter{14};

/// Unknown: raises nothing.
Indicator impactOf(const ReportedIncident& incident)
{
    if (incident.impact == u"none")
        return Indicator::Unknown;
    if (incident.impact == u"critical")
        return Indicator::MajorOutage;
    return incident.impact == u"major" ? Indicator::PartialOutage : Indicator::DegradedPerformance;
}

bool isStale(const ReportedIncident& incident, TimePoint now)
{
    const std::optional<TimePoint> touched = incident.updatedAt ? incident.updatedAt : incident.startedAt;
    return touched && now - *touched > staleAfter;
}

Indicator incidentSide(const Claims& claims, TimePoint now)
{
    Indicator side = Indicator::Unknown;
    for (const ReportedIncident& incident : claims.incidents) {
        if (!incident.open())
            continue;
        Indicator impact = impactOf(incident);
        if (impact != Indicator::Unknown && !claims.narrowed) {
            if (!claims.allComponentsListed)
                impact = qMin(impact, Indicator::PartialOutage);
            if (isStale(incident, now))
                impact = qMin(impact, Indicator::DegradedPerformance);
        }
        side = worse(side, impact);
    }
    return side;
}

Indicator leafSide(const QList<Component>& leaves)
{
    const Indicator worst = worstOf(leaves);
    if (worst != Indicator::MajorOutage)
        return worst;
    const bool all = std::ranges::all_of(leaves, [](const Component& leaf) {
        return leaf.status == Indicator::MajorOutage || leaf.status == Indicator::Unknown;
    });
    return all ? Indicator::MajorOutage : Indicator::PartialOutage;
}

bool maintenanceRuns(const QList<Maintenance>& maintenances)
{
    return std::ranges::any_of(maintenances, [](const Maintenance& maintenance) { return maintenance.running(); });
}

Indicator withoutVendor(const Claims& claims, TimePoint now)
{
    Indicator overall = worse(leafSide(claims.leaves), incidentSide(claims, now));
    if (overall != Indicator::Unknown && maintenanceRuns(claims.maintenances))
        overall = worse(overall, Indicator::UnderMaintenance);
    return overall;
}

Indicator raised(Indicator vendor, const Claims& claims, TimePoint now)
{
    Indicator overall = vendor;
    const Indicator leaf = worstOf(claims.leaves);
    if (leaf == Indicator::UnderMaintenance || maintenanceRuns(claims.maintenances))
        overall = worse(overall, Indicator::UnderMaintenance);
    const bool leafBroken = leaf != Indicator::Unknown && leaf >= Indicator::DegradedPerformance;
    if (leafBroken || incidentSide(claims, now) != Indicator::Unknown)
        overall = Indicator::DegradedPerformance;
    return overall;
}

} // namespace

Indicator worstOf(const QList<Component>& leaves)
{
    Indicator worst = Indicator::Unknown;
    for (const Component& leaf : leaves)
        worst = worse(worst, leaf.status);
    return worst;
}

Indicator overallOf(const Claims& claims, TimePoint now)
{
    if (!claims.vendor)
        return withoutVendor(claims, now);
    if (*claims.vendor != Indicator::Unknown)
        return *claims.vendor >= Indicator::DegradedPerformance ? *claims.vendor : raised(*claims.vendor, claims, now);
    // A word that is not known may hide anything: only trouble that the rest of the page shows can be trusted.
    const Indicator rest = withoutVendor(claims, now);
    return rest != Indicator::Unknown && rest >= Indicator::DegradedPerformance ? rest : Indicator::Unknown;
}

} // namespace Gatewatch
