// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/badgateway.h>
#include <core/incident.h>
#include <core/judge.h>
#include <core/serviceboard.h>

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

    void thresholdsBothWays_data()
    {
        QTest::addColumn<int>("failuresToDown");
        QTest::addColumn<int>("successesToUp");
        QTest::addColumn<QString>("samples");
        QTest::addColumn<QString>("state");
        const auto row = [](int down, int up, const QString& samples, const QString& state) {
            QTest::addRow("%d/%d %s", down, up, qPrintable(samples)) << down << up << samples << state;
        };
        row(1, 1, u"d"_s, u"down"_s);
        row(1, 1, u"du"_s, u"up"_s);
        row(3, 1, u"udd"_s, u"up"_s);
        row(3, 1, u"uddd"_s, u"down"_s);
        row(3, 1, u"udddu"_s, u"up"_s);
        row(1, 3, u"duu"_s, u"down"_s);
        row(1, 3, u"duduu"_s, u"down"_s); // a failure between starts the count anew
        row(1, 3, u"duunu"_s, u"up"_s); // what was not measured does not
        row(1, 3, u"dsus"_s, u"slow"_s); // slow answers are answers
        row(3, 3, u"usss"_s, u"slow"_s);
        row(3, 3, u"ussuss"_s, u"up"_s);
        row(3, 3, u"usssuus"_s, u"slow"_s);
        row(2, 2, u"usdsd"_s, u"up"_s); // neither twice slow nor twice down in a row
    }
    void thresholdsBothWays()
    {
        QFETCH(int, failuresToDown);
        QFETCH(int, successesToUp);
        QFETCH(QString, samples);
        QFETCH(QString, state);
        QCOMPARE(idOf(after(samples, {failuresToDown, successesToUp, {}}).state), state);
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
        QCOMPARE(aged(up, every(10s), begin + 175s, 5).state, State::Up); // on a metered connection
        QCOMPARE(aged(up, every(10s), begin + 176s, 5).state, State::Unknown);
        up.askedAgain = begin + 600s; // Retry-After
        QCOMPARE(aged(up, every(10s), begin + 640s).state, State::Up);
        QCOMPARE(aged(up, every(10s), begin + 646s).state, State::Unknown);
    }

    void whoAsksToBeAskedLessOftenIsNeitherIllNorWell()
    {
        Board board({u"web"_s});
        Exchange often;
        often.url = QUrl(u"https://shop.test/"_s);
        often.response = ResponseHead{429, "1.1", "Too Many Requests", {}};
        const auto askedTooOften = [&](Seconds at) {
            often.at = begin + at;
            const CheckId web{u"shop"_s, u"web"_s};
            Sample sample = sampleOf(web, often, judge(often, {}));
            sample.outcome = Outcome::NotMeasured; // as what is watched counts it
            sample.failure = Failure::HttpError;
            const auto change = board.value.fold(sample);
            board.value.expectSilence(web, often.at + 60s);
            return change;
        };
        QVERIFY(!askedTooOften(0s)); // somebody is there, which is no measurement
        QCOMPARE(board.value.statusOf(u"shop"_s).state, State::Unknown);
        QCOMPARE(board.value.statusOf(u"shop"_s).notMeasured, std::optional(Failure::HttpError));
        board.fold(u"web"_s, Outcome::Up, 60s);
        for (Seconds at = 70s; at <= 1210s; at += 60s)
            QVERIFY(!askedTooOften(at));
        QCOMPARE(board.value.statusOf(u"shop"_s).state, State::Up); // and stays what it was
        board.fold(u"web"_s, Outcome::Down, 1260s);
        QVERIFY(!askedTooOften(1270s));
        const auto down = board.fold(u"web"_s, Outcome::Down, 1330s);
        QVERIFY(down);
        QCOMPARE(toIso(down->since), toIso(begin + 1260s));
        QVERIFY(!askedTooOften(1340s) && !askedTooOften(1400s)); // no recovery
        QVERIFY(!board.fold(u"web"_s, Outcome::Up, 1460s));
        QVERIFY(!askedTooOften(1470s));
        QVERIFY(board.fold(u"web"_s, Outcome::Up, 1530s));
    }

    void whoLeavesAMeteredConnectionHasBeenAskedSeldom()
    {
        Board board({u"web"_s});
        board.value.setStretch(5);
        board.fold(u"web"_s, Outcome::Up, 0s);
        board.fold(u"web"_s, Outcome::Down, 50s);
        board.value.setStretch(1);
        board.value.age(begin + 99s); // as long ago as it may be there, and too long here
        QCOMPARE(board.value.statusOf(u"shop"_s).state, State::Up);
        const auto down = board.fold(u"web"_s, Outcome::Down, 100s); // the first failure still counts
        QVERIFY(down);
        QCOMPARE(toIso(down->since), toIso(begin + 50s));
        board.value.age(begin + 146s); // asked once, it is as often as anywhere
        QCOMPARE(board.value.statusOf(u"shop"_s).state, State::Unknown);
    }

    void aClockThatIsSetMakesNothingStale_data()
    {
        QTest::addColumn<Seconds>("by");
        QTest::newRow("forward") << Seconds(3600);
        QTest::newRow("back") << Seconds(-3600);
    }
    void aClockThatIsSetMakesNothingStale()
    {
        QFETCH(Seconds, by);
        Board board({u"web"_s});
        board.fold(u"web"_s, Outcome::Up, 0s);
        board.fold(u"web"_s, Outcome::Down, 10s);
        board.value.shift(by, begin + by + 11s); // one second later by any other clock
        board.value.age(begin + by + 12s);
        QCOMPARE(board.value.statusOf(u"shop"_s).state, State::Up);
        const auto down = board.fold(u"web"_s, Outcome::Down, by + 20s); // the first failure still counts
        QVERIFY(down);
        QCOMPARE(toIso(down->since), toIso(begin + by + 10s));
        board.value.shift(-by, begin + 21s);
        board.value.takeChanged();
        board.fold(u"web"_s, Outcome::Up, 30s);
        const auto up = board.fold(u"web"_s, Outcome::Up, 40s);
        QVERIFY(up && up->previousSince);
        QCOMPARE(up->since - *up->previousSince, Millis(20s)); // and not an hour more or less
        board.value.age(begin + 86s);
        QCOMPARE(board.value.statusOf(u"shop"_s).state, State::Unknown); // silence still is
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

    void whyNothingIsKnownIsSaid()
    {
        Board board({u"web"_s, u"api"_s});
        const auto blind = [&](const QString& endpoint, Failure why, Seconds at) {
            Sample sample;
            sample.check = {u"shop"_s, endpoint};
            sample.outcome = Outcome::NotMeasured;
            sample.failure = why;
            sample.at = begin + at;
            board.value.fold(sample);
            return board.value.statusOf(u"shop"_s);
        };
        QVERIFY(!blind(u"web"_s, Failure::HttpChallenged, 0s).notMeasured); // of the other nothing is known yet
        QCOMPARE(blind(u"api"_s, Failure::ProxyFailed, 1s).notMeasured, std::optional(Failure::HttpChallenged));
        board.fold(u"api"_s, Outcome::Up, 10s);
        QCOMPARE(board.value.statusOf(u"shop"_s).state, State::Up);
        QVERIFY(!board.value.statusOf(u"shop"_s).notMeasured);
        // A service that was well stays so for a while, and is then unknown for the reason of the newest runs.
        QCOMPARE(blind(u"api"_s, Failure::LocalOffline, 20s).state, State::Up);
        blind(u"web"_s, Failure::LocalOffline, 20s);
        board.value.age(begin + 300s);
        QCOMPARE(board.value.statusOf(u"shop"_s).state, State::Unknown);
        QCOMPARE(board.value.statusOf(u"shop"_s).notMeasured, std::optional(Failure::LocalOffline));
    }

    void aFaultDuringAnnouncedWorkIsMaintenance()
    {
        Board board({u"web"_s});
        board.fold(u"web"_s, Outcome::Up, 0s);
        QVERIFY(!board.value.setMaintenance(u"shop"_s, true, begin + 1s)); // what is well is well
        QCOMPARE(board.value.statusOf(u"shop"_s).state, State::Up);
        board.fold(u"web"_s, Outcome::Down, 10s);
        const auto begun = board.fold(u"web"_s, Outcome::Down, 20s);
        QVERIFY(begun);
        QCOMPARE(begun->after, State::Maintenance);
        QCOMPARE(toIso(begun->since), toIso(begin + 10s));
        IncidentBook book;
        QVERIFY(!book.fold(*begun, {}));
        QCOMPARE(board.value.downBeside({}), 0);
        // The work is over, the fault is not: now it is an outage, since the first failure.
        const auto outlasted = board.value.setMaintenance(u"shop"_s, false, begin + 25s);
        QVERIFY(outlasted);
        QCOMPARE(outlasted->after, State::Down);
        const auto opened = book.fold(*outlasted, {});
        QVERIFY(opened);
        QCOMPARE(toIso(opened->opened), toIso(begin + 10s));
        // Work that is announced later takes no incident back, and the good answer ends both.
        const auto late = board.value.setMaintenance(u"shop"_s, true, begin + 30s);
        QVERIFY(late && late->after == State::Maintenance);
        QVERIFY(!book.fold(*late, {}));
        board.fold(u"web"_s, Outcome::Up, 40s);
        const auto back = board.fold(u"web"_s, Outcome::Up, 50s);
        QVERIFY(back && back->after == State::Up);
        const auto closed = book.fold(*back, {});
        QVERIFY(closed && closed->closed);
    }

    void anotherFaultWithinAnIncidentKeepsItsOwnEvidence()
    {
        const auto sample = [](Failure failure, int status = 0) {
            return Sample{{u"shop"_s, u"web"_s}, begin, Outcome::Down, failure, status, {}, Micros(1)};
        };
        IncidentBook book;
        QVERIFY(!book.keep(sample(Failure::HttpError, 502), "early")); // no incident yet
        StateChange down;
        down.service = u"shop"_s;
        down.after = State::Down;
        down.sample = sample(Failure::HttpError, 502);
        QCOMPARE(book.fold(down, "first")->evidence, QByteArray("first"));
        QVERIFY(!book.keep(sample(Failure::HttpError, 502), "same"));
        const auto later = book.keep(sample(Failure::HttpError, 503), "second");
        QVERIFY(later && later->failure == Failure::HttpError && later->status == 502);
        QCOMPARE(later->evidence, QByteArray("first\nsecond"));
        QVERIFY(!book.keep(sample(Failure::HttpError, 503), "same"));
        QVERIFY(!book.keep(sample(Failure::HttpError, 502), "the first again"));
        QCOMPARE(book.keep(sample(Failure::TcpRefused), "third")->evidence, QByteArray("first\nthird"));
        QVERIFY(book.openOf(u"shop"_s)->evidence.isEmpty()); // those are the history's
        IncidentBook restored;
        restored.restore({*later});
        QCOMPARE(restored.keep(sample(Failure::TcpRefused), "third")->evidence, QByteArray("first\nthird"));
        StateChange up;
        up.service = u"shop"_s;
        up.after = State::Up;
        QVERIFY(book.fold(up, {}));
        QVERIFY(!book.keep(sample(Failure::TcpReset), "late"));
    }

    void onlyTheNewestIncidentsAreRemembered()
    {
        IncidentBook book;
        QList<Incident> all;
        for (int i = 0; i < 60; ++i) {
            StateChange change;
            change.service = u"shop"_s;
            change.after = State::Down;
            change.since = begin + i * 60s;
            QVERIFY(book.fold(change, {}));
            change.after = State::Up;
            change.since += 30s;
            all.append(*book.fold(change, {}));
        }
        QCOMPARE(book.of(u"shop"_s).size(), 50);
        QCOMPARE(book.of(u"shop"_s).first(), all.last());
        QCOMPARE(book.of(u"shop"_s).last(), all.at(10));
        IncidentBook restored;
        restored.restore(all);
        QCOMPARE(restored.of(u"shop"_s), book.of(u"shop"_s));
    }

    void aSilentFaultIsNotOverBecauseAnotherCheckIsWell()
    {
        Board board({u"well"_s, u"ill"_s});
        board.fold(u"well"_s, Outcome::Up, 0s);
        board.fold(u"ill"_s, Outcome::Down, 1s);
        const auto down = board.fold(u"ill"_s, Outcome::Down, 10s);
        QVERIFY(down);
        IncidentBook book;
        QVERIFY(book.fold(*down, {}));
        for (Seconds at = 20s; at <= 300s; at += 10s) {
            QVERIFY(!board.fold(u"well"_s, Outcome::Up, at));
            QVERIFY(!board.fold(u"ill"_s, Outcome::NotMeasured, at));
        }
        QCOMPARE(board.value.statusOf(u"shop"_s).state, State::Unknown);
        QVERIFY(!board.fold(u"ill"_s, Outcome::Down, 310s)); // still the same fault
        const auto back = board.fold(u"ill"_s, Outcome::Up, 320s);
        QVERIFY(back);
        const auto closed = book.fold(*back, {});
        QVERIFY(closed && closed->closed);
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
