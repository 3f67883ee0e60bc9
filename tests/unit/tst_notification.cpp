// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/notification.h>

#include <QTest>

using namespace Gatewatch;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr TimePoint start{1'700'000'000s};
const QTime noon(12, 0);
constexpr int wednesday = 3;

Config configOf(int services)
{
    Config config;
    for (int i = 0; i < services; ++i) {
        Service service;
        service.id = u"s%1"_s.arg(i);
        config.services.append(service);
    }
    return config;
}

StateChange changeOf(const ServiceId& service, State before, State after, bool flapping = false)
{
    StateChange change;
    change.service = service;
    change.before = before;
    change.after = after;
    change.flapping = flapping;
    return change;
}

CommonCause causeOf(const QList<ServiceId>& services, TimePoint at)
{
    CommonCause cause;
    cause.services = services;
    cause.at = at;
    cause.sentence = u"All are on one host"_s;
    return cause;
}

/// One service's life with a policy, at noon on a Wednesday.
struct Life {
    NotificationPolicy policy;
    Config config = configOf(50);
    TimePoint now = start;

    std::optional<Notification>
    goes(State before, State after, bool flapping = false, const ServiceId& service = u"s0"_s)
    {
        return policy.decide(changeOf(service, before, after, flapping), config, now, noon, wednesday);
    }
    std::optional<Notification> goesDown(const ServiceId& service = u"s0"_s)
    {
        return goes(State::Up, State::Down, false, service);
    }
    std::optional<Notification> comesBack(const ServiceId& service = u"s0"_s)
    {
        return goes(State::Down, State::Up, false, service);
    }
};

} // namespace

class NotificationTest : public QObject {
    Q_OBJECT
private slots:
    void aDownAndItsRecoveryAreToldOnce()
    {
        Life life;
        const auto down = life.goesDown();
        QVERIFY(down);
        QCOMPARE(down->kind, Notification::Kind::Down);
        QCOMPARE(down->service, u"s0"_s);
        QCOMPARE(down->change, changeOf(u"s0"_s, State::Up, State::Down));
        QVERIFY(!life.goes(State::Unknown, State::Down));
        const auto back = life.comesBack();
        QVERIFY(back);
        QCOMPARE(back->kind, Notification::Kind::Recovered);
        QVERIFY(!life.comesBack());
        QVERIFY(life.goesDown());
    }

    void changesThatAreNotTold_data()
    {
        QTest::addColumn<State>("before");
        QTest::addColumn<State>("after");
        QTest::addColumn<bool>("told");
        QTest::newRow("first measurement is down") << State::Unknown << State::Down << true;
        QTest::newRow("slow to down") << State::Slow << State::Down << true;
        QTest::newRow("first measurement is up") << State::Unknown << State::Up << false;
        QTest::newRow("up to slow") << State::Up << State::Slow << false;
        QTest::newRow("slow to up") << State::Slow << State::Up << false;
        QTest::newRow("up to unknown") << State::Up << State::Unknown << false;
        QTest::newRow("up to paused") << State::Up << State::Paused << false;
        QTest::newRow("recovery without a told down") << State::Down << State::Up << false;
        QTest::newRow("down to down") << State::Down << State::Down << false;
    }
    void changesThatAreNotTold()
    {
        QFETCH(const State, before);
        QFETCH(const State, after);
        Life life;
        QTEST(life.goes(before, after).has_value(), "told");
    }

    void aSlowAnswerAfterADownIsARecovery()
    {
        Life life;
        QVERIFY(life.goesDown());
        const auto back = life.goes(State::Down, State::Slow);
        QVERIFY(back);
        QCOMPARE(back->kind, Notification::Kind::Recovered);
    }

    void sleepBetweenDownAndUpDoesNotLoseTheRecovery()
    {
        Life life;
        QVERIFY(life.goesDown());
        QVERIFY(!life.goes(State::Down, State::Unknown));
        QVERIFY(life.goes(State::Unknown, State::Up));
    }

