// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/incident.h>

#include <algorithm>

namespace Gatewatch {

void IncidentBook::restore(const QList<Incident>& incidents)
{
    m_incidents.clear();
    for (const Incident& incident : incidents)
        m_incidents[incident.service].append(incident);
    for (QList<Incident>& list : m_incidents)
        std::ranges::sort(list, std::greater{}, &Incident::opened);
}

std::optional<Incident> IncidentBook::fold(const StateChange& change, const QByteArray& evidence)
{
    QList<Incident>& list = m_incidents[change.service];
    const auto open = std::ranges::find_if(list, [](const Incident& each) { return !each.closed; });
    const bool isOpen = open != list.end();
    if (change.after == State::Down && !isOpen) {
        Incident incident;
        incident.service = change.service;
        incident.opened = change.since;
        incident.evidence = evidence;
        if (change.sample) {
            incident.endpoint = change.sample->check.endpoint;
            incident.failure = change.sample->failure;
            incident.status = change.sample->status;
        }
        list.prepend(incident);
        return incident;
    }
    if ((change.after == State::Up || change.after == State::Slow) && isOpen) {
        open->closed = change.since;
        return *open;
    }
    return std::nullopt;
}

QList<Incident> IncidentBook::of(const ServiceId& service) const
{
    return m_incidents.value(service);
}

std::optional<Incident> IncidentBook::openOf(const ServiceId& service) const
{
    for (const Incident& incident : m_incidents.value(service)) {
        if (!incident.closed)
            return incident;
    }
    return std::nullopt;
}

} // namespace Gatewatch
