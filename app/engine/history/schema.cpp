// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/history/schema.h>

namespace Gatewatch {
namespace {

using Step = QStringList;

/// Step n leads from schema n to n + 1. Steps that were released are never changed.
const QList<Step>& steps()
{
    static const QList<Step> all{
        {
            // Names are stored once; rows carry the number. minutesDone and quartersDone are times in s: all samples of
            // the endpoint before them are in the table minute, all minutes before them in the table quarter.
            QStringLiteral("CREATE TABLE endpoint(id INTEGER PRIMARY KEY, service TEXT NOT NULL, name TEXT NOT NULL,"
                           " minutesDone INTEGER NOT NULL DEFAULT 0, quartersDone INTEGER NOT NULL DEFAULT 0,"
                           " UNIQUE(service, name))"),
            // at in ms, phases in µs and NULL where one was not reached; rest is the total less the phases; result is
            // (failure * 4 + outcome) * 1000 + status: every column costs a byte in each of millions of rows.
            QStringLiteral(
                "CREATE TABLE sample(endpoint INTEGER NOT NULL, at INTEGER NOT NULL, result INTEGER NOT NULL,"
                " resolve INTEGER, connect INTEGER, tls INTEGER, wait INTEGER, transfer INTEGER,"
                " rest INTEGER NOT NULL, PRIMARY KEY(endpoint, at)) WITHOUT ROWID"),
            // at in s, latencies in µs.
            QStringLiteral(
                "CREATE TABLE minute(endpoint INTEGER NOT NULL, at INTEGER NOT NULL, measured INTEGER NOT NULL,"
                " failed INTEGER NOT NULL, slow INTEGER NOT NULL, missed INTEGER NOT NULL, lowest INTEGER,"
                " highest INTEGER, sum INTEGER NOT NULL, histogram BLOB NOT NULL,"
                " PRIMARY KEY(endpoint, at)) WITHOUT ROWID"),
            QStringLiteral(
                "CREATE TABLE quarter(endpoint INTEGER NOT NULL, at INTEGER NOT NULL, measured INTEGER NOT NULL,"
                " failed INTEGER NOT NULL, slow INTEGER NOT NULL, missed INTEGER NOT NULL, lowest INTEGER,"
                " highest INTEGER, sum INTEGER NOT NULL, histogram BLOB NOT NULL,"
                " PRIMARY KEY(endpoint, at)) WITHOUT ROWID"),
            // opened, closed and at in ms, lasted in s.
            QStringLiteral(
                "CREATE TABLE incident(id INTEGER PRIMARY KEY, service TEXT NOT NULL, endpoint TEXT NOT NULL,"
                " opened INTEGER NOT NULL, closed INTEGER, failure INTEGER NOT NULL, status INTEGER NOT NULL,"
                " evidence BLOB, UNIQUE(service, opened))"),
            QStringLiteral("CREATE TABLE event(id INTEGER PRIMARY KEY, at INTEGER NOT NULL, kind INTEGER NOT NULL,"
                           " service TEXT NOT NULL, failure INTEGER NOT NULL, status INTEGER NOT NULL, lasted INTEGER,"
                           " detail TEXT NOT NULL)"),
            // The last word of each status page that could be read; body is a "gatewatch.status/1" document.
            QStringLiteral("CREATE TABLE report(service TEXT PRIMARY KEY, body BLOB NOT NULL) WITHOUT ROWID"),
        },
        {
            // Where this computer was when it measured, by networkId(): stored once, rows carry the number, NULL where
            // it is unknown. To make room for it, the commonest result, 200, is now written as 1, for which SQLite
            // needs no byte beside its type (https://www.sqlite.org/fileformat.html#record_format); both are read.
            QStringLiteral("CREATE TABLE network(id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE)"),
            QStringLiteral("ALTER TABLE sample ADD COLUMN network INTEGER"),
        },
        {
            // Whose certificates the servers of a service showed lately; place 0 is the newest.
            QStringLiteral("CREATE TABLE issuer(service TEXT NOT NULL, place INTEGER NOT NULL, server TEXT NOT NULL,"
                           " organisation TEXT NOT NULL, name TEXT NOT NULL,"
                           " PRIMARY KEY(service, place)) WITHOUT ROWID"),
        },
        {
            // Troubleshooting sessions: what lists show of them, and the packed sessionDocument(). started in ms.
            QStringLiteral("CREATE TABLE session(id TEXT PRIMARY KEY, service TEXT NOT NULL, name TEXT NOT NULL,"
                           " target TEXT NOT NULL, started INTEGER NOT NULL, place INTEGER NOT NULL,"
                           " confidence REAL NOT NULL, headline TEXT NOT NULL, note TEXT NOT NULL,"
                           " corrected INTEGER NOT NULL, document BLOB NOT NULL)"),
            QStringLiteral("CREATE INDEX sessionStarted ON session(started)"),
        },
        {
            // EstimateResult of what was expected, once the fault was over.
            QStringLiteral("ALTER TABLE session ADD COLUMN grade INTEGER"),
        },
        {
            // Where good answers of a check came from lately, and the host that was asked; place 0 is the newest.
            QStringLiteral("CREATE TABLE address(service TEXT NOT NULL, endpoint TEXT NOT NULL, place INTEGER NOT NULL,"
                           " host TEXT NOT NULL, address TEXT NOT NULL,"
                           " PRIMARY KEY(service, endpoint, place)) WITHOUT ROWID"),
        },
    };
    return all;
}

StoreError apply(Database& database, qsizetype version)
{
    if (StoreError error = database.begin())
        return error;
    QStringList statements = steps()[version];
    statements << QStringLiteral("PRAGMA application_id=%1").arg(kApplicationId)
               << QStringLiteral("PRAGMA user_version=%1").arg(version + 1);
    for (const QString& statement : std::as_const(statements)) {
        if (StoreError error = database.run(statement)) {
            database.rollback();
            return error;
        }
    }
    return database.commit();
}

} // namespace

int newestSchema()
{
    return static_cast<int>(steps().size());
}

SchemaCheck checkSchema(const Database& database)
{
    QSqlQuery query = database.query();
    if (!query.exec(QStringLiteral("SELECT count(*) FROM sqlite_schema")) || !query.next())
        return {SchemaState::Empty, errorOf(query)};
    const bool hasTables = query.value(0).toLongLong() > 0;
    query.finish();
    const qint64 application = database.number(QStringLiteral("PRAGMA application_id"));
    if (application != kApplicationId)
        return {application == 0 && !hasTables ? SchemaState::Empty : SchemaState::Foreign, {}};
    const qint64 version = database.number(QStringLiteral("PRAGMA user_version"));
    return {version > newestSchema() ? SchemaState::Newer : SchemaState::Known, {}};
}

StoreError migrate(Database& database)
{
    for (qsizetype version = database.number(QStringLiteral("PRAGMA user_version")); version < steps().size();
         ++version) {
        if (StoreError error = apply(database, version))
            return error;
    }
    return {};
}

StoreError coverOlderSchema(Database& database)
{
    StoreError error;
    const qint64 version = database.number(QStringLiteral("PRAGMA user_version"));
    if (version < 2) {
        error = database.run(QStringLiteral("CREATE TEMP TABLE network(id INTEGER PRIMARY KEY, key TEXT)"));
        if (!error)
            error =
                database.run(QStringLiteral("CREATE TEMP VIEW sample AS SELECT *, NULL AS network FROM main.sample"));
    }
    if (!error && version < 3)
        error = database.run(QStringLiteral(
            "CREATE TEMP TABLE issuer(service TEXT, place INTEGER, server TEXT, organisation TEXT, name TEXT)"));
    if (!error && version < 4)
        error = database.run(QStringLiteral(
            "CREATE TEMP TABLE session(id TEXT, service TEXT, name TEXT, target TEXT, started INTEGER, place INTEGER,"
            " confidence REAL, headline TEXT, note TEXT, corrected INTEGER, document BLOB, grade INTEGER)"));
    else if (!error && version < 5)
        error = database.run(QStringLiteral("CREATE TEMP VIEW session AS SELECT *, NULL AS grade FROM main.session"));
    if (!error && version < 6)
        error = database.run(QStringLiteral(
            "CREATE TEMP TABLE address(service TEXT, endpoint TEXT, place INTEGER, host TEXT, address TEXT)"));
    return error;
}

} // namespace Gatewatch