    void settingsAreObeyed_data()
    {
        QTest::addColumn<bool>("enabled");
        QTest::addColumn<bool>("onDown");
        QTest::addColumn<bool>("onRecovery");
        QTest::addColumn<bool>("serviceNotifies");
        QTest::addColumn<bool>("downTold");
        QTest::addColumn<bool>("recoveryTold");
        QTest::newRow("all on") << true << true << true << true << true << true;
        QTest::newRow("disabled") << false << true << true << true << false << false;
        QTest::newRow("no downs, so no recoveries") << true << false << true << true << false << false;
        QTest::newRow("no recoveries") << true << true << false << true << true << false;
        QTest::newRow("not this service") << true << true << true << false << false << false;
    }
    void settingsAreObeyed()
    {
        QFETCH(const bool, enabled);
        QFETCH(const bool, onDown);
        QFETCH(const bool, onRecovery);
        QFETCH(const bool, serviceNotifies);
        Life life;
        life.config.notifications.enabled = enabled;
        life.config.notifications.onDown = onDown;
        life.config.notifications.onRecovery = onRecovery;
        life.config.services[0].notify = serviceNotifies;
        QTEST(life.goesDown().has_value(), "downTold");
        QTEST(life.comesBack().has_value(), "recoveryTold");
    }

    void aServiceThatWasRemovedIsNotTold()
    {
        Life life;
        QVERIFY(!life.goesDown(u"gone"_s));
    }

    void muteEndsByItself()
    {
        Life life;
        life.policy.mute(u"s0"_s, start + 1h);
        QCOMPARE(life.policy.mutedUntil(u"s0"_s, start + 59min), start + 1h);
        QVERIFY(!life.policy.mutedUntil(u"s0"_s, start + 1h));
        QVERIFY(!life.goesDown());
        QVERIFY(life.goesDown(u"s1"_s));
        QVERIFY(!life.comesBack());
        life.now = start + 1h;
        QVERIFY(life.goesDown());
    }

    void muteOfAToldDownSilencesItsRecovery()
    {
        Life life;
        QVERIFY(life.goesDown());
        life.policy.mute(u"s0"_s, start + 1h);
        life.policy.unmute(u"s0"_s);
        QVERIFY(!life.comesBack());
        QVERIFY(life.goesDown());
    }

    void quietHours_data()
    {
        QTest::addColumn<QTime>("from");
        QTest::addColumn<QTime>("to");
        QTest::addColumn<QStringList>("days");
        QTest::addColumn<QTime>("at");
        QTest::addColumn<int>("day");
        QTest::addColumn<bool>("quiet");
        const QStringList every;
        const QStringList friday{u"fri"_s};
        const QStringList sunday{u"sun"_s};
        QTest::newRow("before") << QTime(12, 0) << QTime(13, 0) << every << QTime(11, 59, 59) << 1 << false;
        QTest::newRow("begins") << QTime(12, 0) << QTime(13, 0) << every << QTime(12, 0) << 1 << true;
        QTest::newRow("ends") << QTime(12, 0) << QTime(13, 0) << every << QTime(13, 0) << 1 << false;
        QTest::newRow("other day") << QTime(12, 0) << QTime(13, 0) << friday << QTime(12, 30) << 4 << false;
        QTest::newRow("this day") << QTime(12, 0) << QTime(13, 0) << friday << QTime(12, 30) << 5 << true;
        QTest::newRow("night, evening") << QTime(22, 0) << QTime(7, 0) << every << QTime(23, 0) << 1 << true;
        QTest::newRow("night, morning") << QTime(22, 0) << QTime(7, 0) << every << QTime(6, 59) << 1 << true;
        QTest::newRow("night, noon") << QTime(22, 0) << QTime(7, 0) << every << QTime(12, 0) << 1 << false;
        QTest::newRow("night of Friday") << QTime(22, 0) << QTime(7, 0) << friday << QTime(3, 0) << 6 << true;
        QTest::newRow("night before Friday") << QTime(22, 0) << QTime(7, 0) << friday << QTime(3, 0) << 5 << false;
        QTest::newRow("night of Sunday") << QTime(22, 0) << QTime(7, 0) << sunday << QTime(3, 0) << 1 << true;
        QTest::newRow("equal ends") << QTime(7, 0) << QTime(7, 0) << every << QTime(7, 0) << 1 << false;
        QTest::newRow("not a time") << QTime() << QTime(7, 0) << every << QTime(6, 0) << 1 << false;
    }
    void quietHours()
    {
        QFETCH(const QTime, from);
        QFETCH(const QTime, to);
        QFETCH(const QStringList, days);
        QFETCH(const QTime, at);
        QFETCH(const int, day);
        QFETCH(const bool, quiet);
        QCOMPARE(isQuiet({from, to, days}, at, day), quiet);

        Config config = configOf(1);
        config.notifications.quietHours = QuietHours{from, to, days};
        NotificationPolicy policy;
        const auto told = policy.decide(changeOf(u"s0"_s, State::Up, State::Down), config, start, at, day);
        QCOMPARE(told.has_value(), !quiet);
    }

