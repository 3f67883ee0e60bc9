// SPDX-License-Identifier: GPL-3.0-or-later
// What is remembered of the time before a fault.
#include <core/recollection.h>

#include <QTest>

using namespace Gatewatch;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

const CheckId shop{u"shop"_s, u"main"_s};
const TimePoint begin{Millis(1795760400000)}; ///< of the fault

Sample run(Seconds fromBegin, Outcome outcome, Millis took, int status = 200)
{
    Sample sample;
    sample.check = shop;
    sample.at = begin + fromBegin;
    sample.outcome = outcome;
    sample.failure = outcome == Outcome::Down ? Failure::HttpError : Failure::Ok;
    sample.status = status;
    sample.total = took;
    return sample;
}

/// A good answer each minute in (from, to), which are minutes from the beginning of the fault.
void goodOnes(Recollection& past, int from, int to, Millis took)
{
    for (int minute = from; minute < to; ++minute)
        past.measured(run(Seconds(minute * 60), Outcome::Up, took));
}

} // namespace

class RecollectionTest : public QObject {
    Q_OBJECT
private slots:
    void itTellsTheHabitFromTheLastMinutes()
    {
        Recollection past;
        goodOnes(past, -100, -10, 100ms);
        goodOnes(past, -10, 0, 800ms);
        past.measured(run(-30s, Outcome::Down, 5ms, 502));
        past.measured(run(-20s, Outcome::Down, 5ms, 503));
        past.measured(run(-10s, Outcome::Up, 800ms));
        past.measured(run(0s, Outcome::Down, 5ms, 502));
        past.measured(run(30s, Outcome::Down, 5ms, 502));
        const auto before = past.before(shop, begin);
        QVERIFY(before);
        QCOMPARE(before->usual, std::optional(Micros(100ms)));
        QCOMPARE(before->lately, std::optional(Micros(800ms)));
        QCOMPARE(before->goodLately, 11);
        QCOMPARE(before->failedLately, 2);
        QCOMPARE(before->busy, 1);
        QCOMPARE(before->goodSince, 0);
        QCOMPARE(before->failedSince, 2);
        QCOMPARE(before->gap, std::optional(10s));
    }
    void theBeginningIsSeenWhereNobodySaysIt()
    {
        Recollection past;
        goodOnes(past, -100, 0, 100ms);
        past.measured(run(0s, Outcome::Down, 5ms, 502));
        past.measured(run(30s, Outcome::Down, 5ms, 503));
        const auto before = past.before(shop, {});
        QVERIFY(before);
        QCOMPARE(before->failedSince, 2);
        QCOMPARE(before->failedLately, 0);
        QCOMPARE(before->gap, std::optional(60s));
    }
    void aLongFaultDoesNotPushOutWhatWasBefore()
    {
        Recollection past;
        goodOnes(past, -100, 0, 100ms);
        for (int i = 0; i < 5000; ++i)
            past.measured(run(Seconds(i * 5), Outcome::Down, 5ms, 502));
        const auto before = past.before(shop, begin);
        QVERIFY(before);
        QCOMPARE(before->usual, std::optional(Micros(100ms)));
        QCOMPARE(before->failedSince, 5000);
    }
    void whoIsAskedEverySecondIsRememberedAsLong()
    {
        Recollection past;
        for (int second = -3600; second < 0; ++second)
            past.measured(run(Seconds(second), Outcome::Up, second < -600 ? 100ms : 300ms));
        past.measured(run(0s, Outcome::Down, 5ms, 502));
        const auto before = past.before(shop, begin);
        QVERIFY(before);
        QCOMPARE(before->usual, std::optional(Micros(100ms)));
        QCOMPARE(before->lately, std::optional(Micros(300ms)));
    }
    void whatMeasuredNothingTellsNothing()
    {
        Recollection past;
        QVERIFY(!past.before(shop, begin));
        past.measured(run(-60s, Outcome::NotMeasured, 0ms, 0));
        QVERIFY(!past.before(shop, begin));
        past.measured(run(-30s, Outcome::Down, 5ms, 502));
        QVERIFY(!past.before(shop, begin)); // never seen well
        goodOnes(past, -29, -24, 100ms);
        QVERIFY(!past.before(shop, begin)->usual); // five are no habit
    }
    /// A check that is asked to come less often says that somebody is there: that is no failure, and it tells of load.
    void askedToSlowDownIsBusy()
    {
        Recollection past;
        goodOnes(past, -100, 0, 100ms);
        past.measured(run(-5s, Outcome::NotMeasured, 5ms, 429));
        past.measured(run(0s, Outcome::Down, 5ms, 502));
        QCOMPARE(past.before(shop, begin)->busy, 1);
    }
    void addressesAreTheNewestFour()
    {
        Recollection past;
        goodOnes(past, -3, 0, 100ms);
        for (const char* address : {"192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.1", "192.0.2.4", "192.0.2.5"})
            past.answered(shop, QString::fromLatin1(address), begin);
        QCOMPARE(
            past.before(shop, begin)->addresses,
            (QStringList{u"192.0.2.5"_s, u"192.0.2.4"_s, u"192.0.2.1"_s, u"192.0.2.3"_s}));
        past.forget(shop);
        QVERIFY(!past.before(shop, begin));
    }
    void whatEarlierRunsMeasuredCounts()
    {
        Recollection past;
        QList<Sample> samples;
        for (int minute = -100; minute < 0; ++minute)
            samples.append(run(Seconds(minute * 60), Outcome::Up, 100ms));
        past.restore({{shop, samples}});
        QCOMPARE(past.before(shop, begin)->usual, std::optional(Micros(100ms)));
    }
    void addressesAreOfTheHostThatIsAsked()
    {
        Recollection past;
        past.asks(shop, u"shop.test"_s);
        QVERIFY(past.answered(shop, u"192.0.2.1"_s, begin));
        QVERIFY(past.answered(shop, u"192.0.2.2"_s, begin));
        QVERIFY(!past.answered(shop, u"192.0.2.1"_s, begin + 59min)); // only the order is another one
        const GoodAddresses good{u"shop.test"_s, {u"192.0.2.1"_s, u"192.0.2.2"_s}};
        QCOMPARE(past.goodAddresses(shop), good);
        QVERIFY(past.answered(shop, u"192.0.2.2"_s, begin + 60min)); // which is told now and then
        QVERIFY(!past.answered(shop, u"192.0.2.1"_s, begin + 61min));
        QCOMPARE(past.checks(), QList{shop});

        Recollection later; // after a restart
        later.restoreAddresses({{shop, good}});
        later.asks(shop, u"shop.test"_s);
        goodOnes(later, -5, 0, 100ms);
        QCOMPARE(later.before(shop, begin)->addresses, good.addresses);
        later.asks(shop, u"other.test"_s);
        QCOMPARE(later.goodAddresses(shop), (GoodAddresses{u"other.test"_s, {}}));
        QVERIFY(later.before(shop, begin)->addresses.isEmpty());
    }
};

QTEST_APPLESS_MAIN(RecollectionTest)
#include "tst_recollection.moc"
