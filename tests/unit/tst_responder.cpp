// SPDX-License-Identifier: GPL-3.0-or-later
#include "responsesamples.h"

#include <core/diagnosis/hopfault.h>
#include <core/diagnosis/proxystatus.h>
#include <core/diagnosis/responder.h>
#include <core/diagnosis/savedresponse.h>

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRandomGenerator>
#include <QTest>

#include <algorithm>

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
    return stockPage(heading, last);
}

QString idsOf(const QList<ResponderLayer>& layers)
{
    QStringList ids;
    for (const ResponderLayer& one : layers)
        ids.append(one.id);
    return ids.join(u' ');
}

int authoredOf(const Responder& responder)
{
    return responder.authored.has_value() ? int(*responder.authored) : -1;
}

QByteArray seen(const Responder& responder)
{
    return (responder.id + u" %1 %2 ["_s.arg(authoredOf(responder)).arg(responder.confidence) + idsOf(responder.layers)
            + u"] "_s + responder.markers.join(u" | "_s))
        .toUtf8();
}

/// Every sample there is: written by hand, and recorded from real gateways.
QList<QByteArray> allSamples()
{
    QList<QByteArray> all;
    for (const ResponseSample& one : responseSamples() + imitationSamples())
        all.append(one.raw);
    const QDir root(QStringLiteral(GATEWATCH_SOURCE_DIR "/tests/data/gateways"));
    for (const QString& folder : root.entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        for (const char* mode : {"refused", "hang", "origin-502", "inner-nginx-502"})
            all.append(readFile(root.filePath(folder + u'/' + QString::fromLatin1(mode) + u".http"_s)).left(4096));
    }
    return all;
}

