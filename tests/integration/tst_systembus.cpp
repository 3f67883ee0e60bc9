// SPDX-License-Identifier: GPL-3.0-or-later
// logind and NetworkManager as python-dbusmock plays them, on a system bus of our own (own_desktop.sh bus).
#include <engine/demo/loopbackserver.h>
#include <engine/monitor/engine.h>
#include <engine/system/systembus.h>
#include <engine/system/systemwatch.h>

#include <QDBusConnection>
#include <QDBusConnectionInterface>
#include <QDBusMessage>
#include <QDBusVariant>
#include <QProcess>
#include <QSignalSpy>
#include <QTest>

using namespace Gatewatch;
using namespace Qt::StringLiterals;

namespace {

constexpr int patience = 15000;
const auto mock = u"org.freedesktop.DBus.Mock"_s;
const auto login = u"org.freedesktop.login1"_s;
const auto loginPath = u"/org/freedesktop/login1"_s;
const auto manager = u"org.freedesktop.NetworkManager"_s;
const auto managerPath = u"/org/freedesktop/NetworkManager"_s;

bool call(const QString& service, const QString& path, const QString& method, const QVariantList& arguments)
{
    QDBusMessage message = QDBusMessage::createMethodCall(service, path, mock, method);
    message.setArguments(arguments);
    return QDBusConnection::systemBus().call(message).type() == QDBusMessage::ReplyMessage;
}

bool announceSleep(bool asleep)
{
    const QVariant argument = QVariant::fromValue(QDBusVariant(asleep));
    return call(
        login, loginPath, u"EmitSignal"_s,
        {login + u".Manager"_s, u"PrepareForSleep"_s, u"b"_s, QVariantList{argument}});
}

bool say(uint metered)
{
    return call(manager, managerPath, u"UpdateProperties"_s, {manager, QVariantMap{{u"Metered"_s, QVariant(metered)}}});
}

} // namespace

class SystemBusTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase()
    {
        const QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        QProcess python;
        python.start(u"/usr/bin/python3"_s, {u"-c"_s, u"import dbusmock"_s});
        if (!python.waitForFinished() || python.exitCode() != 0)
            QSKIP("python3-dbusmock is not installed");
        QVERIFY(QDBusConnection::systemBus().isConnected());
        QCOMPARE(environment.value(u"DBUS_SYSTEM_BUS_ADDRESS"_s), environment.value(u"DBUS_SESSION_BUS_ADDRESS"_s));
    }

    void cleanup()
    {
        for (QProcess* each : {&m_login, &m_manager}) {
            each->kill();
            each->waitForFinished();
        }
        // The next one must not talk to what is just going.
        const QDBusConnectionInterface& bus = *QDBusConnection::systemBus().interface();
        QTRY_VERIFY(!bus.isServiceRegistered(login) && !bus.isServiceRegistered(manager));
    }

    void sleepIsHeardOfOnce()
    {
        QVERIFY(play(m_login, u"logind"_s, login));
        Engine engine;
        listenToSystemBus(engine);
        QSignalSpy sleeping(&engine.systemWatch(), &SystemWatch::aboutToSleep);
        QSignalSpy woke(&engine.systemWatch(), &SystemWatch::woke);
        QVERIFY(announceSleep(true));
        QTRY_COMPARE_WITH_TIMEOUT(sleeping.size(), 1, patience);
        QVERIFY(engine.systemWatch().isAsleep());
        QVERIFY(announceSleep(false));
        QTRY_COMPARE_WITH_TIMEOUT(woke.size(), 1, patience);
        QVERIFY(announceSleep(false)); // said twice
        QVERIFY(!woke.wait(500));
    }

    void meteredIsAskedForAndHeardOf()
    {
        QVERIFY(play(m_manager, u"networkmanager"_s, manager));
        QVERIFY(call(
            manager, managerPath, u"AddProperty"_s,
            {manager, u"Metered"_s, QVariant::fromValue(QDBusVariant(QVariant(uint(1))))}));
        Engine engine;
        QSignalSpy metered(&engine.systemWatch(), &SystemWatch::meteredChanged);
        listenToSystemBus(engine);
        QTRY_COMPARE_WITH_TIMEOUT(metered.size(), 1, patience); // as it was before we came
        QVERIFY(engine.systemWatch().isMetered());
        for (const auto& [value, expected] : {std::pair(2U, false), {3U, true}, {4U, false}, {1U, true}, {0U, false}}) {
            QVERIFY(say(value));
            QTRY_COMPARE_WITH_TIMEOUT(engine.systemWatch().isMetered(), expected, patience);
        }
    }

    /// A sign-in page is known before a check fails for it; what NetworkManager thinks is only the reason to look.
    void whatItThinksOfTheInternetIsLookedAt()
    {
        QVERIFY(play(m_manager, u"networkmanager"_s, manager));
        int status = 204;
        LoopbackServer anchor([&](const ServerRequest&) { return ServerReply{httpResponse(status, "X", "")}; });
        QVERIFY(anchor.listen());
        Config config;
        config.diagnosis.connectivityChecks = {{anchor.url(u"/204"_s), 204}};
        Engine engine;
        QSignalSpy network(&engine, &Engine::networkChanged);
        listenToSystemBus(engine);
        engine.setConfig(config);
        const auto think = [](uint connectivity) {
            return call(
                manager, managerPath, u"UpdateProperties"_s,
                {manager, QVariantMap{{u"Connectivity"_s, QVariant(connectivity)}}});
        };
        const auto found = [&] {
            return network.isEmpty() ? LocalNetwork::Unknown : network.last().first().value<LocalNetwork>();
        };
        QVERIFY(think(2)); // "portal", while everything is well
        QTRY_COMPARE_WITH_TIMEOUT(found(), LocalNetwork::Online, patience);
        status = 302;
        QVERIFY(think(3)); // "limited"
        QTRY_COMPARE_WITH_TIMEOUT(found(), LocalNetwork::CaptivePortal, patience);
        status = 204;
        QVERIFY(think(4)); // "full"
        QTRY_COMPARE_WITH_TIMEOUT(found(), LocalNetwork::Online, patience);
    }

    void aManagerThatEndsTakesItsWordBack()
    {
        QVERIFY(play(m_manager, u"networkmanager"_s, manager));
        QVERIFY(call(
            manager, managerPath, u"AddProperty"_s,
            {manager, u"Metered"_s, QVariant::fromValue(QDBusVariant(QVariant(uint(1))))}));
        Engine engine;
        listenToSystemBus(engine);
        QTRY_VERIFY_WITH_TIMEOUT(engine.systemWatch().isMetered(), patience);
        m_manager.kill();
        QTRY_VERIFY_WITH_TIMEOUT(!engine.systemWatch().isMetered(), patience);
    }

    void withoutEitherNothingHappens()
    {
        Engine engine;
        QSignalSpy metered(&engine.systemWatch(), &SystemWatch::meteredChanged);
        QSignalSpy woke(&engine.systemWatch(), &SystemWatch::woke);
        listenToSystemBus(engine);
        QVERIFY(!metered.wait(1000));
        QVERIFY(woke.isEmpty());
    }

private:
    /// Starts one of dbusmock's templates under its well-known name.
    static bool play(QProcess& process, const QString& name, const QString& service)
    {
        process.start(u"/usr/bin/python3"_s, {u"-m"_s, u"dbusmock"_s, u"--system"_s, u"--template"_s, name});
        return QTest::qWaitFor(
            [&] { return QDBusConnection::systemBus().interface()->isServiceRegistered(service).value(); }, patience);
    }

    QProcess m_login;
    QProcess m_manager;
};

QTEST_GUILESS_MAIN(SystemBusTest)
#include "tst_systembus.moc"
