// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/baseline.h>
#include <core/explain.h>

#include <QRandomGenerator>
#include <QTest>

using namespace Gatewatch;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

Sample took(Micros total)
{
    Sample sample;
    sample.outcome = Outcome::Up;
    sample.status = 200;
    sample.total = total;
    return sample;
}

Sample failed(Micros total)
{
    Sample sample = took(total);
    sample.outcome = Outcome::Down;
    sample.failure = Failure::HttpError;
    sample.status = 502;
    return sample;
}

/// A habit of `count` answers that took `total`, one percent more and one percent less in turn.
Baseline habitOf(Micros total, int count = 60)
{
    Baseline habit;
    for (int i = 0; i < count; ++i)
        judgedByHabit(took(total * (99 + i % 3) / 100), habit);
    return habit;
}

} // namespace

class BaselineTest : public QObject {
    Q_OBJECT
private slots:
    void outcomes_data()
    {
        QTest::addColumn<qint64>("usualUs");
        QTest::addColumn<qint64>("nowUs");
        QTest::addColumn<QString>("outcome");
        const auto row = [](const char* name, Micros usual, Micros now, const QString& outcome) {
            QTest::newRow(name) << static_cast<qint64>(usual.count()) << static_cast<qint64>(now.count()) << outcome;
        };
        row("as always", 120ms, 121ms, u"up"_s);
        row("far above", 120ms, 900ms, u"slow"_s);
        row("twice is within reason", 120ms, 240ms, u"up"_s);
        row("three times and more", 120ms, 370ms, u"slow"_s);
        row("loopback is never slow by a few ms", 3ms, 12ms, u"up"_s);
        row("nor by 200 ms", 3ms, 200ms, u"up"_s);
        row("but by more", 3ms, 210ms, u"slow"_s);
        row("a slow one may be slower", 2s, 5s, u"up"_s);
        row("but not as much", 2s, 7s, u"slow"_s);
        row("quicker is never slow", 900ms, 1ms, u"up"_s);
    }
    void outcomes()
    {
        QFETCH(qint64, usualUs);
        QFETCH(qint64, nowUs);
        QFETCH(QString, outcome);
        Baseline habit = habitOf(Micros(usualUs));
        const Sample judged = judgedByHabit(took(Micros(nowUs)), habit);
        QCOMPARE(idOf(judged.outcome), outcome);
        QCOMPARE(judged.usual.has_value(), outcome == u"slow"_s);
    }

    void itSpeaksOnlyAfterEnoughAnswers()
    {
        Baseline habit = habitOf(120ms, Baseline::enough - 1);
        QVERIFY(!habit.usual() && !habit.limit());
        Baseline early = habit;
        QCOMPARE(judgedByHabit(took(5s), early).outcome, Outcome::Up);
        judgedByHabit(took(120ms), habit);
        QVERIFY(habit.usual());
        QCOMPARE(judgedByHabit(took(5s), habit).outcome, Outcome::Slow);
    }

    void whatIsNoAnswerTeachesNothing()
    {
        const Baseline before = habitOf(120ms);
        Sample offline = took(5s);
        offline.outcome = Outcome::NotMeasured;
        offline.failure = Failure::LocalOffline;
        Sample refused = took(1ms);
        refused.status = 429;
        Sample lateRefusal = took(5s);
        lateRefusal.status = 429;
        for (const Sample& sample : {failed(30s), failed(1ms), offline, refused, lateRefusal}) {
            Baseline habit = before;
            const Sample judged = judgedByHabit(sample, habit);
            QCOMPARE(idOf(judged.outcome), idOf(sample.outcome));
            QVERIFY(habit == before);
        }
    }

    void aServiceThatAlwaysVariesIsNotSlow()
    {
        QRandomGenerator random(502);
        Baseline habit;
        int slow = 0;
        for (int i = 0; i < 2000; ++i) {
            const Micros total(random.bounded(20'000, 1'200'000));
            slow += judgedByHabit(took(total), habit).outcome == Outcome::Slow ? 1 : 0;
        }
        QCOMPARE(slow, 0);
    }

    void fewSlowAnswersDoNotExcuseTheNext()
    {
        Baseline habit = habitOf(120ms);
        for (int i = 0; i < 100; ++i) {
            const bool odd = i % 10 == 0;
            const Sample judged = judgedByHabit(took(odd ? Micros(10s) : Micros(120ms)), habit);
            QCOMPARE(idOf(judged.outcome), odd ? u"slow"_s : u"up"_s);
        }
    }

    void aNewLevelIsTheHabitInTheEnd()
    {
        Baseline habit = habitOf(120ms);
        int slow = 0;
        while (judgedByHabit(took(900ms), habit).outcome == Outcome::Slow) {
            ++slow;
            QVERIFY(slow < 1000);
        }
        QVERIFY2(slow > 100 && slow <= 121, qPrintable(QString::number(slow)));
        // What was usual long ago is quick now, and an old level comes back without a word.
        QCOMPARE(judgedByHabit(took(120ms), habit).outcome, Outcome::Up);
    }

    void whatGrowsSlowlyIsNeverSlow()
    {
        Baseline habit = habitOf(120ms);
        for (Micros total = 120ms; total < 2s; total += total / 100)
            QCOMPARE(idOf(judgedByHabit(took(total), habit).outcome), u"up"_s);
    }

    void itIsSaidWithBothNumbers()
    {
        Baseline habit = habitOf(120ms);
        const Sample judged = judgedByHabit(took(900ms), habit);
        QCOMPARE(explain(judged, QUrl(u"https://shop.test/"_s)), u"200 OK, but slow: usually 120 ms, now 900 ms"_s);
        Sample byLimit = took(900ms);
        byLimit.outcome = Outcome::Slow;
        QCOMPARE(explain(byLimit, QUrl(u"https://shop.test/"_s)), u"200 OK, but slow: 900 ms"_s);
    }
};

QTEST_APPLESS_MAIN(BaselineTest)
#include "tst_baseline.moc"
