// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/demo/loopbackserver.h>
#include <engine/net/document.h>
#include <engine/net/documentmemory.h>
#include <engine/net/privateaddress.h>

#include <QElapsedTimer>
#include <QNetworkProxy>
#include <QTest>

using namespace Gatewatch;
using namespace Qt::StringLiterals;
using Problem = DocumentReply::Problem;
using Server = LoopbackServer;

Q_DECLARE_METATYPE(DocumentReply::Problem)
Q_DECLARE_METATYPE(ServerReply)

namespace {

ServerReply answer(int status, const QByteArray& body, const QList<HeaderField>& headers = {})
{
    return {.bytes = httpResponse(status, "Reason", body, headers)};
}

ServerReply redirect(const QByteArray& location)
{
    return answer(302, "moved", {{"Location", location}});
}

QByteArray headerOf(const ServerRequest& request, const QByteArray& name)
{
    for (const HeaderField& field : request.headers)
        if (field.name.compare(name, Qt::CaseInsensitive) == 0)
            return field.value;
    return {};
}

} // namespace

class DocumentTest : public QObject {
    Q_OBJECT
private slots:
    void goodDocument();
    void whatIsSent();
    void answers_data();
    void answers();
    void redirects_data();
    void redirects();
    void redirectLoopEndsAfterFive();
    void redirectIntoPrivateNetworkIsRefused_data();
    void redirectIntoPrivateNetworkIsRefused();
    void unchangedDocumentComesFromMemory();
    void tooSlow_data();
    void tooSlow();
    void endlessBody();
    void nobodyThere();
    void cancelledIsNeverCalled();
    void retryAfter();
    void privateAddresses();
    void memoryHasLimits();

private:
    void fetchInto(const DocumentRequest& request, DocumentReply* result)
    {
        std::optional<DocumentReply> reply;
        const auto handle = m_loader.load(request, [&reply](const DocumentReply& r) { reply = r; });
        QVERIFY2(!reply, "called from inside load()");
        QTRY_VERIFY_WITH_TIMEOUT(reply.has_value(), 8000);
        *result = *reply;
    }
    DocumentReply fetch(const DocumentRequest& request)
    {
        DocumentReply reply;
        fetchInto(request, &reply);
        return reply;
    }
    DocumentReply fetch(const QUrl& url) { return fetch(DocumentRequest{.url = url, .timeout = Millis(5000)}); }

    DocumentLoader m_loader;
};

void DocumentTest::goodDocument()
{
    Server server([](const ServerRequest&) { return answer(200, "{}", {{"Content-Type", "application/json"}}); });
    QVERIFY(server.listen());
    const DocumentReply reply = fetch(server.url(u"/a?b=c"_s));
    QVERIFY2(reply.ok(), qPrintable(reply.detail));
    QCOMPARE(reply.body, "{}");
    QCOMPARE(reply.status, 200);
    QCOMPARE(reply.contentType, "application/json");
    QCOMPARE(reply.url, server.url(u"/a?b=c"_s));
}

void DocumentTest::whatIsSent()
{
    QList<ServerRequest> seen;
    Server server([&seen](const ServerRequest& request) {
        seen.append(request);
        return answer(200, "x", {{"Set-Cookie", "a=b"}});
    });
    QVERIFY(server.listen());
    const DocumentRequest request{.url = server.url(), .userAgent = "Tester/1\r\nX-Injected: yes"};
    QVERIFY(fetch(request).ok());
    QVERIFY(fetch(server.url()).ok());
    QCOMPARE(seen.size(), 2);
    QCOMPARE(headerOf(seen[0], "User-Agent"), "Tester/1X-Injected: yes");
    QCOMPARE(headerOf(seen[1], "User-Agent"), "Gatewatch");
    QCOMPARE(headerOf(seen[1], "Accept-Language"), "en");
    for (const char* absent : {"Cookie", "Authorization", "X-Injected", "If-None-Match", "Upgrade", "HTTP2-Settings"})
        QVERIFY2(headerOf(seen[1], absent).isNull(), absent);
}

