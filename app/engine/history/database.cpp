// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/history/database.h>

#include <engine/history/storefile.h>

#include <QSqlError>
#include <QUuid>

namespace Gatewatch {
namespace {

QSqlDatabase connection(const QString& name)
{
    return QSqlDatabase::database(name, false);
}

} // namespace

History::Problem problemOf(int resultCode)
{
    using Problem = History::Problem;
    switch (resultCode & 0xff) {
    case 0: // SQLITE_OK
        return Problem::None;
    case 5: // SQLITE_BUSY
    case 6: // SQLITE_LOCKED
        return Problem::Locked;
    case 8: // SQLITE_READONLY
        return Problem::ReadOnly;
    case 11: // SQLITE_CORRUPT
    case 26: // SQLITE_NOTADB
        return Problem::Damaged;
    case 13: // SQLITE_FULL
        return Problem::DiskFull;
    }
    return Problem::CannotOpen;
}

StoreError errorOf(const QSqlQuery& query)
{
    const QSqlError error = query.lastError();
    if (error.type() == QSqlError::NoError)
        return {};
    // Without a code it is still an error: the driver refuses queries of a closed connection that way.
    const int code = error.nativeErrorCode().toInt();
    return {problemOf(code == 0 ? 1 : code), error.databaseText().isEmpty() ? error.text() : error.databaseText()};
}

Database::~Database()
{
    close();
}

StoreError Database::open(const QString& file, History::Mode mode)
{
    close();
    m_name = QStringLiteral("history-") + QUuid::createUuid().toString(QUuid::WithoutBraces);
    QSqlDatabase database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), m_name);
    database.setDatabaseName(file);
    QString options = QStringLiteral("QSQLITE_BUSY_TIMEOUT=250");
    if (mode == History::Mode::ReadOnly)
        options += QStringLiteral(";QSQLITE_OPEN_READONLY");
    database.setConnectOptions(options);
    StoreError error;
    if (!database.open()) {
        const int code = database.lastError().nativeErrorCode().toInt();
        error = {problemOf(code == 0 ? 1 : code), database.lastError().databaseText()};
    } else {
        error = setPragmas(file, mode);
    }
    database = {};
    if (error)
        close();
    return error;
}

StoreError Database::setPragmas(const QString& file, History::Mode mode)
{
    // The file may have been written by anybody: no functions from its schema, no unchecked cells, no memory mapping.
    QStringList pragmas{
        QStringLiteral("trusted_schema=OFF"), QStringLiteral("cell_size_check=ON"), QStringLiteral("mmap_size=0"),
        QStringLiteral("foreign_keys=ON")};
    if (mode == History::Mode::ReadWrite) {
        const bool shared = isNetworkFileSystem(file); // WAL needs memory that all users of the file share
        pragmas << QStringLiteral("auto_vacuum=INCREMENTAL") // counts only before the first table
                << (shared ? QStringLiteral("locking_mode=EXCLUSIVE") : QStringLiteral("locking_mode=NORMAL"))
                << (shared ? QStringLiteral("journal_mode=DELETE") : QStringLiteral("journal_mode=WAL"))
                << (shared ? QStringLiteral("synchronous=FULL") : QStringLiteral("synchronous=NORMAL"))
                << QStringLiteral("analysis_limit=400") // "optimize" at the end must not take long
                << QStringLiteral("journal_size_limit=16777216") << QStringLiteral("wal_autocheckpoint=1000");
    }
    for (const QString& pragma : std::as_const(pragmas)) {
        if (StoreError error = run(QStringLiteral("PRAGMA ") + pragma))
            return error;
    }
    return {};
}

void Database::close()
{
    if (!isOpen())
        return;
    connection(m_name).close();
    QSqlDatabase::removeDatabase(m_name);
    m_name.clear();
}

QSqlQuery Database::query() const
{
    QSqlQuery query(connection(m_name));
    query.setForwardOnly(true);
    return query;
}

QSqlQuery Database::prepared(const QString& statement) const
{
    QSqlQuery made = query();
    made.prepare(statement);
    return made;
}

StoreError Database::run(const QString& statement) const
{
    QSqlQuery made = query();
    made.exec(statement);
    StoreError error = errorOf(made);
    made.finish();
    return error;
}

qint64 Database::number(const QString& statement, qint64 fallback) const
{
    QSqlQuery made = query();
    return made.exec(statement) && made.next() ? made.value(0).toLongLong() : fallback;
}

StoreError Database::begin()
{
    return run(QStringLiteral("BEGIN IMMEDIATE"));
}

StoreError Database::commit()
{
    const StoreError error = run(QStringLiteral("COMMIT"));
    if (error)
        rollback();
    return error;
}

void Database::rollback()
{
    // Fails where SQLite has rolled back by itself, as it does on a full disk.
    static_cast<void>(run(QStringLiteral("ROLLBACK")));
}

} // namespace Gatewatch
