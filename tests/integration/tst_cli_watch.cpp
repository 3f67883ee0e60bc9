// SPDX-License-Identifier: GPL-3.0-or-later
// The real program watches many services with little, and is asked to end in the middle.
#include <core/config.h>
#include <engine/demo/loopbackserver.h>
#include <engine/descriptors.h>
#include <engine/history/database.h>
#include <support/cliprocess.h>
#include <support/watchedservice.h>

#include <QElapsedTimer>
#include <QFile>
#include <QJsonDocument>
#include <QTest>
#include <QTimer>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <memory>
#include <sys/resource.h>
#include <vector>

using namespace Gatewatch;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

constexpr int patience = 20000;
constexpr int atOnceAgainstOneHost = 6;

Config watching(const QList<Service>& services)
{
    Config config;
    config.services = services;
    config.diagnosis.connectivityChecks.clear();
    return config;
}

QList<QJsonObject> samplesOf(const CliResult& result)
{
    QList<QJsonObject> samples;
    for (const QByteArray& line : result.out.trimmed().split('\n'))
        samples.append(QJsonDocument::fromJson(line).object());
    return samples;
}

/// The most memory that a process had so far, in MB; 0 when it has ended.
double peakMemory(qint64 pid)
{
    QFile file(u"/proc/%1/status"_s.arg(pid));
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    const QList<QByteArray> lines = file.readAll().split('\n');
    const auto peak = std::ranges::find_if(lines, [](const QByteArray& line) { return line.startsWith("VmHWM:"); });
    return peak == lines.end() ? 0 : peak->simplified().split(' ').value(1).toDouble() * 1024 / 1e6;
}

} // namespace

class CliWatchTest : public QObject {
    Q_OBJECT
private slots:
    void aThousandServicesOnTheUsualDescriptorsAndLittleMemory()
    {
        raiseDescriptorLimit(); // the servers of this process need some as well
        std::vector<std::unique_ptr<LoopbackServer>> servers; // several, for few checks run at once against one
        for (int i = 0; i < 20; ++i) {
            servers.push_back(std::make_unique<LoopbackServer>([](const ServerRequest&) {
                return ServerReply{httpResponse(200, "OK", "well"), 50ms};
            }));
            QVERIFY(servers.back()->listen());
        }
        QList<Service> services;
        for (int i = 0; i < 1000; ++i)
            services.append(
                watchedService(u"s%1"_s.arg(i), servers[static_cast<size_t>(i) % servers.size()]->url(), 10s, 5s));
        CliProcess cli(QStringLiteral(GATEWATCH_CLI));
        cli.process().setChildProcessModifier([] {
            const rlimit usual{1024, 1024};
            setrlimit(RLIMIT_NOFILE, &usual);
        });
        const QString config = cli.write(u"config.json"_s, writeConfig(watching(services)));
        cli.start(
            {u"watch"_s, u"--jsonl"_s, u"--for"_s, u"12"_s, u"--config"_s, config, u"--data-dir"_s,
             cli.path(u"data"_s)});
        double peak = 0;
        QTimer look;
        connect(&look, &QTimer::timeout, this, [&] { peak = std::max(peak, peakMemory(cli.process().processId())); });
        look.start(250ms);
        const CliResult result = cli.wait(40s);
        QSet<QString> seen;
        for (const QJsonObject& sample : samplesOf(result)) {
            const QString outcome = sample["outcome"_L1].toString();
            QVERIFY2(outcome == u"up"_s || outcome == u"slow"_s, QJsonDocument(sample).toJson(QJsonDocument::Compact));
            seen.insert(sample["service"_L1].toString());
        }
        QCOMPARE(seen.size(), 1000);
#ifndef GATEWATCH_SANITIZED
        QVERIFY2(peak > 1 && peak <= 120, qPrintable(QString::number(peak))); // as much as the window may have
#endif
        QCOMPARE(result.exitCode, 0);
    }

