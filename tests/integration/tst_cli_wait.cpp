// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/demo/loopbackserver.h>
#include <support/cliprocess.h>

#include <QTest>

using namespace Gatewatch;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

class CliWaitTest : public QObject {
    Q_OBJECT
private slots:
    void itEndsWhenTheServiceIsBack()
    {
        LoopbackServer server([](const ServerRequest& request) {
            const bool well = request.number >= 3;
            return ServerReply{httpResponse(well ? 200 : 502, well ? "OK" : "Bad Gateway", "words")};
        });
        QVERIFY(server.listen());
        const CliResult result =
            m_cli.run({u"wait"_s, server.url().toString(), u"--successes"_s, u"2"_s, u"--json"_s}, 20s);
        QCOMPARE(result.exitCode, 0);
        const QJsonObject document = result.json();
        QCOMPARE(document["schema"_L1], QJsonValue(u"gatewatch.wait/1"_s));
        QCOMPARE(document["reached"_L1], QJsonValue(true));
        QCOMPARE(document["tries"_L1], QJsonValue(4));
        QCOMPARE(document["goodInARow"_L1], QJsonValue(2));
        QCOMPARE(document["last"_L1]["status"_L1], QJsonValue(200));
        QCOMPARE(server.requests(), 4); // one request is one request
        QVERIFY2(result.err.contains("502"), result.err.constData()); // people see every try
    }
    void itGivesUpInTime()
    {
        LoopbackServer server([](const ServerRequest&) { return ServerReply{httpResponse(503, "No", "no")}; });
        QVERIFY(server.listen());
        const CliResult result = m_cli.run({u"wait"_s, server.url().toString(), u"--timeout"_s, u"1.5"_s}, 20s);
        QCOMPARE(result.exitCode, 1);
        QVERIFY2(result.out.contains("Given up after 1.5 s"), result.out.constData());
        QVERIFY(result.took < 4s);
    }
    void whoAsksForPatienceIsLeftAlone()
    {
        LoopbackServer server([](const ServerRequest&) { return ServerReply{httpResponse(429, "Slowly", "no")}; });
        QVERIFY(server.listen());
        QCOMPARE(m_cli.run({u"wait"_s, server.url().toString(), u"--timeout"_s, u"3.5"_s}, 20s).exitCode, 1);
        QCOMPARE(server.requests(), 1); // without a word of it for a minute, as in a watch
    }
    void aRuleAboutTheAnswerCounts()
    {
        LoopbackServer server(
            [](const ServerRequest&) { return ServerReply{httpResponse(200, "OK", "{\"up\": false}")}; });
        QVERIFY(server.listen());
        const QStringList common{u"wait"_s, server.url().toString(), u"--timeout"_s, u"1"_s, u"--successes"_s, u"1"_s};
        const CliResult inVain = m_cli.run(common + QStringList{u"--expect-json"_s, u"up=true"_s}, 20s);
        QCOMPARE(inVain.exitCode, 1);
        QVERIFY2(inVain.out.endsWith("it did not answer well\n"), inVain.out.constData()); // once
        const CliResult well = m_cli.run(common + QStringList{u"--expect-json"_s, u"up=false"_s}, 20s);
        QCOMPARE(well.exitCode, 0);
        QCOMPARE(well.out, QByteArray("It has answered well\n"));
    }
    void wrongUse_data()
    {
        QTest::addColumn<QStringList>("options");
        QTest::addColumn<QByteArray>("sentence");
        const auto row = [](const char* name, const QStringList& options, const QByteArray& sentence) {
            QTest::newRow(name) << options << sentence;
        };
        row("no times", {u"--successes"_s, u"0"_s}, "--successes must be from 1 to 1000, is \"0\"");
        row("no time", {u"--timeout"_s, u"-1"_s}, "--timeout must be from 0.1 to 604800 seconds, is \"-1\"");
        row("request", {u"--request-timeout"_s, u"x"_s}, "--request-timeout must be from 0.1 to 300 seconds, is \"x\"");
        row("version", {u"--http-version"_s, u"3"_s}, "--http-version must be auto, 1.1 or 2, is \"3\"");
        row("family", {u"--ip-family"_s, u"5"_s}, "--ip-family must be auto, 4 or 6, is \"5\"");
        row("proxy", {u"--proxy"_s, u"ftp://a"_s}, "--proxy must be system, none, or");
        row("json", {u"--expect-json"_s, u"up"_s}, "--expect-json must be like data.0.status=ok, is \"up\"");
        row("slow", {u"--max-ms"_s, u"0"_s}, "--max-ms must be a whole number from 1 to 2147483647, is \"0\"");
    }
    void wrongUse()
    {
        QFETCH(QStringList, options);
        QFETCH(QByteArray, sentence);
        const CliResult result = m_cli.run(QStringList{u"wait"_s, u"http://127.0.0.1:9/"_s} + options);
        QCOMPARE(result.exitCode, 2);
        QVERIFY2(result.err.contains(sentence), result.err.constData());
    }

private:
    CliProcess m_cli{QStringLiteral(GATEWATCH_CLI)};
};

QTEST_GUILESS_MAIN(CliWaitTest)
#include "tst_cli_wait.moc"
