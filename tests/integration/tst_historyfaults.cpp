// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/history/database.h>
#include <engine/history/storefile.h>

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QFileInfo>
#include <QScopeGuard>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#ifdef Q_OS_LINUX
#include <sys/mount.h>
#endif

using namespace Gatewatch;
using namespace std::chrono_literals;
using Problem = History::Problem;

namespace {

const CheckId kShop{QStringLiteral("shop"), QStringLiteral("main")};

QList<Sample> samples(TimePoint from, int count)
{
    QList<Sample> made;
    for (int i = 0; i < count; ++i) {
        Sample sample;
        sample.check = kShop;
        sample.at = from + 1ms * i;
        sample.outcome = Outcome::Up;
        sample.total = 100ms;
        made.append(sample);
    }
    return made;
}

/// A history with the signals that tell of trouble.
struct Watched {
    explicit Watched(const QString& file, History::Mode mode = History::Mode::ReadWrite)
        : history(file, mode)
    {
        history.open(); // after the spies are there
    }
    Problem problem() const { return opened.value(0).value(0).value<Problem>(); }
    QString detail() const { return opened.value(0).value(1).toString(); }
    int measured()
    {
        QSignalSpy spy(&history, &History::seriesReady);
        history.requestSeries(1, kShop, wallClock() - 10h, wallClock() + 1h, 100);
        return spy.value(0).value(1).value<Series>().measured;
    }
    History history;
    QSignalSpy opened{&history, &History::opened};
    QSignalSpy failed{&history, &History::failed};
    QSignalSpy recovered{&history, &History::recovered};
};

} // namespace

class HistoryFaultsTest : public QObject {
    Q_OBJECT
private:
    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_file;
    TimePoint m_from{};

