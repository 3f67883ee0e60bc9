// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/judge.h>
#include <engine/demo/loopbackserver.h>
#include <engine/net/probeloop.h>

#include <QSignalSpy>
#include <QTest>

#include <vector>

using namespace Gatewatch;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

constexpr int patience = 10000;

Exchange fetch(ProbeLoop& loop, const ProbeRequest& request)
{
    std::optional<Exchange> result;
    const auto handle = loop.start(request, [&](const Exchange& exchange) { result = exchange; });
    [&] { QTRY_VERIFY_WITH_TIMEOUT(result.has_value(), patience); }();
    return result.value_or(Exchange{});
}

ProbeRequest requestFor(const QUrl& url, Millis timeout = 2s)
{
    ProbeRequest request;
    request.url = url;
    request.timeout = timeout;
    request.userAgent = "test";
    return request;
}

quint16 closedPort()
{
    QTcpServer server;
    server.listen(QHostAddress(QHostAddress::LocalHost));
    return server.serverPort();
}

QByteArray redirectTo(const QByteArray& target)
{
    return httpResponse(302, "Found", {}, {{"Location", target}});
}

} // namespace

class ProbeTest : public QObject {
    Q_OBJECT
private slots:
    void answersBecomeFailures_data()
    {
        QTest::addColumn<ServerReply>("reply");
        QTest::addColumn<Failure>("failure");
        const auto row = [](const char* name, QByteArray bytes, Failure failure,
                            ServerReply::End end = ServerReply::End::Close) {
            ServerReply reply;
            reply.bytes = std::move(bytes);
            reply.end = end;
            QTest::newRow(name) << reply << failure;
        };
        row("good", httpResponse(200, "OK", "hello"), Failure::Ok);
        row("502 is a good exchange", httpResponse(502, "Bad Gateway", "no"), Failure::Ok);
        row("early hints before the answer",
            "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + httpResponse(200, "OK", "x"), Failure::Ok);
        row("folded header", "HTTP/1.1 200 OK\r\nX: a\r\n b\r\nContent-Length: 0\r\n\r\n", Failure::Ok);
        row("first header begins with a blank", "HTTP/1.1 200 OK\r\n X: a\r\nContent-Length: 0\r\n\r\n",
            Failure::HttpResponseInvalid);
        row("header line of 80 KiB",
            "HTTP/1.1 200 OK\r\nX: " + QByteArray(80 * 1024, 'y') + "\r\nContent-Length: 0\r\n\r\n",
            Failure::HttpResponseTooLarge);
        row("closed before an answer", {}, Failure::TcpClosed);
        row("reset before an answer", {}, Failure::TcpReset, ServerReply::End::Reset);
        row("garbage", "SSH-2.0-OpenSSH_9.2\r\n", Failure::HttpResponseInvalid);
        row("status of one digit", "HTTP/1.1 2 OK\r\nContent-Length: 0\r\n\r\n", Failure::HttpResponseInvalid);
        row("header without colon", "HTTP/1.1 200 OK\r\nbroken line\r\nContent-Length: 0\r\n\r\n",
            Failure::HttpResponseInvalid);
        row("two lengths", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
            Failure::HttpResponseInvalid);
        row("bad chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n",
            Failure::HttpResponseInvalid);
        row("cut body", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc", Failure::HttpResponseIncomplete);
        row("cut chunked body", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n",
            Failure::HttpResponseIncomplete);
        row("only an interim answer", "HTTP/1.1 100 Continue\r\n\r\n", Failure::HttpResponseIncomplete);
        row("silent", {}, Failure::HttpResponseTimedOut, ServerReply::End::Hang);
        row("silent in the body", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc", Failure::HttpResponseTimedOut,
            ServerReply::End::Hang);

        ServerReply drip;
        drip.bytes = "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" + QByteArray(1000, 'x');
        drip.dripBytes = 50;
        drip.dripEvery = 300ms;
        QTest::newRow("body that drips past the deadline") << drip << Failure::HttpResponseTimedOut;
        ServerReply endless;
        endless.bytes = "HTTP/1.1 200 OK\r\n\r\n" + QByteArray(64 * 1024, 'x');
        endless.repeat = true;
        QTest::newRow("endless body") << endless << Failure::HttpResponseTooLarge;
        ServerReply longHead;
        longHead.bytes = "HTTP/1.1 200 OK\r\n" + QByteArray("X: y\r\n").repeated(20000) + "\r\n";
        QTest::newRow("head without measure") << longHead << Failure::HttpResponseTooLarge;
        ServerReply longLine;
        longLine.bytes = "HTTP/1.1 200 OK\r\nX: " + QByteArray(400 * 1024, 'y') + "\r\n\r\n";
        QTest::newRow("one endless header") << longLine << Failure::HttpResponseTooLarge;
    }
    void answersBecomeFailures()
    {
        QFETCH(ServerReply, reply);
        QFETCH(Failure, failure);
        LoopbackServer server([&](const ServerRequest&) { return reply; });
        QVERIFY(server.listen());
        ProbeLoop loop;
        QElapsedTimer clock;
        clock.start();
        const Exchange exchange = fetch(loop, requestFor(server.url(), 1s));
        QCOMPARE(idOf(exchange.failure), idOf(failure));
        QVERIFY2(clock.elapsed() < 1250, qPrintable(QString::number(clock.elapsed())));
        QCOMPARE(server.connections(), 1); // one request is one request
        QCOMPARE(exchange.address, u"127.0.0.1"_s);
    }

    void phasesOfAnAnswer()
    {
        LoopbackServer server([](const ServerRequest&) {
            ServerReply reply;
            reply.bytes = httpResponse(200, "OK", "hello");
            reply.delay = 200ms;
            return reply;
        });
        QVERIFY(server.listen());
        ProbeLoop loop;
        const Exchange exchange = fetch(loop, requestFor(server.url()));
        QCOMPARE(exchange.status(), 200);
        QCOMPARE(exchange.body, QByteArray("hello"));
        QVERIFY(!exchange.phases.resolve); // a numeric address needs no lookup
        QVERIFY(!exchange.phases.tls);
        QVERIFY(exchange.phases.connect && *exchange.phases.connect < 100ms);
        QVERIFY(exchange.phases.wait && *exchange.phases.wait >= 200ms && *exchange.phases.wait < 300ms);
        QVERIFY(exchange.phases.transfer && *exchange.phases.transfer < 100ms);
    }

    void nobodyThere()
    {
        ProbeLoop loop;
        const Exchange refused = fetch(loop, requestFor(QUrl(u"http://127.0.0.1:%1/"_s.arg(closedPort()))));
        QCOMPARE(idOf(refused.failure), idOf(Failure::TcpRefused));
        QVERIFY(!refused.phases.wait && !refused.response);
        const Exchange lookup = fetch(loop, requestFor(QUrl(u"http://nosuchhost.invalid/"_s)));
        QCOMPARE(stageOf(lookup.failure), Stage::Resolve);
        const Exchange scheme = fetch(loop, requestFor(QUrl(u"ftp://127.0.0.1/"_s)));
        QCOMPARE(idOf(scheme.failure), idOf(Failure::Abandoned)); // nobody was asked
    }

    void pinnedAddressKeepsNameAndHost()
    {
        QByteArray host;
        LoopbackServer server([&](const ServerRequest& request) {
            for (const HeaderField& field : request.headers)
                host = field.name == "Host" ? field.value : host;
            return ServerReply{httpResponse(200, "OK", "x")};
        });
        QVERIFY(server.listen());
        ProbeLoop loop;
        ProbeRequest request = requestFor(QUrl(u"http://shop.test/"_s));
        request.resolve = {u"127.0.0.1:%1"_s.arg(server.port())};
        QCOMPARE(fetch(loop, request).status(), 200);
        QCOMPARE(host, QByteArray("shop.test"));
        request.url = QUrl(u"http://shop.test:%1/"_s.arg(server.port()));
        request.resolve = {u"127.0.0.1"_s};
        QCOMPARE(fetch(loop, request).status(), 200);
        request.resolve.clear(); // what one request pins holds for no other
        QCOMPARE(stageOf(fetch(loop, request).failure), Stage::Resolve);
    }

    void whatIsPinnedMeanwhileIsNobodyElses()
    {
        int served = 0, ended = 0;
        LoopbackServer server([&](const ServerRequest&) {
            ++served;
            return ServerReply{httpResponse(200, "OK", "x")};
        });
        QVERIFY(server.listen());
        ProbeLoop loop;
        const ProbeRequest plain = requestFor(QUrl(u"http://shop.test:%1/"_s.arg(server.port())));
        ProbeRequest pinned = plain;
        pinned.resolve = {u"127.0.0.1"_s};
        const auto count = [&](const Exchange&) { ++ended; };
        std::vector<decltype(loop.start(plain, count))> handles;
        for (int i = 0; i < 20; ++i) {
            handles.push_back(loop.start(plain, count)); // still waits for the name when the next one has its address
            handles.push_back(loop.start(pinned, count));
        }
        QTRY_COMPARE_WITH_TIMEOUT(ended, 40, 4 * patience);
        QCOMPARE(served, 20);
    }

    void redirects_data()
    {
        QTest::addColumn<QByteArray>("location");
        QTest::addColumn<Failure>("failure");
        QTest::newRow("followed") << QByteArray("/end") << Failure::Ok;
        QTest::newRow("loop") << QByteArray("/again") << Failure::HttpResponseRedirectLoop;
        QTest::newRow("to a file") << QByteArray("file:///etc/passwd") << Failure::HttpResponseRedirectRefused;
        QTest::newRow("to a blank") << QByteArray(" ") << Failure::HttpResponseRedirectRefused;
        QTest::newRow("to nowhere") << QByteArray("http:///x") << Failure::HttpResponseRedirectRefused;
    }
    void redirects()
    {
        QFETCH(QByteArray, location);
        QFETCH(Failure, failure);
        LoopbackServer server([&](const ServerRequest& request) {
            return ServerReply{request.path == "/end" ? httpResponse(200, "OK", "end") : redirectTo(location)};
        });
        QVERIFY(server.listen());
        ProbeLoop loop;
        ProbeRequest request = requestFor(server.url());
        request.maxRedirects = 5;
        const Exchange exchange = fetch(loop, request);
        QCOMPARE(idOf(exchange.failure), idOf(failure));
        QVERIFY(server.requests() <= 6);
        if (failure == Failure::Ok) {
            QCOMPARE(exchange.redirects, 1);
            QCOMPARE(exchange.finalUrl.path(), u"/end"_s);
        }
    }

    void secretsStayWithTheirOrigin()
    {
        QList<HeaderField> seen;
        LoopbackServer other([&](const ServerRequest& request) {
            seen = request.headers;
            return ServerReply{httpResponse(200, "OK", "x")};
        });
        QVERIFY(other.listen());
        LoopbackServer first([&](const ServerRequest&) { return ServerReply{redirectTo(other.url().toEncoded())}; });
        QVERIFY(first.listen());
        ProbeLoop loop;
        ProbeRequest request = requestFor(first.url());
        request.maxRedirects = 5;
        request.headers = {{"Authorization", "Bearer canary"}, {"X-Api-Key", "canary"}};
        QCOMPARE(fetch(loop, request).status(), 200);
        QVERIFY(!seen.isEmpty());
        for (const HeaderField& field : seen)
            QVERIFY2(!field.value.contains("canary"), field.name.constData());
    }

    void pinnedAddressesStayWithTheirHost()
    {
        LoopbackServer other([](const ServerRequest&) { return ServerReply{httpResponse(200, "OK", "other")}; });
        LoopbackServer first([&](const ServerRequest&) { return ServerReply{redirectTo(other.url().toEncoded())}; });
        QVERIFY(other.listen() && first.listen());
        ProbeLoop loop;
        ProbeRequest request = requestFor(QUrl(u"http://shop.test/"_s));
        request.resolve = {u"127.0.0.1:%1"_s.arg(first.port())};
        request.maxRedirects = 5;
        const Exchange exchange = fetch(loop, request);
        QCOMPARE(exchange.body, QByteArray("other"));
        QCOMPARE(exchange.port, other.port());
    }

    void bodiesStayWithTheirOrigin()
    {
        LoopbackServer other([](const ServerRequest&) { return ServerReply{httpResponse(200, "OK", "x")}; });
        LoopbackServer first([&](const ServerRequest&) {
            return ServerReply{
                "HTTP/1.1 307 Temporary Redirect\r\nLocation: " + other.url().toEncoded()
                + "\r\n"
                  "Content-Length: 0\r\nConnection: close\r\n\r\n"};
        });
        QVERIFY(other.listen() && first.listen());
        ProbeLoop loop;
        ProbeRequest request = requestFor(first.url());
        request.method = "POST";
        request.body = "canary";
        request.maxRedirects = 5;
        QCOMPARE(idOf(fetch(loop, request).failure), idOf(Failure::HttpResponseRedirectRefused));
        QCOMPARE(other.connections(), 0);
    }

    void aRuleAboutTheBodySeesAllOfIt()
    {
        const QByteArray page = QByteArray(200 * 1024, 'x') + "keyword at the end";
        LoopbackServer server([&](const ServerRequest&) { return ServerReply{httpResponse(200, "OK", page)}; });
        QVERIFY(server.listen());
        HttpCheck check;
        check.url = server.url();
        ProbeLoop loop;
        QVERIFY(fetch(loop, probeFor(check, 5s, {}).request).body.size() < page.size());
        check.expect.keyword = u"keyword at the end"_s;
        const Exchange exchange = fetch(loop, probeFor(check, 5s, {}).request);
        QCOMPARE(idOf(judge(exchange, check.expect).failure), idOf(Failure::Ok));
    }

    void headersCannotInjectRequests()
    {
        ProbeLoop loop;
        ProbeRequest request = requestFor(QUrl(u"http://127.0.0.1:%1/"_s.arg(closedPort())));
        request.headers = {{"X", "a\r\nEvil: 1"}};
        QCOMPARE(idOf(fetch(loop, request).failure), idOf(Failure::Abandoned));
        request.headers = {{"X", "a\tb"}}; // a tab is allowed (RFC 9110 section 5.5)
        QCOMPARE(idOf(fetch(loop, request).failure), idOf(Failure::TcpRefused));
    }

    void deletingCancels()
    {
        LoopbackServer server([](const ServerRequest&) { return ServerReply{{}, Millis(0), ServerReply::End::Hang}; });
        QVERIFY(server.listen());
        int called = 0;
        {
            ProbeLoop loop;
            auto handle = loop.start(requestFor(server.url(), 500ms), [&](const Exchange&) { ++called; });
            QTRY_COMPARE(server.requests(), 1);
            handle.reset();
            QCOMPARE(loop.running(), 0);
            auto left = loop.start(requestFor(server.url(), 500ms), [&](const Exchange&) { ++called; });
            QTRY_COMPARE(server.requests(), 2);
            Exchange after = fetch(loop, requestFor(QUrl(u"http://127.0.0.1:%1/"_s.arg(closedPort()))));
            QCOMPARE(idOf(after.failure), idOf(Failure::TcpRefused));
        }
        QCOMPARE(called, 0);
    }
};

QTEST_GUILESS_MAIN(ProbeTest)
#include "tst_probe.moc"
