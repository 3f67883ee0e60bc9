// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <engine/history/history.h>

#include <QSqlDatabase>
#include <QSqlQuery>

namespace Gatewatch {

/// Why a statement failed: what it means for the history, and the library's own words. False when nothing failed.
struct StoreError {
    History::Problem problem = History::Problem::None;
    QString detail;
    explicit operator bool() const { return problem != History::Problem::None; }
    bool operator==(const StoreError&) const = default;
};

/// The meaning of an SQLite result code (https://www.sqlite.org/rescode.html); extended codes as well.
History::Problem problemOf(int resultCode);
/// What the last statement of the query failed with.
StoreError errorOf(const QSqlQuery& query);

/// One SQLite connection, on the thread that opened it. SQLite up to 3.51.2 can damage a file that two connections
/// write or checkpoint at once (https://www.sqlite.org/wal.html#walresetbug), so there is one ReadWrite connection in
/// the system; who holds it is settled before this is opened.
class Database {
public:
    Database() = default;
    ~Database();
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    /// Connects and sets the pragmas. A lock of somebody else is waited for at most 250 ms, here and later.
    StoreError open(const QString& file, History::Mode mode);
    void close();
    [[nodiscard]] bool isOpen() const { return !m_name.isEmpty(); }

    /// A query that reads forward only. finish() it, or let it go, before commit(): an open one keeps the WAL growing.
    [[nodiscard]] QSqlQuery query() const;
    /// A prepared one; check with errorOf() after exec(), which fails when preparing did.
    [[nodiscard]] QSqlQuery prepared(const QString& statement) const;
    [[nodiscard]] StoreError run(const QString& statement) const;
    /// The first column of the first row; empty when there is none.
    [[nodiscard]] qint64 number(const QString& statement, qint64 fallback = 0) const;

    /// Takes the write lock at once, so that a lock of somebody else shows here and not in the middle.
    StoreError begin();
    /// As a statement, since QSqlDatabase::commit() does not tell a full disk (code 13) from other errors. Rolls back
    /// when it fails.
    StoreError commit();
    void rollback();

private:
    StoreError setPragmas(const QString& file, History::Mode mode);
    QString m_name; // of the connection
};

} // namespace Gatewatch
