// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/types.h>

#include <QDeadlineTimer>
#include <QProcess>
#include <QRandomGenerator>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QTemporaryDir>
#include <QTest>

using namespace Gatewatch;
using namespace std::chrono_literals;

namespace {

constexpr int kRounds = 25;
constexpr int kRowsPerBatch = 40;

class Reader {
public:
    explicit Reader(const QString& file)
        : m_database(QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), QStringLiteral("reader")))
    {
        m_database.setDatabaseName(file);
        m_database.open();
    }
    ~Reader()
    {
        m_database = {};
        QSqlDatabase::removeDatabase(QStringLiteral("reader"));
    }
    Reader(const Reader&) = delete;
    Reader& operator=(const Reader&) = delete;

    QVariant value(const QString& statement) const
    {
        QSqlQuery query(m_database);
        if (!query.exec(statement) || !query.next())
            return query.lastError().text();
        return query.value(0);
    }

private:
    QSqlDatabase m_database;
};

} // namespace

class HistoryKillTest : public QObject {
    Q_OBJECT
private:
    /// Starts a writer, kills it at a random moment, and gives the last batch that it said was stored; -1 for none.
    static int writeAndKill(const QString& file, int first, TimePoint base, QRandomGenerator& random)
    {
        QProcess writer;
        writer.start(
            QStringLiteral(HISTORY_WRITER),
            {file, QString::number(first), QString::number(base.time_since_epoch().count())});
        const int enough = 1 + random.bounded(40);
        QByteArray said;
        const QDeadlineTimer limit(20s);
        while (said.count('\n') < enough && !limit.hasExpired() && writer.waitForReadyRead(5000))
            said += writer.readAllStandardOutput();
        const QDeadlineTimer moment(Micros(random.bounded(8000)), Qt::PreciseTimer);
        while (!moment.hasExpired()) { } // anywhere within the batches and roll-ups that follow
        writer.kill();
        writer.waitForFinished(5000);
        said += writer.readAllStandardOutput();
        if (writer.exitStatus() != QProcess::CrashExit)
            qWarning() << writer.exitCode() << writer.readAllStandardError();
        const QList<QByteArray> lines = said.left(said.lastIndexOf('\n')).split('\n');
        bool ok = false;
        const int last = lines.last().toInt(&ok);
        return ok && writer.exitStatus() == QProcess::CrashExit ? last : -1;
    }

private slots:
    void whatWasStoredSurvivesAndABatchIsWholeOrMissing()
    {
        const QTemporaryDir folder;
        const QString file = folder.filePath(QStringLiteral("history.sqlite"));
        const TimePoint base = wallClock() - 24h;
        QRandomGenerator random(QRandomGenerator::global()->generate());
        int next = 0;
        int unsaid = 0;
        for (int round = 0; round < kRounds; ++round) {
            const int stored = writeAndKill(file, next, base, random);
            QVERIFY2(stored >= next, qPrintable(QStringLiteral("round %1: %2").arg(round).arg(stored)));
            const Reader reader(file);
            QCOMPARE(reader.value(QStringLiteral("PRAGMA integrity_check")).toString(), QStringLiteral("ok"));
            QCOMPARE(
                reader.value(QStringLiteral("SELECT count(*) FROM (SELECT 1 FROM sample GROUP BY resolve"
                                            " HAVING count(*) <> %1)")
                                 .arg(kRowsPerBatch)),
                QVariant(0));
            const int last = reader.value(QStringLiteral("SELECT max(resolve) FROM sample")).toInt();
            QVERIFY2(last == stored || last == stored + 1, qPrintable(QStringLiteral("%1 %2").arg(last).arg(stored)));
            QCOMPARE(reader.value(QStringLiteral("SELECT count(DISTINCT resolve) FROM sample")).toInt(), last + 1);
            QCOMPARE(
                reader.value(QStringLiteral(
                    "SELECT (SELECT coalesce(sum(measured), 0) FROM minute) + (SELECT count(*) FROM sample JOIN "
                    "endpoint"
                    " ON id = endpoint WHERE at >= minutesDone * 1000) - (SELECT count(*) FROM sample)")),
                QVariant(0));
            unsaid += last - stored;
            next = last + 1;
        }
        qInfo("%d batches in %d rounds; %d were stored but not yet said to be", next, kRounds, unsaid);
    }
};

QTEST_GUILESS_MAIN(HistoryKillTest)
#include "tst_historykill.moc"