    void aRequestToEndLosesNothing_data()
    {
        QTest::addColumn<int>("signal");
        QTest::addColumn<int>("exitCode");
        QTest::newRow("SIGTERM") << SIGTERM << 0;
        QTest::newRow("SIGHUP") << SIGHUP << 0;
        QTest::newRow("SIGINT") << SIGINT << 130;
    }
    void aRequestToEndLosesNothing()
    {
        QFETCH(int, signal);
        QFETCH(int, exitCode);
        LoopbackServer server([](const ServerRequest&) { return ServerReply{httpResponse(200, "OK", "well")}; });
        LoopbackServer silent([](const ServerRequest&) { return ServerReply{{}, 0ms, ServerReply::End::Hang}; });
        QVERIFY(server.listen() && silent.listen());
        QList<Service> services;
        for (int i = 0; i < 20; ++i)
            services.append(watchedService(u"well%1"_s.arg(i), server.url(), 5s));
        for (int i = 0; i < 5; ++i)
            services.append(watchedService(u"silent%1"_s.arg(i), silent.url(), 60s));
        CliProcess cli(QStringLiteral(GATEWATCH_CLI));
        const QString config = cli.write(u"config.json"_s, writeConfig(watching(services)));
        cli.start({u"watch"_s, u"--jsonl"_s, u"--config"_s, config, u"--data-dir"_s, cli.path(u"data"_s)});
        QTRY_VERIFY_WITH_TIMEOUT(server.requests() >= 60 && silent.requests() > 0, patience);
        QElapsedTimer clock;
        clock.start();
        QCOMPARE(::kill(static_cast<pid_t>(cli.process().processId()), signal), 0);
        const CliResult result = cli.wait(10s);
        QVERIFY2(clock.elapsed() < 2000, qPrintable(QString::number(clock.elapsed())));
        QCOMPARE(result.exitCode, exitCode);

        const QList<QJsonObject> told = samplesOf(result);
        const qint64 underWay = server.requests() - told.size();
        QVERIFY2(underWay >= 0 && underWay <= atOnceAgainstOneHost, qPrintable(QString::number(underWay)));
        Database stored;
        QVERIFY(!stored.open(cli.path(u"data/history.sqlite"_s), History::Mode::ReadOnly));
        QCOMPARE(stored.number(u"SELECT count(*) FROM sample"_s), told.size());
        QVERIFY(!QFile::exists(cli.path(u"data/history.sqlite.lock"_s)));
    }

    void whatFailsTogetherIsOneLine()
    {
        std::atomic<int> failing = 0;
        LoopbackServer server([&failing](const ServerRequest& request) {
            const bool fails = request.path.mid(1).toInt() < failing;
            return ServerReply{httpResponse(fails ? 500 : 200, "X", "x")};
        });
        QVERIFY(server.listen());
        QList<Service> services;
        for (int i = 0; i < 8; ++i)
            services.append(watchedService(u"s%1"_s.arg(i), server.url(u"/%1"_s.arg(i)), 5s));
        CliProcess cli(QStringLiteral(GATEWATCH_CLI));
        const QString config = cli.write(u"config.json"_s, writeConfig(watching(services)));
        QByteArray out;
        connect(&cli.process(), &QProcess::readyReadStandardOutput, this, [&] {
            out += cli.process().readAllStandardOutput();
        });
        cli.start({u"watch"_s, u"--config"_s, config, u"--data-dir"_s, cli.path(u"data"_s)});
        QTRY_COMPARE_WITH_TIMEOUT(out.count(" is up: "), 8, patience);
        failing = 6;
        QTRY_VERIFY2_WITH_TIMEOUT(out.contains(" failed together: all are on 127.0.0.1"), out.constData(), patience);
        for (int i = 0; i < 6; ++i)
            QVERIFY2(out.mid(out.indexOf("= ")).contains("s" + QByteArray::number(i)), out.constData());
        failing = 7;
        QTRY_VERIFY2_WITH_TIMEOUT(out.contains("= s6 failed too: all are on 127.0.0.1"), out.constData(), patience);
        failing = 0;
        QTRY_COMPARE_WITH_TIMEOUT(out.count(" was down for "), 7, patience);
        failing = 6;
        QTRY_VERIFY2_WITH_TIMEOUT(out.contains(" failed again\n"), out.constData(), patience);
        ::kill(static_cast<pid_t>(cli.process().processId()), SIGTERM);
        cli.wait(10s);
        QCOMPARE(out.count(" failed together"), 1);
        QVERIFY2(!out.contains(" is down"), out.constData());
    }

