// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <engine/history/database.h>

#include <core/issuerwatch.h>
#include <core/rollup.h>
#include <core/statuspage/statusreport.h>

namespace Gatewatch {

/// The two steps of rolling up. Their tables have the same columns.
enum class Level { Minute, Quarter };
Millis widthOf(Level level);
QString tableOf(Level level);

/// An endpoint as the file knows it: rows carry its number instead of its names.
struct Endpoint {
    qint64 number = 0;
    CheckId check;
    TimePoint minutesDone{}; ///< all samples before this are in the minutes
    TimePoint quartersDone{}; ///< all minutes before this are in the quarters; never after minutesDone
};

/// What the table of endpoints holds, kept in memory. To be loaded again after a transaction that did not succeed.
class Endpoints {
public:
    StoreError load(const Database& database);
    [[nodiscard]] const Endpoint* find(const CheckId& check) const;
    [[nodiscard]] QList<Endpoint> all() const { return m_known.values(); }
    /// The endpoint, which is stored when it is new. Null with `error` set when that fails.
    const Endpoint* findOrAdd(Database& database, const CheckId& check, StoreError& error);
    StoreError setDone(Database& database, const CheckId& check, TimePoint minutes, TimePoint quarters);

private:
    QHash<CheckId, Endpoint> m_known;
};

// Writing: inside a transaction of the caller.

/// A sample that is there already (same check, same time) is left alone, so that a batch may be tried again. One that
/// is older than what has been rolled up goes into its minute and quarter at once.
StoreError insertSamples(Database& database, Endpoints& endpoints, const QList<Sample>& samples);
StoreError upsertIncident(Database& database, const Incident& incident);
StoreError insertEvent(Database& database, const Event& event);
/// Replaces the report of that service.
StoreError writeReport(Database& database, const ServiceId& service, const StatusReport& report);
/// Replaces all of that service.
StoreError writeIssuers(Database& database, const ServiceId& service, const QList<IssuerSeen>& seen);
/// Replaces the bucket of that start.
StoreError writeBucket(Database& database, Level level, qint64 endpoint, const Bucket& bucket);

// Reading: [from, to), oldest first. `error` is set when it fails, and what was read until then is given back.

QList<Sample>
readSamples(const Database& database, const Endpoint& endpoint, TimePoint from, TimePoint to, StoreError& error);
QList<Bucket>
readBuckets(const Database& database, Level level, qint64 endpoint, TimePoint from, TimePoint to, StoreError& error);
/// None from after `now`: such were taken while the clock ran ahead, and are older than what came after it was put
/// right.
QList<Sample>
newestSamples(const Database& database, const Endpoint& endpoint, TimePoint now, int count, StoreError& error);

} // namespace Gatewatch
