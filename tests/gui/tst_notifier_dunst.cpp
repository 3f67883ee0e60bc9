// SPDX-License-Identifier: GPL-3.0-or-later
// The whole way to a notification that a real program shows on a real (if invisible) screen.
#include <gui/dunst.h>
#include <widgets/notifier.h>

#include <QSignalSpy>
#include <QTest>

#include <memory>

using namespace Gatewatch;
using namespace Qt::StringLiterals;

namespace {

Notification notificationOf(Notification::Kind kind)
{
    Notification notification;
    notification.kind = kind;
    notification.service = u"api-example"_s;
    return notification;
}

} // namespace

class NotifierDunstTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase()
    {
        if (!Dunst::isHere())
            QSKIP("dunst or a display is missing; ctest starts this test with own_desktop.sh");
        QVERIFY(m_dunst.start());
        QTRY_VERIFY(Dunst::answers());
        // Only now: one made before dunst may still be told that nobody is there, and then shows the first one
        // elsewhere. tst_notifier tests that.
        m_notifier = std::make_unique<Notifier>();
    }
    void cleanupTestCase() { m_dunst.stop(); }

    void aDownIsShownWithItsWordsAndButtons()
    {
        m_notifier->show(
            notificationOf(Notification::Kind::Down),
            {u"api.example is down"_s, u"502 from the gateway since 14:02. Provider reports: <nothing>."_s});
        QTRY_VERIFY2(m_dunst.printed().contains("mute"), m_dunst.printed().constData());
        QTRY_COMPARE(Dunst::displayed(), QByteArray("1"));
        QVERIFY2(m_dunst.printed().contains("api.example is down"), m_dunst.printed().constData());
        QVERIFY2(m_dunst.printed().contains("Provider reports: "), m_dunst.printed().constData());
        QVERIFY2(m_dunst.printed().contains("Troubleshoot"), m_dunst.printed().constData());
        QVERIFY2(m_dunst.printed().contains("Mute 1 h"), m_dunst.printed().constData());
        QVERIFY2(m_dunst.printed().contains("urgency: CRITICAL"), m_dunst.printed().constData());
        QVERIFY2(m_dunst.printed().contains("timeout: 0"), m_dunst.printed().constData());
    }

    void troubleshootAsksForThatService()
    {
        QSignalSpy troubleshoot(m_notifier.get(), &Notifier::troubleshootRequested);
        Dunst::pressTroubleshoot();
        QTRY_COMPARE(troubleshoot.size(), 1);
        QCOMPARE(troubleshoot.first().first().toString(), u"api-example"_s);
    }

    void recoveryReplacesIt()
    {
        m_dunst.forget();
        m_notifier->show(notificationOf(Notification::Kind::Down), {u"api.example is down"_s, u"Again."_s});
        QTRY_COMPARE(Dunst::displayed(), QByteArray("1"));
        QTRY_VERIFY2(m_dunst.printed().contains("Again."), m_dunst.printed().constData());
        m_dunst.forget();
        m_notifier->show(
            notificationOf(Notification::Kind::Recovered), {u"api.example is back"_s, u"It was down for 6 min."_s});
        QTRY_VERIFY2(m_dunst.printed().contains("api.example is back"), m_dunst.printed().constData());
        QVERIFY2(m_dunst.printed().contains("urgency: NORMAL"), m_dunst.printed().constData());
        QCOMPARE(Dunst::displayed(), QByteArray("1"));
    }

    void withdrawingClosesIt()
    {
        m_notifier->withdraw(u"api-example"_s);
        QTRY_COMPARE(Dunst::displayed(), QByteArray("0"));
    }

private:
    Dunst m_dunst;
    std::unique_ptr<Notifier> m_notifier;
};

QTEST_GUILESS_MAIN(NotifierDunstTest)
#include "tst_notifier_dunst.moc"
