// SPDX-License-Identifier: GPL-3.0-or-later
#include <gui/badgatewayworld.h>
#include <support/fakenotifications.h>
#include <widgets/diagnosispanel.h>
#include <widgets/telling.h>

#include <QDBusConnection>
#include <QTest>

using namespace Gatewatch;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

constexpr int patience = 30000;
const auto serviceName = u"org.freedesktop.Notifications"_s;
const auto objectPath = u"/org/freedesktop/Notifications"_s;

} // namespace

/// The window as a person meets it: a real nginx whose application is gone, the notification with its buttons, the
/// panel, and the recovery that replaces the alarm.
class BadGatewayTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase()
    {
        if (TestNginx::program().isEmpty())
            QSKIP("nginx is not installed (package nginx-light)");
        m_bus =
            std::make_unique<QDBusConnection>(QDBusConnection::connectToBus(QDBusConnection::SessionBus, u"fake"_s));
        QVERIFY(m_bus->registerObject(
            objectPath, &m_fake, QDBusConnection::ExportAllSlots | QDBusConnection::ExportAllSignals));
        QVERIFY(m_bus->registerService(serviceName));
    }
    void init() { m_fake.calls.clear(); }

    void theButtonOpensThePanelAndRecoveryReplacesTheAlarm()
    {
        BadGatewayWorld world;
        QVERIFY(world.start(false));
        MainWindow& window = world.window;

        QTRY_COMPARE_WITH_TIMEOUT(m_fake.calls.size(), 1, patience);
        const NotifyCall alarm = m_fake.calls.first();
        QCOMPARE(alarm.summary, u"Corner Shop is down"_s);
        QVERIFY2(alarm.body.startsWith(u"502 from the gateway since "_s), qPrintable(alarm.body));
        QVERIFY(alarm.actions.contains(u"Troubleshoot"_s) && alarm.actions.contains(u"Mute 1 h"_s));
        QVERIFY(!window.panel().isVisible()); // it was asked not to open by itself

        emit m_fake.ActionInvoked(alarm.id, alarm.actions[alarm.actions.indexOf(u"Troubleshoot"_s) - 1]);
        QTRY_VERIFY_WITH_TIMEOUT(window.panel().isVisible(), patience);
        QTRY_VERIFY_WITH_TIMEOUT(window.panel().diagnosis().finished, patience);
        const Diagnosis diagnosis = window.panel().diagnosis();
        QCOMPARE(diagnosis.service, u"shop"_s);
        QCOMPARE(idOf(diagnosis.verdict.place), u"service"_s);
        QCOMPARE(diagnosis.responder.id, u"nginx"_s);

        QVERIFY(world.origin.start());
        QTRY_COMPARE_WITH_TIMEOUT(m_fake.calls.size(), 2, patience);
        const NotifyCall recovery = m_fake.calls.last();
        QCOMPARE(recovery.replaces, alarm.id);
        QVERIFY2(recovery.summary.contains(u"Corner Shop"_s), qPrintable(recovery.summary));
    }

    void aConfirmedBadGatewayOpensThePanelOnce()
    {
        BadGatewayWorld world;
        QVERIFY(world.start(true));
        MainWindow& window = world.window;
        QTRY_VERIFY_WITH_TIMEOUT(window.panel().isVisible(), patience);
        QTRY_VERIFY_WITH_TIMEOUT(window.panel().diagnosis().finished, patience);
        emit window.panel().closeRequested();
        QTRY_VERIFY(!window.panel().isVisible());
        const qsizetype seen = world.session.recent({u"shop"_s, u"web"_s}).size();
        QTRY_VERIFY_WITH_TIMEOUT(world.session.recent({u"shop"_s, u"web"_s}).size() >= seen + 3, patience);
        QVERIFY(!window.panel().isVisible()); // the same episode does not open it again

        QCOMPARE(m_fake.calls.size(), 1);
        world.session.removeService(u"shop"_s);
        QTRY_VERIFY(m_fake.closed.contains(m_fake.calls.first().id)); // its buttons would lead nowhere
        window.telling().tellTest();
        QTRY_COMPARE(m_fake.calls.size(), 2);
        QCOMPARE(m_fake.calls.last().hints.value(u"urgency"_s).value<uchar>(), uchar(1));
        QVERIFY(!m_fake.calls.last().actions.contains(u"Troubleshoot"_s));
    }

private:
    FakeNotifications m_fake;
    std::unique_ptr<QDBusConnection> m_bus;
};

QTEST_MAIN(BadGatewayTest)
#include "tst_badgateway.moc"
