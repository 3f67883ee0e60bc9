// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <support/cliprocess.h>

#include <QDBusConnection>
#include <QDBusConnectionInterface>
#include <QDBusMessage>
#include <QDBusObjectPath>
#include <QJsonArray>
#include <QJsonDocument>
#include <QSignalSpy>
#include <QTest>

namespace Gatewatch {

using namespace Qt::StringLiterals;

constexpr int patience = 15000;

/// GNOME Keyring on the bus of this test, from its start to its end.
class Keyring {
public:
    Keyring() { start(); }
    ~Keyring() { stop(); }

    void start()
    {
        m_daemon.start(u"gnome-keyring-daemon"_s, {u"--unlock"_s, u"--components=secrets"_s, u"--foreground"_s});
        m_daemon.write("password of the test");
        m_daemon.closeWriteChannel();
        QTRY_VERIFY_WITH_TIMEOUT(isThere(), patience);
    }
    void stop()
    {
        m_daemon.terminate();
        QSignalSpy ended(&m_daemon, &QProcess::finished);
        if (m_daemon.state() != QProcess::NotRunning && !ended.wait(patience))
            m_daemon.kill();
    }
    [[nodiscard]] static bool isThere()
    {
        return QDBusConnection::sessionBus().interface()->isServiceRegistered(u"org.freedesktop.secrets"_s);
    }
    static void lock()
    {
        QDBusMessage call = QDBusMessage::createMethodCall(
            u"org.freedesktop.secrets"_s, u"/org/freedesktop/secrets"_s, u"org.freedesktop.Secret.Service"_s,
            u"Lock"_s);
        call << QVariant::fromValue(
            QList<QDBusObjectPath>{QDBusObjectPath(u"/org/freedesktop/secrets/collection/login"_s)});
        QCOMPARE(QDBusConnection::sessionBus().call(call).type(), QDBusMessage::ReplyMessage);
    }

private:
    QProcess m_daemon;
};

/// One service that is asked every second with a secret, and a diagnosis that may contact nobody else.
inline QByteArray configWithSecret(const QUrl& url, const QString& entry)
{
    const QJsonObject endpoint{
        {u"id"_s, u"home"_s},
        {u"url"_s, url.toString()},
        {u"intervalSeconds"_s, 1},
        {u"headers"_s, QJsonObject{{u"Authorization"_s, QJsonObject{{u"secret"_s, entry}}}}}};
    const QJsonObject service{{u"id"_s, u"shop"_s}, {u"name"_s, u"The shop"_s}, {u"endpoints"_s, QJsonArray{endpoint}}};
    const QJsonObject diagnosis{
        {u"connectivityChecks"_s, QJsonArray()}, {u"controlSites"_s, QJsonArray()}, {u"resolvers"_s, QJsonArray()}};
    return QJsonDocument(
               QJsonObject{{u"version"_s, 1}, {u"services"_s, QJsonArray{service}}, {u"diagnosis"_s, diagnosis}})
        .toJson();
}

/// The command line on the bus of this test.
class KeyringCli : public CliProcess {
public:
    explicit KeyringCli(const QString& program)
        : CliProcess(program)
    {
        QProcessEnvironment environment = process().processEnvironment();
        for (const QString& name : {u"DBUS_SESSION_BUS_ADDRESS"_s, u"XDG_RUNTIME_DIR"_s})
            environment.insert(name, qEnvironmentVariable(qPrintable(name)));
        process().setProcessEnvironment(environment);
    }
    CliResult type(const QStringList& arguments, const QByteArray& input)
    {
        start(arguments);
        process().write(input);
        process().closeWriteChannel();
        return wait(Millis(patience));
    }
};

} // namespace Gatewatch
