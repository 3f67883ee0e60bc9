// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/demo/fleetplan.h>

#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLocale>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace Gatewatch {
namespace {

constexpr std::array plan{
    DemoService{"well", "Ledger API", "Money", "well", 60s, 0s, 38ms, 74ms, 0, 2s, false, DemoPage::Green},
    DemoService{"shop", "Corner Shop", "Money", "502", 0s, 60s, 45ms, 90ms, 0, 3s, true, DemoPage::Honest},
    DemoService{"slow", "Photo Studio", "Studio", "slow", 60s, 0s, 300ms, 900ms, 400, 3s, false, DemoPage::Green},
    DemoService{"flapping", "Chat Corner", "Studio", "flapping", 14s, 9s, 50ms, 110ms, 0, 2s, false, DemoPage::None},
    DemoService{
        "episodes", "Bookings", "Travel", "episodes", 90s, 45s, 70ms, 140ms, 0, 2s, true, DemoPage::Intermittent},
    DemoService{"late", "City Maps", "Travel", "late", 60s, 480s, 60ms, 120ms, 0, 3s, true, DemoPage::Late},
    DemoService{"green", "Mail Room", "Travel", "green", 75s, 300s, 55ms, 100ms, 0, 5s, true, DemoPage::Green},
};

/// Where in its round of working and failing a service is.
struct Place {
    Millis roundBegan{0};
    Millis into{0};
};

Place placeOf(const DemoService& service, Millis sinceStart)
{
    const Millis round = service.up + service.down;
    const Millis began = sinceStart / round * round;
    return {began, sinceStart - began};
}

/// What the page tells about an incident; empty while it tells nothing.
struct Told {
    QString title;
    QString status;
    QString impact;
    QString text;
    TimePoint since;
};

std::optional<Told> toldBy(const DemoService& service, TimePoint start, Millis sinceStart)
{
    switch (service.page) {
    case DemoPage::None:
    case DemoPage::Green:
        return std::nullopt;
    case DemoPage::Honest:
        return Told{
            u"The shop cannot be reached"_s, u"identified"_s, u"critical"_s,
            u"The server behind our gateway is down. We are starting a new one."_s, start - 12min};
    case DemoPage::Intermittent:
        return Told{
            u"Errors now and then while booking"_s, u"investigating"_s, u"minor"_s,
            u"Some requests are answered with an error. Trying again after a minute usually helps."_s, start - 3h};
    case DemoPage::Late:
        break;
    }
    const Place place = placeOf(service, sinceStart);
    const Millis silent = service.up + demoLateBy;
    if (place.into >= silent)
        return Told{
            u"Maps do not load"_s, u"investigating"_s, u"major"_s,
            u"We have received reports that maps do not load and are looking into them."_s,
            start + place.roundBegan + silent};
    if (place.roundBegan.count() > 0 && place.into < service.up)
        return Told{
            u"Maps do not load"_s, u"monitoring"_s, u"minor"_s, u"Maps load again. We are watching the servers."_s,
            start + place.roundBegan};
    return std::nullopt;
}

QString indicatorFor(const QString& impact)
{
    return impact.isEmpty() ? u"none"_s : impact;
}

QString componentFor(const QString& impact)
{
    if (impact == u"critical")
        return u"major_outage"_s;
    if (impact == u"major")
        return u"partial_outage"_s;
    return impact == u"minor" ? u"degraded_performance"_s : u"operational"_s;
}

QJsonObject component(const QString& id, const QString& name, const QString& status)
{
    return {
        {u"id"_s, id},
        {u"name"_s, name},
        {u"status"_s, status},
        {u"group"_s, false},
        {u"group_id"_s, QJsonValue::Null}};
}

QJsonObject incident(const Told& told, const QString& id, const QString& componentName, const QUrl& page)
{
    const QJsonObject update{
        {u"id"_s, id + u"u"_s},
        {u"status"_s, told.status},
        {u"body"_s, told.text},
        {u"display_at"_s, toIso(told.since)},
        {u"created_at"_s, toIso(told.since)}};
    return {
        {u"id"_s, id},
        {u"name"_s, told.title},
        {u"status"_s, told.status},
        {u"impact"_s, told.impact},
        {u"shortlink"_s, page.toString() + u"/incidents/"_s + id},
        {u"started_at"_s, toIso(told.since)},
        {u"created_at"_s, toIso(told.since)},
        {u"updated_at"_s, toIso(told.since)},
        {u"resolved_at"_s, QJsonValue::Null},
        {u"incident_updates"_s, QJsonArray{update}},
        {u"components"_s, QJsonArray{component(id + u"c"_s, componentName, componentFor(told.impact))}}};
}

QByteArray httpDate(TimePoint now)
{
    const QDateTime date = QDateTime::fromMSecsSinceEpoch(now.time_since_epoch().count(), Qt::UTC);
    return QLocale::c().toString(date, u"ddd, dd MMM yyyy hh:mm:ss"_s).toLatin1() + " GMT";
}

} // namespace

std::span<const DemoService> demoServices()
{
    return plan;
}

const DemoService* findDemoService(const QString& id)
{
    const auto it =
        std::ranges::find_if(plan, [&id](const DemoService& service) { return id == QLatin1StringView(service.id); });
    return it == plan.end() ? nullptr : &*it;
}

bool demoIsUp(const DemoService& service, Millis sinceStart)
{
    return placeOf(service, sinceStart).into < service.up;
}

QByteArray demoSummary(const DemoService& service, const QUrl& page, TimePoint start, Millis sinceStart)
{
    const QString name = QString::fromLatin1(service.name);
    const QString id = QString::fromLatin1(service.id).leftJustified(12, u'0');
    const std::optional<Told> told = toldBy(service, start, sinceStart);
    const QString impact = told ? told->impact : QString();
    const QString indicator = indicatorFor(impact);
    const QJsonObject head{
        {u"id"_s, id},
        {u"name"_s, name},
        {u"url"_s, page.toString()},
        {u"time_zone"_s, u"Etc/UTC"_s},
        {u"updated_at"_s, toIso(told ? told->since : start - 20h)}};
    QJsonArray incidents;
    if (told)
        incidents.append(incident(*told, u"inc-"_s + QString::fromLatin1(service.id), name, page));
    const QJsonObject summary{
        {u"page"_s, head},
        {u"status"_s,
         QJsonObject{
             {u"indicator"_s, indicator}, {u"description"_s, told ? told->title : u"All Systems Operational"_s}}},
        {u"components"_s,
         QJsonArray{
             component(u"main"_s, name, componentFor(impact)), component(u"site"_s, u"Website"_s, u"operational"_s),
             component(u"sign"_s, u"Sign-in"_s, u"operational"_s)}},
        {u"incidents"_s, incidents},
        {u"scheduled_maintenances"_s, QJsonArray()}};
    return QJsonDocument(summary).toJson(QJsonDocument::Compact);
}

QByteArray nginxPassedOn(
    int status, const QByteArray& reason, const QByteArray& contentType, const QByteArray& body, TimePoint now)
{
    return "HTTP/1.1 " + QByteArray::number(status) + ' ' + reason
        + "\r\nServer: nginx/1.22.1\r\nDate: " + httpDate(now) + "\r\nContent-Type: " + contentType
        + "\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\nConnection: close\r\n\r\n" + body;
}

QByteArray nginxBadGateway(TimePoint now)
{
    return nginxPassedOn(
        502, "Bad Gateway", "text/html",
        "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad "
        "Gateway</h1></center>\r\n"
        "<hr><center>nginx/1.22.1</center>\r\n</body>\r\n</html>\r\n",
        now);
}

} // namespace Gatewatch
