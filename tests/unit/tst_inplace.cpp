// SPDX-License-Identifier: GPL-3.0-or-later
// Answers of somebody who stands in the service's place: a proxy, or a server at another address. Whatever was measured
// there tells nothing of the service.
#include <core/diagnosis/savedresponse.h>
#include <core/diagnosis/session.h>

#include <QTest>

#include <algorithm>

using namespace Gatewatch;
using namespace Qt::StringLiterals;
using Purpose = HttpReply::Purpose;

namespace {

const TimePoint now = *fromIso(u"2026-11-20T12:00:00Z"_s);
const QByteArray nginx502 = "HTTP/1.1 502 Bad Gateway\r\nServer: nginx/1.22.1\r\nContent-Type: text/html\r\n\r\n"
                            "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad "
                            "Gateway</h1></center>\r\n<hr><center>nginx/1.22.1</center>\r\n</body>\r\n</html>\r\n";
const QByteArray app500 = "HTTP/1.1 500 Internal Server Error\r\nServer: gunicorn\r\n\r\n<h1>oh</h1>";
const QByteArray fine = "HTTP/1.1 200 OK\r\nServer: shop\r\n\r\nfine";

HttpReply reply(Purpose purpose, const QByteArray& raw, const QString& address, bool viaProxy = false)
{
    const SavedResponse saved = parseSavedResponse(raw);
    HttpReply one;
    one.purpose = purpose;
    one.address = purpose == Purpose::OtherAddress ? address : QString();
    one.exchange.at = now;
    one.exchange.address = address;
    one.exchange.viaProxy = viaProxy;
    one.exchange.response = saved.head;
    one.exchange.body = saved.body;
    one.exchange.bytes = saved.body.size();
    one.good = saved.head.status == 200;
    return one;
}

QList<Evidence> failing(const QByteArray& raw, const QString& address, bool viaProxy = false)
{
    QList<Evidence> evidence{reply(Purpose::First, raw, address, viaProxy)};
    for (int i = 0; i < 5; ++i)
        evidence.append(reply(Purpose::Retry, raw, address, viaProxy));
    return evidence;
}

ElsewhereFact elsewhere(ElsewhereFact::Kind kind, int status, bool viaProxy)
{
    ElsewhereFact fact;
    fact.kind = kind;
    fact.host = u"other.example"_s;
    fact.answered = true;
    fact.status = status;
    fact.asExpected = status < 400;
    fact.viaProxy = viaProxy;
    return fact;
}

Diagnosis judged(const QList<Evidence>& evidence, const QString& scheme = u"http"_s)
{
    DiagnosisCase about;
    about.target = QUrl(scheme + u"://shop.example/"_s);
    about.startedAt = now;
    return judgeEvidence(about, evidence, {}, now);
}

/// The name leads to .66; others send it to .10, where it works.
QList<Evidence> ledAstray(const QByteArray& raw, bool byHostsFile)
{
    NameFact name{u"shop.example"_s, {u"198.51.100.66"_s}, {}, {}};
    if (byHostsFile)
        name.inHostsFile = name.addresses;
    return failing(raw, u"198.51.100.66"_s)
        + QList<Evidence>{
            name, ResolverFact{u"one"_s, {u"198.51.100.10"_s}, {}}, ResolverFact{u"two"_s, {u"198.51.100.10"_s}, {}},
            reply(Purpose::OtherAddress, fine, u"198.51.100.10"_s),
            elsewhere(ElsewhereFact::Kind::Control, 200, false)};
}

/// Through the proxy all fails, past it the service is well.
QList<Evidence> behindProxy(const QByteArray& raw, bool onThisComputer)
{
    const QString address = onThisComputer ? u"127.0.0.1"_s : u"192.168.1.9"_s;
    HttpReply past = reply(Purpose::OtherProxy, fine, u"198.51.100.10"_s);
    return failing(raw, address, true)
        + QList<Evidence>{
            ProxyFact{true, true, onThisComputer}, past, elsewhere(ElsewhereFact::Kind::Control, 502, true),
            elsewhere(ElsewhereFact::Kind::Connectivity, 502, true)};
}

} // namespace

