// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <engine/history/store.h>

#include <core/recollection.h>

namespace Gatewatch {

/// What the history was given and did not store yet. A plain value.
struct WaitingRows {
    QList<Sample> samples;
    QList<Incident> incidents;
    QList<Event> events;
    QHash<ServiceId, StatusReport> reports;
    QHash<ServiceId, QList<IssuerSeen>> issuers;
    QHash<CheckId, GoodAddresses> addresses;
    QList<SavedSession> sessions;
    QHash<QString, TimePoint> over; ///< by the id of a session, when that what it was about ended

    [[nodiscard]] bool isEmpty() const;
    /// Lets go of the oldest beyond 10,000 samples, 1,000 incidents and events, and 20 sessions, which are large.
    void limit();
    /// All of it in one transaction; sessions whose fault is over by it are graded. `graded`: how many.
    StoreError store(Database& database, Endpoints& endpoints, int& graded) const;
};

} // namespace Gatewatch