    void whoSaysThatHeIsAwayIsDownAtOnce()
    {
        LoopbackServer server([](const ServerRequest& request) {
            return ServerReply{
                request.number == 1 ? httpResponse(200, "OK", "well")
                                    : httpResponse(503, "Later", "x", {{"Retry-After", "600"}})};
        });
        QVERIFY(server.listen());
        CliProcess cli(QStringLiteral(GATEWATCH_CLI));
        const QString config =
            cli.write(u"config.json"_s, writeConfig(watching({watchedService(u"a"_s, server.url(), 5s)})));
        const QStringList where{u"--config"_s, config, u"--data-dir"_s, cli.path(u"data"_s)};
        const CliResult watched = cli.run(QStringList{u"watch"_s, u"--for"_s, u"5"_s} + where, 40s);
        QCOMPARE(watched.out.count(" is down: "), 1);
        QVERIFY2(watched.out.contains("503"), watched.out.constData());
        QCOMPARE(server.requests(), 2); // one failure, which nobody has to see again
        const CliResult services = cli.run(QStringList{u"services"_s} + where);
        QCOMPARE(services.exitCode, 1);
        QVERIFY2(services.out.contains("a  down"), services.out.constData());
    }

    void whoFlapsIsNotToldEachTime()
    {
        LoopbackServer server([](const ServerRequest& request) {
            return ServerReply{httpResponse(request.number % 2 ? 200 : 500, "X", "x")};
        });
        QVERIFY(server.listen());
        Service service = watchedService(u"a"_s, server.url(), 5s);
        service.thresholds = {1, 1};
        CliProcess cli(QStringLiteral(GATEWATCH_CLI));
        const QString config = cli.write(u"config.json"_s, writeConfig(watching({service})));
        const QStringList where{u"--config"_s, config, u"--data-dir"_s, cli.path(u"data"_s)};
        const CliResult lines = cli.run(QStringList{u"watch"_s, u"--for"_s, u"12"_s} + where, 40s);
        QCOMPARE(lines.out.count(" is flapping: "), 1);
        QVERIFY2(lines.out.trimmed().split('\n').last().contains(" is flapping: "), lines.out.constData());
        const CliResult services = cli.run(QStringList{u"services"_s} + where);
        QVERIFY2(services.out.contains("  flapping: "), services.out.constData());
        const CliResult json = cli.run(QStringList{u"services"_s, u"--json"_s} + where);
        QCOMPARE(json.json()["services"_L1][0]["flapping"_L1], QJsonValue(true));
        const CliResult samples = cli.run(QStringList{u"watch"_s, u"--jsonl"_s, u"--for"_s, u"9"_s} + where, 40s);
        QVERIFY(!samplesOf(samples).first().contains("flapping"_L1));
        QVERIFY(samplesOf(samples).last()["flapping"_L1].toBool());
        const CliResult last = cli.run(QStringList{u"watch"_s, u"--json"_s, u"--for"_s, u"9"_s} + where, 40s);
        QCOMPARE(last.json()["services"_L1][0]["flapping"_L1], QJsonValue(true));
    }

