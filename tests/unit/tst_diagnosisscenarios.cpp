// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/diagnosis/expectation.h>
#include <core/diagnosis/report.h>
#include <core/diagnosis/savedresponse.h>
#include <core/diagnosis/session.h>

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

#include <numeric>

using namespace Gatewatch;
using namespace Qt::StringLiterals;
using Purpose = HttpReply::Purpose;

namespace {

const TimePoint now = *fromIso(u"2026-11-20T12:00:00Z"_s);

struct Scene {
    DiagnosisCase about;
    QList<Evidence> evidence;
};

Exchange answer(const QByteArray& raw, int waitMs = 5)
{
    const SavedResponse saved = parseSavedResponse(raw);
    Exchange exchange;
    exchange.at = now;
    exchange.url = QUrl(u"https://shop.example/"_s);
    exchange.address = u"198.51.100.7"_s;
    exchange.phases.connect = Micros(2000);
    exchange.phases.wait = Micros(waitMs * 1000);
    exchange.total = Micros(waitMs * 1000 + 4000);
    exchange.response = saved.head;
    exchange.body = saved.body;
    exchange.bytes = saved.body.size();
    return exchange;
}

Exchange silence(Failure failure)
{
    Exchange exchange;
    exchange.at = now;
    exchange.failure = failure;
    return exchange;
}

HttpReply reply(Purpose purpose, const Exchange& exchange, bool good = false, const QString& address = {})
{
    HttpReply one;
    one.purpose = purpose;
    one.exchange = exchange;
    one.good = good;
    one.address = address;
    return one;
}

const QByteArray wellRaw = "HTTP/1.1 200 OK\r\nServer: shop\r\n\r\nfine";
const QByteArray nginx502 = "HTTP/1.1 502 Bad Gateway\r\nServer: nginx/1.22.1\r\nContent-Type: text/html\r\n\r\n"
                            "<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx/1.22.1</center>";
const QByteArray app500 = "HTTP/1.1 500 Internal Server Error\r\nServer: gunicorn\r\n\r\n<h1>oh</h1>";

Scene scene(const Exchange& first, bool good = false)
{
    Scene one;
    one.about.target = QUrl(u"https://shop.example/"_s);
    one.about.startedAt = now;
    one.evidence = {reply(Purpose::First, first, good)};
    return one;
}

Scene& tries(Scene& one, const QList<Exchange>& exchanges)
{
    for (const Exchange& exchange : exchanges)
        one.evidence.append(reply(Purpose::Retry, exchange, exchange.status() == 200));
    return one;
}

Scene failing(const Exchange& first)
{
    Scene one = scene(first);
    return tries(one, QList<Exchange>(5, first));
}

Scene with(Scene one, const QList<Evidence>& more)
{
    one.evidence += more;
    return one;
}

ElsewhereFact place(bool answered, bool expected = true, int status = 204)
{
    ElsewhereFact fact;
    fact.host = u"check.example"_s;
    fact.answered = answered;
    fact.asExpected = answered && expected;
    fact.status = answered ? status : 0;
    fact.failure = answered ? Failure::Ok : Failure::DnsUnreachable;
    return fact;
}

StatusClaim claim(Indicator overall)
{
    StatusClaim one;
    one.report.readability = Readability::Ok;
    one.report.overall = overall;
    return one;
}

HttpReply front(const QString& address, const Exchange& exchange)
{
    return reply(Purpose::FrontAddress, exchange, exchange.status() == 200, address);
}

Exchange viaProxy(Exchange exchange, const QString& address)
{
    exchange.viaProxy = true;
    exchange.address = address;
    return exchange;
}

Diagnosis judged(const Scene& scene)
{
    return judgeEvidence(scene.about, scene.evidence, {}, now);
}

} // namespace

Q_DECLARE_METATYPE(Scene)

class DiagnosisScenariosTest : public QObject {
    Q_OBJECT
private slots:
    void placeAndCause_data();
    void placeAndCause()
    {
        QFETCH(Scene, world);
        QFETCH(QString, place);
        QFETCH(QString, cause);
        const Diagnosis diagnosis = judged(world);
        const QByteArray seen = toMarkdown(diagnosis).toUtf8();
        QVERIFY2(idOf(diagnosis.verdict.place) == place, seen.constData());
        QVERIFY2(cause == u"*" || diagnosis.verdict.cause == cause, seen.constData());
        QVERIFY2(diagnosis.advice.size() <= 3, seen.constData());
        QVERIFY(!diagnosis.verdict.headline.isEmpty() && diagnosis.verdict.headline.size() <= 90);
        QVERIFY(!diagnosis.verdict.explanation.isEmpty());
        QVERIFY(!diagnosis.verdict.wouldChange.isEmpty());
        QVERIFY(!diagnosis.dataSafety.isEmpty());
        QVERIFY(std::abs(std::accumulate(diagnosis.blame.begin(), diagnosis.blame.end(), 0.0) - 1) < 1e-9);
        if (diagnosis.verdict.place != VerdictPlace::Inconclusive)
            QVERIFY(diagnosis.verdict.confidence >= 0.6);
    }

