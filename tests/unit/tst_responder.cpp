// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/diagnosis/proxystatus.h>
#include <core/diagnosis/responder.h>
#include <core/diagnosis/savedresponse.h>

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace Gatewatch;
using namespace Qt::StringLiterals;

namespace {

QByteArray readFile(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

Responder identify(const QByteArray& raw)
{
    const SavedResponse saved = parseSavedResponse(raw);
    return identifyResponder(saved.head, saved.body);
}

QString idOfFolder(const QString& folder)
{
    return folder == u"squid-forward" ? u"squid"_s : folder;
}

QByteArray page(const char* heading, const char* last)
{
    QByteArray html = "<html>\r\n<head><title>" + QByteArray(heading) + "</title></head>\r\n<body>\r\n<center><h1>"
        + heading + "</h1></center>\r\n";
    if (*last)
        html += "<hr><center>" + QByteArray(last) + "</center>\r\n";
    return html + "</body>\r\n</html>\r\n";
}

} // namespace

class ResponderTest : public QObject {
    Q_OBJECT
private slots:
    /// Every error that the ten real gateways gave in the lab: who wrote it is known there.
    void namesTheWriterOfEveryCapture_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("gateway");
        QTest::addColumn<QString>("writer");
        const QDir root(QStringLiteral(GATEWATCH_SOURCE_DIR "/tests/data/gateways"));
        int rows = 0;
        for (const QString& folder : root.entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
            const QJsonObject captures =
                QJsonDocument::fromJson(readFile(root.filePath(folder + u"/captures.json"_s)))[u"captures"].toObject();
            for (auto one = captures.begin(); one != captures.end(); ++one) {
                const QString file = root.filePath(folder + u'/' + one.key() + u".http"_s);
                const SavedResponse saved = parseSavedResponse(readFile(file));
                if (saved.head.status < 500)
                    continue;
                ++rows;
                QTest::addRow("%s %s", qPrintable(folder), qPrintable(one.key()))
                    << file << idOfFolder(folder) << (*one)[u"error_by"].toString();
            }
        }
        QCOMPARE_GE(rows, 165);
    }
    void namesTheWriterOfEveryCapture()
    {
        QFETCH(QString, file);
        QFETCH(QString, gateway);
        QFETCH(QString, writer);
        const Responder responder = identify(readFile(file));
        const QString seen = responder.id + u' ' + responder.markers.join(u" | "_s);
        if (writer == u"gateway") {
            QVERIFY2(responder.id == gateway, qPrintable(seen));
            QVERIFY2(responder.authored.value_or(false), qPrintable(seen));
            QVERIFY2(responder.confidence >= 0.75, qPrintable(seen));
            QVERIFY(!responder.markers.isEmpty());
        } else {
            QVERIFY2(responder.id != gateway || !responder.authored.value_or(false), qPrintable(seen));
        }
    }

    void knowsPagesOfGatewaysThatCannotBeRunHere_data();
    void knowsPagesOfGatewaysThatCannotBeRunHere();