void DocumentTest::answers_data()
{
    QTest::addColumn<ServerReply>("reply");
    QTest::addColumn<Problem>("problem");
    const auto raw = [](const QByteArray& bytes) { return ServerReply{.bytes = bytes}; };
    const QByteArray packed = qCompress(QByteArray(1000, 'x')).sliced(4);
    const QByteArray bomb = qCompress(QByteArray(50 * 1024 * 1024, '0')).sliced(4);
    const QList<HeaderField> deflate{{"Content-Encoding", "deflate"}};

    QTest::newRow("packed") << answer(200, packed, deflate) << Problem::None;
    QTest::newRow("packed bomb") << answer(200, bomb, deflate) << Problem::Damaged;
    QTest::newRow("not packed as said") << answer(200, "not packed at all", deflate) << Problem::Damaged;
    QTest::newRow("unknown packing") << answer(200, "zip", {{"Content-Encoding", "lz99"}}) << Problem::Damaged;
    QTest::newRow("empty") << answer(200, "") << Problem::Damaged;
    QTest::newRow("no content") << raw("HTTP/1.1 204 No Content\r\n\r\n") << Problem::Damaged;
    QTest::newRow("shorter than said") << raw("HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\nshort") << Problem::Damaged;
    QTest::newRow("two lengths") << raw("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nabc")
                                 << Problem::Damaged;
    QTest::newRow("length of letters") << raw("HTTP/1.1 200 OK\r\nContent-Length: abc\r\n\r\nabc") << Problem::Damaged;
    QTest::newRow("announced too large") << raw("HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\nabc")
                                         << Problem::TooLarge;
    QTest::newRow("404") << answer(404, "no") << Problem::HttpStatus;
    QTest::newRow("500") << answer(500, "no") << Problem::HttpStatus;
    QTest::newRow("401") << answer(401, "no", {{"WWW-Authenticate", "Basic realm=x"}}) << Problem::HttpStatus;
    QTest::newRow("304 unasked") << raw("HTTP/1.1 304 Not Modified\r\n\r\n") << Problem::HttpStatus;
    QTest::newRow("challenge header") << answer(403, "x", {{"cf-mitigated", "challenge"}}) << Problem::Challenged;
    const QByteArray script = "<script src='/cdn-cgi/challenge-platform/x'>";
    QTest::newRow("challenge page") << answer(403, script, {{"Content-Type", "text/html"}}) << Problem::Challenged;
    // Pages that work, and pages that are missing, carry that script as well.
    QTest::newRow("page with the script") << answer(200, script, {{"Content-Type", "text/html"}}) << Problem::None;
    QTest::newRow("missing page with the script")
        << answer(404, script, {{"Content-Type", "text/html"}}) << Problem::HttpStatus;
    QTest::newRow("closed at once") << raw("") << Problem::Unreachable;
    QTest::newRow("reset") << ServerReply{.bytes = "HTTP/1.1 2", .end = ServerReply::End::Reset}
                           << Problem::Unreachable;
    QTest::newRow("not http") << raw("SSH-2.0-OpenSSH_9.2\r\n") << Problem::Unreachable;
}

void DocumentTest::answers()
{
    QFETCH(ServerReply, reply);
    QFETCH(Problem, problem);
    Server server([reply](const ServerRequest&) { return reply; });
    QVERIFY(server.listen());
    const DocumentReply found = fetch(server.url());
    QVERIFY2(found.problem == problem, qPrintable(found.detail + u" / %1"_s.arg(static_cast<int>(found.problem))));
    QCOMPARE(found.ok(), problem == Problem::None);
    QCOMPARE(found.detail.isEmpty(), found.ok());
}

void DocumentTest::redirects_data()
{
    QTest::addColumn<QByteArray>("location");
    QTest::addColumn<bool>("followed");
    QTest::newRow("path") << QByteArray("/end") << true;
    QTest::newRow("relative") << QByteArray("end") << true;
    for (const char* bad :
         {"file:///etc/passwd", "javascript:alert(1)", "data:text/html,x", "ftp://127.0.0.1/", "", "http:///x",
          "http://a b/", "http://user:word@127.0.0.1/", "http://127.0.0.1:0/", "/end, /other end"})
        QTest::addRow("refused: %s", bad) << QByteArray(bad) << false;
}