    void threeWithinHalfAMinuteBecomeOne()
    {
        Life life;
        QVERIFY(life.goesDown(u"s0"_s));
        life.now += 14s;
        QVERIFY(life.goesDown(u"s1"_s));
        life.now += 15s;
        const auto many = life.goesDown(u"s2"_s);
        QVERIFY(many);
        QCOMPARE(many->kind, Notification::Kind::ManyDown);
        QCOMPARE(many->service, QString());
        QCOMPARE(many->services, (QList<ServiceId>{u"s0"_s, u"s1"_s, u"s2"_s}));
        QVERIFY(!many->isUpdate);
        life.now += 59s;
        const auto more = life.goesDown(u"s3"_s);
        QVERIFY(more && more->isUpdate); // no alarm of its own
        QCOMPARE(more->services, (QList<ServiceId>{u"s0"_s, u"s1"_s, u"s2"_s, u"s3"_s}));
        QVERIFY(!life.comesBack(u"s0"_s));
        QVERIFY(!life.comesBack(u"s1"_s));
        QVERIFY(!life.comesBack(u"s3"_s));
        const auto all = life.comesBack(u"s2"_s);
        QVERIFY(all);
        QCOMPARE(all->kind, Notification::Kind::Recovered);
        QCOMPARE(all->service, QString());
        QCOMPARE(all->services, (QList<ServiceId>{u"s0"_s, u"s1"_s, u"s2"_s, u"s3"_s}));
    }

    void threeThatTakeLongerStayThree()
    {
        Life life;
        for (int i = 0; i < 6; ++i) {
            const auto told = life.goesDown(u"s%1"_s.arg(i));
            QVERIFY(told);
            QCOMPARE(told->kind, Notification::Kind::Down);
            life.now += 15s;
        }
    }

    void whatIsBackAlreadyIsNotCounted()
    {
        Life life;
        QVERIFY(life.goesDown(u"s0"_s));
        QVERIFY(life.comesBack(u"s0"_s));
        QVERIFY(life.goesDown(u"s1"_s));
        const auto many = life.goesDown(u"s2"_s);
        QVERIFY(many);
        QCOMPARE(many->services, (QList<ServiceId>{u"s1"_s, u"s2"_s}));
        QVERIFY(!life.comesBack(u"s1"_s));
        QVERIFY(life.comesBack(u"s2"_s));
    }

