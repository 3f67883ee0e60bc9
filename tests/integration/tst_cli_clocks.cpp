// SPDX-License-Identifier: GPL-3.0-or-later
// The real program is stopped, and its wall clock jumps (libfaketime). Neither is an outage.
#include <engine/demo/loopbackserver.h>
#include <support/certificates.h>
#include <support/cliprocess.h>
#include <support/hostileserver.h>

#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QSignalSpy>
#include <QTest>

#include <csignal>

using namespace Gatewatch;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

constexpr int patience = 20000;

QByteArray configFor(const QUrl& url, const QByteArray& authorities = {})
{
    const QJsonObject endpoint{
        {u"id"_s, u"home"_s},
        {u"url"_s, url.toString()},
        {u"intervalSeconds"_s, 1},
        {u"timeoutSeconds"_s, 3},
        {u"caFile"_s, QString::fromUtf8(authorities)}};
    const QJsonObject service{{u"id"_s, u"shop"_s}, {u"name"_s, u"The shop"_s}, {u"endpoints"_s, QJsonArray{endpoint}}};
    const QJsonObject diagnosis{
        {u"connectivityChecks"_s, QJsonArray()}, {u"controlSites"_s, QJsonArray()}, {u"resolvers"_s, QJsonArray()}};
    return QJsonDocument(
               QJsonObject{{u"version"_s, 1}, {u"services"_s, QJsonArray{service}}, {u"diagnosis"_s, diagnosis}})
        .toJson();
}

QStringList outcomesIn(const QByteArray& lines)
{
    QStringList outcomes;
    for (const QByteArray& line : lines.trimmed().split('\n'))
        outcomes.append(QJsonDocument::fromJson(line).object()["outcome"_L1].toString());
    return outcomes;
}

/// Where Debian and others keep the library; empty when it is not installed.
QString fakeTime()
{
    for (const QString& folder : QDir(u"/usr/lib"_s).entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        const QString file = u"/usr/lib/%1/faketime/libfaketimeMT.so.1"_s.arg(folder);
        if (QFile::exists(file))
            return file;
    }
    return {};
}

} // namespace

class CliClocksTest : public QObject {
    Q_OBJECT
private slots:
    /// What was under way when it was stopped has long timed out when it goes on.
    void stoppedForAWhile()
    {
        LoopbackServer server([](const ServerRequest& request) {
            ServerReply reply{httpResponse(200, "OK", "well")};
            if (request.number == 2)
                return ServerReply{{}, Millis(0), ServerReply::End::Hang};
            return reply;
        });
        QVERIFY(server.listen());
        CliProcess cli(QStringLiteral(GATEWATCH_CLI));
        cli.start(watching(cli, server.url(), u"16"_s));
        QTRY_COMPARE_WITH_TIMEOUT(server.requests(), 2, patience);
        const auto pid = static_cast<pid_t>(cli.process().processId());
        QVERIFY(kill(pid, SIGSTOP) == 0);
        QSignalSpy ended(&cli.process(), &QProcess::finished);
        QVERIFY(!ended.wait(7000)); // nothing comes from it, so there is nothing else to wait for
        QVERIFY(kill(pid, SIGCONT) == 0);
        QTRY_VERIFY_WITH_TIMEOUT(server.requests() >= 4, patience); // it goes on by itself
        const CliResult result = cli.wait(20s);
        const QStringList outcomes = outcomesIn(result.out);
        QVERIFY2(!outcomes.contains(u"down"_s), result.out.constData());
        QVERIFY2(outcomes.count(u"up"_s) >= 3, result.out.constData());
        QCOMPARE(result.exitCode, 0);
    }

