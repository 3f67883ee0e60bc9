// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/grace.h>
#include <core/schedule.h>
#include <core/sleepwatch.h>

#include <QTest>

#include <numeric>

using namespace Gatewatch;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

const SteadyPoint begin{Millis(1'000'000)};

QList<ScheduledCheck> checks(int count, Seconds interval, const QString& server = {})
{
    QList<ScheduledCheck> list;
    for (int i = 0; i < count; ++i)
        list.append({{u"s%1"_s.arg(i), u"e"_s}, interval, server});
    return list;
}

} // namespace

class ScheduleTest : public QObject {
    Q_OBJECT
private slots:
    void aNewCheckRunsSoon()
    {
        Schedule schedule;
        schedule.set(checks(100, 60s), begin);
        QCOMPARE(schedule.due(begin + 3s).size(), 100);
        QVERIFY(schedule.due(begin + 3s).isEmpty());
    }

    void startsAreSpreadOverTheInterval()
    {
        Schedule schedule;
        schedule.set(checks(1000, 60s), begin);
        schedule.due(begin + 3s);
        QList<int> perSecond(60);
        for (int second = 0; second < 60; ++second)
            perSecond[second] = static_cast<int>(schedule.due(begin + 4s + second * 1s).size());
        QVERIFY2(*std::ranges::max_element(perSecond) < 60, "many start in the same second");
        QVERIFY(std::ranges::count(perSecond, 0) < 5);
    }

    void everyCheckRunsOncePerInterval()
    {
        Schedule schedule;
        schedule.set(checks(20, 10s), begin);
        schedule.due(begin + 5s);
        QHash<CheckId, int> runs;
        for (Millis t = 5s; t < 1005s; t += 100ms) {
            for (const CheckId& id : schedule.due(begin + t))
                ++runs[id];
        }
        QCOMPARE(runs.size(), 20);
        for (const int count : runs)
            QVERIFY(count == 99 || count == 100);
    }

    void lateTicksAreSkippedNotQueued()
    {
        Schedule schedule;
        schedule.set(checks(1, 1s), begin);
        QCOMPARE(schedule.due(begin + 100s).size(), 1);
        QVERIFY(schedule.due(begin + 100s).isEmpty());
    }

    void stretchedIntervals()
    {
        Schedule schedule;
        schedule.set(checks(20, 10s), begin);
        schedule.due(begin + 5s);
        const auto runsUntil = [&](Millis from, Millis to) {
            int runs = 0;
            for (Millis t = from; t < to; t += 100ms)
                runs += static_cast<int>(schedule.due(begin + t).size());
            return runs;
        };
        // Ten of each check, or one fewer or more where a period ends beside its tick.
        const auto isTenOfEach = [](int runs) { return runs >= 180 && runs <= 220; };
        QVERIFY(isTenOfEach(runsUntil(5s, 105s)));
        schedule.setStretch(5, begin + 105s);
        runsUntil(105s, 115s); // what was planned before
        QVERIFY(isTenOfEach(runsUntil(115s, 615s)));
        // Back in a network that costs nothing, nobody waits for what was planned there.
        schedule.setStretch(1, begin + 615s);
        QVERIFY(isTenOfEach(runsUntil(615s, 715s)));
        schedule.setStretch(0, begin + 715s); // no factor at all
        QVERIFY(isTenOfEach(runsUntil(715s, 815s)));
    }

    void aStretchBreaksNoPromise()
    {
        Schedule schedule;
        schedule.set(checks(1, 10s), begin);
        const CheckId id = schedule.due(begin + 3s).first();
        schedule.postpone(id, begin + 500s); // Retry-After
        schedule.setStretch(5, begin + 4s);
        schedule.setStretch(1, begin + 5s);
        QVERIFY(schedule.due(begin + 499s).isEmpty());
        QCOMPARE(schedule.due(begin + 500s).size(), 1);
    }

    void hurryAndPostpone()
    {
        Schedule schedule;
        schedule.set(checks(1, 60s), begin);
        const CheckId id = schedule.due(begin + 3s).first();
        schedule.hurry(id, begin + 5s);
        QCOMPARE(schedule.due(begin + 5s).size(), 1);
        schedule.postpone(id, begin + 500s);
        QVERIFY(schedule.due(begin + 499s).isEmpty());
        schedule.hurry(id, begin + 10s); // whoever hurries: the server asked for it
        QVERIFY(schedule.due(begin + 499s).isEmpty());
        QCOMPARE(schedule.due(begin + 500s).size(), 1);
        schedule.defer(id, begin + 900s); // our own patience may be cut short
        schedule.hurry(id, begin + 600s);
        QCOMPARE(schedule.due(begin + 600s).size(), 1);
    }

