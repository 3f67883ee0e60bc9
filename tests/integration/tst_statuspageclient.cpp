// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/demo/loopbackserver.h>
#include <engine/net/statuspageclient.h>

#include <QFile>
#include <QMap>
#include <QTest>

using namespace Gatewatch;
using namespace Qt::StringLiterals;

namespace {

/// A site: what it answers to each path; everything else is 404.
using Site = QMap<QByteArray, QByteArray>;

QByteArray json(const QByteArray& body)
{
    return httpResponse(200, "OK", body, {{"Content-Type", "application/json"}});
}

QByteArray html(int status, const QByteArray& title, const QList<HeaderField>& more = {})
{
    return httpResponse(
        status, "Reason", "<!DOCTYPE html><html><head><title>" + title + "</title></head></html>",
        QList<HeaderField>{{"Content-Type", "text/html"}} + more);
}

QByteArray redirect(const QByteArray& location)
{
    return httpResponse(302, "Found", "", {{"Location", location}});
}

QByteArray sample(const QString& name)
{
    QFile file(QStringLiteral(GATEWATCH_SOURCE_DIR "/tests/data/statuspage/") + name);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

StatusPageSource at(const QUrl& url, const QString& format = u"auto"_s, const QStringList& components = {})
{
    StatusPageSource source;
    source.url = url;
    source.format = format;
    source.components = components;
    return source;
}

const QByteArray summary = "/api/v2/summary.json";

} // namespace

Q_DECLARE_METATYPE(Site)

class StatusPageClientTest : public QObject {
    Q_OBJECT
private slots:
    void readsAPage();
    void triesTheOtherDocuments();
    void fetchesTheRestOfTheComponents();
    void unreadable_data();
    void unreadable();
    void nobodyThere();
    void keepsItsTime();
    void cancelledIsNeverCalled();

private:
    void readInto(const StatusPageSource& source, Millis timeout, StatusReport* result)
    {
        std::optional<StatusReport> report;
        StatusPageClient client(m_loader);
        const auto handle =
            client.read(source, "Tester", timeout, [&report](const StatusReport& found) { report = found; });
        QVERIFY2(!report, "called from inside read()");
        QTRY_VERIFY_WITH_TIMEOUT(report.has_value(), 8000);
        *result = *report;
    }
    StatusReport read(const StatusPageSource& source, Millis timeout = Millis(4000))
    {
        StatusReport report;
        readInto(source, timeout, &report);
        return report;
    }

    DocumentLoader m_loader;
};

void StatusPageClientTest::readsAPage()
{
    const QByteArray body = sample(u"statuspage/open-incident.json"_s);
    LoopbackServer server([&body](const ServerRequest& request) {
        return ServerReply{.bytes = request.path == summary ? json(body) : html(404, "no")};
    });
    QVERIFY(server.listen());
    for (const QString& format : {u"auto"_s, u"statuspage"_s}) {
        const StatusReport report = read(at(server.url(), format));
        QCOMPARE(report.readability, Readability::Ok);
        QCOMPARE(report.overall, Indicator::DegradedPerformance);
        QCOMPARE(report.format, u"statuspage"_s);
        QCOMPARE(report.source, server.url());
        QVERIFY(report.problem.isEmpty());
    }
    QCOMPARE(server.requests(), 2);
    const StatusReport narrow = read(at(server.url(), u"auto"_s, {u"Routing"_s}));
    QCOMPARE(narrow.components.size(), 1);
    QCOMPARE(narrow.worstComponent, Indicator::Operational);
}

void StatusPageClientTest::triesTheOtherDocuments()
{
    const QByteArray body = sample(u"statuspage/status-json-only.json"_s);
    LoopbackServer server([&body](const ServerRequest& request) {
        return ServerReply{.bytes = request.path == "/api/v2/status.json" ? json(body) : html(404, "no")};
    });
    QVERIFY(server.listen());
    QCOMPARE(read(at(server.url())).overall, Indicator::PartialOutage);
    // An address below the page leads to the page.
    QCOMPARE(read(at(server.url(u"/incidents/x7"_s))).overall, Indicator::PartialOutage);
    // The address of the document itself works as well.
    QCOMPARE(read(at(server.url(u"/api/v2/status.json"_s))).overall, Indicator::PartialOutage);
}

void StatusPageClientTest::fetchesTheRestOfTheComponents()
{
    const auto document = [](int components, const QByteArray& more) {
        QByteArray rows;
        for (int i = 0; i < components; ++i)
            rows += (i ? ",{" : "{") + QByteArray(R"("id":"c)") + QByteArray::number(i) + R"(","name":"Part )"
                + QByteArray::number(i) + R"(","status":")" + (i == 29 ? "full_outage" : "operational") + R"("})";
        return json(R"({"page":{"id":"01JZHANDMADE0000000000PAGE"},"components":[)" + rows + "]" + more + "}");
    };
    bool broken = false;
    LoopbackServer server([&](const ServerRequest& request) {
        if (request.path == summary)
            return ServerReply{.bytes = document(25, R"(,"status":{"indicator":"none"})")};
        const bool rest = request.path == "/api/v2/components.json" && !broken;
        return ServerReply{.bytes = rest ? document(40, "") : html(404, "no")};
    });
    QVERIFY(server.listen());
    const StatusReport whole = read(at(server.url()));
    QCOMPARE(whole.components.size(), 40);
    QCOMPARE(whole.worstComponent, Indicator::MajorOutage);
    QCOMPARE(whole.overall, Indicator::DegradedPerformance);
    QCOMPARE(read(at(server.url(), u"auto"_s, {u"Part 29"_s})).overall, Indicator::MajorOutage);
    broken = true;
    QCOMPARE(read(at(server.url())).components.size(), 25);
    QCOMPARE(read(at(server.url())).overall, Indicator::Operational);
}

