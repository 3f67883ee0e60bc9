// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/failure.h>
#include <engine/demo/loopbackserver.h>
#include <support/cliprocess.h>

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace Gatewatch;
using namespace Qt::StringLiterals;

namespace {

constexpr Millis deadline{1500};
constexpr Millis allowance{1000};

ServerReply raw(const QByteArray& bytes, ServerReply::End end = ServerReply::End::Close)
{
    ServerReply reply;
    reply.bytes = bytes;
    reply.end = end;
    return reply;
}

} // namespace

Q_DECLARE_METATYPE(Gatewatch::ServerReply)

/// `gatewatch-cli check` as a process against everything that can be wrong.
class CliCheckTest : public QObject {
    Q_OBJECT
private slots:
    void wrongUseIsExplained_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("sentence");
        const auto row = [](const char* name, const QStringList& arguments, const QString& sentence) {
            QTest::newRow(name) << arguments << sentence;
        };
        const QString url = u"http://127.0.0.1:9/"_s;
        row("no url", {}, u"check: a URL is missing"_s);
        row("two urls", {url, url}, u"only one URL can be given"_s);
        row("no scheme", {u"example.test"_s}, u"did you mean https://example.test ?"_s);
        row("no scheme, path", {u"example.test/a?b=canary"_s}, u"did you mean https://example.test/a?b=•••"_s);
        row("mistyped scheme", {u"htpp://example.test/a"_s}, u"did you mean https://example.test/a ?"_s);
        row("other scheme", {u"ftp://example.test/"_s},
            u"must begin with http://, https://, tcp://, tls://, dns: or ping:"_s);
        row("words", {u"is it up"_s}, u"URL \"is it up\" must begin with http://, https://, tcp://"_s);
        row("no host", {u"https://"_s}, u"must name a host"_s);
        row("password", {u"https://me:canary@example.test/"_s}, u"must not contain a user name or password"_s);
        row("port", {u"http://127.0.0.1:70000/"_s}, u"must have a port from 1 to 65535"_s);
        row("label of 64", {u"http://"_s + QString(64, u'a') + u".invalid/"_s}, u"must be a valid address"_s);
        row("timeout", {url, u"--timeout"_s, u"soon"_s}, u"--timeout must be from 0.1 to 300 seconds"_s);
        row("method", {url, u"--method"_s, u"BREW"_s}, u"--method must be GET, HEAD, POST or OPTIONS, is \"BREW\""_s);
        row("header", {url, u"--header"_s, u"no colon"_s}, u"--header must be like"_s);
        row("header line", {url, u"--header"_s, u"A: b\r\nC: d"_s}, u"--header must be like"_s);
        row("host header", {url, u"--header"_s, u"Host: other"_s}, u"--header must not be Host"_s);
        row("status", {url, u"--expect-status"_s, u"fine"_s}, u"--expect-status must be like 200-299,401"_s);
        row("resolve", {url, u"--resolve"_s, u"localhost"_s}, u"--resolve must be a numeric address"_s);
        row("option", {url, u"--fast"_s}, u"Unknown option 'fast'"_s);
    }
    void wrongUseIsExplained()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QString, sentence);
        const CliResult result = m_cli.run(QStringList{u"check"_s} + arguments);
        QCOMPARE(result.exitCode, 2);
        QVERIFY2(QString::fromUtf8(result.err).contains(sentence), result.err.constData());
        QVERIFY2(result.out.isEmpty(), result.out.constData());
        if (sentence.contains(u"password"_s) || sentence.contains(u"•••"_s))
            QVERIFY(!result.err.contains("me:canary"));
    }

    void aGoodAnswerIsReported()
    {
        LoopbackServer server([](const ServerRequest&) { return raw(httpResponse(200, "OK", "hello")); });
        QVERIFY(server.listen());
        const CliResult result = m_cli.run({u"check"_s, server.url(u"/x"_s).toString(), u"--json"_s});
        QVERIFY2(result.exitCode == 0, result.err.constData());
        const QJsonObject json = result.json();
        QCOMPARE(json["schema"_L1].toString(), u"gatewatch.check/1"_s);
        QCOMPARE(json["outcome"_L1].toString(), u"up"_s);
        QCOMPARE(json["failure"_L1].toString(), u"ok"_s);
        QCOMPARE(json["status"_L1].toInt(), 200);
        QCOMPARE(json["httpVersion"_L1].toString(), u"1.1"_s);
        QCOMPARE(json["remoteAddress"_L1].toString(), u"127.0.0.1"_s);
        QCOMPARE(json["bytes"_L1].toInt(), 5);
        QVERIFY(json["message"_L1].toString().startsWith(u"200 OK in "_s));
        const QJsonObject phases = json["phasesMs"_L1].toObject();
        QVERIFY(phases.contains("connect"_L1) && phases.contains("wait"_L1));
        QVERIFY2(!phases.contains("tls"_L1) && !phases.contains("resolve"_L1), result.out.constData());
        QCOMPARE(server.connections(), 1);
    }
    void aPersonReadsOneVerdictAndTheTable()
    {
        LoopbackServer server([](const ServerRequest&) { return raw(httpResponse(502, "Bad\x1b[31m", "")); });
        QVERIFY(server.listen());
        const CliResult result = m_cli.run({u"check"_s, server.url().toString()});
        QCOMPARE(result.exitCode, 1);
        const QStringList lines = QString::fromUtf8(result.out).split(u'\n');
        QCOMPARE(lines.first(), u"■ A gateway could not reach the server behind it (502 from 127.0.0.1)"_s);
        QVERIFY(result.out.contains("http.error"));
        QVERIFY(result.out.contains("  connect"));
        QVERIFY2(!result.out.contains('\x1b'), result.out.constData()); // no colour into a pipe, no text of the server
        const CliResult colored = m_cli.run({u"check"_s, server.url().toString(), u"--color"_s, u"always"_s});
        QVERIFY(colored.out.startsWith("\x1b[31m■\x1b[0m"));
    }
    void theAddressesTriedAreNamed()
    {
        LoopbackServer server([](const ServerRequest&) { return raw(httpResponse(200, "OK", "hello")); });
        QVERIFY(server.listen());
        const QStringList check{u"check"_s,     u"http://shop.test:%1/"_s.arg(server.port()),
                                u"--resolve"_s, u"127.0.0.2"_s,
                                u"--resolve"_s, u"127.0.0.1"_s};
        const QJsonArray tried{
            QJsonObject{{u"address"_s, u"127.0.0.2"_s}, {u"failure"_s, u"tcp.refused"_s}},
            QJsonObject{{u"address"_s, u"127.0.0.1"_s}, {u"failure"_s, u"ok"_s}}};
        QCOMPARE(m_cli.run(check + QStringList{u"--json"_s}).json()["addressesTried"_L1].toArray(), tried);
        const CliResult result = m_cli.run(check);
        QVERIFY2(
            result.out.contains("\n  addresses tried: 127.0.0.2 tcp.refused, 127.0.0.1 ok\n"), result.out.constData());
        QVERIFY(!m_cli.run({u"check"_s, server.url().toString()}).out.contains("addresses tried"));
    }
    void theRequestIsWhatWasAskedFor()
    {
        ServerRequest seen;
        LoopbackServer server([&seen](const ServerRequest& request) {
            seen = request;
            return raw(httpResponse(401, "Unauthorized", "the word"));
        });
        QVERIFY(server.listen());
        const CliResult result = m_cli.run(
            {u"check"_s, u"http://name.invalid:%1/p"_s.arg(server.port()), u"--resolve"_s, u"127.0.0.1"_s,
             u"--method"_s, u"post"_s, u"--header"_s, u"X-Test: yes"_s, u"--expect-status"_s, u"401"_s, u"--keyword"_s,
             u"word"_s});
        QVERIFY2(result.exitCode == 0, result.out + result.err);
        QCOMPARE(seen.method, QByteArray("POST"));
        QCOMPARE(seen.path, QByteArray("/p"));
        QVERIFY(seen.headers.contains(HeaderField{"X-Test", "yes"}));
        QCOMPARE(m_cli.run({u"check"_s, server.url().toString(), u"--keyword"_s, u"missing"_s}).exitCode, 1);
    }

    void brokenServersAreNamed_data()
    {
        QTest::addColumn<ServerReply>("reply");
        QTest::addColumn<QString>("failure");
        QTest::addColumn<QString>("sentence");
        const auto row = [](const char* name, const ServerReply& reply, const QString& failure,
                            const QString& sentence) { QTest::newRow(name) << reply << failure << sentence; };
        row("garbage", raw("SSH-2.0-OpenSSH_9.2\r\n"), u"http.response.invalid"_s, u"is not a web server"_s);
        ServerReply endless = raw("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nxxxxxxxxxxxxxxxx");
        endless.bytes += QByteArray(64 * 1024, 'x');
        endless.repeat = true;
        row("body without end", endless, u"http.response.too_large"_s,
            u"The answer from 127.0.0.1 is larger than the limit"_s);
        ServerReply unfinished = raw("HTTP/1.1 200 OK\r\n\r\nno end", ServerReply::End::Hang);
        row("body that stays open", unfinished, u"http.response.timed_out"_s,
            u"The answer from 127.0.0.1 stopped: 6 bytes"_s);
        ServerReply stopped = raw("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n12345", ServerReply::End::Hang);
        row("body that stops", stopped, u"http.response.timed_out"_s,
            u"The answer from 127.0.0.1 stopped: 5 of 1000 bytes after 1.5 s"_s);
        row("closed before an answer", raw({}), u"tcp.closed"_s, u"closed the connection before any answer"_s);
        row("reset before an answer", raw({}, ServerReply::End::Reset), u"tcp.reset"_s, u"broke off the connection"_s);
        row("silence", raw({}, ServerReply::End::Hang), u"http.response.timed_out"_s, u"gave no answer within 1.5 s"_s);
        row("cut off", raw("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n12345"), u"http.response.incomplete"_s,
            u"The answer from 127.0.0.1 was cut off after 5 of 1000 bytes"_s);
        row("redirect to nowhere", raw("HTTP/1.1 302 Found\r\nLocation: http:///x\r\nContent-Length: 0\r\n\r\n"),
            u"http.response.redirect_refused"_s, u"redirects without a usable target"_s);
    }
    void brokenServersAreNamed()
    {
        QFETCH(ServerReply, reply);
        QFETCH(QString, failure);
        QFETCH(QString, sentence);
        LoopbackServer server([&reply](const ServerRequest&) { return reply; });
        QVERIFY(server.listen());
        expectFailure(server.url().toString(), failure, sentence);
    }

    void whatFailedShowsItsEvidence()
    {
        LoopbackServer server([](const ServerRequest& request) {
            if (request.path == "/garbage")
                return raw("SSH-2.0-OpenSSH_9.2\r\n");
            if (request.path == "/half")
                return raw("HTTP/1.1 200 OK\r\nServer: half\r\nX-Secret: canary\r\n");
            if (request.path == "/wall")
                return raw(httpResponse(403, "No", "<p>wall", {{"cf-mitigated", "challenge"}}));
            return raw(httpResponse(502, "Bad Gateway", "<p>gone"));
        });
        QVERIFY(server.listen());
        const auto evidence = [&](const QString& path) {
            const CliResult result = m_cli.run({u"check"_s, server.url(path).toString(), u"--json"_s});
            const QJsonObject json = result.json();
            return json["failure"_L1] == json["evidence"_L1]["failure"_L1] ? json["evidence"_L1].toObject()
                                                                           : QJsonObject();
        };
        const QJsonObject gateway = evidence(u"/"_s);
        QCOMPARE(gateway["schema"_L1].toString(), u"gatewatch.evidence/1"_s);
        QCOMPARE(gateway["statusLine"_L1].toString(), u"HTTP/1.1 502 Bad Gateway"_s);
        QCOMPARE(gateway["body"_L1].toString(), u"<p>gone"_s);
        QCOMPARE(gateway["remoteAddress"_L1].toString(), u"127.0.0.1"_s);
        QCOMPARE(evidence(u"/garbage"_s)["body"_L1].toString(), u"SSH-2.0-OpenSSH_9.2\r\n"_s);
        const QJsonObject half = evidence(u"/half"_s);
        QCOMPARE(half["statusLine"_L1].toString(), u"HTTP/1.1 200 OK"_s);
        QCOMPARE(half["headers"_L1].toArray().size(), 2);
        QVERIFY(!QJsonDocument(half).toJson().contains("canary"));
        QCOMPARE(evidence(u"/wall"_s)["body"_L1].toString(), u"<p>wall"_s);
    }

    void whatOurRulesForbidIsNobodysOutage()
    {
        LoopbackServer server([](const ServerRequest&) {
            return raw("HTTP/1.1 302 Found\r\nLocation: file:///etc/passwd\r\nContent-Length: 0\r\n\r\n");
        });
        QVERIFY(server.listen());
        const CliResult result = m_cli.run({u"check"_s, server.url().toString(), u"--json"_s});
        QCOMPARE(result.exitCode, 3);
        QCOMPARE(result.json()["failure"_L1].toString(), u"http.response.redirect_refused"_s);
        QVERIFY(
            result.json()["message"_L1].toString().endsWith(u"redirects to a kind of address that is not followed"_s));
    }

    void oneByteASecondMeetsTheDeadline()
    {
        ServerReply drip = raw(httpResponse(200, "OK", QByteArray(1000, 'x')));
        drip.dripBytes = 1;
        drip.dripEvery = Millis(1000);
        LoopbackServer server([&drip](const ServerRequest&) { return drip; });
        QVERIFY(server.listen());
        expectFailure(server.url().toString(), u"http.response.timed_out"_s, u"within 1.5 s"_s);
    }
    void aClosedPortIsNamed()
    {
        LoopbackServer server([](const ServerRequest&) { return raw({}); });
        QVERIFY(server.listen());
        const QString url = server.url().toString();
        const QString port = QString::number(server.port());
        server.close();
        expectFailure(url, u"tcp.refused"_s, u"127.0.0.1 is there but refuses on port "_s + port);
    }
    void anUnknownHostIsNamed()
    {
        const CliResult result = m_cli.run(
            {u"check"_s, u"http://nosuchhost.invalid/"_s, u"--json"_s, u"--timeout"_s, u"1.5"_s}, deadline + allowance);
        QVERIFY2(result.exitCode == 1 || result.exitCode == 3, result.err.constData());
        // Without any name service the question cannot even be asked, and without any network there is none.
        const QString failure = result.json()["failure"_L1].toString();
        const QString message = result.json()["message"_L1].toString();
        if (failure == "local.offline"_L1) {
            QCOMPARE(message, u"This computer is offline"_s);
            return;
        }
        QVERIFY2(failure == "dns.name_not_resolved"_L1 || failure == "dns.unreachable"_L1, qPrintable(failure));
        QVERIFY(message.contains(u"nosuchhost.invalid"_s));
    }

private:
    void expectFailure(const QString& url, const QString& failure, const QString& sentence)
    {
        const CliResult result =
            m_cli.run({u"check"_s, url, u"--json"_s, u"--timeout"_s, u"1.5"_s}, deadline + allowance);
        QVERIFY2(result.exitCode == 1, result.out + result.err);
        const QJsonObject json = result.json();
        QCOMPARE(json["failure"_L1].toString(), failure);
        QVERIFY(failureFromId(failure));
        QCOMPARE(json["outcome"_L1].toString(), u"down"_s);
        QVERIFY2(json["message"_L1].toString().contains(sentence), result.out.constData());
    }

    CliProcess m_cli{QStringLiteral(GATEWATCH_CLI)};
};

QTEST_GUILESS_MAIN(CliCheckTest)
#include "tst_cli_check.moc"