    void aPageBehindACdnNamesBothLayers()
    {
        const Responder responder = identify(
            "HTTP/1.1 502 Bad Gateway\r\nServer: cloudflare\r\nCF-RAY: 8f-FRA\r\n\r\n"
            + page("502 Bad Gateway", "nginx/1.25.1"));
        QCOMPARE(responder.id, u"nginx"_s);
        QCOMPARE(responder.name, u"nginx 1.25.1"_s);
        QCOMPARE(responder.authored, std::optional(true));
        QCOMPARE(responder.layers.size(), 2);
        QCOMPARE(responder.layers.constFirst().id, u"cloudflare"_s);
        QCOMPARE(responder.layers.constLast().id, u"nginx"_s);
    }
    void anotherVersionOnThePageMeansPassedOn()
    {
        const Responder responder = identify(
            "HTTP/1.1 502 Bad Gateway\r\nServer: nginx/1.22.1\r\n\r\n" + page("502 Bad Gateway", "nginx/1.25.3"));
        QCOMPARE(responder.id, u"nginx"_s);
        QCOMPARE(responder.authored, std::optional(false));
        QVERIFY(responder.confidence >= 0.75);
    }
    void oneMarkOfAnImitationIsNotTrusted_data()
    {
        QTest::addColumn<QByteArray>("raw");
        QTest::addRow("nginx page under a foreign name")
            << "HTTP/1.1 502 Bad Gateway\r\nServer: acme-front\r\n\r\n" + page("502 Bad Gateway", "nginx/1.22.1");
        QTest::addRow("guru meditation without Varnish")
            << QByteArray("HTTP/1.1 503 Service Unavailable\r\nServer: acme\r\n\r\n<h3>Guru Meditation:</h3>");
        QTest::addRow("squid's field under another server") << QByteArray(
            "HTTP/1.1 503 Service Unavailable\r\nServer: acme\r\nX-Squid-Error: ERR_CONNECT_FAIL 111\r\n\r\n<p>no</p>");
        QTest::addRow("HAProxy's sentence under a foreign name") << QByteArray(
            "HTTP/1.1 503 Service Unavailable\r\nServer: acme\r\nDate: x\r\n\r\n<html><body><h1>503</h1>\n"
            "No server is available to handle this request.\n</body></html>");
    }
    void oneMarkOfAnImitationIsNotTrusted()
    {
        QFETCH(QByteArray, raw);
        const Responder responder = identify(raw);
        QVERIFY2(!responder.authored.value_or(false) || responder.id == u"origin", qPrintable(responder.id));
    }
    void aCustomPageUnderNginxCannotBeTold()
    {
        const Responder responder =
            identify("HTTP/1.1 502 Bad Gateway\r\nServer: nginx\r\nDate: x\r\nContent-Type: text/html\r\n"
                     "Content-Length: 20\r\nConnection: close\r\n\r\n<h1>We are sorry</h1>");
        QCOMPARE(responder.id, u"nginx"_s);
        QVERIFY(!responder.authored.has_value());
        QVERIFY(responder.confidence < 0.75);
    }
    void proxyStatusNamesTheHopNearestTheOrigin()
    {
        const Responder responder = identify(
            "HTTP/1.1 502 Bad Gateway\r\nServer: acme\r\n"
            "Proxy-Status: inner.example; error=connection_refused, edge.example; received-status=502\r\n\r\n");
        QCOMPARE(responder.name, u"inner.example"_s);
        QCOMPARE(responder.authored, std::optional(true));
        QVERIFY(responder.confidence >= 0.95);
    }
    void anUnknownHopTakesThePlaceOfWhoWasSeen()
    {
        const Responder responder =
            identify("HTTP/1.1 502 Bad Gateway\r\nServer: nginx\r\nDate: x\r\n"
                     "Proxy-Status: edge.example; error=connection_refused\r\n\r\n<h1>We are sorry</h1>");
        QCOMPARE(responder.id, u"unknown"_s);
        QCOMPARE(responder.name, u"edge.example"_s);
        QCOMPARE(responder.authored, std::optional(true));
        QCOMPARE(responder.layers.constFirst().id, u"nginx"_s);
    }
    void anApplicationMayNameItselfAsTheHop()
    {
        const Responder responder = identify("HTTP/1.1 500 Internal Server Error\r\nServer: PostgREST/12.0\r\n"
                                             "Proxy-Status: PostgREST; error=PGRST301\r\n\r\n{\"code\":\"PGRST301\"}");
        QCOMPARE(responder.id, u"origin"_s);
        QCOMPARE(responder.authored, std::optional(true));
    }
    void oneFieldOnACustomPageIsOnlyAHint()
    {
        const Responder responder = identify("HTTP/1.1 502 Bad Gateway\r\nServer: nginx\r\nDate: x\r\n"
                                             "X-Team: topsecret\r\n\r\n<h1>We are sorry</h1>");
        QCOMPARE(responder.id, u"nginx"_s);
        QCOMPARE(responder.authored, std::optional(false));
        QVERIFY(responder.confidence <= 0.6);
        const QString markers = responder.markers.join(u' ');
        QVERIFY2(markers.contains(u"X-Team"_s) && !markers.contains(u"topsecret"_s), qPrintable(markers));
    }
    void aCookieIsNamedAndNotShown()
    {
        const Responder responder =
            identify("HTTP/1.1 502 Bad Gateway\r\nServer: shop\r\nSet-Cookie: AWSALB=topsecret; Path=/\r\n\r\nno");
        QCOMPARE(responder.id, u"aws_alb"_s);
        QVERIFY(responder.markers.contains(u"Set-Cookie: AWSALB"_s));
    }
    void anUnknownNameWithA503IsNotTheApplication()
    {
        const Responder responder = identify(
            "HTTP/1.1 503 Service Unavailable\r\nServer: acme\r\nRetry-After: 30\r\n\r\n<h1>Come back later</h1>");
        QCOMPARE(responder.id, u"unknown"_s);
        QVERIFY(!responder.authored);
    }
    void readsStatusHopsOfAnyForm()
    {
        const QList<StatusHop> hops =
            parseStatusHops("\"a, b\"; error=dns_error; details=\"x; y\", c;received-status=504;;=, ,=;");
        QCOMPARE(hops.size(), 2);
        QCOMPARE(hops[0].name, u"a, b"_s);
        QCOMPARE(hops[0].details, u"x; y"_s);
        QCOMPARE(hops[1].receivedStatus, std::optional(504));
    }
    void aGoodAnswerDecidesWhatABadOneLeavesOpen()
    {
        ResponseHead good{200, "1.1", "OK", {{"Server", "shop"}}};
        const SavedResponse bad = parseSavedResponse("HTTP/1.1 502 Bad Gateway\r\nServer: acme-front\r\n\r\n");
        ResponderContext context;
        QVERIFY(!identifyResponder(bad.head, bad.body, context).authored);
        context.good = ResponseHead{302, "1.1", "Found", {{"Server", "shop"}}}; // perhaps the front door's own
        QVERIFY(!identifyResponder(bad.head, bad.body, context).authored);
        context.good = good;
        QCOMPARE(identifyResponder(bad.head, bad.body, context).authored, std::optional(true));
    }
    void aReplyToConnectIsTheProxys()
    {
        Exchange exchange;
        exchange.viaProxy = true;
        exchange.connectStatus = 503;
        exchange.response = ResponseHead{503, "1.1", "Service Unavailable", {}};
        const Responder responder = responderOf(exchange);
        QCOMPARE(responder.role, u"forward_proxy"_s);
        QCOMPARE(responder.authored, std::optional(true));
    }
    void anEmptyBodyAfterHeadProvesNothing()
    {
        const SavedResponse saved = parseSavedResponse("HTTP/1.1 502 Bad Gateway\r\nServer: Caddy\r\nDate: x\r\n\r\n");
        ResponderContext context;
        QCOMPARE(identifyResponder(saved.head, {}, context).authored, std::optional(true));
        context.bodyExpected = false;
        QVERIFY(!identifyResponder(saved.head, {}, context).authored);
    }
    void readsSavedResponsesOfAnyForm()
    {
        const SavedResponse curl = parseSavedResponse(
            "HTTP/1.1 100 Continue\n\nHTTP/2 502 \nserver: x\ntransfer-encoding: chunked\n\n3\r\nabc\r\n0\r\n\r\n");
        QCOMPARE(curl.head.status, 502);
        QCOMPARE(curl.head.version, "2");
        QCOMPARE(curl.body, "abc");
        QCOMPARE(parseSavedResponse("<html>bare</html>").body, "<html>bare</html>");
        QCOMPARE(parseSavedResponse("HTTP/1.1").head.status, 0);
        QCOMPARE(parseSavedResponse({}).body, QByteArray());
    }
};

