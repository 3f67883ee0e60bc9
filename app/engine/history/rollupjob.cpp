// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/history/rollupjob.h>

#include <QElapsedTimer>

#include <algorithm>

namespace Gatewatch {
namespace {

constexpr int kRowsPerStep = 500; // a delete of so many takes about a millisecond
constexpr qint64 kFreePagesKept = 256; // for the rows to come
constexpr Millis kStretch = std::chrono::minutes(15); // rolled up at once

/// One table that is pruned by age; its times are in units of `unit`.
struct Kind {
    QString table;
    Millis unit;
    Millis whole; // rows go in whole stretches of this, so that what is left of one is all of it
    TimePoint Endpoint::*done; // older rows are in the next table; null: there is no next one
};

const QList<Kind>& kinds()
{
    static const QList<Kind> all{
        {QStringLiteral("sample"), Millis(1), widthOf(Level::Minute), &Endpoint::minutesDone},
        {QStringLiteral("minute"), Millis(1000), widthOf(Level::Quarter), &Endpoint::quartersDone},
        {QStringLiteral("quarter"), Millis(1000), widthOf(Level::Quarter), nullptr},
    };
    return all;
}

class Slice {
public:
    Slice(Database& database, Endpoints& endpoints, const HistoryLimits& limits, TimePoint now, Millis budget)
        : m_database(database)
        , m_endpoints(endpoints)
        , m_limits(limits)
        , m_now(now)
        , m_budget(budget)
    {
        m_clock.start();
    }

    MaintenanceResult run();

private:
    [[nodiscard]] bool late() const { return m_clock.elapsed() >= m_budget.count(); }
    [[nodiscard]] bool stopped() const { return m_error || m_more; }
    /// True when the step is to be the last one: no time left, or an error.
    bool pause()
    {
        m_more = m_more || late();
        return stopped();
    }
    void rollUp();
    TimePoint rollUpStretch(const CheckId& check, TimePoint first, TimePoint over);
    void rollUpQuarters(const CheckId& check, TimePoint over);
    void prune();
    void pruneKind(const Kind& kind, TimePoint old);
    void shrink();
    bool shrinkKind(const Kind& kind);
    void giveBack();
    QHash<qint64, qint64> firstTimes(const QString& table, const QString& condition);
    qint64 removeOldest(const Kind& kind, const Endpoint& endpoint, TimePoint before);
    [[nodiscard]] qint64 usedBytes() const;
    [[nodiscard]] qint64 maxBytes() const { return qint64(m_limits.maxMegabytes) * 1024 * 1024; }

