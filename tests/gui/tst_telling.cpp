// SPDX-License-Identifier: GPL-3.0-or-later
#include "fakedesktop.h"
#include "sampledata.h"

#include <widgets/servicemodel.h>
#include <widgets/telling.h>

#include <QTest>

using namespace Gatewatch;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

StateChange changeOf(State before, State after)
{
    StateChange change;
    change.service = u"mail.example"_s;
    change.before = before;
    change.after = after;
    change.at = change.since = Test::sampleNow();
    return change;
}

CommonCause causeOf(const QList<ServiceId>& services)
{
    CommonCause cause;
    cause.at = Test::sampleNow();
    cause.services = services;
    cause.sentence = u"All %1 are on one host"_s.arg(services.size());
    return cause;
}

} // namespace

class TellingTest : public QObject {
    Q_OBJECT
private slots:
    void init()
    {
        m_desktop = std::make_unique<FakeDesktop>();
        QVERIFY(m_desktop->ok);
        m_session = std::make_unique<Session>();
        Test::fillSession(*m_session);
        m_model = std::make_unique<ServiceModel>(*m_session);
        m_telling = std::make_unique<Telling>(*m_session, *m_model);
    }
    void cleanup()
    {
        m_telling.reset();
        m_model.reset();
        m_session.reset();
        m_desktop.reset();
    }

    void anAlarmGoesWhenTheServiceComesBackUntold()
    {
        Config config = m_session->config();
        config.notifications.onRecovery = false;
        m_session->setConfig(config);
        m_telling->takeChange(changeOf(State::Up, State::Down));
        QTRY_COMPARE(m_desktop->fake.calls.size(), 1);
        // Silence made it Unknown, which nobody was told.
        m_telling->takeChange(changeOf(State::Unknown, State::Up));
        QTRY_COMPARE(m_desktop->fake.closed, QList<uint>{m_desktop->fake.calls.first().id});
    }

    void theDemoIsMarked()
    {
        m_telling->setDemo(true);
        m_telling->takeChange(changeOf(State::Up, State::Down));
        QTRY_COMPARE(m_desktop->fake.calls.size(), 1);
        QCOMPARE(m_desktop->fake.calls.first().summary, u"Demo: mail.example is down"_s);
        QVERIFY(m_telling->tray().toolTip().startsWith(u"Demo: "_s));
    }

    void oneCauseIsToldOnce()
    {
        CommonCause cause;
        cause.at = Test::sampleNow();
        cause.services = {u"mail.example"_s, u"git.example"_s, u"shop.example"_s};
        cause.sentence = u"All are on one host"_s;
        Config config = m_session->config();
        for (const ServiceId& id : std::as_const(cause.services)) {
            if (config.find(id))
                continue;
            Service service;
            service.id = service.name = id;
            config.services.append(service);
        }
        m_session->setConfig(config);
        for (const ServiceId& id : std::as_const(cause.services)) {
            if (id == cause.services.last())
                m_telling->takeCause(cause);
            StateChange change = changeOf(State::Up, State::Down);
            change.service = id;
            m_telling->takeChange(change);
        }
        // The two before it, which it sums up, may have been taken back before the desktop saw them.
        QTRY_VERIFY(
            !m_desktop->fake.calls.isEmpty()
            && m_desktop->fake.calls.last().summary == u"3 services are down together"_s);
        QCOMPARE(m_desktop->fake.calls.last().body, u"All are on one host."_s);
    }