void StatusPageClientTest::unreadable_data()
{
    QTest::addColumn<Site>("site");
    QTest::addColumn<QString>("problem");
    QTest::addColumn<QString>("detail");
    const QString no = u"not_a_status_page"_s;
    QTest::newRow("another site") << Site{{"/", html(200, "Bakery &amp; Caf\u00e9")}} << no
                                  << u"Found an HTML page titled “Bakery & Café”."_s;
    QTest::newRow("one page for every path")
        << Site{{summary, html(200, "App")}, {"/", html(200, "App")}} << no << u"Found an HTML page titled “App”."_s;
    QTest::newRow("nothing at all") << Site{} << no << u"The server answered with status 404."_s;
    QTest::newRow("another summary") << Site{{summary, json("{\"page\":{\"status\":\"UP\"}}")}} << no
                                     << u"The server answered with status 404."_s;
    QTest::newRow("broken summary") << Site{{summary, json("{\"page\":{\"id\":")}, {"/", html(200, "Status")}}
                                    << u"malformed"_s << u"The JSON is broken at byte "_s;
    QTest::newRow("cut off") << Site{{summary, "HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n{\"page\""}}
                             << u"malformed"_s << u"The answer broke off"_s;
    QTest::newRow("challenge") << Site{{summary, html(403, "Just a moment...", {{"cf-mitigated", "challenge"}})}}
                               << u"challenged"_s << u"The page asks the reader to prove to be a person."_s;
    QTest::newRow("went elsewhere")
        << Site{{summary, redirect("http://localhost:PORT/products")}, {"/products", html(200, "Buy this")}}
        << u"moved"_s << u"The address now leads to localhost: an HTML page titled “Buy this”."_s;
    QTest::newRow("loop") << Site{{summary, redirect(summary)}} << u"moved"_s << u"There are more than 5 redirects."_s;
    QTest::newRow("broken over there") << Site{{summary, html(500, "Oops")}} << u"unreachable"_s
                                       << u"The server answered with status 500."_s;
    QTest::newRow("asked too often") << Site{{summary, html(429, "Slow down")}} << u"unreachable"_s
                                     << u"The server answered with status 429."_s;
}

void StatusPageClientTest::unreadable()
{
    QFETCH(Site, site);
    QFETCH(QString, problem);
    QFETCH(QString, detail);
    quint16 port = 0;
    LoopbackServer server([&site, &port](const ServerRequest& request) {
        QByteArray bytes = site.value(request.path, html(404, "Not here"));
        return ServerReply{.bytes = bytes.replace("PORT", QByteArray::number(port))};
    });
    QVERIFY(server.listen());
    port = server.port();
    const StatusReport report = read(at(server.url()));
    QCOMPARE(report.readability, Readability::Unreadable);
    QCOMPARE(report.overall, Indicator::Unknown);
    QCOMPARE(report.problem, problem);
    QVERIFY2(report.problemDetail.startsWith(detail), qPrintable(report.problemDetail));
    QCOMPARE(report.source, server.url());
    QVERIFY(server.requests() <= 10);
}

void StatusPageClientTest::nobodyThere()
{
    LoopbackServer server([](const ServerRequest&) { return ServerReply{}; });
    QVERIFY(server.listen());
    const QUrl url = server.url();
    server.close();
    const StatusReport report = read(at(url));
    QCOMPARE(report.problem, u"unreachable"_s);
    QVERIFY(!report.problemDetail.isEmpty());
    QCOMPARE(read(at(url, u"no-such-format"_s)).problem, u"unreachable"_s);
}

void StatusPageClientTest::keepsItsTime()
{
    LoopbackServer server([](const ServerRequest&) { return ServerReply{.end = ServerReply::End::Hang}; });
    QVERIFY(server.listen());
    QCOMPARE(read(at(server.url()), Millis(300)).problem, u"unreachable"_s);
    QCOMPARE(server.requests(), 1);
}

void StatusPageClientTest::cancelledIsNeverCalled()
{
    LoopbackServer server([](const ServerRequest& request) {
        return ServerReply{.bytes = json("{}"), .delay = Millis(request.number == 1 ? 60000 : 0)};
    });
    QVERIFY(server.listen());
    bool called = false;
    StatusPageClient client(m_loader);
    auto handle =
        client.read(at(server.url()), "Tester", Millis(4000), [&called](const StatusReport&) { called = true; });
    QTRY_COMPARE(server.requests(), 1);
    handle.reset();
    QCOMPARE(read(at(server.url())).problem, u"not_a_status_page"_s);
    QVERIFY(!called);
}

QTEST_GUILESS_MAIN(StatusPageClientTest)
#include "tst_statuspageclient.moc"
