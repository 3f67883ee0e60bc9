// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/history/queries.h>

#include <core/statuspage/storedreport.h>

#include <algorithm>

namespace Gatewatch {
namespace {

std::optional<TimePoint> firstTime(const Database& database, const QString& table, Millis unit, qint64 endpoint)
{
    QSqlQuery query = database.prepared(QStringLiteral("SELECT min(at) FROM %1 WHERE endpoint = ?").arg(table));
    query.addBindValue(endpoint);
    if (!query.exec() || !query.next() || query.isNull(0))
        return std::nullopt;
    return TimePoint(unit * query.value(0).toLongLong());
}

std::optional<TimePoint> timeAt(const QSqlQuery& query, int column)
{
    return query.isNull(column) ? std::nullopt : std::optional(TimePoint(Millis(query.value(column).toLongLong())));
}

EventKind eventKindFromNumber(int number)
{
    return number >= static_cast<int>(EventKind::WentDown)
            && number <= static_cast<int>(EventKind::CertificateIssuerChanged)
        ? static_cast<EventKind>(number)
        : EventKind::StorageProblem;
}

} // namespace

Fineness finenessFor(Millis range, int points)
{
    const Millis slice = range / std::max(points, 1);
    if (slice >= widthOf(Level::Quarter))
        return Fineness::Quarters;
    return slice >= widthOf(Level::Minute) ? Fineness::Minutes : Fineness::Samples;
}

Rows readRows(
    const Database& database, const Endpoint& endpoint, TimePoint from, TimePoint to, Fineness fineness,
    StoreError& error)
{
    // Before `minutes` quarters are read, from there to `samples` minutes, and samples after that. Pruning takes whole
    // minutes of samples and whole quarters of minutes.
    TimePoint samples = endpoint.minutesDone;
    if (fineness == Fineness::Samples) {
        const auto first = firstTime(database, QStringLiteral("sample"), Millis(1), endpoint.number);
        samples = std::min(samples, floorTo(first.value_or(samples), widthOf(Level::Minute)));
    }
    TimePoint minutes = endpoint.quartersDone;
    if (fineness != Fineness::Quarters) {
        const auto first = firstTime(database, tableOf(Level::Minute), Millis(1000), endpoint.number);
        minutes = std::min(minutes, floorTo(first.value_or(minutes), widthOf(Level::Quarter)));
    }
    if (minutes > samples)
        minutes = floorTo(samples, widthOf(Level::Quarter));

    Rows rows;
    if (from < minutes)
        rows.buckets = readBuckets(
            database, Level::Quarter, endpoint.number, floorTo(from, widthOf(Level::Quarter)), std::min(to, minutes),
            error);
    if (!error && from < samples && to > minutes)
        rows.buckets += readBuckets(
            database, Level::Minute, endpoint.number, std::max(floorTo(from, widthOf(Level::Minute)), minutes),
            std::min(to, samples), error);
    if (!error && to > samples)
        rows.samples = readSamples(database, endpoint, std::max(from, samples), to, error);
    return rows;
}

QList<Incident> readIncidents(const Database& database, const ServiceId& service, int limit, StoreError& error)
{
    QSqlQuery query = database.prepared(
        QStringLiteral("SELECT id, service, endpoint, opened, closed, failure, status, evidence FROM incident"
                       " WHERE ? = '' OR service = ? ORDER BY opened DESC, id DESC LIMIT ?"));
    const ServiceId wanted = service.isNull() ? QStringLiteral("") : service;
    query.addBindValue(wanted);
    query.addBindValue(wanted);
    query.addBindValue(std::max(limit, 0));
    query.exec();
    QList<Incident> incidents;
    while (query.next()) {
        Incident incident;
        incident.id = query.value(0).toLongLong();
        incident.service = query.value(1).toString();
        incident.endpoint = query.value(2).toString();
        incident.opened = timeAt(query, 3).value_or(TimePoint());
        incident.closed = timeAt(query, 4);
        incident.failure = failureFromNumber(query.value(5).toInt());
        incident.status = query.value(6).toInt();
        incident.evidence = query.value(7).toByteArray();
        incidents.append(incident);
    }
    error = errorOf(query);
    return incidents;
}

QList<Event> readEvents(const Database& database, int limit, StoreError& error)
{
    QSqlQuery query = database.prepared(QStringLiteral(
        "SELECT id, at, kind, service, failure, status, lasted, detail FROM event ORDER BY id DESC LIMIT ?"));
    query.addBindValue(std::max(limit, 0));
    query.exec();
    QList<Event> events;
    while (query.next()) {
        Event event;
        event.id = query.value(0).toLongLong();
        event.at = timeAt(query, 1).value_or(TimePoint());
        event.kind = eventKindFromNumber(query.value(2).toInt());
        event.service = query.value(3).toString();
        event.failure = failureFromNumber(query.value(4).toInt());
        event.status = query.value(5).toInt();
        if (!query.isNull(6))
            event.lasted = Seconds(query.value(6).toLongLong());
        event.detail = query.value(7).toString();
        events.append(event);
    }
    error = errorOf(query);
    return events;
}

QHash<ServiceId, StatusReport> readReports(const Database& database, StoreError& error)
{
    QSqlQuery query = database.prepared(QStringLiteral("SELECT service, body FROM report"));
    query.exec();
    QHash<ServiceId, StatusReport> reports;
    while (query.next()) {
        if (const auto report = reportFromStored(query.value(1).toByteArray()))
            reports.insert(query.value(0).toString(), *report);
    }
    error = errorOf(query);
    return reports;
}

QHash<ServiceId, QList<IssuerSeen>> readIssuers(const Database& database, StoreError& error)
{
    QSqlQuery query =
        database.prepared(QStringLiteral("SELECT service, server, organisation, name FROM issuer ORDER BY place"));
    query.exec();
    QHash<ServiceId, QList<IssuerSeen>> seen;
    while (query.next()) {
        const CertificateIssuer issuer{query.value(2).toString(), query.value(3).toString()};
        seen[query.value(0).toString()].append({query.value(1).toString(), issuer});
    }
    error = errorOf(query);
    return seen;
}

} // namespace Gatewatch
