// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/history/sessionstore.h>

#include <algorithm>

namespace Gatewatch {
namespace {

QString notNull(const QString& text)
{
    return text.isNull() ? QStringLiteral("") : text;
}

/// Deletes the oldest ones, those with words of the user last, until the rest is within the limits.
StoreError prune(Database& database, const SessionLimits& limits)
{
    QSqlQuery query = database.query();
    query.exec(QStringLiteral("SELECT id, length(document) FROM session"
                              " ORDER BY note = '' AND corrected = 0, started DESC, id"));
    int count = 0;
    qint64 bytes = 0;
    QStringList tooMany;
    while (query.next()) {
        bytes += query.value(1).toLongLong();
        if (++count > limits.count || bytes > limits.bytes)
            tooMany.append(query.value(0).toString());
    }
    StoreError error = errorOf(query);
    query.finish();
    for (qsizetype i = 0; i < tooMany.size() && !error; ++i)
        error = deleteSession(database, tooMany[i]);
    return error;
}

} // namespace

StoreError
writeSession(Database& database, const SavedSession& session, const QByteArray& document, const SessionLimits& limits)
{
    const SessionSummary summary = summaryOf(session);
    QSqlQuery query = database.prepared(
        QStringLiteral("INSERT OR REPLACE INTO session(id, service, name, target, started, place, confidence, headline,"
                       " note, corrected, document) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"));
    query.addBindValue(summary.id);
    query.addBindValue(notNull(summary.service));
    query.addBindValue(notNull(summary.name));
    query.addBindValue(notNull(summary.target));
    query.addBindValue(static_cast<qint64>(summary.started.time_since_epoch().count()));
    query.addBindValue(static_cast<int>(summary.place));
    query.addBindValue(summary.confidence);
    query.addBindValue(notNull(summary.headline));
    query.addBindValue(notNull(summary.note));
    query.addBindValue(summary.corrected ? 1 : 0);
    query.addBindValue(qCompress(document));
    query.exec();
    const StoreError error = errorOf(query);
    return error ? error : prune(database, limits);
}

StoreError deleteSession(Database& database, const QString& id)
{
    QSqlQuery query = database.prepared(QStringLiteral("DELETE FROM session WHERE id = ?"));
    query.addBindValue(id);
    query.exec();
    return errorOf(query);
}

QList<SessionSummary> readSessions(const Database& database, int limit, StoreError& error)
{
    QSqlQuery query = database.prepared(QStringLiteral(
        "SELECT id, service, name, target, started, place, confidence, headline, note, corrected FROM session"
        " ORDER BY started DESC, id LIMIT ?"));
    query.addBindValue(std::max(limit, 0));
    query.exec();
    QList<SessionSummary> sessions;
    while (query.next()) {
        SessionSummary one;
        one.id = query.value(0).toString();
        one.service = query.value(1).toString();
        one.name = query.value(2).toString();
        one.target = query.value(3).toString();
        one.started = TimePoint(Millis(query.value(4).toLongLong()));
        const int place = query.value(5).toInt();
        const bool known = place >= 0 && place <= static_cast<int>(VerdictPlace::Inconclusive);
        one.place = known ? static_cast<VerdictPlace>(place) : VerdictPlace::Inconclusive;
        one.confidence = query.value(6).toDouble();
        one.headline = query.value(7).toString();
        one.note = query.value(8).toString();
        one.corrected = query.value(9).toBool();
        sessions.append(one);
    }
    error = errorOf(query);
    return sessions;
}

QByteArray readSessionDocument(const Database& database, const QString& id, StoreError& error)
{
    QSqlQuery query = database.prepared(QStringLiteral("SELECT document FROM session WHERE id = ?"));
    query.addBindValue(id);
    query.exec();
    const QByteArray packed = query.next() ? query.value(0).toByteArray() : QByteArray();
    error = errorOf(query);
    return packed.isEmpty() ? QByteArray() : qUncompress(packed);
}

} // namespace Gatewatch
