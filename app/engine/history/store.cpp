// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/history/store.h>

#include <core/statuspage/storedreport.h>

#include <QSet>

#include <algorithm>
#include <iterator>

namespace Gatewatch {
namespace {

qint64 millisOf(TimePoint at)
{
    return at.time_since_epoch().count();
}

qint64 secondsOf(TimePoint at)
{
    return std::chrono::floor<Seconds>(at).time_since_epoch().count();
}

TimePoint fromSeconds(qint64 seconds)
{
    return TimePoint(Seconds(seconds));
}

QVariant orNull(const std::optional<Micros>& time)
{
    return time ? QVariant::fromValue<qint64>(time->count()) : QVariant();
}

std::optional<Micros> timeAt(const QSqlQuery& query, int column)
{
    return query.isNull(column) ? std::nullopt : std::optional(Micros(query.value(column).toLongLong()));
}

Micros sumOf(const Phases& phases)
{
    Micros sum{0};
    for (const auto& phase : {phases.resolve, phases.connect, phases.tls, phases.wait, phases.transfer})
        sum += phase.value_or(Micros(0));
    return sum;
}

Outcome outcomeFromNumber(int number)
{
    switch (number) {
    case 0:
        return Outcome::Up;
    case 1:
        return Outcome::Slow;
    case 2:
        return Outcome::Down;
    }
    return Outcome::NotMeasured;
}

const QString kSampleColumns = QStringLiteral("at, result, resolve, connect, tls, wait, transfer, rest");
const QString kSampleFields = kSampleColumns + QStringLiteral(", (SELECT key FROM network WHERE id = sample.network)");
constexpr int kStatuses = 1000; // in a result, see the schema
constexpr int kOutcomes = 4;
constexpr int kUsual = 1; // stands for a 200 that is Up; no other result has this number

int resultOf(const Sample& sample)
{
    const int result = (static_cast<int>(sample.failure) * kOutcomes + static_cast<int>(sample.outcome)) * kStatuses
        + std::clamp(sample.status, 0, kStatuses - 1);
    return result == 200 ? kUsual : result;
}

Sample sampleOf(const QSqlQuery& query, const CheckId& check)
{
    Sample sample;
    sample.check = check;
    sample.at = TimePoint(Millis(query.value(0).toLongLong()));
    const int stored = query.value(1).toInt();
    const int result = stored == kUsual ? 200 : stored;
    sample.status = result % kStatuses;
    sample.outcome = outcomeFromNumber(result / kStatuses % kOutcomes);
    sample.failure = failureFromNumber(result / kStatuses / kOutcomes);
    sample.phases = {timeAt(query, 2), timeAt(query, 3), timeAt(query, 4), timeAt(query, 5), timeAt(query, 6)};
    sample.total = sumOf(sample.phases) + Micros(query.value(7).toLongLong());
    sample.network = query.value(8).toString();
    return sample;
}

/// Samples that came after their time was rolled up: into the buckets that are there.
StoreError addLate(Database& database, Level level, const Endpoint& endpoint, const QList<Sample>& late)
{
    QList<Sample> rolled;
    const TimePoint done = level == Level::Minute ? endpoint.minutesDone : endpoint.quartersDone;
    std::copy_if(late.cbegin(), late.cend(), std::back_inserter(rolled), [done](const Sample& sample) {
        return sample.at < done;
    });
    QList<Bucket> buckets = bucketsOf(rolled, widthOf(level));
    for (Bucket& bucket : buckets) {
        StoreError error;
        const QList<Bucket> stored =
            readBuckets(database, level, endpoint.number, bucket.start, bucket.start + bucket.width, error);
        for (const Bucket& each : stored)
            bucket.merge(each);
        if (!error)
            error = writeBucket(database, level, endpoint.number, bucket);
        if (error)
            return error;
    }
    return {};
}

void bind(QSqlQuery& query, qint64 endpoint, const Sample& sample)
{
    query.addBindValue(endpoint);
    query.addBindValue(millisOf(sample.at));
    query.addBindValue(resultOf(sample));
    const Phases& phases = sample.phases;
    for (const auto& phase : {phases.resolve, phases.connect, phases.tls, phases.wait, phases.transfer})
        query.addBindValue(orNull(phase));
    query.addBindValue(static_cast<qint64>((sample.total - sumOf(phases)).count()));
    query.addBindValue(sample.network);
}

/// So that samples can carry their numbers. Few, and never deleted.
StoreError insertNetworks(Database& database, const QList<Sample>& samples)
{
    QSet<QString> networks;
    for (const Sample& sample : samples)
        networks.insert(sample.network);
    networks.remove({});
    QSqlQuery query = database.prepared(QStringLiteral("INSERT INTO network(key) VALUES(?) ON CONFLICT DO NOTHING"));
    for (const QString& network : std::as_const(networks)) {
        query.addBindValue(network);
        query.exec();
        if (StoreError error = errorOf(query))
            return error;
    }
    return {};
}

} // namespace

Millis widthOf(Level level)
{
    switch (level) {
    case Level::Minute:
        return std::chrono::minutes(1);
    case Level::Quarter:
        break;
    }
    return std::chrono::minutes(15);
}

QString tableOf(Level level)
{
    switch (level) {
    case Level::Minute:
        return QStringLiteral("minute");
    case Level::Quarter:
        break;
    }
    return QStringLiteral("quarter");
}

StoreError Endpoints::load(const Database& database)
{
    m_known.clear();
    QSqlQuery query = database.query();
    query.exec(QStringLiteral("SELECT id, service, name, minutesDone, quartersDone FROM endpoint"));
    while (query.next()) {
        const CheckId check{query.value(1).toString(), query.value(2).toString()};
        m_known.insert(
            check,
            {query.value(0).toLongLong(), check, fromSeconds(query.value(3).toLongLong()),
             fromSeconds(query.value(4).toLongLong())});
    }
    return errorOf(query);
}

const Endpoint* Endpoints::find(const CheckId& check) const
{
    const auto found = m_known.constFind(check);
    return found == m_known.cend() ? nullptr : &*found;
}

const Endpoint* Endpoints::findOrAdd(Database& database, const CheckId& check, StoreError& error)
{
    if (const Endpoint* known = find(check))
        return known;
    QSqlQuery query = database.prepared(QStringLiteral("INSERT INTO endpoint(service, name) VALUES(?, ?)"));
    query.addBindValue(check.service.isNull() ? QStringLiteral("") : check.service);
    query.addBindValue(check.endpoint.isNull() ? QStringLiteral("") : check.endpoint);
    query.exec();
    error = errorOf(query);
    if (error)
        return nullptr;
    Endpoint added;
    added.number = query.lastInsertId().toLongLong();
    added.check = check;
    return &*m_known.insert(check, added);
}

StoreError Endpoints::setDone(Database& database, const CheckId& check, TimePoint minutes, TimePoint quarters)
{
    const auto known = m_known.find(check);
    if (known == m_known.end() || (known->minutesDone == minutes && known->quartersDone == quarters))
        return {};
    QSqlQuery query =
        database.prepared(QStringLiteral("UPDATE endpoint SET minutesDone = ?, quartersDone = ? WHERE id = ?"));
    query.addBindValue(secondsOf(minutes));
    query.addBindValue(secondsOf(quarters));
    query.addBindValue(known->number);
    query.exec();
    const StoreError error = errorOf(query);
    if (!error) {
        known->minutesDone = minutes;
        known->quartersDone = quarters;
    }
    return error;
}

StoreError insertSamples(Database& database, Endpoints& endpoints, const QList<Sample>& samples)
{
    StoreError error = insertNetworks(database, samples);
    if (error)
        return error;
    QSqlQuery query = database.prepared(
        QStringLiteral("INSERT INTO sample(endpoint, ") + kSampleColumns
        + QStringLiteral(", network) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, (SELECT id FROM network WHERE key = ?))"
                         " ON CONFLICT DO NOTHING"));
    QHash<CheckId, QList<Sample>> late;
    for (const Sample& sample : samples) {
        const Endpoint* endpoint = endpoints.findOrAdd(database, sample.check, error);
        if (!endpoint)
            return error;
        bind(query, endpoint->number, sample);
        query.exec();
        error = errorOf(query);
        if (error)
            return error;
        if (query.numRowsAffected() > 0 && sample.at < endpoint->minutesDone)
            late[sample.check].append(sample);
    }
    for (auto each = late.cbegin(); each != late.cend() && !error; ++each) {
        const Endpoint& endpoint = *endpoints.find(each.key());
        error = addLate(database, Level::Minute, endpoint, *each);
        if (!error)
            error = addLate(database, Level::Quarter, endpoint, *each);
    }
    return error;
}

StoreError upsertIncident(Database& database, const Incident& incident)
{
    QSqlQuery query = database.prepared(QStringLiteral(
        "INSERT INTO incident(service, endpoint, opened, closed, failure, status, evidence) VALUES(?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT(service, opened) DO UPDATE SET endpoint = excluded.endpoint, closed = excluded.closed,"
        " failure = excluded.failure, status = excluded.status, evidence = coalesce(excluded.evidence, evidence)"));
    query.addBindValue(incident.service.isNull() ? QStringLiteral("") : incident.service);
    query.addBindValue(incident.endpoint.isNull() ? QStringLiteral("") : incident.endpoint);
    query.addBindValue(millisOf(incident.opened));
    query.addBindValue(incident.closed ? QVariant::fromValue<qint64>(millisOf(*incident.closed)) : QVariant());
    query.addBindValue(static_cast<int>(incident.failure));
    query.addBindValue(incident.status);
    query.addBindValue(incident.evidence.isEmpty() ? QVariant() : QVariant(incident.evidence));
    query.exec();
    return errorOf(query);
}

StoreError insertEvent(Database& database, const Event& event)
{
    QSqlQuery query = database.prepared(QStringLiteral(
        "INSERT INTO event(at, kind, service, failure, status, lasted, detail) VALUES(?, ?, ?, ?, ?, ?, ?)"));
    query.addBindValue(millisOf(event.at));
    query.addBindValue(static_cast<int>(event.kind));
    query.addBindValue(event.service.isNull() ? QStringLiteral("") : event.service);
    query.addBindValue(static_cast<int>(event.failure));
    query.addBindValue(event.status);
    query.addBindValue(event.lasted ? QVariant::fromValue<qint64>(event.lasted->count()) : QVariant());
    query.addBindValue(event.detail.isNull() ? QStringLiteral("") : event.detail);
    query.exec();
    return errorOf(query);
}

StoreError writeReport(Database& database, const ServiceId& service, const StatusReport& report)
{
    QSqlQuery query = database.prepared(QStringLiteral("INSERT OR REPLACE INTO report(service, body) VALUES(?, ?)"));
    query.addBindValue(service);
    query.addBindValue(storedReport(report));
    query.exec();
    return errorOf(query);
}

StoreError writeIssuers(Database& database, const ServiceId& service, const QList<IssuerSeen>& seen)
{
    QSqlQuery old = database.prepared(QStringLiteral("DELETE FROM issuer WHERE service = ?"));
    old.addBindValue(service);
    old.exec();
    StoreError error = errorOf(old);
    QSqlQuery query = database.prepared(
        QStringLiteral("INSERT INTO issuer(service, place, server, organisation, name) VALUES(?, ?, ?, ?, ?)"));
    for (int place = 0; place < seen.size() && !error; ++place) {
        query.addBindValue(service);
        query.addBindValue(place);
        for (const QString& text : {seen[place].server, seen[place].issuer.organisation, seen[place].issuer.name})
            query.addBindValue(text.isNull() ? QStringLiteral("") : text);
        query.exec();
        error = errorOf(query);
    }
    return error;
}

StoreError writeBucket(Database& database, Level level, qint64 endpoint, const Bucket& bucket)
{
    QSqlQuery query = database.prepared(
        QStringLiteral("INSERT OR REPLACE INTO %1(endpoint, at, measured, failed, slow, missed, lowest, highest, sum,"
                       " histogram) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
            .arg(tableOf(level)));
    query.addBindValue(endpoint);
    query.addBindValue(secondsOf(bucket.start));
    query.addBindValue(bucket.measured);
    query.addBindValue(bucket.failed);
    query.addBindValue(bucket.slow);
    query.addBindValue(bucket.notMeasured);
    query.addBindValue(orNull(bucket.min));
    query.addBindValue(orNull(bucket.max));
    query.addBindValue(static_cast<qint64>(bucket.sum.count()));
    const QByteArray histogram = bucket.histogram.toBytes();
    query.addBindValue(histogram.isNull() ? QByteArray("") : histogram);
    query.exec();
    return errorOf(query);
}

QList<Sample>
readSamples(const Database& database, const Endpoint& endpoint, TimePoint from, TimePoint to, StoreError& error)
{
    QSqlQuery query =
        database.prepared(QStringLiteral("SELECT %1 FROM sample WHERE endpoint = ? AND at >= ? AND at < ? ORDER BY at")
                              .arg(kSampleFields));
    query.addBindValue(endpoint.number);
    query.addBindValue(millisOf(from));
    query.addBindValue(millisOf(to));
    query.exec();
    QList<Sample> samples;
    while (query.next())
        samples.append(sampleOf(query, endpoint.check));
    error = errorOf(query);
    return samples;
}

QList<Bucket>
readBuckets(const Database& database, Level level, qint64 endpoint, TimePoint from, TimePoint to, StoreError& error)
{
    QSqlQuery query = database.prepared(
        QStringLiteral("SELECT at, measured, failed, slow, missed, lowest, highest, sum, histogram FROM %1"
                       " WHERE endpoint = ? AND at >= ? AND at < ? ORDER BY at")
            .arg(tableOf(level)));
    query.addBindValue(endpoint);
    query.addBindValue(secondsOf(from));
    query.addBindValue(secondsOf(to));
    query.exec();
    QList<Bucket> buckets;
    while (query.next()) {
        Bucket bucket;
        bucket.start = fromSeconds(query.value(0).toLongLong());
        bucket.width = widthOf(level);
        bucket.measured = query.value(1).toInt();
        bucket.failed = query.value(2).toInt();
        bucket.slow = query.value(3).toInt();
        bucket.notMeasured = query.value(4).toInt();
        bucket.min = timeAt(query, 5);
        bucket.max = timeAt(query, 6);
        bucket.sum = Micros(query.value(7).toLongLong());
        bucket.histogram = Histogram::fromBytes(query.value(8).toByteArray()).value_or(Histogram());
        buckets.append(bucket);
    }
    error = errorOf(query);
    return buckets;
}

QList<Sample>
newestSamples(const Database& database, const Endpoint& endpoint, TimePoint now, int count, StoreError& error)
{
    QSqlQuery query = database.prepared(
        QStringLiteral("SELECT %1 FROM sample WHERE endpoint = ? AND at <= ? ORDER BY at DESC LIMIT ?")
            .arg(kSampleFields));
    query.addBindValue(endpoint.number);
    query.addBindValue(millisOf(now));
    query.addBindValue(std::max(count, 0));
    query.exec();
    QList<Sample> samples;
    while (query.next())
        samples.append(sampleOf(query, endpoint.check));
    error = errorOf(query);
    std::reverse(samples.begin(), samples.end());
    return samples;
}

} // namespace Gatewatch
