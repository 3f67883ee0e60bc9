// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/history/sessionstore.h>

#include <algorithm>

namespace Gatewatch {
namespace {

QVariant gradeValue(const std::optional<EstimateResult>& grade)
{
    return grade ? QVariant(static_cast<int>(*grade)) : QVariant();
}

std::optional<EstimateResult> gradeFrom(const QVariant& value)
{
    const int number = value.toInt();
    const bool known = !value.isNull() && number >= 0 && number <= static_cast<int>(EstimateResult::TooLong);
    return known ? std::optional(static_cast<EstimateResult>(number)) : std::nullopt;
}

QString notNull(const QString& text)
{
    return text.isNull() ? QStringLiteral("") : text;
}

/// When its estimate was made.
TimePoint endOf(const Diagnosis& diagnosis)
{
    return diagnosis.startedAt + diagnosis.duration;
}

/// The grade that the stored session of that id has.
std::optional<EstimateGrade> gradeOfStored(const Database& database, const QString& id, StoreError& error)
{
    QSqlQuery query = database.prepared(QStringLiteral("SELECT count(*) FROM session WHERE id = ? AND grade NOT NULL"));
    query.addBindValue(id);
    query.exec();
    const bool graded = query.next() && query.value(0).toInt() > 0;
    error = errorOf(query);
    if (!graded || error)
        return std::nullopt;
    const auto read = readSession(readSessionDocument(database, id, error));
    return read ? read->session.grade : std::nullopt;
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
    StoreError lost;
    if (const auto grade = session.grade ? std::nullopt : gradeOfStored(database, session.id, lost)) {
        SavedSession graded = session; // whoever adds a note may have read it before it was graded
        graded.grade = grade;
        return writeSession(database, graded, sessionDocument(graded), limits);
    }
    if (lost)
        return lost;
    const SessionSummary summary = summaryOf(session);
    QSqlQuery query = database.prepared(
        QStringLiteral("INSERT OR REPLACE INTO session(id, service, name, target, started, place, confidence, headline,"
                       " note, corrected, document, grade) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"));
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
    query.addBindValue(gradeValue(summary.grade));
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

int gradeSession(Database& database, const QString& id, TimePoint over, StoreError& error)
{
    const QByteArray document = readSessionDocument(database, id, error);
    const auto read = readSession(document);
    if (error || !read || read->session.grade)
        return 0;
    SavedSession session = read->session;
    session.grade = gradeOf(session.diagnosis.expectation, endOf(session.diagnosis), over);
    if (!session.grade)
        return 0;
    error = writeSession(database, session, sessionDocument(session));
    return error ? 0 : 1;
}

int gradeSessions(Database& database, const Incident& incident, StoreError& error)
{
    if (!incident.closed)
        return 0;
    QSqlQuery query = database.prepared(
        QStringLiteral("SELECT id FROM session WHERE service = ? AND grade IS NULL AND started >= ? AND started <= ?"));
    query.addBindValue(notNull(incident.service));
    query.addBindValue(static_cast<qint64>(incident.opened.time_since_epoch().count()));
    query.addBindValue(static_cast<qint64>(incident.closed->time_since_epoch().count()));
    query.exec();
    QStringList ids;
    while (query.next())
        ids.append(query.value(0).toString());
    error = errorOf(query);
    query.finish();
    int graded = 0;
    for (qsizetype i = 0; i < ids.size() && !error; ++i)
        graded += gradeSession(database, ids[i], *incident.closed, error);
    return graded;
}

QHash<ServiceId, EstimateRecord> readEstimates(const Database& database, StoreError& error)
{
    QSqlQuery query = database.prepared(QStringLiteral(
        "SELECT service, sum(grade = 0), count(grade) FROM session WHERE service <> '' AND grade IS NOT NULL"
        " GROUP BY service"));
    query.exec();
    QHash<ServiceId, EstimateRecord> records;
    while (query.next())
        records.insert(query.value(0).toString(), {query.value(1).toInt(), query.value(2).toInt()});
    error = errorOf(query);
    return records;
}

QList<SessionSummary> readSessions(const Database& database, int limit, StoreError& error)
{
    QSqlQuery query = database.prepared(QStringLiteral(
        "SELECT id, service, name, target, started, place, confidence, headline, note, corrected, grade FROM session"
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
        one.grade = gradeFrom(query.value(10));
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
