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