    /// Runs statements on the file as another program would.
    bool byHand(const QStringList& statements) const
    {
        Database database;
        bool ok = !database.open(m_file, History::Mode::ReadWrite);
        for (const QString& statement : statements)
            ok = ok && !database.run(statement);
        return ok;
    }
    void keep(int count) const
    {
        Watched first(m_file);
        first.history.append(samples(m_from, count));
        first.history.close();
    }

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_file = m_folder->filePath(QStringLiteral("history.sqlite"));
        m_from = wallClock() - 1h;
    }
    void codesHaveTheirMeaning()
    {
        QCOMPARE(problemOf(13), Problem::DiskFull);
        QCOMPARE(problemOf(8 | 6 << 8), Problem::ReadOnly); // SQLITE_READONLY_DIRECTORY
        QCOMPARE(problemOf(5 | 2 << 8), Problem::Locked); // SQLITE_BUSY_SNAPSHOT
        QCOMPARE(problemOf(11), Problem::Damaged);
        QCOMPARE(problemOf(26), Problem::Damaged);
        QCOMPARE(problemOf(10), Problem::CannotOpen);
        QCOMPARE(problemOf(0), Problem::None);
    }
    void networkFileSystemsAreKnown()
    {
        for (const char* type : {"nfs4", "cifs", "smb3", "fuse.sshfs", "9p"})
            QVERIFY2(isNetworkFileSystemType(type), type);
        for (const char* type : {"ext4", "btrfs", "tmpfs", "overlay", "apfs", ""})
            QVERIFY2(!isNetworkFileSystemType(type), type);
    }
    void aNewerSchemaIsOnlyRead()
    {
        keep(5);
        QVERIFY(byHand({QStringLiteral("PRAGMA user_version = 99")}));
        Watched newer(m_file);
        QCOMPARE(newer.problem(), Problem::NewerSchema);
        QVERIFY(newer.detail().contains(m_file));
        newer.history.append(samples(m_from + 1min, 5));
        newer.history.maintain();
        QCOMPARE(newer.measured(), 5);
        newer.history.close();
        Database database;
        QVERIFY(!database.open(m_file, History::Mode::ReadOnly));
        QCOMPARE(database.number(QStringLiteral("PRAGMA user_version")), 99);
    }
    void theDatabaseOfAnotherProgramIsNotTouched()
    {
        QVERIFY(byHand({QStringLiteral("CREATE TABLE theirs(x)"), QStringLiteral("INSERT INTO theirs VALUES(1)")}));
        Watched other(m_file);
        QCOMPARE(other.problem(), Problem::CannotOpen);
        other.history.append(samples(m_from, 5));
        QCOMPARE(other.measured(), 5); // in memory
        other.history.close();
        Database database;
        QVERIFY(!database.open(m_file, History::Mode::ReadOnly));
        QCOMPARE(database.number(QStringLiteral("SELECT count(*) FROM sqlite_schema")), 1);
    }
    void aPlaceThatCannotBeWrittenMeansMemory()
    {
        QFile file(m_file);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.close();
        Watched inside(m_file + QStringLiteral("/data/history.sqlite")); // a folder under a file: for root as well
        QCOMPARE(inside.problem(), Problem::CannotOpen);
        QVERIFY2(inside.detail().contains(m_file), qPrintable(inside.detail()));
        inside.history.append(samples(m_from, 5));
        QCOMPARE(inside.measured(), 5);
        inside.history.maintain();
        QCOMPARE(inside.measured(), 5);
        QCOMPARE(inside.failed.size(), 0);
    }
    void theSecondWriterOnlyReads()
    {
        Watched first(m_file);
        first.history.append(samples(m_from, 5));
        {
            Watched second(m_file);
            QCOMPARE(second.problem(), Problem::Locked);
            second.history.append(samples(m_from + 1min, 5));
            QCOMPARE(second.measured(), 5);
            first.history.append(samples(m_from + 2min, 5));
            first.history.maintain();
            QCOMPARE(second.measured(), 10); // sees what the first one stores
            QCOMPARE(second.failed.size(), 0);
        }
        QVERIFY(QFile::exists(m_file + QStringLiteral(".lock"))); // the first one's
        first.history.close();
        Watched third(m_file);
        QCOMPARE(third.problem(), Problem::None);
        QCOMPARE(third.measured(), 10);
    }
    void aReaderBesideAWriterTakesNothing()
    {
        Watched early(m_file, History::Mode::ReadOnly);
        QCOMPARE(early.problem(), Problem::None);
        QCOMPARE(early.measured(), 0);
        QVERIFY(QDir(m_folder->path()).isEmpty());

        Watched writer(m_file);
        writer.history.append(samples(m_from, 5));
        Watched reader(m_file, History::Mode::ReadOnly);
        QCOMPARE(reader.problem(), Problem::None);
        QCOMPARE(reader.measured(), 5);
        writer.history.append(samples(m_from + 1min, 5));
        QCOMPARE(reader.measured(), 10);
        reader.history.close();
        QCOMPARE(writer.measured(), 10);
        writer.history.append(samples(m_from + 2min, 5));
        QCOMPARE(writer.failed.size(), 0);
    }
    void aLockOfAnotherProgramIsWaitedOutInMemory()
    {
        Watched writer(m_file);
        Database other;
        QVERIFY(!other.open(m_file, History::Mode::ReadWrite));
        QVERIFY(!other.begin());
        writer.history.append(samples(m_from, 5));
        QCOMPARE(writer.failed.size(), 1);
        QCOMPARE(writer.failed[0][0].value<Problem>(), Problem::Locked);
        QElapsedTimer clock;
        clock.start();
        for (int i = 0; i < 30; ++i)
            writer.history.append(samples(m_from + 1min * i + 1s, 500));
        QVERIFY2(clock.elapsed() < 30 * 250 / 3, "waits for the lock with every batch"); // 250 ms each time, if it did
        QCOMPARE(writer.failed.size(), 1); // told once
        QCOMPARE(writer.measured(), 10'000); // shown, and no more of them kept than that
        other.rollback();
        other.close();
        QTRY_COMPARE_WITH_TIMEOUT(writer.recovered.size(), 1, 5000);
        QCOMPARE(writer.measured(), 10'000);
        writer.history.close();
        QCOMPARE(Watched(m_file).measured(), 10'000);
    }
    void aDeletedFileGetsItsRowsBack()
    {
        Watched writer(m_file);
        writer.history.append(samples(m_from, 5));
        QVERIFY(QFile::remove(m_file));
        writer.history.maintain();
        QCOMPARE(writer.failed.size(), 1);
        QCOMPARE(writer.failed[0][0].value<Problem>(), Problem::Deleted);
        writer.history.append(samples(m_from + 1min, 5));
        QCOMPARE(writer.measured(), 10);
        writer.history.maintain();
        QCOMPARE(writer.failed.size(), 1);
        writer.history.close();
        QVERIFY(QDir(m_folder->path()).entryList({QStringLiteral("*rescued*")}).isEmpty());
        QCOMPARE(Watched(m_file).measured(), 10);
    }
    void aFileThatWasReplacedIsLeftAsItIs()
    {
        keep(7);
        QVERIFY(QFile::copy(m_file, m_file + QStringLiteral(".backup")));
        Watched writer(m_file);
        writer.history.append(samples(m_from + 1min, 5));
        QVERIFY(QFile::remove(m_file));
        for (const QString& beside : {QStringLiteral("-wal"), QStringLiteral("-shm")})
            QFile::remove(m_file + beside);
        QVERIFY(QFile::rename(m_file + QStringLiteral(".backup"), m_file));
        writer.history.maintain();
        QCOMPARE(writer.failed.value(0).value(0).value<Problem>(), Problem::Deleted);
        QCOMPARE(writer.measured(), 7);
    }
    void aFileDamagedWhileOpenIsMovedAside()
    {
        Watched writer(m_file);
        writer.history.append(samples(m_from, 5));
        Database other; // damage that SQLite notices with the next statement: a schema that makes no sense
        QVERIFY(!other.open(m_file, History::Mode::ReadWrite));
        QVERIFY(!other.run(QStringLiteral("PRAGMA writable_schema = ON")));
        QVERIFY(!other.run(QStringLiteral("UPDATE sqlite_schema SET rootpage = 999999 WHERE name = 'sample'")));
        QVERIFY(!other.run(QStringLiteral("PRAGMA schema_version = 77")));
        other.close();
        writer.history.append(samples(m_from + 1min, 5));
        QCOMPARE(writer.failed.size(), 1);
        QCOMPARE(writer.failed[0][0].value<Problem>(), Problem::Damaged);
        QVERIFY(QFile::exists(writer.failed[0][1].toString()));
        QCOMPARE(writer.measured(), 5); // the batch that was under way is in the new file
    }
    /// Somebody reads and forgets to end it, as file managers and backups do: nothing can be folded in until then.
    void theLogShrinksWhenAReaderIsGone()
    {
        constexpr qint64 large = 16 * 1024 * 1024;
        const QString log = m_file + QStringLiteral("-wal");
        Watched writer(m_file);
        writer.history.append(samples(m_from, 5));
        Database reader;
        QVERIFY(!reader.open(m_file, History::Mode::ReadOnly));
        QVERIFY(!reader.run(QStringLiteral("BEGIN")));
        QCOMPARE(reader.number(QStringLiteral("SELECT count(*) FROM sample")), 5);
        Incident incident;
        incident.service = kShop.service;
        incident.evidence = QByteArray(1024 * 1024, 'x');
        for (int i = 0; i < 24; ++i) {
            incident.opened = m_from + 1s * i;
            writer.history.saveIncident(incident);
        }
        QVERIFY(QFileInfo(log).size() > large);
        writer.history.maintain();
        QVERIFY(QFileInfo(log).size() > large); // the reader still needs it
        QCOMPARE(reader.number(QStringLiteral("SELECT count(*) FROM incident")), 0);
        QCOMPARE(writer.failed.size(), 0);

        reader.rollback();
        writer.history.maintain();
        QVERIFY2(QFileInfo(log).size() < 1024 * 1024, qPrintable(QString::number(QFileInfo(log).size())));
        for (int i = 0; i < 24; ++i) {
            incident.opened = m_from + 1min + 1s * i;
            writer.history.saveIncident(incident);
        }
        QVERIFY(QFileInfo(log).size() <= large + 2 * 1024 * 1024); // without a reader it goes round in a circle
        QCOMPARE(writer.measured(), 5);
    }
    void aFullDiskIsToldOnceAndWaitedOut()
    {
#ifdef Q_OS_LINUX
        const QByteArray disk = QFile::encodeName(m_folder->filePath(QStringLiteral("disk")));
        QVERIFY(QDir().mkdir(QFile::decodeName(disk)));
        if (::mount("tmpfs", disk.constData(), "tmpfs", 0, "size=2m") != 0)
            QSKIP("a small disk can only be mounted by root");
        const auto unmount = qScopeGuard([&disk] { ::umount2(disk.constData(), MNT_DETACH); });
        const QString ballast = QFile::decodeName(disk) + QStringLiteral("/ballast");
        {
            Watched writer(QFile::decodeName(disk) + QStringLiteral("/history.sqlite"));
            QCOMPARE(writer.problem(), Problem::None);
            QFile file(ballast);
            QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Unbuffered));
            while (file.write(QByteArray(4096, 'x')) == 4096) { }
            file.close();
            int sent = 0;
            for (; sent < 9'000 && writer.failed.isEmpty(); sent += 500)
                writer.history.append(samples(m_from + 1s * sent, 500));
            writer.history.append(samples(m_from - 5h, 500));
            QCOMPARE(writer.failed.size(), 1);
            QCOMPARE(writer.failed[0][0].value<Problem>(), Problem::DiskFull);
            QCOMPARE(writer.measured(), sent + 500);
            QVERIFY(QFile::remove(ballast));
            QTRY_COMPARE_WITH_TIMEOUT(writer.recovered.size(), 1, 5000);
            QCOMPARE(writer.measured(), sent + 500);
        }
#else
        QSKIP("mounts a small disk as Linux does");
#endif
    }
};

QTEST_GUILESS_MAIN(HistoryFaultsTest)
#include "tst_historyfaults.moc"
