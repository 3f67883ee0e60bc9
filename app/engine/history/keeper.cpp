// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/history/keeper.h>

#include <engine/history/rollupjob.h>
#include <engine/history/sessionstore.h>
#include <engine/privatefiles.h>

#include <QFile>
#include <QFileInfo>

#include <algorithm>

namespace Gatewatch {
namespace {

using namespace std::chrono_literals;

constexpr Millis kSlice = 20ms; // of maintenance at a time
constexpr Millis kBusyPace = 1s;
constexpr Millis kIdlePace = 30s;
constexpr Millis kRetry = 1s;
constexpr qint64 kLargeLog = 16 * 1024 * 1024;

} // namespace

Keeper::Keeper(History& history, QString file, History::Mode mode)
    : m_history(history)
    , m_file(std::move(file))
    , m_mode(mode)
    , m_lock(m_file + QStringLiteral(".lock"))
    , m_maintenance(&history) // so that they move to the thread of the history with it
    , m_retry(&history)
{
    m_lock.setStaleLockTime(0); // a lock is only as old as its process
    m_retry.setInterval(kRetry);
    QObject::connect(&m_maintenance, &QTimer::timeout, &history, &History::maintain);
    QObject::connect(&m_retry, &QTimer::timeout, &history, [this] { flush(); });
}

Opening Keeper::open()
{
    const Opening opening = openFile();
    if (m_writable)
        m_maintenance.start(kBusyPace);
    return opening;
}

Opening Keeper::openFile()
{
    Opening opening = openStore(m_database, m_file, m_mode, m_lock);
    m_writable = opening.writable;
    m_inMemory = opening.inMemory;
    m_identity = inFile() ? identityOf(m_file) : std::nullopt;
    const StoreError error = m_endpoints.load(m_database);
    if (error && !opening.problem)
        opening.problem = error;
    return opening;
}

const Endpoints& Keeper::endpoints()
{
    if (!m_writable)
        static_cast<void>(m_endpoints.load(m_database));
    return m_endpoints;
}

void Keeper::storeSoon()
{
    if (m_retry.isActive())
        m_waiting.limit();
    else
        flush();
}

void Keeper::flush()
{
    if (!m_writable || m_waiting.isEmpty())
        return;
    int graded = 0;
    if (const StoreError error = m_waiting.store(m_database, m_endpoints, graded)) {
        fail(error);
        return;
    }
    const bool keptSessions = !m_waiting.sessions.isEmpty();
    m_waiting = {};
    succeed();
    if (graded > 0)
        tellEstimates();
    if (keptSessions || graded > 0)
        emit m_history.sessionsChanged();
}

void Keeper::tellEstimates()
{
    StoreError error;
    const QHash<ServiceId, EstimateRecord> records = readEstimates(m_database, error);
    if (error)
        fail(error);
    else
        emit m_history.estimatesKnown(records);
}

void Keeper::fail(const StoreError& error)
{
    if (error.problem == History::Problem::Damaged && inFile()) {
        m_database.close();
        const QString aside = moveAside(m_file, wallClock());
        if (!aside.isEmpty()) {
            reopen({History::Problem::Damaged, aside});
            return;
        }
        static_cast<void>(openFile()); // and tell that it fails
    }
    static_cast<void>(m_endpoints.load(m_database)); // what the failed transaction added is not there
    m_waiting.limit();
    if (m_writable && !m_retry.isActive())
        m_retry.start();
    if (m_standing == error.problem)
        return;
    m_standing = error.problem;
    emit m_history.failed(error.problem, m_file + QStringLiteral(": ") + error.detail);
}

void Keeper::succeed()
{
    m_retry.stop();
    if (std::exchange(m_standing, History::Problem::None) != History::Problem::None)
        emit m_history.recovered();
}

/// SQLite goes on writing to a file that has no name any more, and says nothing.
void Keeper::checkFile()
{
    if (!m_identity)
        return;
    const auto now = identityOf(m_file);
    if (now == m_identity)
        return;
    if (!now && makePrivateFolder(QFileInfo(m_file).path())) {
        // All rows are still there for this connection; they get a name again.
        const QString rescued = m_file + QStringLiteral(".rescued");
        QFile::remove(rescued);
        QSqlQuery query = m_database.prepared(QStringLiteral("VACUUM INTO ?"));
        query.addBindValue(rescued);
        const bool saved = makePrivateFile(rescued) && query.exec();
        query.finish();
        m_database.close();
        for (const QString& beside : {QStringLiteral("-wal"), QStringLiteral("-shm")})
            QFile::remove(m_file + beside); // they belong to the file that is gone
        if (!saved || !QFile::rename(rescued, m_file))
            QFile::remove(rescued);
    }
    reopen({History::Problem::Deleted, m_file});
}

void Keeper::reopen(const StoreError& reason)
{
    m_database.close();
    const Opening opening = openFile();
    const StoreError told = opening.problem ? opening.problem : StoreError{reason.problem, m_file};
    emit m_history.failed(told.problem, told.detail);
    flush();
}

void Keeper::shut()
{
    m_maintenance.stop();
    m_retry.stop();
    if (!m_database.isOpen())
        return;
    flush();
    if (inFile()) {
        static_cast<void>(m_database.run(QStringLiteral("PRAGMA optimize")));
        static_cast<void>(m_database.run(QStringLiteral("PRAGMA wal_checkpoint(TRUNCATE)")));
    }
    m_database.close();
    if (m_lock.isLocked())
        m_lock.unlock();
    m_writable = false;
    m_identity.reset();
}

void Keeper::reportSize()
{
    if (!m_database.isOpen()) // closed in answer to opened(), say
        return;
    const qint64 log = m_inMemory ? 0 : QFileInfo(m_file + QStringLiteral("-wal")).size();
    if (log > kLargeLog && inFile())
        static_cast<void>(m_database.run(QStringLiteral("PRAGMA wal_checkpoint(TRUNCATE)")));
    const qint64 now = m_inMemory
        ? m_database.number(QStringLiteral("PRAGMA page_count")) * m_database.number(QStringLiteral("PRAGMA page_size"))
        : QFileInfo(m_file).size() + QFileInfo(m_file + QStringLiteral("-wal")).size();
    if (std::exchange(m_size, now) != now)
        emit m_history.sizeChanged(now);
}

void Keeper::maintain(const HistoryLimits& limits)
{
    if (!m_database.isOpen() || !m_writable)
        return;
    checkFile();
    if (!m_writable)
        return;
    HistoryLimits here = limits;
    if (m_inMemory)
        here.maxMegabytes = std::min(here.maxMegabytes, 64);
    const MaintenanceResult result = maintainSlice(m_database, m_endpoints, here, wallClock(), kSlice);
    if (result.error)
        fail(result.error);
    m_maintenance.start(result.more ? kBusyPace : kIdlePace);
    reportSize();
}

} // namespace Gatewatch
