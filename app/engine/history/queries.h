// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <engine/history/store.h>

namespace Gatewatch {

/// Every run of [from, to) exactly once: rolled up where that is fine enough or all there is, as samples where not.
struct Rows {
    QList<Bucket> buckets;
    QList<Sample> samples;
};

/// How fine the rows must be. `Samples` as far as they are kept, then minutes, then quarters.
enum class Fineness { Samples, Minutes, Quarters };
/// What a chart of that many points over that time needs.
Fineness finenessFor(Millis range, int points);

Rows readRows(
    const Database& database, const Endpoint& endpoint, TimePoint from, TimePoint to, Fineness fineness,
    StoreError& error);
/// Newest first; all services when `service` is empty.
QList<Incident> readIncidents(const Database& database, const ServiceId& service, int limit, StoreError& error);
/// Newest first, in the order in which they were stored: a clock that was set back changes nothing.
QList<Event> readEvents(const Database& database, int limit, StoreError& error);

/// The last report of each service that was readable.
QHash<ServiceId, StatusReport> readReports(const Database& database, StoreError& error);

/// What was remembered of each service, the newest first.
QHash<ServiceId, QList<IssuerSeen>> readIssuers(const Database& database, StoreError& error);

} // namespace Gatewatch
