// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/serviceboard.h>

#include <algorithm>

namespace Gatewatch {

void ServiceBoard::setServices(const QList<Service>& services, TimePoint now)
{
    QHash<ServiceId, Service> next;
    QHash<CheckId, CheckState> checks;
    for (const Service& service : services) {
        next.insert(service.id, service);
        const QList<Check> before = m_services.value(service.id).endpoints;
        for (const Check& check : service.endpoints) {
            const CheckId id{service.id, check.id};
            const auto known = std::ranges::find(before, check.id, &Check::id);
            if (known != before.end() && known->how == check.how && m_checks.contains(id))
                checks.insert(id, m_checks.value(id));
        }
    }
    m_services = next;
    m_checks = checks;
    m_statuses.removeIf([&](std::pair<const ServiceId&, ServiceStatus&> each) { return !next.contains(each.first); });
    age(now);
}

void ServiceBoard::setPaused(bool paused, TimePoint now)
{
    m_paused = paused;
    age(now);
}

std::optional<StateChange> ServiceBoard::fold(const Sample& sample)
{
    const auto service = m_services.constFind(sample.check.service);
    if (service == m_services.constEnd())
        return std::nullopt;
    m_checks.insert(sample.check, nextState(m_checks.value(sample.check), sample, service->thresholds));
    return restate(*service, sample.at);
}

void ServiceBoard::age(TimePoint now)
{
    for (const Service& service : std::as_const(m_services))
        restate(service, now);
}

int ServiceBoard::downBeside(const ServiceId& service) const
{
    return static_cast<int>(std::ranges::count_if(m_statuses, [&](const ServiceStatus& status) {
        return status.service != service && status.state == State::Down;
    }));
}

QList<ServiceStatus> ServiceBoard::takeChanged()
{
    QList<ServiceStatus> list;
    for (const auto& each : std::exchange(m_changed, {}))
        list.append(each.second);
    return list;
}

ServiceStatus ServiceBoard::judged(const Service& service, TimePoint now) const
{
    ServiceStatus status;
    status.service = service.id;
    QList<CheckState> checks;
    for (const Check& check : service.endpoints) {
        if (check.http())
            checks.append(aged(m_checks.value({service.id, check.id}), check.interval, now));
    }
    const State worst = worstOf(checks);
    status.state = m_paused ? State::Paused : worst;
    bool decided = false;
    for (const CheckState& check : checks) {
        if (!check.last)
            continue;
        if (!status.checkedAt || check.last->at > *status.checkedAt)
            status.checkedAt = check.last->at;
        if (decided || (status.decisive && check.state != worst))
            continue;
        decided = check.state == worst;
        status.decisive = check.last;
        status.since = check.since;
        status.flapping = check.flapping;
    }
    return status;
}

std::optional<StateChange> ServiceBoard::restate(const Service& service, TimePoint now)
{
    const ServiceStatus before = m_statuses.value(service.id);
    const ServiceStatus after = judged(service, now);
    if (after == before)
        return std::nullopt;
    m_statuses.insert(service.id, after);
    m_changed[service.id] = after;
    const bool told = after.state != before.state && !before.service.isEmpty() && after.state != State::Paused
        && before.state != State::Paused && after.state != State::Unknown;
    if (!told)
        return std::nullopt;
    StateChange change{service.id, before.state, after.state, now, after.since, after.decisive, {}, after.flapping};
    if (before.state != State::Unknown)
        change.previousSince = before.since;
    return change;
}

} // namespace Gatewatch
