// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/serviceboard.h>

#include <algorithm>

namespace Gatewatch {
namespace {

/// Of several checks in the same state, the one that tells since when: the first that failed, the last that came back.
bool tellsMore(const CheckState& check, const CheckState& other)
{
    return check.state == State::Up ? check.since > other.since : check.since < other.since;
}

} // namespace

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
    m_maintained.removeIf([&](const ServiceId& id) { return !next.contains(id); });
    m_statuses.removeIf([&](std::pair<const ServiceId&, ServiceStatus&> each) { return !next.contains(each.first); });
    age(now);
}

std::optional<StateChange> ServiceBoard::setMaintenance(const ServiceId& service, bool isGoingOn, TimePoint now)
{
    if (isGoingOn)
        m_maintained.insert(service);
    else
        m_maintained.remove(service);
    const auto known = m_services.constFind(service);
    return known == m_services.constEnd() ? std::nullopt : restate(*known, now);
}

void ServiceBoard::setPaused(bool paused, TimePoint now)
{
    m_paused = paused;
    age(now);
}

std::optional<StateChange> ServiceBoard::fold(const Sample& sample, bool certain)
{
    const auto service = m_services.constFind(sample.check.service);
    if (service == m_services.constEnd())
        return std::nullopt;
    const Check* check = service->findEndpoint(sample.check.endpoint);
    if (!check)
        return std::nullopt;
    const CheckState before = aged(m_checks.value(sample.check), *check, sample.at, m_stretch);
    CheckState& state = m_checks[sample.check];
    Thresholds thresholds = service->thresholds;
    if (certain)
        thresholds.failuresToDown = 1;
    state = nextState(before, sample, thresholds);
    state.stretch = m_stretch;
    return restate(*service, sample.at);
}

void ServiceBoard::expectSilence(const CheckId& check, TimePoint until)
{
    if (const auto known = m_checks.find(check); known != m_checks.end())
        known->askedAgain = until;
}

void ServiceBoard::age(TimePoint now)
{
    for (const Service& service : std::as_const(m_services)) {
        for (const Check& check : service.endpoints) {
            if (const auto known = m_checks.find({service.id, check.id}); known != m_checks.end())
                *known = aged(*known, check, now, m_stretch);
        }
        restate(service, now);
    }
}

void ServiceBoard::shift(Millis by, TimePoint now)
{
    for (CheckState& check : m_checks)
        check = shifted(check, by);
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

ServiceStatus ServiceBoard::judged(const Service& service) const
{
    ServiceStatus status;
    status.service = service.id;
    QList<CheckState> checks;
    for (const Check& check : service.endpoints)
        checks.append(m_checks.value({service.id, check.id}));
    const State worst = worstOf(checks);
    const bool isAnnounced = worst == State::Down && m_maintained.contains(service.id);
    status.state = m_paused ? State::Paused : isAnnounced ? State::Maintenance : worst;
    const bool blind =
        std::ranges::all_of(checks, [](const CheckState& check) { return check.notMeasured.has_value(); });
    if (status.state == State::Unknown && blind && !checks.isEmpty())
        status.notMeasured = checks.first().notMeasured;
    const CheckState* decisive = nullptr;
    for (const CheckState& check : checks) {
        if (!check.last)
            continue;
        if (!status.checkedAt || check.last->at > *status.checkedAt)
            status.checkedAt = check.last->at;
        const bool better =
            decisive && check.state == worst && (decisive->state != worst || tellsMore(check, *decisive));
        if (!decisive || better)
            decisive = &check;
    }
    if (!decisive)
        return status;
    status.decisive = decisive->last;
    status.since = decisive->since;
    status.flapping = decisive->flapping;
    return status;
}

TimePoint ServiceBoard::newestChange(const Service& service) const
{
    TimePoint newest{};
    for (const Check& check : service.endpoints)
        newest = std::max(newest, m_checks.value({service.id, check.id}).since);
    return newest;
}

std::optional<StateChange> ServiceBoard::restate(const Service& service, TimePoint now)
{
    const ServiceStatus before = m_statuses.value(service.id);
    const ServiceStatus after = judged(service);
    if (after == before)
        return std::nullopt;
    m_statuses.insert(service.id, after);
    m_changed[service.id] = after;
    const bool told = after.state != before.state && !before.service.isEmpty() && after.state != State::Paused
        && before.state != State::Paused && after.state != State::Unknown;
    if (!told)
        return std::nullopt;
    StateChange change{service.id, before.state, after.state, now, after.since, after.decisive, {}, after.flapping};
    // Another check may be slow, or well, for much longer: the fault ended with the check that came back last.
    if (before.state == State::Down || before.state == State::Maintenance)
        change.since = newestChange(service);
    change.since = std::min(change.since, now); // the clock may have been set back meanwhile
    if (before.state != State::Unknown && before.since < change.since)
        change.previousSince = before.since;
    return change;
}

} // namespace Gatewatch
