// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/series.h>

#include <QRandomGenerator>
#include <QTest>

#include <algorithm>

using namespace Gatewatch;
using namespace std::chrono_literals;

namespace {

const CheckId kCheck{QStringLiteral("shop"), QStringLiteral("main")};
const TimePoint kStart = TimePoint(Millis(1'760'000'000'123)); // on no grid at all

Sample sample(Millis after, Micros total, Outcome outcome = Outcome::Up)
{
    Sample made;
    made.check = kCheck;
    made.at = kStart + after;
    made.total = total;
    made.outcome = outcome;
    return made;
}

QList<Sample> regular(Millis interval, int count)
{
    QList<Sample> samples;
    for (int i = 0; i < count; ++i)
        samples.append(sample(interval * i, 100ms));
    return samples;
}

/// As a chart draws it: places where the line is broken.
int gapsIn(const Series& series)
{
    int gaps = 0;
    for (qsizetype i = 1; i < series.points.size(); ++i)
        gaps += (series.points[i].at - series.points[i - 1].at) * 2 > series.slice * 3 ? 1 : 0;
    return gaps;
}

} // namespace

class SeriesTest : public QObject {
    Q_OBJECT
private slots:
    void neverMorePointsThanAskedFor()
    {
        QRandomGenerator random(3);
        for (int round = 0; round < 100; ++round) {
            const int points = 2 + random.bounded(500);
            const Millis length(1000 + random.bounded(100'000'000));
            QList<Sample> samples;
            for (int i = 0; i < 1000; ++i)
                samples.append(sample(Millis(random.bounded(static_cast<int>(length.count()))), 10ms));
            const QList<Bucket> buckets = round % 2 ? bucketsOf(samples, 60s) : QList<Bucket>();
            const Series series = makeSeries(
                kCheck, kStart, kStart + length, points, buckets, buckets.isEmpty() ? samples : QList<Sample>());
            QVERIFY(series.points.size() <= points);
            QCOMPARE(series.measured, 1000);
            int measured = 0;
            TimePoint before = kStart;
            for (const SeriesPoint& point : series.points) {
                measured += point.measured;
                QVERIFY(point.at >= before && point.width > 0ms && point.at + point.width <= series.to);
                before = point.at + point.width;
            }
            QCOMPARE(measured, 1000);
        }
    }
    void oneSpikeAmongThousandsSurvives()
    {
        QList<Sample> samples = regular(1s, 86'400);
        samples[40'000].total = 7s;
        const Series series = makeSeries(kCheck, kStart, kStart + 24h, 400, bucketsOf(samples, 60s), {});
        const auto highest = std::max_element(
            series.points.cbegin(), series.points.cend(),
            [](const SeriesPoint& a, const SeriesPoint& b) { return a.maxMs < b.maxMs; });
        QCOMPARE(highest->maxMs.value_or(0), 7000.0);
        QVERIFY(std::abs(*highest->p50Ms - 100.0) <= 2.0);
        QVERIFY(highest->at <= kStart + 40'000s && highest->at + highest->width > kStart + 40'000s);
        QVERIFY(std::abs(*series.p99Ms - 100.0) <= 2.0);
    }
    void failuresAreCountedAndNotDrawnAsLatency()
    {
        const Series series = makeSeries(
            kCheck, kStart, kStart + 10s, 100, {},
            {sample(0s, 50ms), sample(1s, 30s, Outcome::Down), sample(2s, 0s, Outcome::NotMeasured),
             sample(3s, 900ms, Outcome::Slow)});
        QCOMPARE(series.points.size(), 4);
        QCOMPARE(series.points[1].failed, 1);
        QVERIFY(!series.points[1].maxMs && !series.points[1].p50Ms);
        QCOMPARE(series.points[2].measured, 0);
        QCOMPARE(series.points[2].notMeasured, 1);
        QCOMPARE(series.points[3].slow, 1);
        QCOMPARE(series.measured, 3);
        QCOMPARE(series.failed, 1);
        QCOMPARE(series.p50Ms.value_or(0) < 60, true);
    }
    void runsAtAnyIntervalAreOneLine_data()
    {
        QTest::addColumn<int>("seconds");
        QTest::addColumn<int>("points");
        for (const int seconds : {1, 5, 10, 30, 60, 300}) {
            for (const int points : {50, 61, 100, 240, 1000})
                QTest::addRow("%d s on %d points", seconds, points) << seconds << points;
        }
    }
    void runsAtAnyIntervalAreOneLine()
    {
        QFETCH(int, seconds);
        QFETCH(int, points);
        const QList<Sample> samples = regular(Seconds(seconds), 3600 / seconds);
        QCOMPARE(gapsIn(makeSeries(kCheck, kStart, kStart + 1h, points, {}, samples)), 0);
    }
    void aPauseIsAGap()
    {
        QList<Sample> samples = regular(10s, 360);
        samples.remove(100, 60);
        const Series series = makeSeries(kCheck, kStart, kStart + 1h, 1000, {}, samples);
        QCOMPARE(gapsIn(series), 1);
        for (const SeriesPoint& point : series.points)
            QVERIFY(point.measured > 0);
    }
    void minutesAndTheSamplesAfterThemJoin()
    {
        const QList<Sample> samples = regular(10s, 360);
        const TimePoint rolled = floorTo(kStart + 50min, 60s);
        QList<Sample> early, late;
        for (const Sample& each : samples)
            (each.at < rolled ? early : late).append(each);
        const Series series = makeSeries(kCheck, kStart, kStart + 1h, 60, bucketsOf(early, 60s), late);
        QCOMPARE(series.measured, 360);
        QCOMPARE(gapsIn(series), 0);
    }
    void slicesStandStillWhileTheChartScrolls()
    {
        const QList<Sample> samples = regular(1s, 7200);
        const Series one = makeSeries(kCheck, kStart, kStart + 1h, 100, {}, samples);
        const Series two = makeSeries(kCheck, kStart + 7s, kStart + 1h + 7s, 100, {}, samples);
        QCOMPARE(one.points[50].at, two.points[50].at);
        QCOMPARE(one.points[50].measured, two.points[50].measured);
    }
    void nothingGivesNothing()
    {
        const Series series = makeSeries(kCheck, kStart, kStart, 0, {}, {});
        QCOMPARE(series.points.size(), 0);
        QVERIFY(!series.p50Ms);
    }
};

QTEST_APPLESS_MAIN(SeriesTest)
#include "tst_series.moc"