void ResponderTest::knowsPagesOfGatewaysThatCannotBeRunHere_data()
{
    QTest::addColumn<QByteArray>("raw");
    QTest::addColumn<QString>("id");
    QTest::addColumn<int>("authored"); // 1 own, 0 passed on, -1 cannot be told
    const auto row = [](const char* name, const QByteArray& raw, const char* id, int authored) {
        QTest::newRow(name) << raw << QString::fromLatin1(id) << authored;
    };
    const QByteArray bad = "HTTP/1.1 502 Bad Gateway\r\n";
    const QByteArray app = "Content-Type: text/html\r\nSet-Cookie: a=b\r\n\r\n<h1>Shop: no stock</h1>";
    const QByteArray cf = "Server: cloudflare\r\nCF-RAY: 8f1-FRA\r\n";
    row("cloudflare unbranded", bad + cf + "\r\n" + page("502 Bad Gateway", "cloudflare"), "cloudflare", 1);
    row("cloudflare branded", bad + cf + "\r\n<div id=\"cf-error-details\">Bad gateway</div>", "cloudflare", 1);
    row("cloudflare text", bad + cf + "Content-Type: text/plain\r\n\r\nerror code: 502", "cloudflare", 1);
    for (const char* code : {"520", "521", "522", "523", "524", "525", "526", "530"})
        row(code, "HTTP/2 " + QByteArray(code) + " \r\n" + cf + "\r\nx", "cloudflare", 1);
    row("cloudflare passed on", bad + cf + app, "cloudflare", 0);
    const QByteArray cloudfront =
        "X-Cache: Error from cloudfront\r\nVia: 1.1 abc.cloudfront.net (CloudFront)\r\nX-Amz-Cf-Id: z==\r\n";
    row("cloudfront",
        bad + "Server: CloudFront\r\n" + cloudfront
            + "\r\n<H1>502 ERROR</H1><H2>The request could not be satisfied.</H2>Generated by cloudfront (CloudFront)",
        "cloudfront", 1);
    row("cloudfront passed on", bad + "Server: shop\r\n" + cloudfront + app, "cloudfront", 0);
    row("alb", bad + "Server: awselb/2.0\r\nContent-Length: 122\r\n\r\n" + page("502 Bad Gateway", ""), "aws_alb", 1);
    row("api gateway",
        bad
            + "x-amzn-ErrorType: InternalServerErrorException\r\nx-amz-apigw-id: q=\r\n\r\n{\"message\": \"Internal "
              "server error\"}",
        "aws_api_gateway", 1);
    row("api gateway passed on", bad + "x-amz-apigw-id: q=\r\n\r\n{\"detail\": \"no\"}", "aws_api_gateway", 0);
    row("google",
        bad
            + "Content-Type: text/html; charset=UTF-8\r\nVia: 1.1 google\r\n\r\n<title>502 Server "
              "Error</title><h1>Error: Server Error</h1>",
        "google_frontend", 1);
    row("google passed on", bad + "Server: shop\r\nVia: 1.1 google\r\n" + app, "google_frontend", 0);
    row("azure front door",
        "HTTP/1.1 504 Gateway Timeout\r\nX-Azure-Ref: 0x\r\n\r\n<h2>Our services aren't available right now</h2>",
        "azure_front_door", 1);
    row("azure application gateway",
        bad + "Server: Microsoft-Azure-Application-Gateway/v2\r\n\r\n"
            + page("502 Bad Gateway", "Microsoft-Azure-Application-Gateway/v2"),
        "azure_app_gateway", 1);
    row("akamai",
        "HTTP/1.1 503 Service Unavailable\r\nServer: AkamaiGHost\r\nMime-Version: "
        "1.0\r\n\r\nReference&#32;&#35;3&#46;4c",
        "akamai", 1);
    const QByteArray fastly = "X-Served-By: cache-fra1234-FRA\r\nX-Timer: S1\r\nVia: 1.1 varnish\r\n";
    row("fastly",
        "HTTP/1.1 503 backend read error\r\n" + fastly
            + "\r\n<h1>Error 503 backend read error</h1><h3>Guru Mediation:</h3><p>Details: cache-fra1234-FRA 1 "
              "2</p>Varnish cache server",
        "fastly", 1);
    row("fastly passed on", bad + fastly + app, "fastly", 0);
    row("heroku",
        "HTTP/1.1 503 Service Unavailable\r\nServer: Heroku\r\nVia: 1.1 heroku-router\r\n\r\n<iframe "
        "src=\"//www.herokucdn.com/error-pages/application-error.html\">",
        "heroku", 1);
    row("vercel",
        bad + "Server: Vercel\r\nX-Vercel-Error: ROUTER_EXTERNAL_TARGET_ERROR\r\nX-Vercel-Id: fra1::x\r\n\r\n",
        "vercel", 1);
    row("vercel passed on", bad + "Server: Vercel\r\nX-Vercel-Id: fra1::x\r\n" + app, "vercel", 0);
    row("netlify", bad + "Server: Netlify\r\nX-NF-Request-ID: 1\r\n\r\nerror decoding lambda response", "netlify", 1);
    row("fly", bad + "Server: Fly/abc (2026)\r\nVia: 1.1 fly.io\r\nFly-Request-Id: 01-fra\r\n\r\n", "fly_io", 1);
    row("render passed on", bad + cf + "x-render-origin-server: gunicorn\r\n" + app, "render", 0);
    row("railway", bad + "Server: railway-edge\r\nX-Railway-Fallback: true\r\n\r\n{}", "railway", 1);
    row("digitalocean passed on", bad + cf + "x-do-app-origin: 1\r\nx-do-orig-status: 502\r\n" + app, "digitalocean",
        0);
    row("envoy",
        "HTTP/1.1 503 Service Unavailable\r\nserver: envoy\r\ncontent-type: text/plain\r\n\r\n"
        "upstream connect error or disconnect/reset before headers. reset reason: connection failure",
        "envoy", 1);
    row("envoy passed on", bad + "server: istio-envoy\r\nx-envoy-upstream-service-time: 12\r\n" + app, "envoy", 0);
    row("traefik", bad + "Content-Type: text/plain; charset=utf-8\r\nDate: x\r\nContent-Length: 11\r\n\r\nBad Gateway",
        "traefik", 1);
    row("kong",
        bad
            + "Server: kong/3.6\r\nX-Kong-Response-Latency: 3\r\n\r\n{\"message\":\"An invalid response was received "
              "from the upstream server\"}",
        "kong", 1);
    row("kong passed on", bad + "Server: shop\r\nVia: kong/3.6\r\nX-Kong-Upstream-Latency: 3\r\n" + app, "kong", 0);
    row("openresty", bad + "Server: openresty/1.21.4\r\n\r\n" + page("502 Bad Gateway", "openresty/1.21.4"),
        "openresty", 1);
    row("tengine", bad + "Server: Tengine\r\n\r\nSorry for the inconvenience<hr/>Powered by Tengine", "tengine", 1);
    row("ingress-nginx",
        "HTTP/1.1 503 Service Temporarily Unavailable\r\nDate: x\r\n\r\n"
            + page("503 Service Temporarily Unavailable", "nginx"),
        "nginx", 1);
    row("iis arr",
        bad
            + "Server: Microsoft-IIS/10.0\r\n\r\n<h2>502 - Web server received an invalid response while acting as a "
              "gateway or proxy server.</h2>",
        "iis", 1);
    row("go", bad + "Date: x\r\nContent-Length: 0\r\n\r\n", "go_reverse_proxy", 1);
    row("zscaler", bad + "Server: Zscaler/6.1\r\n\r\nno", "zscaler", 1);
    row("application behind nothing known",
        "HTTP/1.1 500 Internal Server Error\r\nServer: gunicorn\r\n\r\n<h1>Internal Server Error</h1>", "origin", 1);
    row("nothing known at all", bad + "Date: x\r\n\r\nno", "unknown", -1);
}

void ResponderTest::knowsPagesOfGatewaysThatCannotBeRunHere()
{
    QFETCH(QByteArray, raw);
    QFETCH(QString, id);
    QFETCH(int, authored);
    const Responder responder = identify(raw);
    const QString seen = responder.id + u' ' + responder.markers.join(u" | "_s);
    QVERIFY2(responder.id == id, qPrintable(seen));
    QCOMPARE(responder.authored.has_value() ? int(*responder.authored) : -1, authored);
    QVERIFY(authored < 0 || responder.confidence >= 0.65);
}

QTEST_APPLESS_MAIN(ResponderTest)
#include "tst_responder.moc"