void DocumentTest::redirects()
{
    QFETCH(QByteArray, location);
    QFETCH(bool, followed);
    Server server([location](const ServerRequest& request) {
        return request.path == "/end" ? answer(200, "here") : redirect(location);
    });
    QVERIFY(server.listen());
    const DocumentReply reply = fetch(server.url());
    QCOMPARE(reply.problem, followed ? Problem::None : Problem::RedirectRefused);
    QCOMPARE(reply.body, followed ? QByteArray("here") : QByteArray());
    QCOMPARE(server.requests(), followed ? 2 : 1);
}

void DocumentTest::redirectLoopEndsAfterFive()
{
    Server server([](const ServerRequest& request) { return redirect("/" + QByteArray::number(request.number)); });
    QVERIFY(server.listen());
    QCOMPARE(fetch(server.url()).problem, Problem::RedirectRefused);
    QCOMPARE(server.requests(), 6);
}

void DocumentTest::redirectIntoPrivateNetworkIsRefused_data()
{
    QTest::addColumn<QByteArray>("host");
    for (const char* host :
         {"127.0.0.1", "localhost", "[::1]", "2130706433", "0x7f.1", "10.1.2.3", "192.168.0.1", "169.254.169.254",
          "[::ffff:127.0.0.1]", "[fe80::1]", "0.0.0.0"})
        QTest::addRow("%s", host) << QByteArray(host);
}

void DocumentTest::redirectIntoPrivateNetworkIsRefused()
{
    // A proxy on loopback plays the public internet: nothing leaves this computer.
    QFETCH(QByteArray, host);
    Server internet([host](const ServerRequest& request) {
        return request.path.startsWith("http://192.0.2.1/") ? redirect("http://" + host + "/secret")
                                                            : answer(200, "secret");
    });
    QVERIFY(internet.listen());
    QNetworkProxy::setApplicationProxy(QNetworkProxy(QNetworkProxy::HttpProxy, u"127.0.0.1"_s, internet.port()));
    const auto restore = qScopeGuard([] { QNetworkProxy::setApplicationProxy(QNetworkProxy::NoProxy); });
    const DocumentReply reply = fetch(QUrl(u"http://192.0.2.1/"_s));
    QCOMPARE(reply.problem, Problem::RedirectRefused);
    QCOMPARE(internet.requests(), 1);
}

void DocumentTest::unchangedDocumentComesFromMemory()
{
    QList<ServerRequest> seen;
    Server server([&seen](const ServerRequest& request) {
        seen.append(request);
        if (headerOf(request, "If-None-Match") == "W/\"7\"")
            return ServerReply{.bytes = "HTTP/1.1 304 Not Modified\r\nConnection: close\r\n\r\n"};
        return answer(
            200, "first",
            {{"ETag", "W/\"7\""}, {"Last-Modified", "Wed, 06 May 2026 08:49:37 GMT"}, {"Content-Type", "text/x"}});
    });
    QVERIFY(server.listen());
    QCOMPARE(fetch(server.url()).body, "first");
    const DocumentReply again = fetch(server.url());
    QVERIFY(again.ok());
    QCOMPARE(again.body, "first");
    QCOMPARE(again.contentType, "text/x");
    QCOMPARE(again.status, 304);
    QCOMPARE(headerOf(seen[1], "If-Modified-Since"), "Wed, 06 May 2026 08:49:37 GMT");
}

void DocumentTest::tooSlow_data()
{
    QTest::addColumn<ServerReply>("reply");
    using End = ServerReply::End;
    QTest::newRow("silent") << ServerReply{.end = End::Hang};
    QTest::newRow("silent after the head") << ServerReply{.bytes = "HTTP/1.1 200 OK\r\n\r\n", .end = End::Hang};
    QTest::newRow("drip") << ServerReply{
        .bytes = httpResponse(200, "OK", QByteArray(1000, 'x')), .dripBytes = 1, .dripEvery = Millis(20)};
}

void DocumentTest::tooSlow()
{
    QFETCH(ServerReply, reply);
    Server server([reply](const ServerRequest&) { return reply; });
    QVERIFY(server.listen());
    QElapsedTimer clock;
    clock.start();
    QCOMPARE(fetch(DocumentRequest{.url = server.url(), .timeout = Millis(400)}).problem, Problem::TooSlow);
    QVERIFY2(clock.elapsed() >= 390 && clock.elapsed() < 5000, qPrintable(QString::number(clock.elapsed())));
}