    void whatHasOneCauseIsOneHoweverSlowly()
    {
        Life life; // of one host, asked every minute: what fails is confirmed at 15, 35, 55 s
        life.now = start + 15s;
        QCOMPARE(life.goesDown(u"s0"_s)->kind, Notification::Kind::Down);
        life.now = start + 35s;
        QCOMPARE(life.goesDown(u"s1"_s)->kind, Notification::Kind::Down);
        life.now = start + 55s;
        const CommonCause three = causeOf({u"s0"_s, u"s1"_s, u"s2"_s}, life.now);
        life.policy.takeCause(three);
        const auto many = life.goesDown(u"s2"_s);
        QVERIFY(many && !many->isUpdate);
        QCOMPARE(many->kind, Notification::Kind::ManyDown);
        QCOMPARE(many->services, three.services);
        QVERIFY(many->cause == three);
        // Long after the others another one joins: the same notification says more, without a sound.
        life.now = start + 175s;
        const CommonCause four = causeOf({u"s0"_s, u"s1"_s, u"s2"_s, u"s3"_s}, life.now);
        life.policy.takeCause(four);
        const auto more = life.goesDown(u"s3"_s);
        QVERIFY(more && more->isUpdate);
        QCOMPARE(more->services, four.services);
        QVERIFY(more->cause == four);
        for (const QString& id : {u"s2"_s, u"s0"_s, u"s3"_s})
            QVERIFY(!life.comesBack(id));
        const auto back = life.comesBack(u"s1"_s);
        QVERIFY(back);
        QCOMPARE(back->kind, Notification::Kind::Recovered);
        QCOMPARE(back->services, four.services);
    }

    void whatIsToldTogetherIsOneFromTheStart()
    {
        Life life;
        life.policy.mute(u"s2"_s, start + 1h);
        CommonCause cause = causeOf({u"s0"_s, u"s1"_s, u"s2"_s, u"s3"_s}, life.now);
        cause.newest = cause.services;
        life.policy.takeCause(cause);
        const auto many = life.goesDown(u"s0"_s);
        QVERIFY(many && !many->isUpdate);
        QCOMPARE(many->kind, Notification::Kind::ManyDown);
        QCOMPARE(
            QSet<ServiceId>(many->services.cbegin(), many->services.cend()),
            (QSet<ServiceId>{u"s0"_s, u"s1"_s, u"s3"_s}));
        for (const QString& id : {u"s1"_s, u"s2"_s, u"s3"_s})
            QVERIFY(!life.goesDown(id)); // said already, or muted
        for (const QString& id : {u"s0"_s, u"s1"_s, u"s2"_s})
            QVERIFY(!life.comesBack(id));
        QVERIFY(life.comesBack(u"s3"_s));
        life.now += 1min; // together once more, while they flap
        QVERIFY(!life.goes(State::Up, State::Down, true, u"s0"_s));
        QVERIFY(!life.goes(State::Up, State::Down, true, u"s3"_s));
    }

    void aCauseOfLongAgoExplainsNothing()
    {
        Life life;
        life.policy.takeCause(causeOf({u"s0"_s, u"s1"_s}, start - 24h));
        QVERIFY(life.goesDown(u"s0"_s));
        StateChange later = changeOf(u"s1"_s, State::Up, State::Down);
        later.since = start;
        const auto told = life.policy.decide(later, life.config, life.now, noon, wednesday);
        QVERIFY(told);
        QCOMPARE(told->kind, Notification::Kind::Down);
    }

    void aCauseTellsNobodyWhoIsMuted()
    {
        Life life;
        life.policy.mute(u"s1"_s, start + 1h);
        QVERIFY(life.goesDown(u"s0"_s));
        QVERIFY(!life.goesDown(u"s1"_s));
        life.policy.takeCause(causeOf({u"s0"_s, u"s1"_s, u"s2"_s}, life.now));
        const auto many = life.goesDown(u"s2"_s);
        QVERIFY(many);
        QCOMPARE(many->services, (QList<ServiceId>{u"s0"_s, u"s2"_s}));
    }

