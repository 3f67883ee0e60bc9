// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/newsroom.h>

#include <core/evidencecapsule.h>
#include <core/explain.h>

#include <algorithm>

namespace Gatewatch {

namespace {

/// What the whole network lacks is told of the network, and a run that was broken off says nothing.
bool isOfTheCheck(const Sample& sample, const Exchange& exchange, LocalNetwork network)
{
    switch (sample.failure) {
    case Failure::Ok:
    case Failure::LocalOffline:
    case Failure::LocalCaptivePortal:
        return false;
    case Failure::DnsUnreachable:
    case Failure::DnsFailed:
        return !isLost(network);
    case Failure::Abandoned:
        return !exchange.detail.isEmpty();
    default:
        return true;
    }
}

} // namespace

void Newsroom::restore(const QList<Incident>& incidents)
{
    m_incidents.restore(incidents);
    m_alarm.restore(incidents);
}

void Newsroom::forget(const CheckId& check)
{
    m_failing.remove(check);
    m_lacking.remove(check);
    m_alarm.forget(check);
    m_expiry.forget(check);
    m_held.removeIf([&check](const Held& held) { return held.change.sample && held.change.sample->check == check; });
}

QList<News> Newsroom::ended(
    const Sample& sample, const Exchange& exchange, const Expectation& expectation, LocalNetwork network, TimePoint now)
{
    if (sample.outcome == Outcome::Down)
        m_failing.insert(sample.check, {exchange, evidenceOf(exchange, judge(exchange, expectation))});
    else if (sample.outcome != Outcome::NotMeasured)
        m_failing.remove(sample.check);
    QList<News> news;
    if (sample.outcome != Outcome::NotMeasured) {
        m_lacking.remove(sample.check);
    } else if (isOfTheCheck(sample, exchange, network)) {
        const QString why = explain(exchange, {sample.outcome, sample.failure, {}});
        if (std::exchange(m_lacking[sample.check], why) != why)
            news.append(NotMeasured{sample.check, why});
    }
    if (const auto event = m_expiry.look(sample.check, exchange, expectation, now))
        news.append(*event);
    return news;
}

QList<News> Newsroom::watchOnly(const QList<Service>& services, TimePoint now)
{
    QSet<ServiceId> watched;
    for (const Service& service : services)
        watched.insert(service.id);
    m_held.removeIf([&watched](const Held& held) { return !watched.contains(held.change.service); });
    QList<News> news;
    for (const Incident& closed : m_incidents.closeAllBut(watched, now)) {
        m_alarm.ended(closed.service);
        news.append(closed);
    }
    return news;
}

QList<News> Newsroom::changed(
    const StateChange& change, const QList<Service>& services, const ServiceBoard& board, LocalNetwork network)
{
    QList<News> news;
    if (heldOf(change.service))
        news = told(services, board, network);
    const bool failed = change.after == State::Down && change.sample;
    if (failed && !change.flapping)
        m_held.append({change, m_failing.value(change.sample->check).exchange});
    else
        news.append(change);
    const auto incident =
        m_incidents.fold(change, failed ? m_failing.value(change.sample->check).evidence : QByteArray());
    if (incident)
        news.append(*incident);
    if (incident && incident->closed)
        m_alarm.ended(change.service);
    if (const auto event = eventOf(change, incident))
        news.append(*event);
    return news;
}

QList<News> Newsroom::told(const QList<Service>& services, const ServiceBoard& board, LocalNetwork network)
{
    QList<News> news;
    if (auto cause = newCause(services, board, network)) {
        for (const Held& held : std::as_const(m_held)) {
            if (cause->services.contains(held.change.service))
                cause->newest.append(held.change.service);
        }
        if (!cause->newest.isEmpty())
            news.append(*cause);
    }
    for (const Held& held : std::exchange(m_held, {}))
        news.append(held.change);
    return news;
}

QList<News> Newsroom::measured(const Sample& sample, const Service& service, const ServiceBoard& board)
{
    QList<News> news;
    if (sample.outcome == Outcome::Down) {
        if (const auto incident = m_incidents.keep(sample, m_failing.value(sample.check).evidence))
            news.append(*incident);
    }
    const bool isOutage =
        board.stateOf(sample.check).state == State::Down && board.statusOf(service.id).state == State::Down;
    if (m_alarm.fold(sample, isOutage, service.thresholds.failuresToDown))
        news.append(BadGateway{service.id});
    return news;
}

const Exchange* Newsroom::failureOf(const CheckId& check) const
{
    const auto failing = m_failing.constFind(check);
    return failing == m_failing.constEnd() ? nullptr : &failing->exchange;
}

const Newsroom::Held* Newsroom::heldOf(const ServiceId& service) const
{
    const auto held =
        std::ranges::find_if(m_held, [&service](const Held& each) { return each.change.service == service; });
    return held == m_held.end() ? nullptr : &*held;
}

/// What those have in common that are Down now, or went down and came back untold, where it is not what was found the
/// last time.
std::optional<CommonCause>
Newsroom::newCause(const QList<Service>& services, const ServiceBoard& board, LocalNetwork network)
{
    QList<FailingService> down;
    for (const Service& service : services) {
        const ServiceStatus status = board.statusOf(service.id);
        if (const Held* held = heldOf(service.id))
            down.append({service.id, service.name, held->change.since, held->exchange});
        else if (status.state == State::Down && status.decisive)
            down.append({service.id, service.name, status.since, m_failing.value(status.decisive->check).exchange});
    }
    const auto before = std::exchange(m_cause, commonCause(down, static_cast<int>(services.size()), network));
    return m_cause != before ? m_cause : std::nullopt;
}

} // namespace Gatewatch