    void theWallClockJumps()
    {
        const QString library = fakeTime();
        if (library.isEmpty())
            QSKIP("faketime is not installed");
        if (qEnvironmentVariableIsSet("ASAN_OPTIONS"))
            QSKIP("a sanitizer wants to be loaded first");
        LoopbackServer server([](const ServerRequest&) { return ServerReply{httpResponse(200, "OK", "well")}; });
        QVERIFY(server.listen());
        CliProcess cli(QStringLiteral(GATEWATCH_CLI));
        fakeClock(cli, library, "+0\n");
        cli.start(watching(cli, server.url(), u"14"_s));
        for (const char* offset : {"+3600\n", "-3600\n", "-1700000000\n", "+0\n"}) {
            const int before = server.requests();
            QTRY_VERIFY_WITH_TIMEOUT(server.requests() >= before + 2, patience);
            cli.write(u"jump"_s, offset);
        }
        const CliResult result = cli.wait(20s);
        const QStringList outcomes = outcomesIn(result.out);
        QVERIFY2(!outcomes.contains(u"down"_s), result.out.constData());
        QVERIFY2(outcomes.count(u"up"_s) >= 8, result.out.constData());
        QVERIFY2(result.out.contains("\"197"), result.out.constData()); // the clock did jump
        for (const QByteArray& line : result.out.trimmed().split('\n')) {
            const double total = QJsonDocument::fromJson(line).object()["totalMs"_L1].toDouble(-1);
            QVERIFY2(total > 0 && total < 5000, line.constData()); // durations know nothing of it
        }
        QCOMPARE(result.exitCode, 0);
    }

    /// Every certificate is "not valid yet" for a computer whose battery is empty.
    void aWrongClockIsNobodysOutage()
    {
        const QString library = fakeTime();
        if (library.isEmpty())
            QSKIP("faketime is not installed");
        if (qEnvironmentVariableIsSet("ASAN_OPTIONS"))
            QSKIP("a sanitizer wants to be loaded first");
        const TestAuthority authority;
        const auto context = serverContext({.own = makeServerCertificate(authority.certificate())});
        HostileServer server([&context](HostilePeer& peer) {
            if (peer.startTls(context.get()) && !peer.readRequest().isEmpty())
                peer.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nwell");
        });
        CliProcess cli(QStringLiteral(GATEWATCH_CLI));
        fakeClock(cli, library, "-1700000000\n");
        cli.start(watching(cli, server.url(u"https"_s), u"12"_s, authority.file()));
        QTRY_VERIFY_WITH_TIMEOUT(server.connections() >= 3, patience);
        cli.write(u"jump"_s, "+0\n");
        const CliResult result = cli.wait(20s);
        const QStringList outcomes = outcomesIn(result.out);
        QVERIFY2(outcomes.count(u"not_measured"_s) >= 2, result.out.constData());
        QVERIFY2(outcomes.contains(u"up"_s) && !outcomes.contains(u"down"_s), result.out.constData());
        QVERIFY2(result.out.contains("tls.cert.date_invalid"), result.out.constData());
    }

private:
    static QStringList
    watching(const CliProcess& cli, const QUrl& url, const QString& seconds, const QByteArray& authorities = {})
    {
        return {u"watch"_s,      u"--jsonl"_s,       u"--for"_s,
                seconds,         u"--config"_s,      cli.write(u"config.json"_s, configFor(url, authorities)),
                u"--data-dir"_s, cli.path(u"data"_s)};
    }

    /// The wall clock of the program to be started; what is written into its file "jump" later sets it anew.
    static void fakeClock(CliProcess& cli, const QString& library, const QByteArray& offset)
    {
        QProcessEnvironment environment = cli.process().processEnvironment();
        environment.insert(u"LD_PRELOAD"_s, library);
        environment.insert(u"FAKETIME_TIMESTAMP_FILE"_s, cli.write(u"jump"_s, offset));
        environment.insert(u"FAKETIME_NO_CACHE"_s, u"1"_s);
        environment.insert(u"FAKETIME_DONT_FAKE_MONOTONIC"_s, u"1"_s);
        cli.process().setProcessEnvironment(environment);
    }
};

QTEST_GUILESS_MAIN(CliClocksTest)
#include "tst_cli_clocks.moc"