    void whatIsNotMeasuredAnyMoreIsNotShownAsThePresent()
    {
        LoopbackServer server([](const ServerRequest& request) {
            if (request.number == 1)
                return ServerReply{httpResponse(200, "OK", "well")};
            return ServerReply{httpResponse(403, "Forbidden", "", {{"cf-mitigated", "challenge"}})};
        });
        QVERIFY(server.listen());
        Service lacking = watchedService(u"lacking"_s, server.url(), 5s);
        HttpCheck http = *lacking.endpoints.first().http();
        http.headers.append({u"X-Key"_s, HeaderSetting::Source::Environment, u"NOT_SET_ANYWHERE"_s});
        lacking.endpoints.first().how = http;
        CliProcess cli(QStringLiteral(GATEWATCH_CLI));
        const QString config =
            cli.write(u"config.json"_s, writeConfig(watching({watchedService(u"wall"_s, server.url(), 5s), lacking})));
        const QStringList where{u"--config"_s, config, u"--data-dir"_s, cli.path(u"data"_s)};
        const CliResult watched = cli.run(QStringList{u"watch"_s, u"--json"_s, u"--for"_s, u"5"_s} + where, 40s);
        const CliResult json = cli.run(QStringList{u"services"_s, u"--json"_s} + where);
        for (const CliResult& result : {watched, json}) {
            const QJsonValue wall = result.json()["services"_L1][0];
            QCOMPARE(wall["state"_L1], u"up"_s); // as it was, until that is too old
            QCOMPARE(wall["last"_L1]["outcome"_L1], u"up"_s);
            QVERIFY(wall["notMeasuredSince"_L1].toString() > wall["last"_L1]["at"_L1].toString());
            QVERIFY(wall["message"_L1].toString().contains(u"bot"_s));
            QCOMPARE(result.json()["services"_L1][1]["state"_L1], u"unknown"_s);
        }
        QVERIFY(watched.json()["services"_L1][1]["message"_L1].toString().contains(u"NOT_SET_ANYWHERE"_s));
        const CliResult lines = cli.run(QStringList{u"services"_s, u"--color"_s, u"always"_s} + where);
        QVERIFY2(lines.out.contains("\x1b[2m●"), lines.out.constData()); // not green
        QVERIFY2(lines.out.contains("not measured since "), lines.out.constData());
        QVERIFY2(lines.out.contains("before that: 200 OK"), lines.out.constData());
        QVERIFY2(lines.out.contains("gatewatch-cli watch says what"), lines.out.constData());
        QVERIFY2(!lines.out.contains("gatewatch-cli check"), lines.out.constData());
    }

    void aPauseIsSaid()
    {
        Config config = watching({watchedService(u"a"_s, QUrl(u"http://127.0.0.1:9/"_s), 5s)});
        config.polling.paused = true;
        CliProcess cli(QStringLiteral(GATEWATCH_CLI));
        const CliResult result = cli.run(
            {u"watch"_s, u"--for"_s, u"1"_s, u"--config"_s, cli.write(u"config.json"_s, writeConfig(config)),
             u"--data-dir"_s, cli.path(u"data"_s)},
            40s);
        QVERIFY2(result.err.contains("Paused"), result.err.constData());
    }

    void itEndsWhenItsReaderWentAway_data()
    {
        QTest::addColumn<QStringList>("how");
        QTest::newRow("with nothing to write") << QStringList{};
        QTest::newRow("while it writes") << QStringList{u"--jsonl"_s};
    }
    void itEndsWhenItsReaderWentAway()
    {
        QFETCH(QStringList, how);
        LoopbackServer server([](const ServerRequest&) { return ServerReply{httpResponse(200, "OK", "well")}; });
        QVERIFY(server.listen());
        CliProcess shell(u"sh"_s);
        const QString config =
            shell.write(u"config.json"_s, writeConfig(watching({watchedService(u"a"_s, server.url(), 1s)})));
        const QStringList watch{u"watch"_s, u"--config"_s, config, u"--data-dir"_s, shell.path(u"data"_s)};
        const QString pipe = u"{ \"$0\" \"$@\"; echo \"ended with $?\" >&2; } | head -n 1"_s;
        const CliResult result =
            shell.run(QStringList{u"-c"_s, pipe, QStringLiteral(GATEWATCH_CLI)} + watch + how, patience * 1ms);
        QVERIFY2(result.err.endsWith("ended with 3\n"), result.err.constData());
        QVERIFY2(!result.err.contains("standard output"), result.err.constData());
        QCOMPARE(result.out.count('\n'), 1);
        QVERIFY(!QFile::exists(shell.path(u"data/history.sqlite.lock"_s))); // what was measured is stored
    }
};

QTEST_GUILESS_MAIN(CliWatchTest)
#include "tst_cli_watch.moc"
