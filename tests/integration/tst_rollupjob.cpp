// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/history/queries.h>
#include <engine/history/rollupjob.h>
#include <engine/history/schema.h>

#include <QTemporaryDir>
#include <QTest>

using namespace Gatewatch;
using namespace std::chrono_literals;

namespace {

const CheckId kShop{QStringLiteral("shop"), QStringLiteral("main")};
const TimePoint kStart = TimePoint(Millis(1'760'000'400'000)); // a whole quarter

QList<Sample> regular(TimePoint from, Millis interval, int count)
{
    QList<Sample> samples;
    for (int i = 0; i < count; ++i) {
        Sample sample;
        sample.check = kShop;
        sample.at = from + interval * i;
        sample.outcome = i % 50 == 49 ? Outcome::Down : Outcome::Up;
        sample.status = 200;
        sample.phases = {1ms, 20ms, 25ms, 90ms, 2ms};
        sample.total = 139ms + Micros(i % 1000);
        samples.append(sample);
    }
    return samples;
}

} // namespace

class RollupJobTest : public QObject {
    Q_OBJECT
private:
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Database> m_database;
    Endpoints m_endpoints;
    HistoryLimits m_limits;

    bool store(const QList<Sample>& samples)
    {
        return !m_database->begin() && !insertSamples(*m_database, m_endpoints, samples) && !m_database->commit();
    }
    /// Slices until nothing is left to do; how many it took, or -1 on an error.
    int maintainAll(TimePoint now)
    {
        for (int i = 1; i < 5000; ++i) {
            const MaintenanceResult result = maintainSlice(*m_database, m_endpoints, m_limits, now, 20ms);
            if (result.error)
                return -1;
            if (!result.more)
                return i;
        }
        return -1;
    }
    qint64 count(const char* table) const
    {
        return m_database->number(QStringLiteral("SELECT count(*) FROM ") + QLatin1StringView(table));
    }
    qint64 measured(const char* table) const
    {
        return m_database->number(QStringLiteral("SELECT coalesce(sum(measured), 0) FROM ") + QLatin1StringView(table));
    }

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_database = std::make_unique<Database>();
        m_endpoints = {};
        m_limits = {};
        QVERIFY(!m_database->open(m_folder->filePath(QStringLiteral("h.sqlite")), History::Mode::ReadWrite));
        QVERIFY(!migrate(*m_database));
    }
    void onlyWhatIsOverIsRolledUp()
    {
        QVERIFY(store(regular(kStart, 1s, 1800)));
        QVERIFY(maintainAll(kStart + 16min) > 0);
        QCOMPARE(count("minute"), 14); // until 90 s ago
        QCOMPARE(count("quarter"), 0);
        QVERIFY(maintainAll(kStart + 16min + 30s) > 0);
        QCOMPARE(count("minute"), 15);
        QCOMPARE(measured("minute"), 900);
        QCOMPARE(count("quarter"), 1);
        QVERIFY(maintainAll(kStart + 24h) > 0);
        QCOMPARE(count("minute"), 30);
        QCOMPARE(measured("quarter"), 1800);
        QCOMPARE(count("sample"), 1800);
    }
    void againChangesNothing()
    {
        QVERIFY(store(regular(kStart, 10s, 1000)));
        QVERIFY(maintainAll(kStart + 24h) > 0);
        const qint64 minutes = count("minute");
        QVERIFY(store(regular(kStart, 10s, 1000))); // the same batch once more
        QVERIFY(!m_endpoints.load(*m_database));
        QVERIFY(maintainAll(kStart + 25h) > 0);
        QCOMPARE(count("minute"), minutes);
        QCOMPARE(measured("minute"), 1000);
        QCOMPARE(measured("quarter"), 1000);
    }
    void aLateSampleGoesIntoItsMinuteAndQuarter()
    {
        QVERIFY(store(regular(kStart, 10s, 1000)));
        QVERIFY(maintainAll(kStart + 24h) > 0);
        QVERIFY(store(regular(kStart + 65s, 1s, 3)));
        QVERIFY(store(regular(kStart - 24h, 1s, 3))); // before everything
        QVERIFY(maintainAll(kStart + 24h) > 0);
        QCOMPARE(measured("minute"), 1006);
        QCOMPARE(measured("quarter"), 1006);
        QCOMPARE(
            m_database->number(QStringLiteral("SELECT measured FROM minute WHERE at = %1")
                                   .arg(kStart.time_since_epoch().count() / 1000 + 60)),
            9);
    }
    void eachKindIsKeptForItsTime()
    {
        m_limits.rawDays = 2;
        m_limits.minuteDays = 10;
        QVERIFY(store(regular(kStart, 5min, 12 * 24 * 20)));
        const TimePoint now = kStart + 480h;
        QVERIFY(maintainAll(now) > 0);
        QCOMPARE(count("sample"), 2 * 288);
        QCOMPARE(count("minute"), 10 * 288);
        QCOMPARE(count("quarter"), 20 * 96 - 1); // the last one is not over yet
        StoreError error;
        const Endpoint& endpoint = *m_endpoints.find(kShop);
        for (const Fineness fineness : {Fineness::Samples, Fineness::Minutes, Fineness::Quarters}) {
            const Rows rows = readRows(*m_database, endpoint, kStart, now, fineness, error);
            qint64 runs = rows.samples.size();
            for (const Bucket& bucket : rows.buckets)
                runs += bucket.measured;
            QCOMPARE(runs, 12 * 24 * 20);
        }
        QVERIFY(!error);
        QVERIFY(maintainAll(kStart + 24h * 500) > 0);
        QCOMPARE(count("sample") + count("minute") + count("quarter"), 0);
    }
    void aFileThatIsTooLargeLosesItsOldestSamplesAndShrinks()
    {
        QVERIFY(store(regular(kStart, 1s, 120'000)));
        const TimePoint now = kStart + 120'000s + 2h;
        QVERIFY(maintainAll(now) > 0);
        const QString file = m_folder->filePath(QStringLiteral("h.sqlite"));
        QVERIFY(!m_database->run(QStringLiteral("PRAGMA wal_checkpoint(TRUNCATE)")));
        QVERIFY(QFileInfo(file).size() > 4 * 1024 * 1024);
        m_limits.maxMegabytes = 2;
        QVERIFY(maintainAll(now) > 0);
        QVERIFY(!m_database->run(QStringLiteral("PRAGMA wal_checkpoint(TRUNCATE)")));
        QVERIFY2(
            QFileInfo(file).size() <= 3 * 1024 * 1024 + 65536, qPrintable(QString::number(QFileInfo(file).size())));
        QVERIFY(count("sample") > 1000);
        QCOMPARE(
            m_database->number(QStringLiteral("SELECT max(at) FROM sample")),
            (kStart + 119'999s).time_since_epoch().count());
        QCOMPARE(measured("quarter"), 120'000);
        QSqlQuery check = m_database->query();
        QVERIFY(check.exec(QStringLiteral("PRAGMA integrity_check")) && check.next());
        QCOMPARE(check.value(0).toString(), QStringLiteral("ok"));
    }
    void rowsAreSmall()
    {
        QVERIFY(store(regular(kStart, 1s, 100'000)));
        QVERIFY(!m_database->run(QStringLiteral("PRAGMA wal_checkpoint(TRUNCATE)")));
        const double bytes = static_cast<double>(
                                 m_database->number(QStringLiteral("PRAGMA page_count"))
                                 * m_database->number(QStringLiteral("PRAGMA page_size")))
            / 100'000;
        QVERIFY2(bytes <= 40, qPrintable(QString::number(bytes)));
    }
    void aYearOfQuartersBecomesAChart()
    {
        QVERIFY(store(regular(kStart, 1h, 1)));
        const qint64 endpoint = m_endpoints.find(kShop)->number;
        QVERIFY(!m_database->begin());
        Bucket quarter = bucketsOf(regular(kStart, 10s, 90), 15min).first();
        for (int i = 0; i < 35'040; ++i) {
            quarter.start = kStart + 15min * i;
            QVERIFY(!writeBucket(*m_database, Level::Quarter, endpoint, quarter));
        }
        const TimePoint end = kStart + 15min * 35'040;
        QVERIFY(!m_endpoints.setDone(*m_database, kShop, end, end));
        QVERIFY(!m_database->commit());
        StoreError error;
        const Rows rows =
            readRows(*m_database, *m_endpoints.find(kShop), kStart, end, finenessFor(end - kStart, 1000), error);
        QVERIFY(!error);
        QCOMPARE(rows.buckets.size(), 35'040);
        const Series series = makeSeries(kShop, kStart, end, 1000, rows.buckets, rows.samples);
        QCOMPARE(series.measured, 35'040 * 90);
        QVERIFY(series.points.size() > 800 && series.points.size() <= 1000);
    }
};

QTEST_GUILESS_MAIN(RollupJobTest)
#include "tst_rollupjob.moc"