    void aLookThatDecidesComesNeitherSoonerNorLater()
    {
        Schedule schedule;
        schedule.set(checks(60, 60s), begin);
        // Of sixty, many would have their place in time within these seconds.
        const QList<CheckId> ids = schedule.due(begin + 3s);
        for (const CheckId& id : ids)
            schedule.lookAgain(id, begin + 18s);
        QVERIFY(schedule.due(begin + 18s - 1ms).isEmpty());
        QCOMPARE(schedule.due(begin + 18s).size(), 60);
    }

    void nothingBringsALookThatDecidesForwardButAPerson()
    {
        Schedule schedule;
        schedule.set(checks(2, 10s), begin);
        const QList<CheckId> ids = schedule.due(begin + 3s);
        for (const CheckId& id : ids)
            schedule.lookAgain(id, begin + 13s);
        schedule.restart(begin + 3s);
        schedule.setStretch(5, begin + 3s);
        schedule.setStretch(1, begin + 3s);
        QVERIFY(schedule.due(begin + 13s - 1ms).isEmpty());
        schedule.hurry(ids.first(), begin + 4s);
        QCOMPARE(schedule.due(begin + 4s), QList<CheckId>{ids.first()});
        schedule.postpone(ids.last(), begin + 60s);
        schedule.lookAgain(ids.last(), begin + 15s); // what the server asked for stands above it
        QVERIFY(!schedule.due(begin + 60s - 1ms).contains(ids.last()));
    }

    void aCheckThatLooksElsewhereRunsSoon()
    {
        Schedule schedule;
        schedule.set(checks(1, 3600s, u"old.test"_s), begin);
        const CheckId id = schedule.due(begin + 3s).first();
        schedule.postpone(id, begin + 3000s);
        schedule.forget(id);
        schedule.set(checks(1, 3600s, u"new.test"_s), begin + 10s);
        QCOMPARE(schedule.due(begin + 13s).size(), 1);
    }

    void whatAServerAskedForOutlastsAnEdit_data()
    {
        QTest::addColumn<int>("interval");
        QTest::addColumn<bool>("edited"); // another path, say
        QTest::newRow("nothing changed") << 60 << false;
        QTest::newRow("another interval") << 30 << false;
        QTest::newRow("another path") << 60 << true;
        QTest::newRow("both") << 30 << true;
    }
    void whatAServerAskedForOutlastsAnEdit()
    {
        QFETCH(int, interval);
        QFETCH(bool, edited);
        Schedule schedule;
        schedule.set(checks(1, 60s, u"shop.test"_s), begin);
        const CheckId id = schedule.due(begin + 3s).first();
        schedule.postpone(id, begin + 600s); // Retry-After
        if (edited)
            schedule.forget(id);
        schedule.set(checks(1, Seconds(interval), u"shop.test"_s), begin + 10s);
        schedule.hurry(id, begin + 11s);
        QVERIFY(schedule.due(begin + 600s - 1ms).isEmpty());
        QCOMPARE(schedule.due(begin + 600s).size(), 1);
    }

    void anotherIntervalBringsNoLookThatDecidesForward()
    {
        Schedule schedule;
        schedule.set(checks(1, 60s), begin);
        schedule.lookAgain(schedule.due(begin + 3s).first(), begin + 18s);
        schedule.set(checks(1, 30s), begin + 4s);
        QVERIFY(schedule.due(begin + 18s - 1ms).isEmpty());
        QCOMPARE(schedule.due(begin + 18s).size(), 1);
    }

    void afterSleepEverythingIsSpreadOverTheInterval()
    {
        Schedule schedule;
        schedule.set(checks(600, 60s), begin);
        schedule.due(begin + 3s);
        schedule.restart(begin + 8h);
        QVERIFY(schedule.due(begin + 8h - 1ms).isEmpty()); // what was missed is not caught up with
        QList<int> perSecond;
        for (Millis t = 0ms; t < 60s; t += 1s)
            perSecond.append(static_cast<int>(schedule.due(begin + 8h + t + 999ms).size()));
        QCOMPARE(std::accumulate(perSecond.cbegin(), perSecond.cend(), 0) >= 600, true);
        QVERIFY2(*std::ranges::max_element(perSecond) < 45, "many start in the same second");
    }

    void afterSleepNobodyWaitsAnHour()
    {
        Schedule schedule;
        schedule.set(checks(50, 3600s), begin);
        schedule.due(begin + 3s);
        schedule.restart(begin + 8h);
        QCOMPARE(schedule.due(begin + 8h + 60s).size(), 50);
    }

    void afterSleepAShortIntervalIsShort()
    {
        Schedule schedule;
        schedule.set(checks(50, 5s), begin);
        schedule.due(begin + 3s);
        schedule.restart(begin + 8h);
        QCOMPARE(schedule.due(begin + 8h + 5s).size(), 50);
    }

