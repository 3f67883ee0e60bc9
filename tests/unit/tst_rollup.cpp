// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/rollup.h>

#include <QRandomGenerator>
#include <QTest>

#include <algorithm>
#include <cmath>

using namespace Gatewatch;
using namespace std::chrono_literals;

namespace {

Sample sample(qint64 atMs, Micros total, Outcome outcome = Outcome::Up)
{
    Sample made;
    made.at = TimePoint(Millis(atMs));
    made.total = total;
    made.outcome = outcome;
    return made;
}

/// Latencies as they come in life: most near each other, some ten or a thousand times as long.
QList<Sample> randomSamples(quint32 seed, int count)
{
    QRandomGenerator random(seed);
    QList<Sample> samples;
    for (int i = 0; i < count; ++i) {
        const double micros = 100.0 * std::pow(1.2e6, std::pow(random.generateDouble(), 3.0)); // 0.1 ms … 120 s
        const auto outcome = static_cast<Outcome>(random.bounded(10) < 7 ? 0 : random.bounded(4));
        samples.append(sample(random.bounded(3'600'000), Micros(static_cast<qint64>(micros)), outcome));
    }
    return samples;
}

Bucket bucketOf(const QList<Sample>& samples)
{
    Bucket bucket;
    for (const Sample& each : samples)
        bucket.add(each);
    return bucket;
}

double bruteForceMs(const QList<Sample>& samples, double share)
{
    std::vector<double> latencies;
    for (const Sample& each : samples) {
        if (each.outcome == Outcome::Up || each.outcome == Outcome::Slow)
            latencies.push_back(static_cast<double>(each.total.count()) / 1000.0);
    }
    std::sort(latencies.begin(), latencies.end());
    const auto rank = static_cast<std::size_t>(std::ceil(share * static_cast<double>(latencies.size())));
    return latencies[std::max<std::size_t>(rank, 1) - 1];
}

} // namespace

class RollupTest : public QObject {
    Q_OBJECT
private slots:
    void failuresAreCountedButAreNoLatency()
    {
        const Bucket bucket = bucketOf(
            {sample(0, 10ms), sample(1, 30ms, Outcome::Slow), sample(2, 9s, Outcome::Down),
             sample(3, 1us, Outcome::NotMeasured)});
        QCOMPARE(bucket.measured, 3);
        QCOMPARE(bucket.failed, 1);
        QCOMPARE(bucket.slow, 1);
        QCOMPARE(bucket.notMeasured, 1);
        QCOMPARE(bucket.min->count(), 10'000);
        QCOMPARE(bucket.max->count(), 30'000);
        QCOMPARE(bucket.sum.count(), 40'000);
        QCOMPARE(bucket.histogram.count(), 2);
    }
    void nothingMeasuredHasNoPercentile()
    {
        QVERIFY(!Bucket().percentileMs(0.5));
        QVERIFY(!bucketOf({sample(0, 9s, Outcome::Down)}).percentileMs(0.5));
        QVERIFY(Bucket().isEmpty());
    }
    void oneLatencyIsItsOwnPercentile()
    {
        QCOMPARE(bucketOf({sample(0, 12'345us)}).percentileMs(0.99).value_or(0), 12.345);
        QCOMPARE(bucketOf({sample(0, 0us)}).percentileMs(0.5).value_or(-1), 0.0);
    }
    void percentilesAreWithinTwoPercent()
    {
        for (quint32 seed = 1; seed <= 60; ++seed) {
            const QList<Sample> samples = randomSamples(seed, 20 + static_cast<int>(seed) * 15);
            const Bucket bucket = bucketOf(samples);
            for (const double share : {0.0, 0.01, 0.25, 0.50, 0.90, 0.95, 0.99, 1.0}) {
                const double exact = bruteForceMs(samples, share);
                const double found = bucket.percentileMs(share).value_or(-1);
                QVERIFY2(
                    std::abs(found - exact) <= exact * 0.02,
                    qPrintable(
                        QStringLiteral("seed %1 p%2: %3, exactly %4").arg(seed).arg(share).arg(found).arg(exact)));
            }
        }
    }
    void partsMergeToTheWholeInAnyOrder()
    {
        for (quint32 seed = 1; seed <= 60; ++seed) {
            const QList<Sample> samples = randomSamples(seed, 200);
            QList<Bucket> parts(5);
            QRandomGenerator random(seed);
            for (const Sample& each : samples)
                parts[random.bounded(5)].add(each);
            Bucket forwards, backwards;
            for (qsizetype i = 0; i < parts.size(); ++i) {
                forwards.merge(parts[i]);
                backwards.merge(parts[parts.size() - 1 - i]);
            }
            QVERIFY(forwards == bucketOf(samples));
            QVERIFY(backwards == forwards);
        }
    }
    void bytesLeadBackToTheHistogram()
    {
        for (quint32 seed = 1; seed <= 60; ++seed) {
            const Histogram histogram = bucketOf(randomSamples(seed, 500)).histogram;
            QVERIFY(Histogram::fromBytes(histogram.toBytes()) == std::optional(histogram));
        }
        QVERIFY(Histogram::fromBytes({}) == std::optional(Histogram()));
    }
    void aMinuteOfOneCheckIsSmall()
    {
        QRandomGenerator random(7);
        Histogram histogram;
        for (int i = 0; i < 60; ++i)
            histogram.add(Micros(80'000 + random.bounded(40'000)));
        QVERIFY2(histogram.toBytes().size() <= 30, qPrintable(QString::number(histogram.toBytes().size())));
    }
    void foreignBytesAreRefused_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("odd number") << QByteArray::fromHex("05");
        QTest::newRow("unfinished number") << QByteArray::fromHex("0580");
        QTest::newRow("count of nothing") << QByteArray::fromHex("0500");
        QTest::newRow("twice the same bin") << QByteArray::fromHex("05010001");
        QTest::newRow("bin out of range") << QByteArray::fromHex("ffff0301");
        QTest::newRow("sum out of range") << QByteArray::fromHex("b00901b00901");
        QTest::newRow("number above 32 bits") << QByteArray::fromHex("05ffffffff7f");
        QTest::newRow("endless number") << QByteArray::fromHex("05808080808080808001");
    }
    void foreignBytesAreRefused()
    {
        QFETCH(QByteArray, bytes);
        QVERIFY(!Histogram::fromBytes(bytes));
    }
    void stretchesBeginOnWholeMinutesAlsoBefore1970()
    {
        QCOMPARE(floorTo(TimePoint(125'500ms), 60s).time_since_epoch().count(), 120'000);
        QCOMPARE(floorTo(TimePoint(120'000ms), 60s).time_since_epoch().count(), 120'000);
        QCOMPARE(floorTo(TimePoint(-1ms), 60s).time_since_epoch().count(), -60'000);
        QCOMPARE(floorTo(TimePoint(-60'000ms), 60s).time_since_epoch().count(), -60'000);
    }
    void bucketsAreInOrderOfTime()
    {
        const QList<Bucket> buckets =
            bucketsOf({sample(130'000, 3ms), sample(59'999, 1ms), sample(60'000, 2ms), sample(0, 1ms)}, 60s);
        QCOMPARE(buckets.size(), 3);
        QCOMPARE(buckets[0].measured, 2);
        QCOMPARE(buckets[1].start.time_since_epoch().count(), 60'000);
        QCOMPARE(buckets[2].start.time_since_epoch().count(), 120'000);
        QCOMPARE(buckets[2].width.count(), 60'000);
    }
};

QTEST_APPLESS_MAIN(RollupTest)
#include "tst_rollup.moc"
