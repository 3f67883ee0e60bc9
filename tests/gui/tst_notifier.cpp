// SPDX-License-Identifier: GPL-3.0-or-later
#include "fakedesktop.h"

#include <widgets/notifier.h>

#include <QDBusConnection>
#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>

#include <memory>

using namespace Gatewatch;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

Notification notificationOf(Notification::Kind kind, const ServiceId& service = u"api"_s)
{
    Notification notification;
    notification.kind = kind;
    notification.service = service;
    return notification;
}

const NotificationText downText{u"api is down"_s, u"502 from <the> gateway & more."_s};
const NotificationText backText{u"api is back"_s, u"It was down for 6 min."_s};

} // namespace

class NotifierTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase()
    {
        if (!QDBusConnection::sessionBus().isConnected())
            QSKIP("no session bus; ctest starts this test with dbus-run-session");
    }

    void aDownHasEverythingTheSpecificationAsksFor()
    {
        FakeDesktop desktop;
        QVERIFY(desktop.ok);
        Notifier notifier;
        notifier.show(notificationOf(Notification::Kind::Down), downText);
        QTRY_COMPARE(desktop.fake.calls.size(), 1);
        const NotifyCall call = desktop.fake.calls.first();
        QCOMPARE(call.appName, u"Gatewatch"_s);
        QCOMPARE(call.icon, u"org.gatewatch.Gatewatch"_s);
        QCOMPARE(call.replaces, 0u);
        QCOMPARE(call.summary, downText.summary);
        QCOMPARE(call.body, u"502 from &lt;the&gt; gateway &amp; more."_s);
        QCOMPARE(
            call.actions,
            (QStringList{u"default"_s, u"Open"_s, u"troubleshoot"_s, u"Troubleshoot"_s, u"mute"_s, u"Mute 1 h"_s}));
        QCOMPARE(call.expire, 0);
        QCOMPARE(call.hints.value(u"urgency"_s).metaType(), QMetaType::fromType<uchar>());
        QCOMPARE(call.hints.value(u"urgency"_s).value<uchar>(), uchar(2));
        QCOMPARE(call.hints.value(u"desktop-entry"_s).toString(), u"org.gatewatch.Gatewatch"_s);
        QCOMPARE(call.hints.value(u"category"_s).toString(), u"network.error"_s);
        QVERIFY(!call.hints.contains(u"transient"_s));
    }

    void recoveryReplacesTheAlarm()
    {
        FakeDesktop desktop;
        Notifier notifier;
        notifier.show(notificationOf(Notification::Kind::Down), downText);
        QTRY_COMPARE(desktop.fake.calls.size(), 1);
        notifier.show(notificationOf(Notification::Kind::Recovered), backText);
        QTRY_COMPARE(desktop.fake.calls.size(), 2);
        const NotifyCall back = desktop.fake.calls.last();
        QCOMPARE(back.replaces, desktop.fake.calls.first().id);
        QCOMPARE(back.hints.value(u"urgency"_s).value<uchar>(), uchar(1));
        QCOMPARE(back.hints.value(u"urgency"_s).metaType(), QMetaType::fromType<uchar>());
        QCOMPARE(back.hints.value(u"transient"_s), QVariant(true));
        QCOMPARE(back.expire, 5000);
        QCOMPARE(back.actions, (QStringList{u"default"_s, u"Open"_s}));
    }

    void manyQuickChangesLeaveOneOnTheScreen()
    {
        FakeDesktop desktop;
        Notifier notifier;
        for (int i = 0; i < 20; ++i) {
            notifier.show(notificationOf(Notification::Kind::Down), downText);
            notifier.show(notificationOf(Notification::Kind::Recovered), backText);
        }
        QTRY_VERIFY(!desktop.fake.calls.isEmpty());
        QTRY_COMPARE(desktop.fake.calls.last().summary, backText.summary);
        for (const NotifyCall& call : std::as_const(desktop.fake.calls))
            QCOMPARE(call.id, desktop.fake.calls.first().id);
    }

    void withoutCapabilitiesOnlyTextIsSent()
    {
        FakeDesktop desktop({u"body"_s});
        Notifier notifier;
        notifier.show(notificationOf(Notification::Kind::Down), downText);
        QTRY_COMPARE(desktop.fake.calls.size(), 1);
        QVERIFY(desktop.fake.calls.first().actions.isEmpty());
        QCOMPARE(desktop.fake.calls.first().body, downText.body);
    }

    void buttonsBecomeSignals_data()
    {
        QTest::addColumn<QString>("action");
        QTest::addColumn<int>("opened");
        QTest::addColumn<int>("troubleshot");
        QTest::addColumn<int>("muted");
        QTest::newRow("click") << u"default"_s << 1 << 0 << 0;
        QTest::newRow("Troubleshoot") << u"troubleshoot"_s << 0 << 1 << 0;
        QTest::newRow("Mute 1 h") << u"mute"_s << 0 << 0 << 1;
    }
    void buttonsBecomeSignals()
    {
        QFETCH(const QString, action);
        FakeDesktop desktop;
        Notifier notifier;
        QSignalSpy opened(&notifier, &Notifier::openRequested);
        QSignalSpy troubleshot(&notifier, &Notifier::troubleshootRequested);
        QSignalSpy muted(&notifier, &Notifier::muteRequested);
        notifier.show(notificationOf(Notification::Kind::Down, u"db"_s), downText);
        notifier.show(notificationOf(Notification::Kind::Down, u"api"_s), downText);
        QTRY_COMPARE(desktop.fake.calls.size(), 2);
        // A round trip later the ids are known here too.
        notifier.show(notificationOf(Notification::Kind::Down, u"third"_s), downText);
        QTRY_COMPARE(desktop.fake.calls.size(), 3);
        const uint id = desktop.fake.calls.at(1).id;
        emit desktop.fake.ActivationToken(id, u"token-7"_s);
        emit desktop.fake.ActionInvoked(id, action);
        QTRY_COMPARE(opened.size() + troubleshot.size() + muted.size(), 1);
        QTEST(static_cast<int>(opened.size()), "opened");
        QTEST(static_cast<int>(troubleshot.size()), "troubleshot");
        QTEST(static_cast<int>(muted.size()), "muted");
        const QList<QVariant> arguments = !opened.isEmpty() ? opened.first()
            : !troubleshot.isEmpty()                        ? troubleshot.first()
                                                            : muted.first();
        QCOMPARE(arguments.first().toString(), u"api"_s);
        if (muted.isEmpty())
            QCOMPARE(arguments.last().toString(), u"token-7"_s);
        else
            QTRY_COMPARE(desktop.fake.closed, QList<uint>{id});
    }

    void theNotificationsOfOthersAreIgnored()
    {
        FakeDesktop desktop;
        Notifier notifier;
        QSignalSpy opened(&notifier, &Notifier::openRequested);
        notifier.show(notificationOf(Notification::Kind::Down), downText);
        QTRY_COMPARE(desktop.fake.calls.size(), 1);
        emit desktop.fake.ActionInvoked(7, u"default"_s);
        const uint id = desktop.fake.calls.first().id;
        QTRY_VERIFY([&] {
            emit desktop.fake.ActionInvoked(id, u"default"_s);
            return !opened.isEmpty();
        }());
        for (const QList<QVariant>& arguments : std::as_const(opened))
            QCOMPARE(arguments.first().toString(), u"api"_s);
    }

    void whatIsWithdrawnIsClosedEvenOnItsWay()
    {
        FakeDesktop desktop;
        Notifier notifier;
        notifier.show(notificationOf(Notification::Kind::Down), downText);
        QTRY_COMPARE(desktop.fake.calls.size(), 1);
        notifier.withdraw(u"api"_s);
        QTRY_COMPARE(desktop.fake.closed, QList<uint>{desktop.fake.calls.first().id});
        notifier.withdraw(u"api"_s);
        notifier.withdraw(u"never shown"_s);
        notifier.show(notificationOf(Notification::Kind::Down), downText);
        QTRY_COMPARE(desktop.fake.calls.size(), 2);
        QCOMPARE(desktop.fake.calls.last().replaces, 0u);
        QCOMPARE(desktop.fake.closed.size(), 1);
    }

    void aClosedOneIsNotReplaced()
    {
        FakeDesktop desktop;
        Notifier notifier;
        notifier.show(notificationOf(Notification::Kind::Down), downText);
        QTRY_COMPARE(desktop.fake.calls.size(), 1);
        const uint id = desktop.fake.calls.first().id;
        // The signal travels behind the answer on the same connection, so it arrives after it.
        emit desktop.fake.NotificationClosed(id, 2);
        QSignalSpy opened(&notifier, &Notifier::openRequested);
        emit desktop.fake.ActionInvoked(id, u"default"_s);
        notifier.show(notificationOf(Notification::Kind::Down, u"other"_s), downText);
        QTRY_COMPARE(desktop.fake.calls.size(), 2);
        QCOMPARE(opened.size(), 0);
        notifier.show(notificationOf(Notification::Kind::Recovered), backText);
        QTRY_COMPARE(desktop.fake.calls.size(), 3);
        QCOMPARE(desktop.fake.calls.last().replaces, 0u);
    }

    void manyTakeThePlaceOfTheFirstTwo()
    {
        FakeDesktop desktop;
        Notifier notifier;
        notifier.show(notificationOf(Notification::Kind::Down, u"a"_s), downText);
        notifier.show(notificationOf(Notification::Kind::Down, u"b"_s), downText);
        QTRY_COMPARE(desktop.fake.calls.size(), 2);
        Notification many = notificationOf(Notification::Kind::ManyDown, {});
        many.services = {u"a"_s, u"b"_s, u"c"_s};
        notifier.show(many, {u"3 services are down"_s, {}});
        QTRY_COMPARE(desktop.fake.calls.size(), 3);
        QTRY_COMPARE(desktop.fake.closed, QList<uint>{desktop.fake.calls.at(1).id});
        const NotifyCall together = desktop.fake.calls.last();
        QCOMPARE(together.replaces, desktop.fake.calls.first().id);
        QCOMPARE(together.actions, (QStringList{u"default"_s, u"Open"_s}));
        QVERIFY(!together.hints.contains(u"suppress-sound"_s));
        many.services.append(u"d"_s);
        many.isUpdate = true;
        notifier.show(many, {u"4 services are down"_s, {}});
        QTRY_COMPARE(desktop.fake.calls.size(), 4);
        QCOMPARE(desktop.fake.calls.last().replaces, together.id);
        QCOMPARE(desktop.fake.calls.last().hints.value(u"suppress-sound"_s), QVariant(true));
        // Who dismissed it has heard of it, and does not get it again.
        desktop.fake.CloseNotification(together.id);
        QSignalSpy closed(&desktop.fake, &FakeNotifications::NotificationClosed);
        QTest::qWait(100);
        notifier.show(many, {u"5 services are down"_s, {}});
        QTest::qWait(200);
        QCOMPARE(desktop.fake.calls.size(), 4);
    }

    void withoutAServiceItSaysSoAndALaterOneWorks()
    {
        Notifier notifier;
        QSignalSpy unavailable(&notifier, &Notifier::unavailable);
        notifier.show(notificationOf(Notification::Kind::Down), downText);
        QTRY_COMPARE(unavailable.size(), 1);
        FakeDesktop desktop;
        QTRY_VERIFY([&] {
            notifier.show(notificationOf(Notification::Kind::Down), downText);
            return !desktop.fake.calls.isEmpty();
        }());
    }

    void aServiceThatStartsAnewGetsFreshOnes()
    {
        Notifier notifier;
        {
            FakeDesktop first;
            QTRY_VERIFY([&] {
                notifier.show(notificationOf(Notification::Kind::Down), downText);
                return !first.fake.calls.isEmpty();
            }());
        }
        // Until it has noticed, a call could still name a number of the first.
        QSignalSpy unavailable(&notifier, &Notifier::unavailable);
        notifier.show(notificationOf(Notification::Kind::Down), downText);
        QTRY_VERIFY(!unavailable.isEmpty());
        FakeDesktop second;
        QTRY_VERIFY([&] {
            notifier.show(notificationOf(Notification::Kind::Recovered), backText);
            return !second.fake.calls.isEmpty();
        }());
        QCOMPARE(second.fake.calls.first().replaces, 0u);
    }

    void aServiceThatIsNotThereIsAskedEachTime()
    {
        // Asking is what makes the bus start one that has ended.
        Notifier notifier;
        QSignalSpy unavailable(&notifier, &Notifier::unavailable);
        notifier.show(notificationOf(Notification::Kind::Down), downText);
        QTRY_COMPARE(unavailable.size(), 1);
        notifier.show(notificationOf(Notification::Kind::Down), downText);
        QCOMPARE(unavailable.size(), 1); // not before there was an answer
        QTRY_COMPARE(unavailable.size(), 2);
    }

    void theEndOfTheProgramTakesEverythingBack()
    {
        FakeDesktop desktop;
        Notifier notifier;
        notifier.show(notificationOf(Notification::Kind::Down, u"a"_s), downText);
        notifier.show(notificationOf(Notification::Kind::Down, u"b"_s), downText);
        QTRY_COMPARE(desktop.fake.calls.size(), 2);
        // A round trip later the ids are known here too.
        notifier.show(notificationOf(Notification::Kind::Recovered, u"b"_s), backText);
        QTRY_COMPARE(desktop.fake.calls.size(), 3);
        QElapsedTimer timer;
        timer.start();
        notifier.withdrawAll(); // the desktop is on this thread and does not answer meanwhile: the longest wait
        QVERIFY2(timer.elapsed() < 1500, qPrintable(QString::number(timer.elapsed())));
        QTRY_VERIFY(desktop.fake.closed.contains(desktop.fake.calls.first().id));
        Notifier empty;
        empty.withdrawAll();
    }

    void withoutABusNothingHangs()
    {
        Notifier notifier(QDBusConnection(u"there is no such connection"_s));
        QSignalSpy unavailable(&notifier, &Notifier::unavailable);
        notifier.show(notificationOf(Notification::Kind::Down), downText);
        notifier.withdraw(u"api"_s);
        notifier.withdrawAll();
        QCOMPARE(unavailable.size(), 1);
    }
};

QTEST_GUILESS_MAIN(NotifierTest)
#include "tst_notifier.moc"
