// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/diagnosis/report.h>
#include <core/diagnosis/savedresponse.h>
#include <core/diagnosis/session.h>
#include <core/diagnosis/sessionfile.h>

#include <QFile>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace Gatewatch;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using Purpose = HttpReply::Purpose;

namespace {

const TimePoint now = *fromIso(u"2026-11-20T12:00:00Z"_s);

const QByteArray nginx502 = "HTTP/1.1 502 Bad Gateway\r\nServer: nginx/1.22.1\r\nContent-Type: text/html\r\n\r\n"
                            "<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx/1.22.1</center>";
const QByteArray nginx504 = "HTTP/1.1 504 Gateway Time-out\r\nServer: nginx/1.22.1\r\nContent-Type: text/html\r\n\r\n"
                            "<center><h1>504 Gateway Time-out</h1></center>\r\n<hr><center>nginx/1.22.1</center>";
const QByteArray cloudflare521 = "HTTP/1.1 521 x\r\nServer: cloudflare\r\nCF-RAY: 1234abcd-FRA\r\n\r\nerror code: 521";
const QByteArray squid503 = "HTTP/1.1 503 Service Unavailable\r\nServer: squid/5.7\r\nMime-Version: 1.0\r\n"
                            "X-Squid-Error: ERR_CONNECT_FAIL 111\r\n\r\n<body id=ERR_CONNECT_FAIL>"
                            "ERROR: The requested URL could not be retrieved (111) Connection refused";

struct Scene {
    DiagnosisCase about;
    QList<Evidence> evidence;
};

Exchange answered(const QByteArray& raw, Millis wait = 5ms)
{
    const SavedResponse saved = parseSavedResponse(raw);
    Exchange exchange;
    exchange.at = now;
    exchange.url = QUrl(u"https://shop.example/"_s);
    exchange.address = u"198.51.100.7"_s;
    exchange.phases.connect = 2ms;
    exchange.phases.wait = wait + 2ms;
    exchange.total = wait + 4ms;
    exchange.response = saved.head;
    exchange.body = saved.body;
    return exchange;
}

Exchange silent(Failure failure)
{
    Exchange exchange;
    exchange.at = now;
    exchange.failure = failure;
    exchange.total = 3s;
    return exchange;
}

Exchange well()
{
    return answered("HTTP/1.1 200 OK\r\nServer: shop\r\n\r\nfine");
}

Exchange withCertificate(Exchange exchange, const QString& issuer)
{
    PeerCertificate certificate;
    certificate.subject = u"CN=shop.example"_s;
    certificate.issuer = issuer;
    certificate.notAfter = now + std::chrono::days(9);
    exchange.certificate = certificate;
    return exchange;
}

HttpReply reply(Purpose purpose, const Exchange& exchange, const QString& address = {})
{
    HttpReply one;
    one.purpose = purpose;
    one.exchange = exchange;
    one.good = exchange.status() == 200;
    one.address = address;
    return one;
}

/// What came, try after try.
Scene tries(const QList<Exchange>& exchanges, const QByteArray& method = "GET")
{
    Scene scene;
    scene.about.target = QUrl(u"https://shop.example/"_s);
    scene.about.method = method;
    scene.about.startedAt = now;
    for (const Exchange& one : exchanges)
        scene.evidence.append(reply(scene.evidence.isEmpty() ? Purpose::First : Purpose::Retry, one));
    return scene;
}

Scene failing(const Exchange& exchange, const QByteArray& method = "GET")
{
    return tries(QList<Exchange>(6, exchange), method);
}

Scene with(Scene scene, const QList<Evidence>& more)
{
    scene.evidence += more;
    return scene;
}

Scene at(Scene scene, const QString& address)
{
    scene.about.target = QUrl(address);
    return scene;
}

Scene since(Scene scene, Seconds ago)
{
    scene.about.since = now - ago;
    return scene;
}

ElsewhereFact control(bool answers)
{
    ElsewhereFact fact;
    fact.kind = ElsewhereFact::Kind::Control;
    fact.host = u"check.example"_s;
    fact.answered = fact.asExpected = fact.https = answers;
    fact.clockAhead = 1s;
    return fact;
}

NetworkFact wifi()
{
    return {true, {u"Wi-Fi (wlan0)"_s}, true};
}

NameFact addresses(const QStringList& all)
{
    NameFact fact;
    fact.host = u"shop.example"_s;
    fact.addresses = all;
    return fact;
}

Incident fault(Seconds ago, Seconds length)
{
    Incident incident;
    incident.opened = now - ago;
    incident.closed = incident.opened + length;
    return incident;
}

HistoryFact history(const QList<Incident>& past)
{
    HistoryFact fact;
    fact.past = past;
    return fact;
}

StatusClaim posted(Seconds ago, std::optional<Seconds> resolved, const QString& status = u"investigating"_s)
{
    StatusClaim claim;
    claim.report.readability = Readability::Ok;
    claim.report.overall = Indicator::MajorOutage;
    ReportedIncident incident;
    incident.title = u"Errors in the shop"_s;
    incident.status = status;
    incident.impact = u"major"_s;
    incident.startedAt = now - ago - 5min;
    if (resolved)
        incident.resolvedAt = now - *resolved;
    incident.updates = {{now - ago + 4min, u"identified"_s, u"b"_s}, {now - ago, u"investigating"_s, u"a"_s}};
    claim.report.incidents = {incident};
    return claim;
}

const auto hours = [](int n) { return Seconds(n * 3600); };
const auto days = [](int n) { return Seconds(n * 86400); };

Diagnosis judged(const Scene& scene)
{
    return judgeEvidence(scene.about, scene.evidence, {}, now);
}

Answer answerOf(const Diagnosis& diagnosis, const QString& id)
{
    for (const Answer& one : diagnosis.answers) {
        if (one.id == id)
            return one;
    }
    return {};
}

} // namespace

