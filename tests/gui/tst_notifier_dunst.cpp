// SPDX-License-Identifier: GPL-3.0-or-later
// The whole way to a notification that a real program shows on a real (if invisible) screen.
#include <widgets/notifier.h>

#include <QDBusConnection>
#include <QDBusConnectionInterface>
#include <QProcess>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTest>

#include <memory>

using namespace Gatewatch;
using namespace Qt::StringLiterals;

namespace {

const QString serviceName = u"org.freedesktop.Notifications"_s;

QByteArray dunstctl(const QStringList& arguments)
{
    QProcess control;
    control.start(u"dunstctl"_s, arguments);
    if (!control.waitForFinished(5000))
        return "no answer";
    return control.readAllStandardOutput().trimmed();
}

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
        if (QStandardPaths::findExecutable(u"dunst"_s).isEmpty() || qEnvironmentVariableIsEmpty("DISPLAY"))
            QSKIP("dunst or a display is missing; ctest starts this test with own_desktop.sh");
        m_dunst.setProcessChannelMode(QProcess::MergedChannels);
        m_dunst.start(u"dunst"_s, {u"-conf"_s, QStringLiteral(GATEWATCH_SOURCE_DIR "/tests/gui/dunstrc"), u"-print"_s});
        QVERIFY(m_dunst.waitForStarted());
        connect(&m_dunst, &QProcess::readyRead, this, [this] { m_printed += m_dunst.readAll(); });
        QTRY_VERIFY(QDBusConnection::sessionBus().interface()->isServiceRegistered(serviceName));
        // Only now: one made before dunst may still be told that nobody is there, and then shows the first one
        // elsewhere. tst_notifier tests that.
        m_notifier = std::make_unique<Notifier>();
    }
    void cleanupTestCase()
    {
        m_dunst.terminate();
        m_dunst.waitForFinished(5000);
    }

    void aDownIsShownWithItsWordsAndButtons()
    {
        m_notifier->show(
            notificationOf(Notification::Kind::Down),
            {u"api.example is down"_s, u"502 from the gateway since 14:02. Provider reports: <nothing>."_s});
        QTRY_VERIFY2(m_printed.contains("mute"), m_printed.constData());
        QTRY_COMPARE(dunstctl({u"count"_s, u"displayed"_s}), QByteArray("1"));
        QVERIFY2(m_printed.contains("api.example is down"), m_printed.constData());
        QVERIFY2(m_printed.contains("Provider reports: "), m_printed.constData());
        QVERIFY2(m_printed.contains("Troubleshoot"), m_printed.constData());
        QVERIFY2(m_printed.contains("Mute 1 h"), m_printed.constData());
        QVERIFY2(m_printed.contains("urgency: CRITICAL"), m_printed.constData());
        QVERIFY2(m_printed.contains("timeout: 0"), m_printed.constData());
    }

    void troubleshootAsksForThatService()
    {
        QSignalSpy troubleshoot(m_notifier.get(), &Notifier::troubleshootRequested);
        dunstctl({u"context"_s});
        QTRY_COMPARE(troubleshoot.size(), 1);
        QCOMPARE(troubleshoot.first().first().toString(), u"api-example"_s);
    }

    void recoveryReplacesIt()
    {
        m_printed.clear();
        m_notifier->show(notificationOf(Notification::Kind::Down), {u"api.example is down"_s, u"Again."_s});
        QTRY_COMPARE(dunstctl({u"count"_s, u"displayed"_s}), QByteArray("1"));
        QTRY_VERIFY2(m_printed.contains("Again."), m_printed.constData());
        m_printed.clear();
        m_notifier->show(
            notificationOf(Notification::Kind::Recovered), {u"api.example is back"_s, u"It was down for 6 min."_s});
        QTRY_VERIFY2(m_printed.contains("api.example is back"), m_printed.constData());
        QVERIFY2(m_printed.contains("urgency: NORMAL"), m_printed.constData());
        QCOMPARE(dunstctl({u"count"_s, u"displayed"_s}), QByteArray("1"));
    }

    void withdrawingClosesIt()
    {
        m_notifier->withdraw(u"api-example"_s);
        QTRY_COMPARE(dunstctl({u"count"_s, u"displayed"_s}), QByteArray("0"));
    }

private:
    QProcess m_dunst;
    QByteArray m_printed;
    std::unique_ptr<Notifier> m_notifier;
};

QTEST_GUILESS_MAIN(NotifierDunstTest)
#include "tst_notifier_dunst.moc"
