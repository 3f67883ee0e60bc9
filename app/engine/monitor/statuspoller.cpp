// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/monitor/statuspoller.h>

#include <core/politeness.h>
#include <engine/net/probe.h>

#include <algorithm>

namespace Gatewatch {
namespace {

using namespace std::chrono_literals;

constexpr Millis readTimeout = 15s;
constexpr Seconds longestBackOff = 15min;

/// A page is scheduled under its service's id, with no endpoint.
CheckId pageOf(const ServiceId& service)
{
    return {service, {}};
}

} // namespace

StatusPoller::StatusPoller(StatusPageClient& client, QObject* parent)
    : QObject(parent)
    , m_client(client)
    , m_timer(this)
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &StatusPoller::tick);
}

void StatusPoller::setConfig(const Config& config)
{
    const Config before = std::exchange(m_config, config);
    QList<ScheduledCheck> pages;
    QHash<ServiceId, StatusReport> reports;
    for (const Service& service : config.services) {
        if (!service.statusPage)
            continue;
        pages.append({pageOf(service.id), service.statusPage->interval, serverOf(service.statusPage->url)});
        const Service* known = before.find(service.id);
        if (known && known->statusPage == service.statusPage && m_reports.contains(service.id))
            reports.insert(service.id, m_reports.value(service.id));
        else if (const auto old = m_restored.constFind(service.id);
                 old != m_restored.constEnd() && old->source == service.statusPage->url) {
            reports.insert(service.id, *old);
            emit reportReady(service.id, *old);
        }
    }
    m_restored.clear();
    m_reports = reports;
    // A page that is gone, or is another one now, starts afresh.
    for (const Service& service : before.services) {
        const Service* now = config.find(service.id);
        if (now && now->statusPage == service.statusPage)
            continue;
        m_running.remove(service.id);
        m_failures.remove(service.id);
        m_schedule.forget(pageOf(service.id));
    }
    m_schedule.set(pages, steadyNow());
    tick();
}

void StatusPoller::restore(const QHash<ServiceId, StatusReport>& reports)
{
    m_restored = reports;
}

void StatusPoller::setPaused(bool paused)
{
    m_paused = paused;
    if (paused)
        m_running.clear();
    tick();
}

void StatusPoller::restart(Millis wait)
{
    m_running.clear();
    m_schedule.restart(steadyNow() + wait);
    tick();
}

void StatusPoller::setStretch(int factor)
{
    m_schedule.setStretch(factor, steadyNow());
    tick();
}

void StatusPoller::pollNow(const ServiceId& service)
{
    for (const Service& each : m_config.services) {
        if (each.statusPage && (service.isEmpty() || each.id == service))
            m_schedule.hurry(pageOf(each.id), steadyNow());
    }
    tick();
}

std::optional<StatusReport> StatusPoller::reportOf(const ServiceId& service) const
{
    const auto report = m_reports.constFind(service);
    return report == m_reports.constEnd() ? std::nullopt : std::optional(*report);
}

void StatusPoller::tick()
{
    m_timer.stop();
    if (m_paused)
        return;
    for (const CheckId& page : m_schedule.due(steadyNow()))
        poll(page.service);
    if (const auto next = m_schedule.next())
        m_timer.start(std::max(*next - steadyNow(), Millis(10)));
}

void StatusPoller::poll(const ServiceId& service)
{
    const Service* configured = m_config.find(service);
    if (!configured || !configured->statusPage || m_running.contains(service))
        return;
    const QByteArray agent =
        m_config.polling.userAgent.isEmpty() ? defaultUserAgent() : m_config.polling.userAgent.toUtf8();
    m_running.insert(
        service,
        m_client.read(*configured->statusPage, agent, readTimeout, [this, service](const StatusReport& report) {
            take(service, report);
        }));
}

void StatusPoller::take(const ServiceId& service, StatusReport report)
{
    // The finished request is deleted from the event loop, not from inside its own callback.
    if (const auto done = m_running.take(service))
        QTimer::singleShot(0, this, [done] {});
    const StatusReport before = m_reports.value(service);
    if (report.readability == Readability::Unreadable) {
        const int failures = ++m_failures[service];
        const Service* configured = m_config.find(service);
        const Seconds pause = configured && configured->statusPage
            ? std::min(configured->statusPage->interval * (1 << std::min(failures - 1, 6)), longestBackOff)
            : longestBackOff;
        m_schedule.defer(pageOf(service), steadyNow() + pause);
        if (report.retryAfter)
            m_schedule.postpone(pageOf(service), steadyNow() + *report.retryAfter);
        if (before.readability != Readability::Unreadable && !before.source.isEmpty()) {
            // What they said last stays visible, marked with its age; the total becomes unknown.
            StatusReport stale = before;
            stale.readability = Readability::Stale;
            stale.overall = Indicator::Unknown;
            stale.problem = report.problem;
            stale.problemDetail = report.problemDetail;
            report = stale;
        }
    } else {
        m_failures.remove(service);
        tellNews(service, before, report);
    }
    m_reports.insert(service, report);
    emit reportReady(service, report);
    tick();
}

void StatusPoller::tellNews(const ServiceId& service, const StatusReport& before, const StatusReport& after)
{
    if (before.source.isEmpty() || before.readability == Readability::Unreadable)
        return; // the first reading after a start is not news
    const auto openIds = [](const StatusReport& report) {
        QSet<QString> ids;
        for (const ReportedIncident& incident : report.incidents) {
            if (incident.open())
                ids.insert(incident.id);
        }
        return ids;
    };
    const auto tell = [&](const ReportedIncident& incident, EventKind kind) {
        Event event;
        event.at = wallClock();
        event.service = service;
        event.detail = incident.title;
        event.kind = kind;
        emit eventHappened(event);
    };
    const QSet<QString> was = openIds(before);
    const QSet<QString> is = openIds(after);
    for (const ReportedIncident& incident : after.incidents) {
        if (incident.open() && !was.contains(incident.id))
            tell(incident, EventKind::IncidentReported);
    }
    // Some pages list what is over for a while, others leave it out at once.
    for (const ReportedIncident& incident : before.incidents) {
        if (incident.open() && !is.contains(incident.id))
            tell(incident, EventKind::ReportResolved);
    }
}

} // namespace Gatewatch