    void theOpenStepWithTheLargestSwingIsNamed()
    {
        StepReport open;
        open.id = u"connectivity"_s;
        open.state = StepState::Running;
        const Scene one = failing(answer(nginx502));
        const Diagnosis diagnosis = judgeEvidence(one.about, one.evidence, {open}, now);
        QVERIFY(diagnosis.verdict.wouldChange.contains(u"your network"_s));
        QVERIFY(!diagnosis.finished);
    }

    void aSymptomThatIsGoneCanStillBeAskedAbout()
    {
        Scene one = scene(answer(wellRaw), true);
        tries(one, QList<Exchange>(5, answer(wellRaw)));
        one.about.expectStatus = 502;
        const Diagnosis diagnosis = judged(one);
        QCOMPARE(diagnosis.symptom.status, 502);
        QVERIFY(diagnosis.verdict.transient);
        QCOMPARE(diagnosis.verdict.place, VerdictPlace::Service);
    }

    void onlyTheStrongestOfAGroupCounts()
    {
        const Diagnosis diagnosis = judged(with(failing(answer(nginx502)), {place(true), [] {
                                                                                ElsewhereFact control = place(true);
                                                                                control.kind =
                                                                                    ElsewhereFact::Kind::Control;
                                                                                return control;
                                                                            }()}));
        int counted = 0, all = 0;
        for (const FindingReport& one : diagnosis.findings) {
            if (one.id == u"others_answer" || one.id == u"control_sites_answer") {
                ++all;
                counted += one.counted;
            }
        }
        QCOMPARE(all, 2);
        QCOMPARE(counted, 1);
    }

    void expectationFollowsKaplanAndMeier()
    {
        const QList<int> ended{30, 120, 300, 600, 600, 4000};
        QVERIFY(std::abs(shareOver(ended, {}, 0, 60).value_or(0) - 1.0 / 6) < 1e-9);
        QVERIFY(std::abs(shareOver(ended, {}, 200, 300).value_or(0) - 0.25) < 1e-9); // of 300, 600, 600, 4000
        QVERIFY(!shareOver(ended, {}, 5000, 60));
        // One of them still runs after 400 s: it counts as lasting until then.
        QVERIFY(std::abs(shareOver({100, 500}, {400}, 0, 200).value_or(0) - 1.0 / 3) < 1e-9);
        QCOMPARE(medianRest(ended, {}, 200), std::optional(400));
    }

    void ownHistoryIsToldInOneSentence()
    {
        HistoryFact history;
        for (const int seconds : {30, 400, 500, 550, 700, 9000}) {
            Incident one;
            one.opened = now - std::chrono::hours(100);
            one.closed = one.opened + Seconds(seconds);
            history.past.append(one);
        }
        Scene one = with(failing(answer(nginx502)), {history});
        one.about.since = now - Seconds(360);
        const DurationExpectation expectation = judged(one).expectation;
        QCOMPARE(expectation.basis, u"own_history"_s);
        QCOMPARE(expectation.text, u"60 % of faults that lasted this long were over within 5 more minutes."_s);
        QCOMPARE(expectation.pastEpisodesSeconds.size(), 6);
    }

    void theReportIsTheContractsAndKeepsSecrets()
    {
        Scene one = failing(answer(nginx502));
        one.about.target = QUrl(u"https://me:pw@shop.example/a?key=topsecret"_s);
        const Diagnosis diagnosis = judged(one);
        const QJsonObject json = toJson(diagnosis);
        QCOMPARE(
            json.keys(),
            (QStringList{
                u"advice"_s, u"blame"_s, u"dataSafety"_s, u"durationMs"_s, u"expectation"_s, u"findings"_s,
                u"responder"_s, u"schema"_s, u"startedAt"_s, u"steps"_s, u"symptom"_s, u"target"_s, u"verdict"_s}));
        QCOMPARE(json[u"schema"].toString(), u"gatewatch.diagnosis/1"_s);
        QCOMPARE(json[u"symptom"][u"status"].toInt(), 502);
        QCOMPARE(json[u"blame"].toObject().size(), 5);
        QCOMPARE(json[u"responder"][u"authored"].toBool(), true);
        for (const QString& text :
             {QString::fromUtf8(QJsonDocument(json).toJson()), toMarkdown(diagnosis), toHtml(diagnosis)}) {
            QVERIFY(!text.contains(u"topsecret"_s));
            QVERIFY(!text.contains(u"pw@"_s));
        }
        QVERIFY(!toHtml(diagnosis).contains(u"<script"_s));
    }