class InPlaceTest : public QObject {
    Q_OBJECT
private slots:
    void anotherServer_data()
    {
        QTest::addColumn<QByteArray>("raw");
        QTest::addColumn<bool>("byHostsFile");
        QTest::addColumn<VerdictPlace>("place");
        QTest::newRow("hosts file, a gateway's 502") << nginx502 << true << VerdictPlace::Device;
        QTest::newRow("hosts file, an application's 500") << app500 << true << VerdictPlace::Device;
        QTest::newRow("name server, a gateway's 502") << nginx502 << false << VerdictPlace::Network;
        QTest::newRow("name server, an application's 500") << app500 << false << VerdictPlace::Network;
    }
    void anotherServer()
    {
        QFETCH(QByteArray, raw);
        QFETCH(bool, byHostsFile);
        QFETCH(VerdictPlace, place);
        const Diagnosis diagnosis = judged(ledAstray(raw, byHostsFile));
        QCOMPARE(idOf(diagnosis.verdict.place), idOf(place));
        QCOMPARE(diagnosis.verdict.cause, u"stale_dns"_s);
        QVERIFY(diagnosis.responder.id != u"origin"_s); // it is no application of the service
    }
    void itsCertificateShowsAServerOfItsOwn()
    {
        // A content network sends each of us elsewhere; one entrance fails, and it could prove whose it is.
        const Diagnosis diagnosis = judged(ledAstray(nginx502, false), u"https"_s);
        QVERIFY(std::ranges::any_of(
            diagnosis.findings, [](const FindingReport& one) { return one.id == u"server_side_answer"_s; }));
        QVERIFY2(diagnosis.verdict.place != VerdictPlace::Network, qPrintable(diagnosis.verdict.headline));
        QVERIFY2(diagnosis.verdict.cause != u"stale_dns"_s, qPrintable(diagnosis.verdict.headline));
        const auto other = std::ranges::find(diagnosis.findings, u"works_at_others_address"_s, &FindingReport::id);
        QVERIFY(other != diagnosis.findings.end());
        QCOMPARE(std::ranges::max_element(other->weights) - other->weights.begin(), std::ptrdiff_t(Place::Gateway));
    }
    void aProxy_data()
    {
        QTest::addColumn<QByteArray>("raw");
        QTest::addColumn<bool>("onThisComputer");
        const QByteArray unnamed = "HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/json\r\n\r\n{}";
        for (const bool here : {false, true}) {
            const char* where = here ? "on this computer" : "in the network";
            QTest::addRow("nginx %s", where) << nginx502 << here;
            QTest::addRow("an application's name %s", where) << app500 << here;
            QTest::addRow("without a name %s", where) << unnamed << here;
        }
    }
    void aProxy()
    {
        QFETCH(QByteArray, raw);
        QFETCH(bool, onThisComputer);
        const Diagnosis diagnosis = judged(behindProxy(raw, onThisComputer));
        QCOMPARE(idOf(diagnosis.verdict.place), onThisComputer ? u"device"_s : u"network"_s);
        QCOMPARE(diagnosis.verdict.cause, onThisComputer ? u"local_proxy"_s : u"company_proxy"_s);
        QCOMPARE(diagnosis.responder.role, u"forward_proxy"_s);
        QCOMPARE(diagnosis.responder.authored, std::optional(true));
        QVERIFY(diagnosis.responder.id != u"origin"_s);
    }
    void oneOnlyByNameIsNoneOfOurs()
    {
        const QByteArray mitm = "HTTP/1.1 502 Bad Gateway\r\nServer: mitmproxy 8.1.1\r\nContent-Type: text/html\r\n\r\n"
                                "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1><p>"
                                "Certificate verify failed: self-signed certificate</p></body></html>";
        const Diagnosis diagnosis = judged(
            failing(mitm, u"198.51.100.10"_s)
            + QList<Evidence>{ProxyFact{}, elsewhere(ElsewhereFact::Kind::Control, 200, false)});
        QCOMPARE(diagnosis.responder.role, u"reverse_proxy"_s);
        QCOMPARE(idOf(diagnosis.verdict.place), u"gateway"_s);
        QCOMPARE(diagnosis.verdict.cause, u"certificate_problem"_s);
    }
    void aMadeUpAnswerAskedNobodyBehind()
    {
        const Diagnosis diagnosis = judged(failing(
            "HTTP/1.1 503 Maintenance\r\nServer: Varnish\r\nX-Varnish: 2\r\nRetry-After: 600\r\nContent-Type: "
            "text/html\r\n\r\n<h1>Down for maintenance</h1><p>Back soon.</p>",
            u"198.51.100.10"_s));
        QCOMPARE(diagnosis.verdict.cause, u"maintenance"_s);
    }
    void aPortThatIsRefusedEverywhereIsNotTheirs_data()
    {
        QTest::addColumn<bool>("everywhere");
        QTest::newRow("everywhere") << true;
        QTest::newRow("only there") << false;
    }
    void aPortThatIsRefusedEverywhereIsNotTheirs()
    {
        QFETCH(bool, everywhere);
        HttpReply refused;
        refused.exchange.at = now;
        refused.exchange.address = u"198.51.100.10"_s;
        refused.exchange.failure = Failure::TcpRefused;
        ElsewhereFact other = elsewhere(ElsewhereFact::Kind::Connectivity, 204, false);
        if (everywhere) {
            other = {};
            other.host = u"check.example"_s;
            other.failure = Failure::TcpRefused;
        }
        ElsewhereFact encrypted = elsewhere(ElsewhereFact::Kind::Control, 200, false);
        encrypted.https = true;
        QList<Evidence> evidence{refused};
        refused.purpose = Purpose::Retry;
        evidence += QList<Evidence>(5, refused);
        const Diagnosis diagnosis = judged(evidence + QList<Evidence>{other, encrypted});
        const bool theirs =
            diagnosis.verdict.place == VerdictPlace::Service || diagnosis.verdict.place == VerdictPlace::Gateway;
        QCOMPARE(theirs, !everywhere);
        if (everywhere && diagnosis.verdict.place != VerdictPlace::Inconclusive)
            QCOMPARE(diagnosis.verdict.cause, u"blocked_locally"_s);
    }
    void oneCodeIsNoSignature()
    {
        const Diagnosis diagnosis = judged(failing(
            "HTTP/1.1 521 \r\nServer: nginx/1.22.1\r\nContent-Type: text/html\r\n\r\n<html><title>shop | 521: Web "
            "server "
            "is down</title><body>Web server is down Error code 521 cloudflare</body></html>",
            u"198.51.100.10"_s));
        QVERIFY(diagnosis.responder.id != u"cloudflare"_s);
    }
};

QTEST_GUILESS_MAIN(InPlaceTest)
#include "tst_inplace.moc"
