// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/badgateway.h>
#include <core/incident.h>
#include <core/serviceboard.h>

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

/// The board of one service with these checks, asked every ten seconds.
struct Board {
    ServiceBoard value;
    explicit Board(const QStringList& endpoints)
    {
        Service service;
        service.id = u"shop"_s;
        for (const QString& id : endpoints) {
            Check check;
            check.id = id;
            check.interval = 10s;
            service.endpoints.append(check);
        }
        value.setServices({service}, begin);
    }
    std::optional<StateChange> fold(const QString& endpoint, Outcome outcome, Seconds at)
    {
        Sample sample;
        sample.check = {u"shop"_s, endpoint};
        sample.outcome = outcome;
        sample.at = begin + at;
        return value.fold(sample);
    }
};

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
        const auto every = [](Seconds interval) {
            Check check;
            check.interval = interval;
            check.timeout = 10s;
            return check;
        };
        // The newest sample began at 10 s; a run may take 10 s, and the question whether the fault is ours 5 s.
        CheckState up = after(u"uu"_s);
        QCOMPARE(aged(up, every(10s), begin + 55s).state, State::Up);
        QCOMPARE(aged(up, every(10s), begin + 56s).state, State::Unknown);
        QCOMPARE(aged(up, every(1s), begin + 40s).state, State::Up); // never before 15 s
        up.askedAgain = begin + 600s; // Retry-After
        QCOMPARE(aged(up, every(10s), begin + 640s).state, State::Up);
        QCOMPARE(aged(up, every(10s), begin + 646s).state, State::Unknown);
    }

    void aFailureFromBeforeALongSilenceConfirmsNothing()
    {
        Board board({u"web"_s});
        QVERIFY(!board.fold(u"web"_s, Outcome::Down, 0s)); // one failure, then this computer sleeps
        QVERIFY(!board.fold(u"web"_s, Outcome::Down, 3600s));
        const auto down = board.fold(u"web"_s, Outcome::Down, 3610s);
        QVERIFY(down);
        QCOMPARE(toIso(down->since), toIso(begin + 3600s));
    }

    void aSilenceEndsADownWithoutNews()
    {
        Board board({u"web"_s});
        board.fold(u"web"_s, Outcome::Down, 0s);
        QVERIFY(board.fold(u"web"_s, Outcome::Down, 10s));
        board.value.age(begin + 3600s);
        QCOMPARE(board.value.statusOf(u"shop"_s).state, State::Unknown);
        const auto back = board.fold(u"web"_s, Outcome::Up, 3600s);
        QVERIFY(back);
        QCOMPARE(back->after, State::Up);
    }

    void theFaultEndsWithTheCheckThatComesBackLast()
    {
        Board board({u"well"_s, u"ill"_s});
        board.fold(u"well"_s, Outcome::Up, 0s);
        board.fold(u"ill"_s, Outcome::Down, 10s);
        const auto down = board.fold(u"ill"_s, Outcome::Down, 20s);
        QVERIFY(down);
        QCOMPARE(toIso(down->since), toIso(begin + 10s));
        board.fold(u"well"_s, Outcome::Slow, 21s);
        board.fold(u"ill"_s, Outcome::Up, 30s);
        const auto up = board.fold(u"ill"_s, Outcome::Up, 40s);
        QVERIFY(up);
        QCOMPARE(toIso(up->since), toIso(begin + 30s));
        IncidentBook book;
        QVERIFY(book.fold(*down, {}));
        const auto closed = book.fold(*up, {});
        QVERIFY(closed && closed->closed);
        QCOMPARE(eventOf(*up, closed)->lasted, std::optional(Seconds(20)));
    }

    void badGatewayIsSaidOnceAnIncident()
    {
        BadGatewayAlarm alarm;
        Sample sample;
        sample.check = {u"shop"_s, u"web"_s};
        const auto fold = [&](int status, bool isDown) {
            sample.status = status;
            sample.outcome = status == 200 ? Outcome::Up : Outcome::Down;
            return alarm.fold(sample, isDown, 2);
        };
        QVERIFY(!fold(0, false) && !fold(0, true)); // it begins as a refusal
        QVERIFY(!fold(502, true));
        QVERIFY(fold(502, true));
        QVERIFY(!fold(502, true));
        QVERIFY(!fold(200, true) && !fold(502, true) && !fold(502, true)); // still the same incident
        alarm.ended(u"shop"_s);
        QVERIFY(!fold(200, false) && !fold(502, false));
        QVERIFY(fold(502, true));
        BadGatewayAlarm restarted;
        Incident open;
        open.service = u"shop"_s;
        open.status = 502;
        restarted.restore({open});
        QVERIFY(!restarted.fold(sample, true, 1));
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
        QCOMPARE(opened->evidence, "evidence");
        QVERIFY(book.of(u"shop"_s).first().evidence.isEmpty()); // only the history keeps it
        QVERIFY(!book.fold(down, {})); // one at most is open
        const StateChange up{u"shop"_s, State::Down, State::Up, begin + 90s, begin + 80s, {}, {}, false};
        const auto closed = book.fold(up, {});
        QVERIFY(closed && closed->closed);
        QCOMPARE(toIso(*closed->closed), toIso(begin + 80s));
        QVERIFY(!book.openOf(u"shop"_s));
        QCOMPARE(book.of(u"shop"_s).size(), 1);
        QVERIFY(eventOf(down, opened) && eventOf(up, closed));
        QVERIFY(!eventOf(down, {})); // the same fault, again after a silence
    }

    void anIncidentEndsWithItsService()
    {
        IncidentBook book;
        const StateChange down{u"shop"_s, State::Up, State::Down, begin + 20s, begin + 10s, {}, {}, false};
        QVERIFY(book.fold(down, {}));
        QVERIFY(book.closeAllBut({u"shop"_s}, begin + 60s).isEmpty());
        const QList<Incident> closed = book.closeAllBut({}, begin + 60s);
        QCOMPARE(closed.size(), 1);
        QCOMPARE(closed.first().closed, std::optional(begin + 60s));
        QVERIFY(!book.openOf(u"shop"_s));
    }
};

QTEST_APPLESS_MAIN(ServiceStateTest)
#include "tst_servicestate.moc"
