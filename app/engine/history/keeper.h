// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <engine/history/opening.h>
#include <engine/history/storefile.h>
#include <engine/history/waitingrows.h>

#include <QLockFile>
#include <QTimer>

namespace Gatewatch {

/// Keeps the file of a history open and in order, and what waits until it can be stored: tries again after a failure,
/// moves a damaged file aside, gives a name again to one that was deleted, rolls up and prunes. Whatever happens is
/// told by the signals of the history, on whose thread all of this is.
class Keeper {
public:
    Keeper(History& history, QString file, History::Mode mode);

    /// Opens or makes the file. What stood in the way; the database can be used all the same.
    Opening open();
    /// Stores what waits, folds the write-ahead log into the file and lets go of it. More than once is no harm.
    void shut();

    [[nodiscard]] bool isOpen() const { return m_database.isOpen(); }
    [[nodiscard]] bool isWritable() const { return m_writable; }
    [[nodiscard]] Database& database() { return m_database; }
    /// The endpoints as they are now: where this process does not write, another one may have rolled up meanwhile.
    [[nodiscard]] const Endpoints& endpoints();

    /// What is put in here is stored with the next storeSoon().
    [[nodiscard]] WaitingRows& waiting() { return m_waiting; }
    /// Stores what waits, at once unless that failed within the last second: a lock would cost its waiting time with
    /// every batch.
    void storeSoon();
    /// What a statement failed with. Keeps what waits and tries again every second.
    void fail(const StoreError& error);

    /// Looks whether the file is still there, and rolls up and prunes for 20 ms.
    void maintain(const HistoryLimits& limits);
    void reportSize();
    void tellEstimates();

private:
    Opening openFile();
    void flush();
    void succeed();
    void checkFile();
    void reopen(const StoreError& reason);
    [[nodiscard]] bool inFile() const { return m_writable && !m_inMemory; }

    History& m_history;
    const QString m_file;
    const History::Mode m_mode;
    Database m_database;
    Endpoints m_endpoints;
    WaitingRows m_waiting;
    QLockFile m_lock;
    QTimer m_maintenance, m_retry;
    bool m_writable = false;
    bool m_inMemory = false;
    std::optional<FileIdentity> m_identity;
    qint64 m_size = -1;
    History::Problem m_standing = History::Problem::None; ///< told and not yet over
};

} // namespace Gatewatch