    void anotherCauseForgetsNobody()
    {
        Life life;
        const auto failTogether = [&life](const QList<ServiceId>& services) {
            QVERIFY(life.goesDown(services.first()));
            life.policy.takeCause(causeOf(services, life.now));
            const auto many = life.goesDown(services.last());
            QVERIFY(many && !many->isUpdate);
            QCOMPARE(many->services, services);
        };
        failTogether({u"s0"_s, u"s1"_s});
        life.now += 10min;
        failTogether({u"s2"_s, u"s3"_s});
        QVERIFY(!life.goes(State::Unknown, State::Down, false, u"s0"_s)); // still told
        QCOMPARE(life.comesBack(u"s0"_s)->service, u"s0"_s);
        QVERIFY(!life.comesBack(u"s2"_s));
        QCOMPARE(life.comesBack(u"s3"_s)->services, (QList<ServiceId>{u"s2"_s, u"s3"_s}));
        QCOMPARE(life.comesBack(u"s1"_s)->service, u"s1"_s);
    }

    void aStormEndsAfterAMinute()
    {
        Life life;
        for (int i = 0; i < 3; ++i)
            QVERIFY(life.goesDown(u"s%1"_s.arg(i)));
        life.now += 60s;
        const auto next = life.goesDown(u"s9"_s);
        QVERIFY(next);
        QCOMPARE(next->kind, Notification::Kind::Down);
        QVERIFY(!life.goes(State::Unknown, State::Down, false, u"s1"_s));
    }

    void aServiceRemovedDuringAStormDoesNotHoldBackTheRest()
    {
        Life life;
        for (int i = 0; i < 3; ++i)
            QVERIFY(life.goesDown(u"s%1"_s.arg(i)));
        life.config.services.removeAt(1);
        QVERIFY(!life.comesBack(u"s0"_s));
        QVERIFY(life.comesBack(u"s2"_s));
    }

    void aThousandFailuresAreAtMostThreeAlarms_data()
    {
        QTest::addColumn<int>("causeFrom"); // so many have failed when their cause is known
        QTest::addColumn<int>("alarms");
        QTest::newRow("no known cause") << 1001 << 3;
        QTest::newRow("a cause of three") << 3 << 3;
        QTest::newRow("a cause of two") << 2 << 2;
    }
    void aThousandFailuresAreAtMostThreeAlarms()
    {
        QFETCH(int, causeFrom);
        Life life;
        life.config = configOf(1000);
        int alarms = 0;
        QList<ServiceId> failed;
        for (int i = 0; i < 1000; ++i) {
            failed.append(u"s%1"_s.arg(i));
            if (failed.size() >= causeFrom)
                life.policy.takeCause(causeOf(failed, life.now));
            const auto told = life.goesDown(failed.last());
            QVERIFY(told);
            alarms += told->isUpdate ? 0 : 1;
            // Whatever came before, the newest says all.
            if (told->kind == Notification::Kind::ManyDown)
                QCOMPARE(told->services, failed);
            life.now += 60ms;
        }
        QTEST(alarms, "alarms");
        int back = 0;
        for (int i = 0; i < 1000; ++i)
            back += life.comesBack(u"s%1"_s.arg(i)) ? 1 : 0;
        QCOMPARE(back, 1);
    }

    void flappingIsToldOnceInHalfAnHour()
    {
        Life life;
        QVERIFY(life.goes(State::Up, State::Down, true));
        QVERIFY(life.goes(State::Down, State::Up, true));
        int told = 0;
        while (life.now < start + 29min) {
            life.now += 1min;
            told += life.goes(State::Up, State::Down, true) ? 1 : 0;
            told += life.goes(State::Down, State::Up, true) ? 1 : 0;
        }
        QCOMPARE(told, 0);
        life.now = start + 30min;
        QVERIFY(life.goes(State::Up, State::Down, true));
    }

    void aClockSetBackDoesNotSilence()
    {
        Life life;
        QVERIFY(life.goes(State::Up, State::Down, true));
        QVERIFY(life.goes(State::Down, State::Up, true));
        life.now -= 24h;
        QVERIFY(life.goes(State::Up, State::Down, true));
    }
};

QTEST_APPLESS_MAIN(NotificationTest)
#include "tst_notification.moc"