Q_DECLARE_METATYPE(Scene)

class AnswersTest : public QObject {
    Q_OBJECT
private slots:
    void eachIsMadeFromWhatWasSeen_data();
    void eachIsMadeFromWhatWasSeen();

    void whereNothingWasSeenNothingIsSaid_data()
    {
        QTest::addColumn<Scene>("scene");
        QTest::addColumn<QStringList>("ids");
        QTest::newRow("all is well") << tries({well(), well(), well()}) << QStringList();
        QTest::newRow("nothing came yet") << tries({}) << QStringList();
        QTest::newRow("only one answer") << tries({answered(nginx502)})
                                         << QStringList{
                                                u"what_this_code_means"_s,
                                                u"data_lost"_s,
                                                u"account_exposed"_s,
                                                u"log_lines"_s,
                                                u"timeouts"_s,
                                                u"versions"_s,
                                                u"alert_rule"_s};
        QTest::newRow("no network here")
            << with(failing(silent(Failure::DnsUnreachable)), {NetworkFact{false, {}, false}, control(false)})
            << QStringList{u"what_this_code_means"_s, u"is_it_me"_s, u"data_lost"_s, u"account_exposed"_s};
        QTest::newRow("well, with a past")
            << with(tries({well(), well()}), {history({fault(days(2), 60s)})}) << QStringList{u"what_it_costs"_s};
    }
    void whereNothingWasSeenNothingIsSaid()
    {
        QFETCH(const Scene, scene);
        QStringList ids;
        for (const Answer& one : judged(scene).answers)
            ids.append(one.id);
        QTEST(ids, "ids");
    }