    Database& m_database;
    Endpoints& m_endpoints;
    const HistoryLimits& m_limits;
    TimePoint m_now;
    Millis m_budget;
    QElapsedTimer m_clock;
    bool m_more = false;
    StoreError m_error;
};

MaintenanceResult Slice::run()
{
    m_error = m_database.begin();
    if (m_error)
        return {false, m_error};
    rollUp();
    if (!stopped())
        prune();
    if (!stopped())
        shrink();
    if (!stopped())
        giveBack();
    if (m_error)
        m_database.rollback();
    else
        m_error = m_database.commit();
    return {m_more, m_error};
}

/// The time of the oldest row of every endpoint that has one: one look into the index for each, in one statement.
QHash<qint64, qint64> Slice::firstTimes(const QString& table, const QString& condition)
{
    QSqlQuery query = m_database.query();
    query.exec(QStringLiteral("SELECT id, (SELECT min(at) FROM %1 WHERE endpoint = id %2) FROM endpoint")
                   .arg(table, condition));
    QHash<qint64, qint64> times;
    while (query.next()) {
        if (!query.isNull(1))
            times.insert(query.value(0).toLongLong(), query.value(1).toLongLong());
    }
    m_error = errorOf(query);
    return times;
}

void Slice::rollUp()
{
    const TimePoint over = floorTo(m_now - kRollupDelay, widthOf(Level::Minute));
    const QHash<qint64, qint64> waiting =
        firstTimes(QStringLiteral("sample"), QStringLiteral("AND at >= minutesDone * 1000"));
    for (const Endpoint& endpoint : m_endpoints.all()) {
        const auto found = waiting.constFind(endpoint.number);
        if (found != waiting.cend()) {
            TimePoint first(Millis{*found});
            while (first < over && !stopped()) {
                first = rollUpStretch(endpoint.check, first, over);
                if (pause())
                    return;
            }
        }
        if (!m_error)
            rollUpQuarters(endpoint.check, over);
        if (pause())
            return;
    }
}

/// Rolls up the minutes of a stretch that begins with the sample at `first`; the time of the next sample to roll up, or
/// `over` when there is none.
TimePoint Slice::rollUpStretch(const CheckId& check, TimePoint first, TimePoint over)
{
    const Endpoint endpoint = *m_endpoints.find(check);
    const TimePoint start = floorTo(first, widthOf(Level::Minute));
    const TimePoint end = std::min(start + kStretch, over);
    const QList<Bucket> minutes =
        bucketsOf(readSamples(m_database, endpoint, start, end, m_error), widthOf(Level::Minute));
    for (const Bucket& minute : minutes) {
        if (!m_error)
            m_error = writeBucket(m_database, Level::Minute, endpoint.number, minute);
    }
    if (!m_error)
        m_error = m_endpoints.setDone(m_database, check, end, endpoint.quartersDone);
    QSqlQuery query = m_database.prepared(QStringLiteral("SELECT min(at) FROM sample WHERE endpoint = ? AND at >= ?"));
    query.addBindValue(endpoint.number);
    query.addBindValue(static_cast<qint64>(end.time_since_epoch().count()));
    query.exec();
    if (!m_error)
        m_error = errorOf(query);
    return query.next() && !query.isNull(0) ? TimePoint(Millis(query.value(0).toLongLong())) : over;
}

void Slice::rollUpQuarters(const CheckId& check, TimePoint over)
{
    // All samples before `over` are in minutes now, so all quarters before it are complete.
    const Millis width = widthOf(Level::Quarter);
    const Endpoint endpoint = *m_endpoints.find(check);
    const TimePoint end = floorTo(over, width);
    if (endpoint.quartersDone >= end)
        return;
    const QList<Bucket> minutes =
        readBuckets(m_database, Level::Minute, endpoint.number, endpoint.quartersDone, end, m_error);
    Bucket quarter;
    for (qsizetype i = 0; i < minutes.size() && !m_error; ++i) {
        const TimePoint start = floorTo(minutes[i].start, width);
        if (quarter.start != start)
            quarter = {};
        quarter.start = start;
        quarter.width = width;
        quarter.merge(minutes[i]);
        if (i + 1 == minutes.size() || floorTo(minutes[i + 1].start, width) != start)
            m_error = writeBucket(m_database, Level::Quarter, endpoint.number, quarter);
    }
    // Samples that still come for this stretch must go into the minute and the quarter at once.
    if (!m_error)
        m_error = m_endpoints.setDone(m_database, check, std::max(endpoint.minutesDone, end), end);
}

/// Deletes the oldest rows before that time, about as many as one step takes; how many these were.
qint64 Slice::removeOldest(const Kind& kind, const Endpoint& endpoint, TimePoint before)
{
    QSqlQuery some =
        m_database.prepared(QStringLiteral("SELECT at FROM %1 WHERE endpoint = ? ORDER BY at LIMIT 1 OFFSET %2")
                                .arg(kind.table)
                                .arg(kRowsPerStep));
    some.addBindValue(endpoint.number);
    some.exec();
    TimePoint end = floorTo(before, kind.whole);
    if (some.next())
        end = std::min(end, floorTo(TimePoint(kind.unit * some.value(0).toLongLong()), kind.whole) + kind.whole);
    some.finish();

    QSqlQuery query =
        m_database.prepared(QStringLiteral("DELETE FROM %1 WHERE endpoint = ? AND at < ?").arg(kind.table));
    query.addBindValue(endpoint.number);
    query.addBindValue(static_cast<qint64>(end.time_since_epoch() / kind.unit));
    query.exec();
    m_error = errorOf(query);
    return m_error ? 0 : query.numRowsAffected();
}

void Slice::prune()
{
    const Millis lives[] = {
        std::chrono::hours(24) * m_limits.rawDays, std::chrono::hours(24) * m_limits.minuteDays, kQuarterLife};
    for (qsizetype i = 0; i < kinds().size() && !stopped(); ++i)
        pruneKind(kinds()[i], m_now - lives[i]);
}

void Slice::pruneKind(const Kind& kind, TimePoint old)
{
    const QHash<qint64, qint64> first = firstTimes(kind.table, {});
    for (const Endpoint& endpoint : m_endpoints.all()) {
        const auto found = first.constFind(endpoint.number);
        const TimePoint before = kind.done ? std::min(old, endpoint.*kind.done) : old;
        if (found == first.cend() || *found >= before.time_since_epoch() / kind.unit)
            continue;
        while (removeOldest(kind, endpoint, before) > 0) {
            if (pause())
                return;
        }
        if (m_error)
            return;
    }
}

qint64 Slice::usedBytes() const
{
    const qint64 pages = m_database.number(QStringLiteral("PRAGMA page_count"))
        - m_database.number(QStringLiteral("PRAGMA freelist_count"));
    return pages * m_database.number(QStringLiteral("PRAGMA page_size"));
}

void Slice::shrink()
{
    for (const Kind& kind : kinds()) {
        while (!stopped() && usedBytes() > maxBytes()) {
            if (!shrinkKind(kind))
                break;
            pause();
        }
    }
}

/// Deletes some of the oldest rows of all endpoints; false when there is nothing that may go.
bool Slice::shrinkKind(const Kind& kind)
{
    const QHash<qint64, qint64> first = firstTimes(kind.table, {});
    std::optional<Endpoint> chosen;
    for (const Endpoint& endpoint : m_endpoints.all()) {
        const auto found = first.constFind(endpoint.number);
        if (found == first.cend() || (kind.done && *found >= (endpoint.*kind.done).time_since_epoch() / kind.unit))
            continue;
        if (!chosen || *found < first.value(chosen->number))
            chosen = endpoint;
    }
    return chosen && !m_error && removeOldest(kind, *chosen, kind.done ? (*chosen).*kind.done : m_now) > 0;
}

void Slice::giveBack()
{
    qint64 surplus = m_database.number(QStringLiteral("PRAGMA freelist_count")) - kFreePagesKept;
    // The statement frees one page each time it is stepped, and the driver steps it once.
    QSqlQuery query = m_database.prepared(QStringLiteral("PRAGMA incremental_vacuum(1)"));
    for (; surplus > 0 && !pause(); --surplus) {
        query.exec();
        m_error = errorOf(query);
    }
}

} // namespace

MaintenanceResult
maintainSlice(Database& database, Endpoints& endpoints, const HistoryLimits& limits, TimePoint now, Millis budget)
{
    return Slice(database, endpoints, limits, now, budget).run();
}

} // namespace Gatewatch