void DocumentTest::endlessBody()
{
    Server server([](const ServerRequest&) {
        return ServerReply{.bytes = "HTTP/1.1 200 OK\r\n\r\n" + QByteArray(64 * 1024, 'x'), .repeat = true};
    });
    QVERIFY(server.listen());
    const DocumentReply reply = fetch(DocumentRequest{.url = server.url(), .maxBytes = 1024 * 1024});
    QCOMPARE(reply.problem, Problem::TooLarge);
    QVERIFY(reply.body.isEmpty());
}

void DocumentTest::nobodyThere()
{
    Server server([](const ServerRequest&) { return ServerReply{}; });
    QVERIFY(server.listen());
    const QUrl url = server.url();
    server.close();
    QCOMPARE(fetch(url).problem, Problem::Unreachable);
    for (const QString& bad : {u"file:///etc/passwd"_s, u""_s, u"https://"_s, u"http://user:word@127.0.0.1/"_s})
        QCOMPARE(fetch(QUrl(bad)).problem, Problem::Unreachable);
}

void DocumentTest::cancelledIsNeverCalled()
{
    Server server([](const ServerRequest& request) {
        ServerReply reply = answer(200, "late");
        reply.delay = Millis(request.number == 1 ? 60000 : 0);
        return reply;
    });
    QVERIFY(server.listen());
    bool called = false;
    auto early = m_loader.load({.url = server.url()}, [&called](const DocumentReply&) { called = true; });
    early.reset();
    auto running = m_loader.load({.url = server.url()}, [&called](const DocumentReply&) { called = true; });
    QTRY_COMPARE(server.requests(), 1);
    running.reset();
    QVERIFY(fetch(server.url()).ok());
    QVERIFY(!called);

    // Deleting the handle inside the call is allowed.
    std::unique_ptr<QObject> own;
    bool ended = false;
    own = m_loader.load({.url = server.url()}, [&](const DocumentReply&) {
        own.reset();
        ended = true;
    });
    QTRY_VERIFY(ended);
}

void DocumentTest::retryAfter()
{
    Server server([](const ServerRequest&) { return answer(503, "x", {{"Retry-After", "12"}}); });
    QVERIFY(server.listen());
    QCOMPARE(fetch(server.url()).retryAfter, Seconds(12));
    Server patient([](const ServerRequest&) { return answer(429, "x", {{"Retry-After", "99999999"}}); });
    QVERIFY(patient.listen());
    QCOMPARE(fetch(patient.url()).retryAfter, Seconds(3600));
}

void DocumentTest::privateAddresses()
{
    for (const char* address :
         {"127.0.0.1",   "127.255.0.1",     "10.0.0.1",        "172.16.0.1",      "172.31.255.255",
          "192.168.1.1", "169.254.169.254", "100.64.0.1",      "100.127.255.255", "0.0.0.0",
          "192.0.0.8",   "198.19.0.1",      "224.0.0.1",       "255.255.255.255", "::",
          "::1",         "::ffff:10.0.0.1", "::7f00:1",        "fe80::1",         "fc00::1",
          "fd12::1",     "ff02::1",         "64:ff9b::7f00:1", "2002:7f00:1::"})
        QVERIFY2(isPrivateAddress(QHostAddress(QLatin1StringView(address))), address);
    for (const char* address :
         {"1.1.1.1", "172.15.0.1", "172.32.0.1", "192.169.0.1", "100.128.0.1", "223.255.255.255",
          "2606:4700:4700::1111", "64:ff9b::101:101", "2002:101:101::"})
        QVERIFY2(!isPrivateAddress(QHostAddress(QLatin1StringView(address))), address);
    QVERIFY(isPrivateAddress(QHostAddress()));
}

void DocumentTest::memoryHasLimits()
{
    DocumentMemory memory;
    const QUrl first(u"http://a/"_s);
    memory.keep({first, "\"1\"", {}, {}, QByteArray(20 * 1024 * 1024, 'x')});
    QVERIFY(memory.find(first));
    memory.keep({QUrl(u"http://b/"_s), "\"1\"", {}, {}, QByteArray(20 * 1024 * 1024, 'x')});
    QVERIFY(!memory.find(first));
    memory.keep({QUrl(u"http://b/"_s), {}, {}, {}, "now without a mark"});
    QVERIFY(!memory.find(QUrl(u"http://b/"_s)));
}

QTEST_GUILESS_MAIN(DocumentTest)
#include "tst_document.moc"
