// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <engine/history/database.h>

namespace Gatewatch {

/// How much is kept of troubleshooting sessions. Beyond that the oldest without a note go first.
struct SessionLimits {
    int count = 500;
    qint64 bytes = 64 * 1024 * 1024;
};

// Inside a transaction of the caller.

/// Stores a session in the place of the one of the same id, and deletes what is then too much. `document` is its
/// sessionDocument().
StoreError writeSession(
    Database& database, const SavedSession& session, const QByteArray& document, const SessionLimits& limits = {});
StoreError deleteSession(Database& database, const QString& id);

/// Grades what was expected in the sessions of that service that ran while the incident was open, by its end; those
/// that have a grade are left alone. How many were graded; nothing while it is open.
int gradeSessions(Database& database, const Incident& incident, StoreError& error);
/// The same for one session.
int gradeSession(Database& database, const QString& id, TimePoint over, StoreError& error);
/// How the estimates of the services did.
QHash<ServiceId, EstimateRecord> readEstimates(const Database& database, StoreError& error);

/// Newest first.
QList<SessionSummary> readSessions(const Database& database, int limit, StoreError& error);
/// Its document; empty when there is none.
QByteArray readSessionDocument(const Database& database, const QString& id, StoreError& error);

} // namespace Gatewatch