    void alertRulesAreValid_data()
    {
        QTest::addColumn<Scene>("scene");
        QTest::addColumn<QString>("expression");
        QTest::newRow("a code") << failing(answered(nginx502))
                                << u"expr: 'probe_http_status_code{instance=\"https://shop.example/\"} >= 500'"_s;
        QTest::newRow("silence") << failing(silent(Failure::TcpRefused))
                                 << u"expr: 'probe_success{instance=\"https://shop.example/\"} == 0'"_s;
        QTest::newRow("a certificate")
            << failing(silent(Failure::TlsCertDateInvalid))
            << u"probe_ssl_earliest_cert_expiry{instance=\"https://shop.example/\"} - time() < 14 * 86400"_s;
        QTest::newRow("an address that is hard to quote")
            << at(failing(answered(nginx502)), u"https://me:pw@shop.example/it's/{{\"a\"}}\\b?key=1#x"_s)
            << u"https://shop.example/it''s/%7B%7B%22a%22%7D%7D"_s;
        QTest::newRow("an address in numbers")
            << at(failing(answered(nginx502)), u"http://[::1]:8080/"_s) << u"instance=\"http://[::1]:8080/\""_s;
    }
    void alertRulesAreValid()
    {
        QFETCH(const Scene, scene);
        QFETCH(const QString, expression);
        const QString rule = answerOf(judged(scene), u"alert_rule"_s).code;
        QVERIFY2(rule.contains(expression), qPrintable(rule));
        QVERIFY(!rule.contains(u"pw@"_s) && !rule.contains(u"key=1"_s));
        const QString promtool = QStandardPaths::findExecutable(u"promtool"_s);
        if (promtool.isEmpty())
            QSKIP("promtool (package prometheus) is not installed");
        const QTemporaryDir folder;
        QFile file(folder.filePath(u"rule.yml"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(rule.toUtf8());
        file.close();
        QProcess check;
        check.start(promtool, {u"check"_s, u"rules"_s, file.fileName()});
        QVERIFY(check.waitForFinished());
        QVERIFY2(check.exitCode() == 0, check.readAllStandardError() + rule.toUtf8());
    }

    void theyAreKeptAndRead()
    {
        Scene scene = with(failing(answered(nginx502)), {control(true), wifi()});
        const Diagnosis diagnosis = judged(scene);
        QVERIFY(!diagnosis.answers.isEmpty());
        const SavedSession session{u"0123456789ab"_s, scene.about, scene.evidence, diagnosis, {}, {}, {}};
        const auto read = readSession(sessionDocument(session));
        QVERIFY(read);
        QCOMPARE(read->session.diagnosis.answers, diagnosis.answers);
        QCOMPARE(replayed(read->session).answers, diagnosis.answers);
    }

    void whetherDataIsLostIsSaidOnce()
    {
        Diagnosis diagnosis = judged(failing(answered(nginx502)));
        QVERIFY(!diagnosis.dataSafety.isEmpty());
        const auto times = [&diagnosis](const QString& report) { return report.count(diagnosis.dataSafety); };
        QCOMPARE(times(toMarkdown(diagnosis)), 1);
        QCOMPARE(times(toHtml(diagnosis)), 1);
        diagnosis.answers.clear(); // as of a session from before there were questions
        QCOMPARE(times(toMarkdown(diagnosis)), 1);
        QCOMPARE(times(toHtml(diagnosis)), 1);
        diagnosis = judged(failing(answered(nginx502)));
        diagnosis.dataSafety = u"Type no password there."_s; // another thing than what the question answers
        QCOMPARE(times(toMarkdown(diagnosis)), 1);
        QCOMPARE(times(toHtml(diagnosis)), 1);
    }
    void reportsHideAndEscapeThem()
    {
        Diagnosis diagnosis = judged(failing(answered(nginx502)));
        diagnosis.answers = {
            {u"log_lines"_s, u"operator"_s, u"<b>Where?</b>"_s, u"at https://a.example/?key=topsecret <script>"_s,
             u"| *x*"_s, u"grep '<script>' /x\n```\n# not a title"_s}};
        const QString markdown = toMarkdown(diagnosis);
        const QString html = toHtml(diagnosis);
        QVERIFY(!markdown.contains(u"topsecret"_s) && !html.contains(u"topsecret"_s));
        QVERIFY(!html.contains(u"<script"_s) && !html.contains(u"<b>Where"_s));
        QVERIFY(html.contains(u"<pre>grep &#39;&lt;script&gt;"_s) || html.contains(u"<pre>grep '&lt;script&gt;"_s));
        QVERIFY2(markdown.contains(u"\n    grep '<script>' /x\n    ```\n    # not a title\n"_s), qPrintable(markdown));
        QVERIFY(markdown.contains(u"## If you operate this service"_s));
        QVERIFY(!markdown.contains(u"## Questions people ask"_s));
    }
};

void AnswersTest::eachIsMadeFromWhatWasSeen()
{
    QFETCH(const Scene, scene);
    QFETCH(const QString, id);
    QFETCH(const QStringList, says);
    const Answer answer = answerOf(judged(scene), id);
    const QString whole = answer.answer + u'\n' + answer.expert + u'\n' + answer.code;
    if (says.isEmpty())
        QVERIFY2(answer.id.isEmpty(), qPrintable(whole));
    for (const QString& one : says) {
        if (one.startsWith(u'!'))
            QVERIFY2(!whole.contains(one.mid(1)), qPrintable(one + u"\n"_s + whole));
        else
            QVERIFY2(whole.contains(one), qPrintable(one + u" is not in:\n"_s + whole));
    }
    QVERIFY(!whole.contains(u"%1"_s) && !whole.contains(u"{from}"_s));
}

void AnswersTest::eachIsMadeFromWhatWasSeen_data()
{
    QTest::addColumn<Scene>("scene");
    QTest::addColumn<QString>("id");
    QTest::addColumn<QStringList>("says");
    const auto row = [](const char* name, const Scene& scene, const QString& id, const QStringList& says) {
        QTest::newRow(name) << scene << id << says;
    };
    const Scene bad = failing(answered(nginx502));

    row("502 at once", bad, u"what_this_code_means"_s,
        {u"A 504 would mean"_s, u"nginx 1.22.1 wrote it itself"_s, u"at once (7 ms)"_s});
    row("504 late", failing(answered(nginx504, 60s)), u"what_this_code_means"_s,
        {u"A 502 would mean"_s, u"it came after 60 s"_s});
    row("521", failing(answered(cloudflare521)), u"what_this_code_means"_s,
        {u"refuses connections"_s, u"Cloudflare"_s});
    row("refused", failing(silent(Failure::TcpRefused)), u"what_this_code_means"_s,
        {u"nothing takes connections"_s, u"after 3.0 s"_s, u"tcp.refused"_s});
    row("no name", failing(silent(Failure::DnsNameNotResolved)), u"what_this_code_means"_s, {u"no such name"_s});

    row("reading", bad, u"data_lost"_s, {u"nothing is lost"_s});
    row("sending through a gateway that gave up", failing(answered(nginx504, 60s), "POST"), u"data_lost"_s,
        {u"may have arrived"_s, u"may have been carried out"_s, u"POST"_s});
    row("sending to nobody", failing(silent(Failure::TcpRefused), "POST"), u"data_lost"_s, {u"was not carried out"_s});
    row("sending behind a gateway that could not connect", failing(answered(cloudflare521), "POST"), u"data_lost"_s,
        {u"could not connect"_s, u"was not carried out"_s});
    row("sending when the gateway does not say", failing(answered(nginx502), "POST"), u"data_lost"_s,
        {u"may have arrived"_s, u"!carried out"_s});

    row("a gateway's error shows nothing", bad, u"account_exposed"_s, {u"a 502 arises between their servers"_s});
    row("an untrusted certificate", failing(silent(Failure::TlsCertAuthorityInvalid)), u"account_exposed"_s,
        {u"could read what you type"_s, u"!No sign"_s});
    row("somebody reads along", failing(withCertificate(answered(nginx502), u"CN=Zscaler Root CA"_s)),
        u"account_exposed"_s, {u"Zscaler"_s, u"can read what you type"_s, u"!No sign"_s});
    row("in the clear", at(bad, u"http://shop.example/"_s), u"account_exposed"_s, {u"begins with http"_s});

    row("not me", with(bad, {control(true), control(true), wifi(), ProxyFact{}, TunnelFact{}}), u"is_it_me"_s,
        {u"other places: 2 of 2 answer"_s, u"Wi-Fi (wlan0)"_s, u"its clock: right"_s, u"no proxy is used"_s,
         u"no VPN is on"_s});
    row("me", with(failing(silent(Failure::DnsUnreachable)), {NetworkFact{false, {}, false}, control(false)}),
        u"is_it_me"_s, {u"the network that you are in"_s, u"0 of 1 answer"_s});
    row("nothing was looked at", bad, u"is_it_me"_s, {});

    row("neither", with(bad, {ProxyFact{}, TunnelFact{}}), u"vpn_or_proxy"_s,
        {u"No proxy was in use. No VPN was on."_s});
    row("nobody looked", bad, u"vpn_or_proxy"_s, {});
    row("without the proxy it works", with(bad, {ProxyFact{true, true, true}, reply(Purpose::OtherProxy, well())}),
        u"vpn_or_proxy"_s, {u"proxy on this computer"_s, u"Without the proxy it worked"_s});
    row("without the VPN it fails too",
        with(bad, {TunnelFact{{u"tun0"_s}, u"tun0"_s, true}, reply(Purpose::OtherRoute, answered(nginx502))}),
        u"vpn_or_proxy"_s, {u"through a VPN"_s, u"the VPN is not the cause"_s, u"tun0"_s});
    Exchange squid = answered(squid503);
    squid.viaProxy = true;
    row("the proxy signed it", with(failing(squid), {ProxyFact{true, true, false}}), u"vpn_or_proxy"_s,
        {u"Yes: the answer carries the signature of Squid"_s});

    row("how often",
        with(since(bad, 360s), {history({fault(hours(5), 60s), fault(days(2), 600s), fault(days(9), 60s)})}),
        u"what_it_costs"_s,
        {u"6 min so far"_s, u"2 faults, 11 min in all"_s, u"before: 1 fault, 60 s in all"_s, u"more often"_s,
         u"n = 3"_s, u"!%"_s});
    row("no trend without a past to compare", with(since(bad, 360s), {history({fault(days(2), 600s)})}),
        u"what_it_costs"_s, {u"1 fault, 10 min"_s, u"!often"_s});
    row("a share says of how many",
        with(
            bad,
            {history(
                {fault(days(1), 60s), fault(days(2), 60s), fault(days(3), 60s), fault(days(4), 60s),
                 fault(days(5), 7200s)})}),
        u"what_it_costs"_s, {u"4 of the 5 earlier faults on record (80 %)"_s});

    row("they said so later", with(since(bad, 900s), {posted(480s, {})}), u"their_side"_s,
        {u"first at 11:45 UTC"_s, u"at 11:52 UTC, 7 min later"_s, u"beginning to 11:47 UTC"_s, u"neither here nor"_s});
    Exchange early = answered(nginx502);
    early.at = now - 30s;
    row("theirs ended before ours began",
        with(tries({early, well(), well(), well()}), {posted(300s, 60s, u"postmortem"_s)}), u"their_side"_s, {});
    row("over for both",
        with(since(tries({early, well(), well(), well()}), 900s), {posted(480s, 60s, u"postmortem"_s)}),
        u"their_side"_s, {u"Over here at 12:00 UTC; over for them at 11:59 UTC"_s, u"A summary"_s});
    row("over here", with(since(tries({early, well(), well(), well()}), 900s), {posted(480s, {})}), u"their_side"_s,
        {u"Over here at 12:00 UTC; not yet over for them"_s});
    row("yesterday's story", with(since(bad, 900s), {posted(days(1), hours(20))}), u"their_side"_s, {});

    row("the log of nginx", failing(answered(nginx504, 60s)), u"log_lines"_s,
        {u"2026-11-20 12:00:00 UTC"_s, u"grep -F 'upstream timed out (110' /var/log/nginx/error.log"_s});
    row("the log of whoever it is", failing(answered("HTTP/1.1 502 x\r\n\r\nno")), u"log_lines"_s, {});

    row("a limit ran out", failing(answered(nginx504, 60050ms)), u"timeouts"_s,
        {u"usual limit of nginx"_s, u"60 s ("_s});
    row("no known limit", failing(answered(nginx504, 7300ms)), u"timeouts"_s, {u"no usual limit"_s});
    row("at once", bad, u"timeouts"_s, {u"no limit ran out"_s});
    row("nobody answered", failing(silent(Failure::TcpTimedOut)), u"timeouts"_s, {});

    const Exchange broken = answered(nginx502);
    row("one of three", tries({broken, well(), well(), broken, well(), well()}), u"balancing"_s,
        {u"2 of 6 tries failed"_s, u"1 server of about 3"_s, u"Least connections makes it worse"_s, u"-++-++"_s});
    row("all alike", bad, u"balancing"_s, {u"All 6 tries failed"_s, u"IP hash"_s});
    row("one client", with(bad, {reply(Purpose::OtherClient, well())}), u"balancing"_s, {u"depends on the client"_s});
    const QList<Evidence> fronts{
        reply(Purpose::FrontAddress, broken, u"198.51.100.7"_s),
        reply(Purpose::FrontAddress, well(), u"198.51.100.8"_s)};
    row("one address", with(bad, fronts), u"balancing"_s, {u"1 of 2 addresses fail"_s});
    row("it was over at once", tries({broken, well(), well(), well()}), u"balancing"_s, {});

    row("others could take over", with(bad, fronts), u"redundancy"_s,
        {u"2 entrances were asked, 1 of them"_s, u"198.51.100.7 502, 198.51.100.8 200"_s});
    row("only one", with(bad, {addresses({u"198.51.100.7"_s})}), u"redundancy"_s, {u"There is one address"_s});
    row("nobody counted", bad, u"redundancy"_s, {});

    row("versions", failing(withCertificate(answered(nginx502), u"CN=R11"_s)), u"versions"_s,
        {u"nginx 1.22.1"_s, u"ends on 2026-11-29, in 9 days: renew it now"_s});
    row("no version told", failing(answered("HTTP/1.1 502 x\r\n\r\nno")), u"versions"_s, {});
}

QTEST_APPLESS_MAIN(AnswersTest)
#include "tst_answers.moc"
