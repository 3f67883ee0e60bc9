// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/incident.h>
#include <core/servicestate.h>

#include <QRandomGenerator>
#include <QTest>

using namespace Gatewatch;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

const TimePoint begin{Millis(1'700'000'000'000)};

/// One letter a sample, ten seconds apart: u up, s slow, d down, n not measured.
CheckState after(const QString& letters, Thresholds thresholds = {})
{
    CheckState state;
    TimePoint at = begin;
    for (const QChar letter : letters) {
        Sample sample;
        sample.at = at;
        sample.outcome = letter == u'u' ? Outcome::Up
            : letter == u's'            ? Outcome::Slow
            : letter == u'd'            ? Outcome::Down
                                        : Outcome::NotMeasured;
        state = nextState(state, sample, thresholds);
        at += 10s;
    }
    return state;
}

} // namespace

class ServiceStateTest : public QObject {
    Q_OBJECT
private slots:
    void states_data()
    {
        QTest::addColumn<QString>("samples");
        QTest::addColumn<QString>("state");
        QTest::addColumn<int>("sinceIndex");
        QTest::newRow("nothing yet") << u""_s << u"unknown"_s << -1;
        QTest::newRow("first good answer") << u"u"_s << u"up"_s << 0;
        QTest::newRow("one failure proves nothing") << u"ud"_s << u"up"_s << 0;
        QTest::newRow("one failure at the start") << u"d"_s << u"unknown"_s << -1;
        QTest::newRow("down, since the first failure") << u"uuddd"_s << u"down"_s << 2;
        QTest::newRow("a success between starts the count anew") << u"udud"_s << u"up"_s << 0;
        QTest::newRow("one success does not end it") << u"ddu"_s << u"down"_s << 0;
        QTest::newRow("recovered, since the first success") << u"ddduu"_s << u"up"_s << 3;
        QTest::newRow("recovered but slow") << u"ddss"_s << u"slow"_s << 2;
        QTest::newRow("slow twice") << u"uss"_s << u"slow"_s << 1;
        QTest::newRow("slow once") << u"usu"_s << u"up"_s << 0;
        QTest::newRow("quick again") << u"ussuu"_s << u"up"_s << 3;
        QTest::newRow("not measured changes nothing") << u"uunnnnn"_s << u"up"_s << 0;
        QTest::newRow("not measured does not break a run") << u"udnd"_s << u"down"_s << 1;
    }
    void states()
    {
        QFETCH(QString, samples);
        QFETCH(QString, state);
        QFETCH(int, sinceIndex);
        const CheckState result = after(samples);
        QCOMPARE(idOf(result.state), state);
        if (sinceIndex >= 0)
            QCOMPARE(toIso(result.since), toIso(begin + sinceIndex * 10s));
    }

    void noOrderOfSamplesIsDownWithoutTheFailures()
    {
        QRandomGenerator random(502);
        for (int round = 0; round < 2000; ++round) {
            const Thresholds thresholds{random.bounded(1, 5), random.bounded(1, 5)};
            QString letters;
            CheckState state;
            int failures = 0;
            for (int i = 0; i < 60; ++i) {
                const QChar letter = u"usdn"[random.bounded(4)];
                letters.append(letter);
                failures = letter == u'd' ? failures + 1 : letter == u'n' ? failures : 0;
                const State before = state.state;
                Sample sample;
                sample.at = begin + i * 10s;
                sample.outcome = letter == u'u' ? Outcome::Up
                    : letter == u's'            ? Outcome::Slow
                    : letter == u'd'            ? Outcome::Down
                                                : Outcome::NotMeasured;
                state = nextState(state, sample, thresholds);
                if (state.state == State::Down && before != State::Down)
                    QVERIFY2(failures >= thresholds.failuresToDown, qPrintable(letters));
            }
        }
    }

    void flapping()
    {
        QVERIFY(!after(u"udduuddu"_s).flapping);
        QVERIFY(after(u"udduudduudduu"_s).flapping);
    }

    void silenceIsUnknown()
    {
        const CheckState up = after(u"uu"_s);
        QCOMPARE(aged(up, 10s, begin + 40s).state, State::Up);
        QCOMPARE(aged(up, 10s, begin + 41s).state, State::Unknown);
        QCOMPARE(aged(up, 1s, begin + 20s).state, State::Up); // never before 15 s
    }

    void theWorstCheckIsTheService()
    {
        const auto check = [](State state) {
            CheckState each;
            each.state = state;
            return each;
        };
        QCOMPARE(worstOf({}), State::Unknown);
        QCOMPARE(worstOf({check(State::Up), check(State::Unknown)}), State::Up);
        QCOMPARE(worstOf({check(State::Up), check(State::Slow)}), State::Slow);
        QCOMPARE(worstOf({check(State::Slow), check(State::Down), check(State::Up)}), State::Down);
    }

    void incidentsOpenAndClose()
    {
        IncidentBook book;
        StateChange down{u"shop"_s, State::Up, State::Down, begin + 20s, begin + 10s, Sample{}, {}, false};
        down.sample->check = {u"shop"_s, u"api"_s};
        down.sample->status = 502;
        const auto opened = book.fold(down, "evidence");
        QVERIFY(opened && !opened->closed);
        QCOMPARE(opened->status, 502);
        QCOMPARE(opened->endpoint, u"api"_s);
        QVERIFY(!book.fold(down, {})); // one at most is open
        const StateChange up{u"shop"_s, State::Down, State::Up, begin + 90s, begin + 80s, {}, {}, false};
        const auto closed = book.fold(up, {});
        QVERIFY(closed && closed->closed);
        QCOMPARE(toIso(*closed->closed), toIso(begin + 80s));
        QVERIFY(!book.openOf(u"shop"_s));
        QCOMPARE(book.of(u"shop"_s).size(), 1);
    }
};

QTEST_APPLESS_MAIN(ServiceStateTest)
#include "tst_servicestate.moc"