    void whatHasOneCauseIsOneNotificationHoweverSlowly()
    {
        const QList<ServiceId> services = watchMade(4);
        const auto& calls = m_desktop->fake.calls;
        TimePoint now = Test::sampleNow();
        m_session->setClock([&now] { return now; });
        goesDown(services.at(0));
        QTRY_COMPARE(calls.size(), 1);
        now += 20s;
        goesDown(services.at(1));
        QTRY_COMPARE(calls.size(), 2);
        now += 20s;
        m_telling->takeCause(causeOf(services.first(3)));
        goesDown(services.at(2));
        QTRY_COMPARE(calls.size(), 3);
        QCOMPARE(calls.at(2).summary, u"3 services are down together"_s);
        QCOMPARE(calls.at(2).body, u"All 3 are on one host."_s);
        QCOMPARE(calls.at(2).replaces, calls.at(0).id);
        QTRY_COMPARE(m_desktop->fake.closed, QList<uint>{calls.at(1).id});
        now += 90s;
        m_telling->takeCause(causeOf(services));
        goesDown(services.at(3));
        QTRY_COMPARE(calls.size(), 4);
        QCOMPARE(calls.at(3).body, u"All 4 are on one host."_s);
        QCOMPARE(calls.at(3).replaces, calls.at(0).id);
        QCOMPARE(calls.at(3).hints.value(u"suppress-sound"_s), QVariant(true));
        for (const ServiceId& id : services)
            comesBack(id);
        QTRY_COMPARE(calls.size(), 5);
        QCOMPARE(calls.at(4).summary, u"4 services are back"_s);
        QCOMPARE(calls.at(4).replaces, calls.at(0).id);
        QTest::qWait(1500); // nothing is left to be said
        QCOMPARE(calls.size(), 5);
        QCOMPARE(m_desktop->fake.closed.size(), 1);
    }

    void oneSentenceIsOneNotification()
    {
        const QList<ServiceId> services = watchMade(6);
        CommonCause cause = causeOf(services);
        cause.newest = services;
        m_telling->takeCause(cause);
        for (const ServiceId& id : services)
            goesDown(id);
        const auto& calls = m_desktop->fake.calls;
        QTRY_COMPARE(calls.size(), 1);
        QCOMPARE(calls.first().summary, u"6 services are down together"_s);
        QTest::qWait(1500); // nothing is left to be said
        QCOMPARE(calls.size(), 1);
        QVERIFY(m_desktop->fake.closed.isEmpty());
    }

    void aThousandAtOnceAreFewCalls()
    {
        const QList<ServiceId> services = watchMade(1000);
        for (qsizetype i = 0; i < services.size(); ++i) {
            if (i >= 2)
                m_telling->takeCause(causeOf(services.first(i + 1)));
            goesDown(services.at(i));
        }
        const auto& calls = m_desktop->fake.calls;
        QTRY_VERIFY(!calls.isEmpty() && calls.last().summary == u"1000 services are down together"_s);
        QCOMPARE(calls.last().body, u"All 1000 are on one host."_s);
        QVERIFY2(calls.size() <= 4, qPrintable(QString::number(calls.size())));
    }

    void manyThatComeBackUntoldAreTakenAway()
    {
        const QList<ServiceId> services = watchMade(3);
        m_telling->takeCause(causeOf(services));
        for (const ServiceId& id : services)
            goesDown(id);
        QTRY_VERIFY(!m_desktop->fake.calls.isEmpty() && m_desktop->fake.calls.last().summary.startsWith(u"3 services"));
        const uint shown = m_desktop->fake.calls.last().id;
        Config config = m_session->config();
        config.notifications.onRecovery = false;
        m_session->setConfig(config);
        for (const ServiceId& id : services)
            comesBack(id);
        QTRY_VERIFY(m_desktop->fake.closed.contains(shown));
    }

    void anAddressThatIsBackIsNamed()
    {
        m_telling->tellReallyBack({}, u"www.example.org"_s);
        QTRY_COMPARE(m_desktop->fake.calls.size(), 1);
        QCOMPARE(m_desktop->fake.calls.first().summary, u"www.example.org is really back"_s);
    }

private:
    /// So many more services that are watched.
    QList<ServiceId> watchMade(int count)
    {
        Config config = m_session->config();
        QList<ServiceId> made;
        for (int i = 0; i < count; ++i) {
            Service service;
            service.id = service.name = u"made%1.example"_s.arg(i);
            config.services.append(service);
            made.append(service.id);
        }
        m_session->setConfig(config);
        return made;
    }
    void goesDown(const ServiceId& id)
    {
        StateChange change = changeOf(State::Up, State::Down);
        change.service = id;
        m_telling->takeChange(change);
    }
    void comesBack(const ServiceId& id)
    {
        StateChange change = changeOf(State::Down, State::Up);
        change.service = id;
        m_telling->takeChange(change);
    }

    std::unique_ptr<FakeDesktop> m_desktop;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<ServiceModel> m_model;
    std::unique_ptr<Telling> m_telling;
};

QTEST_MAIN(TellingTest)
#include "tst_telling.moc"