    void sleepDoesNotCutShortWhatAServerAskedFor()
    {
        Schedule schedule;
        schedule.set(checks(1, 60s), begin);
        schedule.postpone(schedule.due(begin + 3s).first(), begin + 600s);
        schedule.restart(begin + 10s);
        QVERIFY(schedule.due(begin + 600s - 1ms).isEmpty());
        QCOMPARE(schedule.due(begin + 600s).size(), 1);
    }

    void anUnchangedCheckKeepsItsTime()
    {
        Schedule schedule;
        schedule.set(checks(1, 60s), begin);
        schedule.due(begin + 3s);
        const auto next = schedule.next();
        schedule.set(checks(2, 60s), begin + 4s);
        QCOMPARE(schedule.due(begin + 7s).size(), 1); // the new one only
        QCOMPARE(schedule.next().value() <= next.value(), true);
    }

    void theClocksTell_data()
    {
        QTest::addColumn<Millis>("wall");
        QTest::addColumn<Millis>("steady");
        QTest::addColumn<Millis>("boot");
        QTest::addColumn<ClockNews>("news");
        QTest::newRow("all is well") << Millis(1s) << Millis(1s) << Millis(1s) << ClockNews::Nothing;
        QTest::newRow("a late look") << Millis(3s) << Millis(3s) << Millis(3s) << ClockNews::Nothing;
        QTest::newRow("a night of sleep") << Millis(8h) << Millis(1s) << Millis(8h) << ClockNews::Slept;
        QTest::newRow("stopped for 90 s") << Millis(90s) << Millis(90s) << Millis(90s) << ClockNews::Slept;
        QTest::newRow("the wall clock alone says an hour")
            << Millis(1h) << Millis(1s) << Millis(1s) << ClockNews::WallClockSet;
        QTest::newRow("set back an hour") << Millis(-1h) << Millis(1s) << Millis(1s) << ClockNews::WallClockSet;
        QTest::newRow("1970") << Millis(-56 * 365 * 24h) << Millis(1s) << Millis(1s) << ClockNews::WallClockSet;
        QTest::newRow("adjusted a little") << Millis(3s) << Millis(1s) << Millis(1s) << ClockNews::Nothing;
        QTest::newRow("asleep and set back") << Millis(-1h) << Millis(1s) << Millis(8h) << ClockNews::Slept;
        // Where no clock runs through sleep, the third one follows the wall clock.
        QTest::newRow("no boot clock, sleep") << Millis(8h) << Millis(1s) << Millis(8h) << ClockNews::Slept;
        QTest::newRow("no boot clock, set back") << Millis(-1h) << Millis(1s) << Millis(-1h) << ClockNews::WallClockSet;
    }
    void theClocksTell()
    {
        QFETCH(Millis, wall);
        QFETCH(Millis, steady);
        QFETCH(Millis, boot);
        SleepWatch watch;
        const Clocks first{TimePoint{Millis(1'700'000'000'000)}, begin, begin};
        QCOMPARE(watch.look(first), ClockNews::Nothing);
        const Clocks second{first.wall + wall, first.steady + steady, first.boot + boot};
        QTEST(watch.look(second), "news");
        if (watch.setBy() != 0ms)
            QCOMPARE(watch.setBy(), wall - steady);
        // Told once.
        QCOMPARE(watch.look({second.wall + 1s, second.steady + 1s, second.boot + 1s}), ClockNews::Nothing);
    }

    void aRunKnowsWhenItBeganByTheClockOfItsEnd()
    {
        const TimePoint noted{Millis(1'700'000'000'000)};
        QCOMPARE(beganAt(noted, 2s, noted + 2s), noted);
        QCOMPARE(beganAt(noted, 2s, noted + 4s), noted); // told a little late
        QCOMPARE(beganAt(noted, 2s, noted + 1h + 2s), noted + 1h); // the clock was set meanwhile
        QCOMPARE(beganAt(noted, 2s, noted - 1h + 2s), noted - 1h);
    }

    void aChangeOfNetworkExcusesWhatBeganBeforeTheProof()
    {
        Grace grace;
        QVERIFY(!grace.excuses(begin));
        grace.begin(begin, 10s);
        QVERIFY(grace.excuses(begin - 5s));
        QVERIFY(grace.excuses(begin + 9s));
        QVERIFY(!grace.excuses(begin + 10s));
        grace.proved(begin + 2s);
        QVERIFY(grace.excuses(begin + 1s));
        QVERIFY(!grace.excuses(begin + 2s));
        grace.proved(begin + 60s); // a later proof excuses nothing more
        QVERIFY(!grace.excuses(begin + 3s));
    }
};

QTEST_APPLESS_MAIN(ScheduleTest)
#include "tst_schedule.moc"
