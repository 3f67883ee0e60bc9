// SPDX-License-Identifier: GPL-3.0-or-later
#include "fakedesktop.h"
#include "sampledata.h"

#include <widgets/servicemodel.h>
#include <widgets/telling.h>

#include <QTest>

using namespace Gatewatch;
using namespace Qt::StringLiterals;

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

    void anAddressThatIsBackIsNamed()
    {
        m_telling->tellReallyBack({}, u"www.example.org"_s);
        QTRY_COMPARE(m_desktop->fake.calls.size(), 1);
        QCOMPARE(m_desktop->fake.calls.first().summary, u"www.example.org is really back"_s);
    }

private:
    std::unique_ptr<FakeDesktop> m_desktop;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<ServiceModel> m_model;
    std::unique_ptr<Telling> m_telling;
};

QTEST_MAIN(TellingTest)
#include "tst_telling.moc"