    void pagesCannotSmuggleMarkupIntoReports()
    {
        const Diagnosis diagnosis =
            judged(failing(answer("HTTP/1.1 502 Bad\r\nServer: <script>x</script>|`\r\nX-A: b\r\n\r\nyes")));
        QVERIFY(!toHtml(diagnosis).contains(u"<script"_s));
        QVERIFY(!toMarkdown(diagnosis).contains(u"<script"_s));
    }
};

void DiagnosisScenariosTest::placeAndCause_data()
{
    QTest::addColumn<Scene>("world");
    QTest::addColumn<QString>("place");
    QTest::addColumn<QString>("cause");
    const auto row = [](const char* name, const Scene& world, const char* place, const char* cause) {
        QTest::newRow(name) << world << QString::fromLatin1(place) << QString::fromLatin1(cause);
    };
    const Exchange bad = answer(nginx502);
    const Exchange good = answer(wellRaw);
    const auto cf = [](const char* code, const QByteArray& body = "x") {
        return answer("HTTP/2 " + QByteArray(code) + " \r\nServer: cloudflare\r\nCF-RAY: 1-FRA\r\n\r\n" + body);
    };
    const auto apache = [](const char* code, const QByteArray& reason) {
        return answer(
            "HTTP/1.1 " + QByteArray(code)
            + " Proxy Error\r\nServer: Apache\r\nContent-Type: text/html; charset=iso-8859-1\r\n\r\n"
              "The proxy server could not handle the request<p>Reason: <strong>"
            + reason + "</strong><address>Apache</address>");
    };

    row("nginx, refused at once", failing(bad), "service", "origin_refuses_connections");
    row("nginx, on a computer without internet", with(failing(bad), {place(false)}), "service",
        "origin_refuses_connections");
    row("nginx, first answer only", scene(bad), "service", "*");
    row("nginx, gateway timeout",
        failing(answer(
            "HTTP/1.1 504 Gateway Time-out\r\nServer: nginx\r\n\r\n<center><h1>504 Gateway "
            "Time-out</h1></center><hr><center>nginx</center>",
            2000)),
        "service", "origin_timeout");
    row("haproxy, nobody behind",
        failing(answer("HTTP/1.1 503 Service Unavailable\r\ncontent-length: 107\r\ncontent-type: text/html\r\n\r\nNo "
                       "server is available to handle this request.")),
        "service", "origin_unreachable");
    row("apache, cannot find the origin", failing(apache("500", "DNS lookup failure for: app")), "gateway",
        "origin_unreachable");
    row("apache, distrusts the origin", failing(apache("500", "Error during SSL Handshake with remote server")),
        "gateway", "certificate_problem");
    row("cloudflare 521", failing(cf("521")), "service", "origin_refuses_connections");
    row("cloudflare 524", failing(cf("524")), "service", "origin_timeout");
    row("cloudflare 526", failing(cf("526")), "gateway", "certificate_problem");
    row("cloudflare's own fault",
        failing(cf("502", "<center><h1>502 Bad Gateway</h1></center><hr><center>cloudflare</center>")), "gateway",
        "front_fault");
    row("envoy overflow",
        failing(answer("HTTP/1.1 503 x\r\nserver: envoy\r\n\r\nupstream connect error or disconnect/reset before "
                       "headers. reset reason: overflow")),
        "gateway", "overload");
    row("custom page of nobody known", failing(answer("HTTP/1.1 502 Bad Gateway\r\nDate: x\r\n\r\n<h1>sorry</h1>")),
        "service", "origin_unreachable");
    row("application's own 500", failing(answer(app500)), "service", "outage");
    row("maintenance page",
        failing(answer(
            "HTTP/1.1 503 Service Unavailable\r\nServer: shop\r\nRetry-After: 1800\r\n\r\nScheduled maintenance")),
        "service", "maintenance");
    row("overloaded, asks to come back",
        failing(answer("HTTP/1.1 503 Service Unavailable\r\nRetry-After: 30\r\n\r\nbusy")), "service", "overload");
    row("too many requests", failing(answer("HTTP/1.1 429 Too Many Requests\r\n\r\nno")), "gateway", "throttled");
    row("provider admits it", with(failing(bad), {claim(Indicator::MajorOutage)}), "service", "outage");
    row("provider works on it", with(failing(bad), {claim(Indicator::UnderMaintenance)}), "service", "maintenance");
    row("provider claims all is fine", with(failing(bad), {claim(Indicator::Operational)}), "service",
        "origin_refuses_connections");
    Scene recovered = scene(bad);
    row("gone again", tries(recovered, QList<Exchange>(5, good)), "none", "recovered");
    Scene well = scene(good, true);
    row("nothing was wrong", tries(well, QList<Exchange>(5, good)), "none", "");
    Scene sometimes = scene(bad);
    row("now and then", tries(sometimes, {good, bad, good, good, bad}), "service", "intermittent");
    row("one entrance of several",
        with(failing(bad), {front(u"192.0.2.1"_s, bad), front(u"192.0.2.2"_s, good), front(u"192.0.2.3"_s, good)}),
        "gateway", "one_front_of_many");
    row("one address silent",
        with(
            failing(silence(Failure::TcpTimedOut)),
            {place(true), front(u"192.0.2.1"_s, silence(Failure::TcpTimedOut)), front(u"192.0.2.2"_s, good)}),
        "path", "path_fault");
    row("newer addresses only",
        with(
            failing(silence(Failure::TcpTimedOut)),
            {place(true), front(u"2001:db8::1"_s, silence(Failure::TcpTimedOut)), front(u"192.0.2.2"_s, good)}),
        "path", "family_broken");
    const Exchange old = answer("HTTP/1.1 502 Bad Gateway\r\nServer: shop\r\nAge: 120\r\nX-Cache: HIT\r\n\r\nold");
    row("an old error from a cache", with(failing(old), {reply(Purpose::PastCache, good, true)}), "gateway",
        "stale_cached_error");
    row("closed port", with(failing(silence(Failure::TcpRefused)), {place(true)}), "service",
        "origin_refuses_connections");
    row("silence while others answer", with(failing(silence(Failure::TcpTimedOut)), {place(true)}), "service",
        "outage");
    row("answers too late", with(failing(silence(Failure::HttpResponseTimedOut)), {place(true)}), "service",
        "origin_timeout");
    row("speaks no HTTP", with(failing(silence(Failure::HttpResponseInvalid)), {place(true)}), "service",
        "origin_invalid_response");
    row("no such name", with(failing(silence(Failure::DnsNameNotResolved)), {place(true)}), "service",
        "name_not_found");
    row("no name server", with(failing(silence(Failure::DnsUnreachable)), {place(false)}), "network",
        "local_network_down");
    row("everything silent", with(failing(silence(Failure::TcpTimedOut)), {place(false)}), "network",
        "local_network_down");
    row("a sign-in page", with(failing(silence(Failure::TlsCertAuthorityInvalid)), {place(true, false, 302)}),
        "network", "captive_portal");
    row("511", failing(answer("HTTP/1.1 511 Network Authentication Required\r\n\r\nsign in")), "network",
        "captive_portal");
    row("certificate ran out", with(failing(silence(Failure::TlsCertDateInvalid)), {place(true)}), "gateway",
        "certificate_problem");
    row("certificate of another name", with(failing(silence(Failure::TlsCertNameInvalid)), {place(true)}), "gateway",
        "certificate_problem");
    const QByteArray zscaler = "HTTP/1.0 403 Forbidden\r\nServer: Zscaler/6.1\r\n\r\nno";
    row("company's proxy", with(failing(viaProxy(answer(zscaler), u"10.1.2.3"_s)), {place(true)}), "network",
        "company_proxy");
    row("proxy on this computer",
        failing(viaProxy(
            answer("HTTP/1.1 502 Bad Gateway\r\nServer: mitmproxy 8.1.1\r\n\r\n<title>502</title>TLS"),
            u"127.0.0.1"_s)),
        "device", "local_proxy");
    row("proxy password", failing(answer("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n")), "network",
        "company_proxy");
    row("most of the others fail too",
        with(failing(silence(Failure::TcpTimedOut)), {HistoryFact{{}, 5, 5}, place(false)}), "network",
        "local_network_down");
    row("not found", failing(answer("HTTP/1.1 404 Not Found\r\n\r\nno")), "service", "");
    row("origin told by Proxy-Status",
        failing(answer("HTTP/1.1 502 Bad Gateway\r\nProxy-Status: edge.example; error=dns_error\r\n\r\n")), "gateway",
        "origin_unreachable");
    Scene empty;
    row("nothing seen yet", empty, "inconclusive", "");
}

QTEST_APPLESS_MAIN(DiagnosisScenariosTest)
#include "tst_diagnosisscenarios.moc"
