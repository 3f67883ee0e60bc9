// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/secrets/secretstore.h>
#include <support/keyring.h>

#include <QCoreApplication>
#include <QTest>

#include <fcntl.h>
#include <pty.h>
#include <termios.h>
#include <unistd.h>

using namespace Gatewatch;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

const QString entry = QStringLiteral("shop-token");
const SecretName token{HeaderSetting::Source::Keychain, entry};
const QByteArray canary = "canary-5f1e9c0b7d";

} // namespace

/// With a real keyring, in the states that a desktop shows: absent, open, locked.
class KeyringTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase()
    {
        QCoreApplication::addLibraryPath(QStringLiteral(GATEWATCH_MODULE_FOLDER));
        QVERIFY(QDBusConnection::sessionBus().isConnected());
        QVERIFY(!Keyring::isThere());
        QVERIFY(systemKeychain()); // the module; the service comes and goes
    }

    void anAbsentServiceIsToldAndWaitedFor()
    {
        SecretStore store(systemKeychain(), {.answer = 10s, .retry = 100ms});
        QSignalSpy settled(&store, &SecretStore::settled);
        QVERIFY(!store.value(token));
        QVERIFY(settled.wait(2000));
        QVERIFY(store.problemOf(token) == SecretProblem::NoKeychain);
        QVERIFY(!store.value(token));
        QCOMPARE(stateInList(), u"no_keychain"_s);
        const CliResult set = m_cli.type({u"secret"_s, u"set"_s, entry}, canary);
        QCOMPARE(set.exitCode, 3);
        QVERIFY2(set.err.contains("{\"env\": \"NAME\"}"), set.err.constData());
        const Keyring keyring;
        QTRY_VERIFY_WITH_TIMEOUT(store.problemOf(token) == SecretProblem::NotFound, patience);
    }

    void anEntryIsStoredReadAndRemoved()
    {
        const Keyring keyring;
        QCOMPARE(stateInList(), u"not_there"_s);
        const CliResult set = m_cli.type({u"secret"_s, u"set"_s, entry}, canary + '\n');
        QVERIFY2(set.exitCode == 0, set.err.constData());
        QCOMPARE(stateInList(), u"there"_s);
        SecretStore store(systemKeychain());
        QSignalSpy settled(&store, &SecretStore::settled);
        QVERIFY(!store.value(token));
        QVERIFY(settled.wait(patience));
        QCOMPARE(store.value(token), canary);
        QCOMPARE(m_cli.run({u"secret"_s, u"remove"_s, entry}).exitCode, 0);
        QCOMPARE(stateInList(), u"not_there"_s);
    }

    void aLockedKeyringIsNotAnEmptyOne()
    {
        Keyring keyring;
        QCOMPARE(m_cli.type({u"secret"_s, u"set"_s, entry}, canary).exitCode, 0);
        Keyring::lock();
        SecretStore store(systemKeychain(), {.answer = 10s, .retry = 100ms});
        QSignalSpy settled(&store, &SecretStore::settled);
        QVERIFY(!store.value(token));
        QVERIFY(settled.wait(patience));
        QVERIFY(store.problemOf(token) == SecretProblem::Locked);
        QCOMPARE(stateInList(), u"locked"_s);
        QCOMPARE(m_cli.type({u"secret"_s, u"set"_s, entry}, "other").exitCode, 3);
        QCOMPARE(m_cli.run({u"secret"_s, u"remove"_s, entry}).exitCode, 3);
        keyring.stop();
        keyring.start(); // opens it with its password
        QTRY_COMPARE_WITH_TIMEOUT(store.value(token), canary, patience);
    }

    void theCommandLineNeverTakesAValue()
    {
        const CliResult result = m_cli.run({u"secret"_s, u"set"_s, entry, QString::fromLatin1(canary)});
        QCOMPARE(result.exitCode, 2);
        QVERIFY(!result.err.contains(canary));
        QCOMPARE(m_cli.type({u"secret"_s, u"set"_s, entry}, {}).exitCode, 2);
    }

    void aTerminalShowsNothingOfIt()
    {
        const Keyring keyring;
        int master = -1;
        int slave = -1;
        QCOMPARE(openpty(&master, &slave, nullptr, nullptr, nullptr), 0);
        KeyringCli cli(QStringLiteral(GATEWATCH_CLI));
        QProcess& process = cli.process();
        process.setChildProcessModifier([slave] { dup2(slave, STDIN_FILENO); });
        cli.start({u"secret"_s, u"set"_s, entry});
        QByteArray asked;
        QTRY_VERIFY_WITH_TIMEOUT((asked += process.readAllStandardError()).contains("(it is not shown)"), patience);
        const QByteArray typed = canary + '\n';
        QCOMPARE(write(master, typed.constData(), typed.size()), ssize_t(typed.size()));
        const CliResult result = cli.wait(Millis(patience));
        QVERIFY2(result.exitCode == 0, result.err.constData());
        fcntl(master, F_SETFL, O_NONBLOCK);
        char bytes[256];
        const ssize_t count = read(master, bytes, sizeof bytes);
        QVERIFY(!QByteArray(bytes, std::max<ssize_t>(count, 0)).contains(canary));
        termios settings = {};
        QCOMPARE(tcgetattr(slave, &settings), 0);
        QVERIFY(settings.c_lflag & ECHO); // given back
        close(master);
        close(slave);
        QCOMPARE(stateInList(), u"there"_s);
    }

private:
    /// What "secret list" says of the one entry.
    QString stateInList()
    {
        const QString config = m_cli.write(u"config.json"_s, configWithSecret(QUrl(u"http://127.0.0.1:9/"_s), entry));
        const CliResult list =
            m_cli.run({u"secret"_s, u"list"_s, u"--json"_s, u"--config"_s, config}, Millis(patience));
        return list.json()["secrets"_L1][0]["state"_L1].toString();
    }

    KeyringCli m_cli{QStringLiteral(GATEWATCH_CLI)};
};

QTEST_GUILESS_MAIN(KeyringTest)
#include "tst_keyring.moc"