std::optional<HopReading> hopOf(const QByteArray& raw, const Responder* known = nullptr)
{
    const SavedResponse saved = parseSavedResponse(raw);
    Exchange exchange;
    exchange.response = saved.head;
    exchange.body = saved.body;
    return readHop(exchange, known ? *known : identify(raw));
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

    void knowsWhoWroteEverySample_data()
    {
        QTest::addColumn<int>("at");
        const QList<ResponseSample> all = responseSamples();
        for (qsizetype i = 0; i < all.size(); ++i)
            QTest::newRow(all[i].name) << int(i);
    }
    void knowsWhoWroteEverySample()
    {
        QFETCH(int, at);
        const ResponseSample sample = responseSamples()[at];
        const Responder responder = identify(sample.raw);
        QVERIFY2(responder.id == QLatin1StringView(sample.id), seen(responder));
        QVERIFY2(authoredOf(responder) == sample.authored, seen(responder));
        QVERIFY2(responder.confidence >= 0.65, seen(responder));
        if (sample.layers)
            QVERIFY2(idsOf(responder.layers) == QLatin1StringView(sample.layers), seen(responder));
    }
    void trustsNoImitation_data()
    {
        QTest::addColumn<int>("at");
        const QList<ResponseSample> all = imitationSamples();
        for (qsizetype i = 0; i < all.size(); ++i)
            QTest::newRow(all[i].name) << int(i);
    }
    /// Whatever it is taken for, it is not taken for that with certainty; only an application that names itself is.
    void trustsNoImitation()
    {
        QFETCH(int, at);
        const ResponseSample sample = imitationSamples()[at];
        const Responder responder = identify(sample.raw);
        const bool known = responder.authored.value_or(false) && responder.confidence >= 0.75;
        QVERIFY2(!known || responder.id == u"origin", seen(responder));
        if (*sample.id)
            QVERIFY2(responder.id == QLatin1StringView(sample.id), seen(responder));
        if (sample.authored < 1)
            QVERIFY2(authoredOf(responder) < 1, seen(responder));
    }
    /// What is cut or damaged on the way is at worst not recognised.
    void neverTakesDamageForAnotherProduct()
    {
        QRandomGenerator random(20261128);
        for (const QByteArray& raw : allSamples()) {
            const Responder whole = identify(raw);
            const auto fits = [&](const QByteArray& damaged) {
                const Responder one = identify(damaged);
                const bool known = one.authored.value_or(false) && one.confidence >= 0.75;
                const bool same = one.id == whole.id || idsOf(whole.layers).split(u' ').contains(one.id);
                QVERIFY2(!known || same || one.id == u"origin", seen(whole) + "  ->  " + seen(one) + '\n' + damaged);
            };
            for (int sixteenth = 0; sixteenth < 16; ++sixteenth) {
                fits(raw.left(raw.size() * sixteenth / 16));
                if (QTest::currentTestFailed())
                    return;
            }
            for (int round = 0; round < 60; ++round) {
                QByteArray damaged = raw;
                for (int change = 0; change <= round % 3; ++change) {
                    const int at = int(random.bounded(int(damaged.size()) + 1));
                    if (round % 5 == 0)
                        damaged.insert(at, '\0');
                    else if (round % 5 == 1)
                        damaged.remove(at, 1);
                    else if (at < damaged.size())
                        damaged[at] = char(random.bounded(256));
                }
                fits(damaged);
                if (QTest::currentTestFailed())
                    return;
            }
        }
    }
    void readsLongBodiesOfAnyKind_data()
    {
        QTest::addColumn<QByteArray>("piece");
        QTest::addRow("blanks") << QByteArray(" ");
        QTest::addRow("line feeds") << QByteArray("\n");
        QTest::addRow("nothing") << QByteArray(1, '\0');
        QTest::addRow("no text") << QByteArray("\xff\xfe");
        QTest::addRow("headings") << QByteArray("<center><h1>502 ");
        QTest::addRow("titles") << QByteArray("<title>");
        QTest::addRow("generated") << QByteArray("Generated ");
        QTest::addRow("quotes") << QByteArray("\"message\" : \"");
        QTest::addRow("references") << QByteArray("Reference   ");
        QTest::addRow("letters") << QByteArray("a");
    }
    void readsLongBodiesOfAnyKind()
    {
        QFETCH(QByteArray, piece);
        const QByteArray body = piece.repeated(64 * 1024 / piece.size());
        for (const char* server : {"nginx", "cloudflare", "Apache", "squid", "AkamaiGHost", "Google Frontend"}) {
            const Responder responder =
                identify("HTTP/1.1 502 Bad Gateway\r\nServer: " + QByteArray(server) + "\r\n\r\n" + body);
            QVERIFY2(!responder.authored.value_or(false) || responder.confidence < 0.9, seen(responder));
        }
    }
    void saysWhatAGatewayMetBehindIt_data()
    {
        QTest::addColumn<QString>("sample");
        QTest::addColumn<int>("fault");
        const auto row = [](const char* sample, HopFault fault) {
            QTest::newRow(sample) << QString::fromLatin1(sample) << int(fault);
        };
        using enum HopFault;
        row("Cloudflare 522 page", TimedOut);
        row("Cloudflare 1016", NotFound);
        row("a crash in Cloudflare's workers", NotStarted);
        row("tunnel of Cloudflare", Unreachable);
        row("Fastly over HTTP/2", TimedOut);
        row("EdgeOne's rules", Denied);
        row("Sucuri", Denied);
        row("Vercel over HTTP/2", TimedOut);
        row("Render gave up", NotStarted);
        row("Railway over HTTP/2", NotStarted);
        row("DigitalOcean has nobody", Unreachable);
        row("ngrok", NotStarted);
        row("front door with its debug field", Distrusted);
        row("classic load balancer", Unreachable);
        row("BIG-IP", Denied);
        row("NetScaler", Unreachable);
        row("Kong that tried", Unclear);
        row("Tyk", Unclear);
        row("Gravitee", OwnFault);
        row("Envoy refused", Refused);
        row("Envoy over HTTP/2", Unreachable);
        row("Linkerd behind Envoy", Unreachable);
        row("Apache", ClosedEarly);
        row("HAProxy", Unclear);
        row("Traefik without a server", Unreachable);
        row("Apache Traffic Server", Unclear);
        row("H2O that reaches nobody", Unclear);
        row("H2O that waits in vain", TimedOut);
        row("nghttpx", Unclear);
        row("IIS sub-code", NotStarted);
        row("Squid that forbids", Denied);
        row("Privoxy answers CONNECT", Unreachable);
        row("Fiddler", Refused);
        row("Charles", Refused);
        row("Blue Coat", TimedOut);
        row("FortiGate", Denied);
        row("Palo Alto", Denied);
    }
    void saysWhatAGatewayMetBehindIt()
    {
        QFETCH(QString, sample);
        QFETCH(int, fault);
        const QList<ResponseSample> all = responseSamples();
        const auto one = std::find_if(all.cbegin(), all.cend(), [&](const ResponseSample& candidate) {
            return sample == QLatin1StringView(candidate.name);
        });
        QVERIFY(one != all.cend());
        const std::optional<HopReading> hop = hopOf(one->raw);
        QVERIFY2(hop.has_value(), seen(identify(one->raw)));
        QCOMPARE(int(hop->fault), fault);
        QVERIFY(!hop->line.isEmpty());
    }
    /// RFC 9209 section 2.3: each type of error and the leg that it points at.
    void readsEveryTypeOfProxyStatus_data()
    {
        QTest::addColumn<int>("fault");
        using enum HopFault;
        const auto row = [](const char* type, HopFault fault) { QTest::newRow(type) << int(fault); };
        row("dns_timeout", NotFound);
        row("dns_error", NotFound);
        row("destination_not_found", OwnFault);
        row("destination_unavailable", Unreachable);
        row("destination_ip_prohibited", Denied);
        row("destination_ip_unroutable", Unreachable);
        row("connection_refused", Refused);
        row("connection_terminated", ClosedEarly);
        row("connection_timeout", TimedOut);
        row("connection_read_timeout", TimedOut);
        row("connection_write_timeout", TimedOut);
        row("connection_limit_reached", Overloaded);
        row("tls_protocol_error", Distrusted);
        row("tls_certificate_error", Distrusted);
        row("tls_alert_received", Distrusted);
        row("http_request_error", Denied);
        row("http_request_denied", Denied);
        row("http_response_incomplete", ClosedEarly);
        row("http_response_header_section_size", Rubbish);
        row("http_response_header_size", Rubbish);
        row("http_response_body_size", Rubbish);
        row("http_response_trailer_section_size", Rubbish);
        row("http_response_trailer_size", Rubbish);
        row("http_response_transfer_coding", Rubbish);
        row("http_response_content_coding", Rubbish);
        row("http_response_timeout", TimedOut);
        row("http_upgrade_failed", Rubbish);
        row("http_protocol_error", Rubbish);
        row("proxy_internal_error", OwnFault);
        row("proxy_configuration_error", OwnFault);
        row("proxy_loop_detected", OwnFault);
    }
    void readsEveryTypeOfProxyStatus()
    {
        QFETCH(int, fault);
        const QByteArray raw = "HTTP/2 502 \r\nproxy-status: edge.example; error=" + QByteArray(QTest::currentDataTag())
            + "; next-hop=\"10.0.0.1:8001\"; details=\"a, b; error=x\"\r\n\r\n<p>no</p>";
        const std::optional<HopReading> hop = hopOf(raw);
        QVERIFY(hop.has_value());
        QCOMPARE(int(hop->fault), fault);
        QCOMPARE(identify(raw).authored, std::optional(true));
    }
    void aHopThatReceivedTheCodePassedItOn()
    {
        const Responder responder = identify("HTTP/1.1 502 Bad Gateway\r\nServer: acme\r\n"
                                             "Proxy-Status: edge.example; received-status=502\r\n\r\nno");
        QCOMPARE(responder.authored, std::optional(false));
        const Responder other = identify("HTTP/1.1 502 Bad Gateway\r\nServer: acme\r\n"
                                         "Proxy-Status: edge.example; received-status=200\r\n\r\nno");
        QVERIFY(!other.authored);
    }
    void aTimeOfTheOriginMeansThatItWasAsked()
    {
        const QByteArray head =
            "HTTP/2 502 \r\nserver: CloudFront\r\nserver-timing: cdn-cache; desc=MISS, origin; dur=";
        QCOMPARE(identify(head + "120\r\n\r\n<h1>no</h1>").authored, std::optional(false));
        QVERIFY(!identify(head + "0\r\n\r\n<h1>no</h1>").authored);
    }
    void aGoodAnswerShowsWhatABadOneLacks_data()
    {
        QTest::addColumn<QByteArray>("field");
        QTest::addColumn<QByteArray>("value");
        QTest::addRow("a time of the upstream") << QByteArray("x-envoy-upstream-service-time") << QByteArray("12");
        QTest::addRow("a time of the origin")
            << QByteArray("Server-Timing") << QByteArray("edge; dur=1, origin; dur=80");
        QTest::addRow("Via") << QByteArray("Via") << QByteArray("1.1 shop");
        QTest::addRow("another name") << QByteArray("Server") << QByteArray("shop");
    }
    void aGoodAnswerShowsWhatABadOneLacks()
    {
        QFETCH(QByteArray, field);
        QFETCH(QByteArray, value);
        const SavedResponse bad =
            parseSavedResponse("HTTP/1.1 503 Service Unavailable\r\nserver: envoy\r\n\r\n<h1>Come back</h1>");
        ResponderContext context;
        context.good = ResponseHead{200, "1.1", "OK", {{"server", "envoy"}}};
        QVERIFY(!identifyResponder(bad.head, bad.body, context).authored);
        if (field == "Server")
            context.good->headers = {{field, value}};
        else
            context.good->headers.append({field, value});
        const Responder responder = identifyResponder(bad.head, bad.body, context);
        QCOMPARE(responder.id, u"envoy"_s);
        QCOMPARE(responder.authored, std::optional(true));
        QVERIFY(responder.confidence >= 0.75);
    }

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
