// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/incident.h>

#include <algorithm>

namespace Gatewatch {
namespace {

constexpr qsizetype mostRemembered = 50; ///< of each service

/// In front. A full list takes the place of its last one: prepending to a list that is cut at its end makes its room
/// grow to five times what it needs.
void remember(QList<Incident>& list, const Incident& incident)
{
    if (list.size() < mostRemembered)
        return list.prepend(incident);
    std::rotate(list.begin(), std::prev(list.end()), list.end());
    list.front() = incident;
}

} // namespace

std::optional<Event> eventOf(const StateChange& change, const std::optional<Incident>& incident)
{
    Event event;
    event.at = change.at;
    event.service = change.service;
    if (change.sample) {
        event.failure = change.sample->failure;
        event.status = change.sample->status;
    }
    if (change.after == State::Down)
        event.kind = EventKind::WentDown;
    else if (incident)
        event.kind = EventKind::Recovered;
    else if (change.after == State::Slow)
        event.kind = EventKind::WentSlow;
    if (!incident && event.kind != EventKind::WentSlow)
        return std::nullopt;
    if (incident && incident->closed)
        event.lasted = std::chrono::floor<Seconds>(*incident->closed - incident->opened);
    return event;
}

void IncidentBook::restore(const QList<Incident>& incidents)
{
    m_incidents.clear();
    m_kept.clear();
    for (const Incident& incident : incidents) {
        if (!incident.closed)
            m_kept.insert(incident.service, {incident.evidence.split('\n').first(), incident.failure, incident.status});
        m_incidents[incident.service].append(incident);
        m_incidents[incident.service].last().evidence.clear();
    }
    for (QList<Incident>& list : m_incidents) {
        std::ranges::sort(list, std::greater{}, &Incident::opened);
        list.resize(std::min(list.size(), mostRemembered));
    }
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
        if (change.sample) {
            incident.endpoint = change.sample->check.endpoint;
            incident.failure = change.sample->failure;
            incident.status = change.sample->status;
        }
        remember(list, incident);
        m_kept.insert(incident.service, {evidence, incident.failure, incident.status});
        incident.evidence = evidence; // for the history, which keeps it: in the book it would pile up for weeks
        return incident;
    }
    if ((change.after == State::Up || change.after == State::Slow) && isOpen) {
        open->closed = std::max(change.since, open->opened);
        m_kept.remove(change.service);
        return *open;
    }
    return std::nullopt;
}

std::optional<Incident> IncidentBook::keep(const Sample& sample, const QByteArray& evidence)
{
    const auto open = openOf(sample.check.service);
    const auto kept = m_kept.find(sample.check.service);
    if (!open || kept == m_kept.end() || evidence.isEmpty())
        return std::nullopt;
    const auto alike = [&sample](Failure failure, int status) {
        return sample.failure == failure && sample.status == status;
    };
    if (alike(open->failure, open->status) || alike(kept->failure, kept->status))
        return std::nullopt;
    kept->failure = sample.failure;
    kept->status = sample.status;
    Incident incident = *open;
    incident.evidence = kept->first.isEmpty() ? evidence : kept->first + '\n' + evidence;
    return incident;
}

QList<Incident> IncidentBook::closeAllBut(const QSet<ServiceId>& watched, TimePoint now)
{
    QList<Incident> closed;
    for (auto list = m_incidents.begin(); list != m_incidents.end(); ++list) {
        if (watched.contains(list.key()))
            continue;
        for (Incident& incident : *list) {
            if (incident.closed)
                continue;
            incident.closed = std::max(now, incident.opened);
            m_kept.remove(incident.service);
            closed.append(incident);
        }
    }
    return closed;
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
