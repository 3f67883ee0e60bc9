// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/diagnosis/answer.h>
#include <core/diagnosis/expectation.h>
#include <core/diagnosis/grade.h>
#include <core/diagnosis/report.h>
#include <core/diagnosis/savedresponse.h>
#include <core/diagnosis/session.h>
#include <core/diagnosis/sessionfile.h>

#include <QDirIterator>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

#include <algorithm>
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

/// The same answer six times.
Scene repeated(HttpReply first)
{
    Scene one = scene(first.exchange);
    one.evidence = {first};
    first.purpose = Purpose::Retry;
    one.evidence += QList<Evidence>(5, first);
    return one;
}

Scene with(Scene one, const QList<Evidence>& more)
{
    one.evidence += more;
    return one;
}

/// Two hours of 100 ms, then ten minutes of 110 ms, then only failures.
BeforeFact quick()
{
    BeforeFact before;
    before.usual = Micros(100'000);
    before.lately = Micros(110'000);
    before.goodLately = 10;
    before.failedSince = 3;
    before.gap = Seconds(30);
    before.addresses = {u"198.51.100.7"_s};
    return before;
}

BeforeFact mixed()
{
    BeforeFact before = quick();
    before.failedLately = 2;
    return before;
}

BeforeFact onlySlowed()
{
    BeforeFact before = quick();
    before.lately = Micros(900'000);
    return before;
}

/// The same, and a part of it failed already, with 503 and 429 among them.
BeforeFact slowed()
{
    BeforeFact before = onlySlowed();
    before.failedLately = 3;
    before.busy = 2;
    return before;
}

ElsewhereFact place(bool answered, bool expected = true, int status = 204)
{
    ElsewhereFact fact;
    fact.host = u"check.example"_s;
    fact.answered = answered;
    fact.expected = 204;
    fact.asExpected = answered && expected;
    fact.status = answered ? status : 0;
    fact.failure = answered ? Failure::Ok : Failure::DnsUnreachable;
    return fact;
}

ElsewhereFact control(bool answered)
{
    ElsewhereFact fact = place(answered, true, 200);
    fact.kind = ElsewhereFact::Kind::Control;
    fact.expected = 0;
    fact.https = true;
    return fact;
}

ElsewhereFact through(ElsewhereFact fact)
{
    fact.viaProxy = true;
    return fact;
}

StatusClaim claim(Indicator overall)
{
    StatusClaim one;
    one.report.readability = Readability::Ok;
    one.report.overall = overall;
    return one;
}

StatusClaim openIncident(const QString& impact)
{
    StatusClaim one = claim(Indicator::Operational);
    ReportedIncident incident;
    incident.title = u"Exports are slow"_s;
    incident.status = u"investigating"_s;
    incident.impact = impact;
    one.report.incidents = {incident};
    return one;
}

HttpReply front(const QString& address, const Exchange& exchange)
{
    return reply(Purpose::FrontAddress, exchange, exchange.status() == 200, address);
}

Exchange from(Exchange exchange, const QString& address)
{
    exchange.address = address;
    return exchange;
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

/// The same with the words of these steps, all of them over.
Diagnosis told(const Scene& scene, const QStringList& steps)
{
    QList<StepReport> reports;
    for (const QString& id : steps) {
        StepReport report;
        report.id = id;
        report.state = StepState::Done;
        reports.append(report);
    }
    return judgeEvidence(scene.about, scene.evidence, reports, now);
}

/// The same, judged from what is kept of it. Without an answer when it cannot be read.
Diagnosis judgedFromKept(Scene scene, const Diagnosis& diagnosis)
{
    if (scene.about.target.isEmpty())
        scene.about.target = QUrl(u"https://shop.example/"_s);
    SavedSession session{u"0123456789ab"_s, scene.about, scene.evidence, diagnosis, {}, {}, {}};
    session.diagnosis.target = scene.about.target;
    const auto read = readSession(sessionDocument(session));
    if (!read)
        qWarning("%s", qPrintable(read.reason()));
    return read && read->leftOut.isEmpty() ? replayed(read->session) : Diagnosis();
}

/// The text of a finding that holds; null when it does not.
QString textOf(const Diagnosis& diagnosis, const QString& id)
{
    for (const FindingReport& one : diagnosis.findings) {
        if (one.id == id)
            return one.text;
    }
    return {};
}

QStringList adviceIds(const Diagnosis& diagnosis)
{
    QStringList ids;
    for (const Advice& one : diagnosis.advice)
        ids.append(one.id);
    return ids;
}

QStringList reportsOf(const Diagnosis& diagnosis)
{
    return {QString::fromUtf8(QJsonDocument(toJson(diagnosis)).toJson()), toMarkdown(diagnosis), toHtml(diagnosis)};
}

Exchange captured(const QString& name)
{
    QFile file(QStringLiteral(GATEWATCH_SOURCE_DIR "/tests/data/gateways/") + name);
    return file.open(QIODevice::ReadOnly) ? answer(file.readAll()) : Exchange();
}

HttpReply botWall(const QByteArray& statusLine)
{
    HttpReply wall = reply(
        Purpose::First,
        answer("HTTP/1.1 " + statusLine + "\r\nServer: cloudflare\r\ncf-mitigated: challenge\r\n\r\nJust a moment"));
    wall.challenged = true;
    return wall;
}

/// Our name server leads to `ours`, where `here` is; the others to `others`, where `there` is.
struct Names {
    QString ours = u"198.51.100.66"_s;
    QString others = u"198.51.100.10"_s; ///< empty: they say that there is no such name
    QByteArray here{};
    QByteArray there{};
    QString madeUp{}; ///< what ours says of a name that nobody has
    QString scheme = u"http"_s;
};

Scene asked(const Names& names)
{
    const Exchange first = answer(names.here);
    Scene one = scene(first, first.status() == 200);
    one.about.target = QUrl(names.scheme + u"://shop.example/"_s);
    tries(one, QList<Exchange>(5, first));
    const auto list = [](const QString& address) { return address.isEmpty() ? QStringList() : QStringList{address}; };
    const QString unknown = names.others.isEmpty() ? idOf(Failure::DnsNameNotResolved) : QString();
    one.evidence.append(NameFact{u"shop.example"_s, {names.ours}, {}});
    one.evidence.append(ResolverFact{u"other"_s, list(names.others), unknown});
    one.evidence.append(MadeUpNameFact{list(names.madeUp)});
    one.evidence.append(place(true));
    one.evidence.append(control(true));
    if (!names.there.isEmpty())
        one.evidence.append(reply(Purpose::OtherAddress, answer(names.there), true, names.others));
    return one;
}

const QByteArray shopPage =
    "HTTP/1.1 200 OK\r\n\r\n<title>Shop</title><h1>Welcome to the shop</h1><p>Everything is here.</p>";

/// A proxy's own answer to CONNECT.
Exchange noToConnect(const QByteArray& head)
{
    Exchange exchange = viaProxy(silence(Failure::ProxyFailed), u"10.1.2.3"_s);
    exchange.fragment = parseSavedResponse(head).head;
    exchange.connectStatus = exchange.fragment->status;
    return exchange;
}

} // namespace

Q_DECLARE_METATYPE(Names)
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
        Diagnosis again = judgedFromKept(world, diagnosis);
        again.target = diagnosis.target; // which some of these worlds do not have
        QCOMPARE(again, diagnosis);
    }

    void whatAGatewayWroteIsReadAlikeFromWhatIsKept_data()
    {
        QTest::addColumn<QString>("name");
        const QString folder = QStringLiteral(GATEWATCH_SOURCE_DIR "/tests/data/gateways/");
        QDirIterator files(folder, {u"*.http"_s}, QDir::Files, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            const QString name = files.next().mid(folder.size());
            QTest::newRow(qPrintable(name)) << name;
        }
    }
    void whatAGatewayWroteIsReadAlikeFromWhatIsKept()
    {
        QFETCH(QString, name);
        const Scene world = failing(captured(name));
        const Diagnosis diagnosis = judged(world);
        const Diagnosis again = judgedFromKept(world, diagnosis);
        QCOMPARE(again.verdict, diagnosis.verdict);
        QCOMPARE(again.blame, diagnosis.blame);
        QCOMPARE(again.findings.size(), diagnosis.findings.size());
        QCOMPARE(again.responder.id, diagnosis.responder.id);
        QCOMPARE(again.responder.authored, diagnosis.responder.authored);
        QCOMPARE(again.responder.layers, diagnosis.responder.layers);
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
        Scene one = scene(answer("HTTP/1.1 200 OK\r\nServer: nginx/1.22.1\r\n\r\nfine"), true);
        tries(one, QList<Exchange>(5, answer(wellRaw)));
        one.about.expectStatus = 502;
        const Diagnosis diagnosis = told(one, {u"request"_s, u"responder"_s});
        QCOMPARE(diagnosis.symptom.status, 502);
        QCOMPARE(diagnosis.symptom.failure, Failure::HttpError);
        QVERIFY(diagnosis.verdict.transient);
        QCOMPARE(diagnosis.verdict.place, VerdictPlace::Service);
        QCOMPARE(diagnosis.verdict.headline, u"It works now; a 502 as you saw it comes from their side."_s);
        // Nothing that was not seen is told as if it had been.
        QVERIFY(textOf(diagnosis, u"some_attempts_fail"_s).isNull());
        QVERIFY(textOf(diagnosis, u"server_side_answer"_s).isNull());
        QCOMPARE(diagnosis.responder.id, u"nginx"_s);
        QVERIFY(!diagnosis.responder.authored);
        QVERIFY(diagnosis.steps[0].plain.startsWith(u"200"_s));
        QVERIFY(!adviceIds(diagnosis).contains(u"wait_and_watch"_s));

        // A real fault meanwhile is what is explained.
        one.evidence.append(reply(Purpose::Retry, answer(nginx502)));
        QVERIFY(!textOf(judged(one), u"some_attempts_fail"_s).isNull());
        QCOMPARE(judged(one).responder.authored, std::optional(true));
    }

    void whatLooksAlikeFromHereIsPossibleAndNeverLikely_data()
    {
        QTest::addColumn<QByteArray>("raw");
        const QByteArray bad = "HTTP/1.1 502 Bad Gateway\r\n";
        QTest::newRow("nginx") << nginx502;
        QTest::newRow("openresty") << bad
                + "Server: openresty\r\n\r\n<center><h1>502 Bad Gateway</h1></center><hr><center>openresty</center>";
        QTest::newRow("caddy") << bad + "Server: Caddy\r\nDate: x\r\nContent-Length: 0\r\n\r\n";
        QTest::newRow("traefik") << bad + "Content-Type: text/plain; charset=utf-8\r\nDate: x\r\n\r\nBad Gateway";
        QTest::newRow("a gateway in Go") << bad + "Date: x\r\nContent-Length: 0\r\n\r\n";
        QTest::newRow("haproxy") << QByteArray("HTTP/1.1 503 Service Unavailable\r\ncontent-type: text/html\r\n"
                                               "cache-control: no-cache\r\n\r\n"
                                               "No server is available to handle this request.");
        QTest::newRow("squid") << bad
                + "Server: squid/5.7\r\nX-Squid-Error: ERR_READ_ERROR 0\r\nVia: 1.1 x (squid/5.7)\r\n\r\n";
        QTest::newRow("cloudflare for programs")
            << bad + "Server: cloudflare\r\nContent-Type: text/plain\r\n\r\nerror code: 502";
        QTest::newRow("cloudfront") << bad + "Server: CloudFront\r\n\r\n502 ERROR Generated by cloudfront (CloudFront)";
        QTest::newRow("alb") << bad + "Server: awselb/2.0\r\n\r\n<center><h1>502 Bad Gateway</h1></center>";
    }
    void whatLooksAlikeFromHereIsPossibleAndNeverLikely()
    {
        QFETCH(QByteArray, raw);
        const Diagnosis diagnosis =
            judged(with(failing(answer(raw)), {place(true), reply(Purpose::PastCache, answer(raw))}));
        const QByteArray seen = toMarkdown(diagnosis).toUtf8();
        QVERIFY2(textOf(diagnosis, u"gateway_got_no_answer"_s).contains(u"look alike from here"_s), seen.constData());
        QVERIFY2(diagnosis.verdict.place == VerdictPlace::Service, seen.constData());
        QVERIFY2(diagnosis.verdict.confidence >= 0.6 && diagnosis.verdict.confidence < 0.75, seen.constData());
        QCOMPARE(diagnosis.verdict.cause, u"origin_unreachable"_s);
        QCOMPARE(
            diagnosis.verdict.headline,
            u"It's possibly them: their website is reached, but the part behind it fails."_s);
        QVERIFY(!seen.contains("says so itself"));
    }

    void nginxsOperatorIsToldWhatToLookFor()
    {
        const Diagnosis diagnosis = judged(failing(answer(nginx502)));
        for (const char* words : {"connect() failed", "upstream prematurely closed", "could not be resolved", "“SSL”"})
            QVERIFY2(diagnosis.advice.constLast().text.contains(QString::fromUtf8(words)), words);
    }

    void whatAGatewaySaysForItselfIsCertain()
    {
        const Exchange refused = answer("HTTP/2 521 \r\nServer: cloudflare\r\nCF-RAY: 1-FRA\r\n\r\nx");
        QVERIFY(judged(failing(refused)).verdict.confidence >= 0.95);
        QVERIFY(judged(failing(captured(u"nginx/refused.http"_s))).verdict.confidence < 0.95);
    }

    void stockPagesSpeakOfNoMaintenance_data()
    {
        QTest::addColumn<QByteArray>("page");
        QTest::addColumn<bool>("planned");
        const auto row = [](const char* page, bool planned) { QTest::newRow(page) << QByteArray(page) << planned; };
        row("unable to service your\nrequest due to maintenance downtime or capacity\nproblems", false);
        row("due to a temporary overloading or maintenance of the server", false);
        row("The server is overloaded or down\nfor maintenance", false);
        row("temporarily overloaded or scheduled maintenance", false);
        row("We are upgrading your plan", false);
        row("We were back in April", false);
        row("Scheduled\nmaintenance", true);
        row("We are back in half an hour", true);
        row("Back in 5 minutes", true);
        row("Wir warten Ihre Maschine: Wartungsarbeiten", true);
    }
    void stockPagesSpeakOfNoMaintenance()
    {
        QFETCH(QByteArray, page);
        QFETCH(bool, planned);
        QCOMPARE(speaksOfMaintenance(page), planned);
    }

    void aBotWallIsNobodysFault()
    {
        const Diagnosis diagnosis = judged(repeated(botWall("403 Forbidden")));
        QCOMPARE(diagnosis.symptom.failure, Failure::HttpChallenged);
        QCOMPARE(diagnosis.verdict.headline, u"A bot check answered, not the service."_s);
        QCOMPARE(diagnosis.verdict.explanation, u"This says nothing about the service itself; open it in a browser."_s);
        for (const char* id : {"request_refused", "all_attempts_fail_alike", "server_side_answer", "service_code"})
            QVERIFY2(textOf(diagnosis, QString::fromLatin1(id)).isNull(), id);
        QCOMPARE(adviceIds(diagnosis), QStringList{u"open_in_browser"_s});
    }

    void whatIsSaidOfTheOwnConnectionWasSeen_data()
    {
        QTest::addColumn<Scene>("world");
        QTest::addColumn<QString>("sentence");
        const Scene closed = failing(silence(Failure::TcpRefused));
        Scene local = closed;
        local.about.target = QUrl(u"http://127.0.0.1:8080/"_s);
        QTest::newRow("nobody else was asked") << closed << u"Whether other places can be reached was not tried."_s;
        QTest::newRow("others answer") << with(closed, {place(true)})
                                       << u"Other places can be reached, so your own connection seems fine."_s;
        QTest::newRow("on this computer") << local << u"Your connection plays no part in this."_s;
        QTest::newRow("their error") << failing(answer(nginx502)) << u"It is not your computer and not your network."_s;
        QTest::newRow("their no") << failing(answer("HTTP/1.1 429 Too Many Requests\r\n\r\nno"))
                                  << u"You reached them, so your connection works."_s;
    }
    void whatIsSaidOfTheOwnConnectionWasSeen()
    {
        QFETCH(Scene, world);
        QFETCH(QString, sentence);
        const QString seen = judged(world).verdict.explanation;
        QVERIFY2(seen.endsWith(sentence), qPrintable(seen));
    }

    void aRefusedRequestIsNotWaitedFor()
    {
        const Diagnosis missing = judged(failing(answer("HTTP/1.1 404 Not Found\r\n\r\nno")));
        QCOMPARE(missing.verdict.headline, u"It answers, but does not accept this request."_s);
        QCOMPARE(missing.verdict.explanation, u"You reached the right place. Check the address or the key first."_s);
        QCOMPARE(adviceIds(missing).constFirst(), u"check_address"_s);
        QVERIFY(!adviceIds(missing).contains(u"wait_and_watch"_s));
        const Diagnosis unknown = judged(failing(answer("HTTP/1.1 401 Unauthorized\r\n\r\nno")));
        QCOMPARE(adviceIds(unknown).constFirst(), u"check_credentials"_s);
        QVERIFY(!adviceIds(unknown).contains(u"wait_and_watch"_s));
    }

    void triesAreAlikeOnlyWhenTheFirstAnswerIsToo()
    {
        Scene changed = scene(answer(nginx502));
        tries(changed, QList<Exchange>(5, silence(Failure::TcpClosed)));
        const Diagnosis differently = judged(changed);
        QVERIFY(textOf(differently, u"all_attempts_fail_alike"_s).isNull());
        QVERIFY(!textOf(differently, u"attempts_fail_differently"_s).isNull());
        for (const FindingReport& one : differently.findings) {
            QVERIFY(!one.text.contains(u"answered 0"_s));
            if (one.id == u"attempts_fail_differently")
                QVERIFY(one.expert.startsWith(u"tcp.closed tcp.closed"_s));
        }
        QCOMPARE(
            textOf(judged(failing(answer(nginx502))), u"all_attempts_fail_alike"_s), u"5 of 5 tries answered 502"_s);
        QVERIFY(!textOf(judged(failing(silence(Failure::TcpClosed))), u"all_attempts_silent"_s).isNull());
    }

    void theAddressesTriedAreForExperts()
    {
        Exchange answered = answer(nginx502);
        answered.address = u"192.0.2.7"_s;
        answered.addressesTried = {{u"2001:db8::7"_s, Failure::TcpTimedOut}, {u"192.0.2.7"_s, Failure::Ok}};
        StepReport step;
        step.id = u"request"_s;
        step.state = StepState::Done;
        const Diagnosis diagnosis = judgeEvidence({}, {reply(Purpose::First, answered)}, {step}, {});
        const StepReport& said = diagnosis.steps.constFirst();
        QVERIFY2(said.expert.contains(u"; tried 2001:db8::7 tcp.timed_out, 192.0.2.7 ok"_s), qPrintable(said.expert));
        QVERIFY2(!said.plain.contains(u"tried"_s), qPrintable(said.plain));
    }

    void aLimitOfOursIsNoSymptom()
    {
        HttpReply slow = reply(Purpose::First, silence(Failure::HttpResponseTimedOut));
        slow.ownLimit = Millis(8500);
        slow.exchange.total = Millis(8500);
        const Diagnosis diagnosis = judged(repeated(slow));
        QCOMPARE(textOf(diagnosis, u"answer_too_late"_s), u"It had not answered after 8.5 s; your limit is longer"_s);
        Scene once = scene(answer(wellRaw), true);
        tries(once, QList<Exchange>(4, answer(wellRaw)));
        slow.purpose = Purpose::Retry;
        once.evidence.append(slow);
        const QList<FindingReport> all = diagnosis.findings + judged(once).findings;
        for (const FindingReport& one : all)
            QVERIFY2(
                one.weights[std::size_t(Place::Service)] <= 8,
                qPrintable(one.id)); // less than where their own limit ran out
    }

    void thisComputerMayFailToOpenAConnection()
    {
        for (const Failure failure : {Failure::TcpFailed, Failure::TcpAddressInvalid})
            QCOMPARE(
                textOf(judged(failing(silence(failure))), u"could_not_open"_s),
                u"This computer could not open the connection"_s);
    }

    void pastTheCacheIsNoSymptom()
    {
        Scene one = scene(answer(wellRaw), true);
        tries(one, QList<Exchange>(5, answer(wellRaw)));
        one.evidence.append(reply(Purpose::PastCache, answer(app500)));
        const Diagnosis diagnosis = judged(one);
        QCOMPARE(diagnosis.symptom.status, 200);
        QCOMPARE(diagnosis.verdict.place, VerdictPlace::None);
        QVERIFY(!diagnosis.responder.markers.join(u' ').contains(u"gunicorn"_s));
    }

    void aSessionWithoutAnAnswerSaysSo()
    {
        Scene one;
        one.about.startedAt = now - Seconds(3);
        const Diagnosis over = judged(one);
        QCOMPARE(over.symptom.failure, Failure::Unknown);
        QCOMPARE(over.symptom.at, one.about.startedAt);
        StepReport open;
        open.id = u"request"_s;
        open.state = StepState::Running;
        QCOMPARE(judgeEvidence(one.about, {}, {open}, now).symptom.failure, Failure::Ok);
    }

    void aGreenPageIsExcusedForHalfAnHour()
    {
        Scene one = with(failing(answer(nginx502)), {claim(Indicator::Operational)});
        one.about.since = now - Seconds(5 * 60);
        QVERIFY(told(one, {u"status_page"_s}).steps[0].plain.endsWith(u"5 min into a fault that says little yet"_s));
        QVERIFY(textOf(judged(one), u"provider_claims_fine"_s).contains(u"says little"_s));
        one.about.since = now - Seconds(45 * 60);
        QCOMPARE(told(one, {u"status_page"_s}).steps[0].plain, u"Reports no problem, 45 min into the fault"_s);
        QVERIFY(!textOf(judged(one), u"provider_claims_fine"_s).contains(u"says little"_s));
    }

    void somebodyBehindTheFrontDoorIsNotTheService()
    {
        const QByteArray custom = "HTTP/1.1 502 Bad Gateway\r\nServer: nginx\r\nX-Team: blue\r\n\r\n<h1>sorry</h1>";
        QCOMPARE(
            textOf(judged(failing(answer(custom))), u"service_wrote_it"_s),
            u"Somebody behind the front door wrote this error"_s);
        QCOMPARE(
            textOf(judged(failing(answer(app500))), u"service_wrote_it"_s), u"The service itself wrote this error"_s);
    }

    void whatChangesSomethingIsNeverWatched()
    {
        Scene one = scene(answer(nginx502));
        one.about.method = "POST";
        const Diagnosis diagnosis = judged(one);
        QCOMPARE(adviceIds(diagnosis).constFirst(), u"wait"_s);
        for (const Advice& advice : diagnosis.advice)
            QVERIFY(!advice.automatic);
        QVERIFY(adviceIds(judged(scene(answer(nginx502)))).contains(u"wait_and_watch"_s));
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

    void aChangeIsAGuessUntilMoreSpeaksForIt()
    {
        const Verdict guess = judged(with(failing(answer(app500)), {quick()})).verdict;
        QCOMPARE(guess.cause, u"bad_deploy"_s);
        QVERIFY2(guess.confidence < 0.75, qPrintable(QString::number(guess.confidence)));
        QVERIFY(guess.confidence >= 0.6);
        HttpReply other = reply(Purpose::First, answer(wellRaw));
        other.detail = u"the keyword is missing"_s;
        const Verdict seen = judged(with(repeated(other), {quick(), place(true), control(true)})).verdict;
        QCOMPARE(seen.cause, u"bad_deploy"_s);
        QVERIFY2(seen.confidence >= 0.75, qPrintable(QString::number(seen.confidence)));
    }
    void addressesOfBeforeTellWhoIsOutOfDate_data()
    {
        QTest::addColumn<QString>("ours");
        QTest::addColumn<QString>("before");
        QTest::addColumn<QString>("others"); // empty: nobody was asked
        QTest::addColumn<QString>("works"); // where it does
        QTest::addColumn<QString>("place");
        QTest::addColumn<QString>("cause");
        const auto row = [](const char* name, const char* ours, const char* before, const char* others,
                            const char* works, const char* place, const char* cause) {
            QTest::newRow(name) << QString::fromLatin1(ours) << QString::fromLatin1(before)
                                << QString::fromLatin1(others) << QString::fromLatin1(works)
                                << QString::fromLatin1(place) << QString::fromLatin1(cause);
        };
        row("ours is yesterday's", "198.51.100.66", "198.51.100.66", "198.51.100.10", "198.51.100.10", "network",
            "stale_dns");
        row("ours is yesterday's, inside", "10.0.0.6", "10.0.0.6", "198.51.100.10", "198.51.100.10", "network",
            "stale_dns");
        row("ours was made up", "10.0.0.6", "198.51.100.10", "198.51.100.10", "198.51.100.10", "network",
            "resolver_fault");
        row("they moved, and the new place fails", "198.51.100.10", "198.51.100.66", "198.51.100.10", "198.51.100.66",
            "service", "bad_deploy");
        row("it moved, and nobody else says where", "198.51.100.10", "198.51.100.66", "", "198.51.100.66",
            "inconclusive", "");
    }
    void addressesOfBeforeTellWhoIsOutOfDate()
    {
        QFETCH(QString, ours);
        QFETCH(QString, before);
        QFETCH(QString, others);
        QFETCH(QString, works);
        BeforeFact earlier = quick();
        earlier.addresses = {before};
        Scene one = with(
            failing(silence(Failure::TcpTimedOut)),
            {NameFact{u"shop.example"_s, {ours}, {}}, earlier, place(true), control(true),
             reply(Purpose::OtherAddress, answer(wellRaw), true, works)});
        if (!others.isEmpty())
            one.evidence.append(ResolverFact{u"other"_s, {others}, {}});
        const Verdict verdict = judged(one).verdict;
        QTEST(idOf(verdict.place), "place");
        QTEST(verdict.cause, "cause");
    }

    void aGoodAnswerMayBeSomebodyElses_data()
    {
        QTest::addColumn<Names>("names");
        QTest::addColumn<QString>("place");
        QTest::addColumn<QString>("cause");
        const auto row = [](const char* name, const Names& names, const char* place, const char* cause) {
            QTest::newRow(name) << names << QString::fromLatin1(place) << QString::fromLatin1(cause);
        };
        const QByteArray blocked =
            "HTTP/1.1 200 OK\r\n\r\n<title>Blocked</title><h1>Access to this site is blocked</h1>By court order.";
        const QByteArray forbidden =
            "HTTP/1.1 403 Forbidden\r\nServer: x\r\n\r\n<h1>This site is blocked by your network administrator</h1>";
        const QByteArray offers = "HTTP/1.1 200 OK\r\n\r\n<h1>Did you mean shopping?</h1>";
        const QByteArray old = "HTTP/1.1 200 OK\r\n\r\n<h1>Something new will follow soon</h1>";
        const QByteArray german = "HTTP/1.1 200 OK\r\n\r\n<title>Shop</title><h1>Welcome to the shop</h1>Node seven.";
        row("a page that says it is blocked", {.here = blocked, .there = shopPage}, "network", "blocked_locally");
        row("the same, with an error", {.here = forbidden, .there = shopPage}, "network", "blocked_locally");
        row("the same, inside", {.ours = u"192.168.1.1"_s, .here = forbidden, .there = shopPage}, "network",
            "blocked_locally");
        row("a page for whatever has no name", {.others = {}, .here = offers, .madeUp = u"198.51.100.66"_s}, "service",
            "name_not_found");
        row("another page", {.here = old, .there = shopPage}, "network", "stale_dns");
        row("a content network", {.here = german, .there = shopPage}, "none", "");
        row("a page about blocking", {.here = blocked, .there = blocked}, "none", "");
        row("a name of the company alone", {.ours = u"10.0.0.6"_s, .others = {}, .here = shopPage}, "none", "");
        row("a page of the company alone", {.ours = u"10.0.0.6"_s, .here = old, .there = shopPage}, "none", "");
        row("all names of a laboratory", {.ours = u"10.0.0.6"_s, .others = {}, .here = old, .madeUp = u"10.0.0.6"_s},
            "none", "");
        row("a name that is not known everywhere yet", {.others = {}, .here = shopPage}, "none", "");
        row("proved by a certificate", {.here = old, .there = shopPage, .scheme = u"https"_s}, "none", "");
        row("a name that changes", {.here = "HTTP/1.1 200 OK\r\n\r\na7f3c9", .there = "HTTP/1.1 200 OK\r\n\r\n91bc02"},
            "none", "");
        row("nothing to compare", {.here = "HTTP/1.1 200 OK\r\n\r\n", .there = shopPage}, "none", "");
    }
    void aGoodAnswerMayBeSomebodyElses()
    {
        QFETCH(Names, names);
        const Scene one = asked(names);
        const Diagnosis diagnosis = told(one, {u"answers_agree"_s, u"responder"_s});
        const QByteArray seen = toMarkdown(diagnosis).toUtf8();
        QTEST(idOf(diagnosis.verdict.place), "place");
        QTEST(diagnosis.verdict.cause, "cause");
        if (diagnosis.verdict.place == VerdictPlace::None)
            return;
        QVERIFY2(diagnosis.responder.id == u"unknown", seen.constData());
        QVERIFY2(!seen.contains("their side"), seen.constData());
        // Two pages may both be meant so.
        const bool guessed = diagnosis.verdict.cause == u"stale_dns" || diagnosis.verdict.cause == u"name_not_found";
        QCOMPARE(diagnosis.verdict.confidence < 0.75, guessed);
        QCOMPARE(judgedFromKept(one, diagnosis).verdict, diagnosis.verdict);
    }

    void aProxysNoToConnectHasAnAuthor()
    {
        const QByteArray squid = "HTTP/1.1 503 Service Unavailable\r\nServer: squid/5.7\r\nX-Squid-Error: ";
        const Scene one =
            with(failing(noToConnect(squid + "ERR_CONNECT_FAIL 111\r\n\r\n")), {through(place(true)), control(true)});
        const Diagnosis refused = told(one, {u"responder"_s});
        QCOMPARE(idOf(refused.verdict.place), u"service"_s);
        QCOMPARE(refused.verdict.cause, u"origin_refuses_connections"_s);
        QCOMPARE(refused.responder.id, u"squid"_s);
        QCOMPARE(refused.responder.authored, std::optional(true));
        QVERIFY2(refused.steps[0].plain.contains(u"proxy"_s), qPrintable(refused.steps[0].plain));
        QCOMPARE(judgedFromKept(one, refused).verdict, refused.verdict);

        const QByteArray forbids = "HTTP/1.1 403 Forbidden\r\nServer: squid/5.7\r\nX-Squid-Error: ";
        const Diagnosis denied = judged(
            with(failing(noToConnect(forbids + "ERR_ACCESS_DENIED 0\r\n\r\n")), {through(place(true)), control(true)}));
        QCOMPARE(idOf(denied.verdict.place), u"network"_s);
        QCOMPARE(denied.verdict.cause, u"company_proxy"_s);
    }

    void whatAProxyCannotFindMayHaveNoName()
    {
        const QByteArray squid = "HTTP/1.1 503 x\r\nServer: squid/5.7\r\nVia: 1.1 proxy (squid/5.7)\r\nX-Squid-Error: ";
        const QString unknown = idOf(Failure::DnsNameNotResolved);
        const Diagnosis diagnosis = judged(with(
            failing(viaProxy(answer(squid + "ERR_DNS_FAIL 0\r\n\r\n"), u"10.1.2.3"_s)),
            {through(place(true)), NameFact{u"shop.example"_s, {}, unknown}, ResolverFact{u"other"_s, {}, unknown}}));
        QCOMPARE(idOf(diagnosis.verdict.place), u"service"_s);
        QCOMPARE(diagnosis.verdict.cause, u"name_not_found"_s);
        QVERIFY(diagnosis.verdict.headline.contains(u"leads nowhere"_s));
        // Where others find it, the proxy asks the wrong one, or filters.
        const Diagnosis filtered = judged(with(
            failing(viaProxy(answer(squid + "ERR_DNS_FAIL 0\r\n\r\n"), u"10.1.2.3"_s)),
            {through(place(true)), NameFact{u"shop.example"_s, {}, unknown},
             ResolverFact{u"one"_s, {u"198.51.100.10"_s}, {}}}));
        QVERIFY2(filtered.verdict.place != VerdictPlace::Service, qPrintable(filtered.verdict.headline));
    }

    void whoRefusesTellsWhereItEnds_data()
    {
        QTest::addColumn<int>("failure");
        QTest::addColumn<int>("by");
        QTest::addColumn<QString>("place");
        using By = RefusalFact::By;
        const auto row = [](const char* name, Failure failure, By by, const char* place) {
            QTest::newRow(name) << int(failure) << int(by) << QString::fromLatin1(place);
        };
        row("our own firewall", Failure::TcpAddressUnreachable, By::ThisComputer, "device");
        row("our own firewall, as a refusal", Failure::TcpRefused, By::ThisComputer, "device");
        row("our own system", Failure::TcpFailed, By::ThisComputer, "device");
        row("our router", Failure::TcpAddressUnreachable, By::OwnNetwork, "network");
        row("a firewall of theirs, as a refusal", Failure::TcpRefused, By::Farther, "service");
    }
    void whoRefusesTellsWhereItEnds()
    {
        QFETCH(int, failure);
        QFETCH(int, by);
        const Scene one =
            with(failing(silence(Failure(failure))), {RefusalFact{RefusalFact::By(by)}, place(true), control(true)});
        const Diagnosis diagnosis = judged(one);
        QTEST(idOf(diagnosis.verdict.place), "place");
        if (RefusalFact::By(by) != RefusalFact::By::Farther)
            QCOMPARE(diagnosis.verdict.cause, u"blocked_locally"_s);
        QCOMPARE(
            textOf(diagnosis, u"connection_refused"_s).isNull(),
            Failure(failure) != Failure::TcpRefused || RefusalFact::By(by) != RefusalFact::By::Farther);
        QCOMPARE(judgedFromKept(one, diagnosis).verdict, diagnosis.verdict);
    }

    /// One family or one address of several is refused: that does not explain what the others answer.
    void aRefusedAddressIsNotTheAnswer()
    {
        ConnectFact reached{u"198.51.100.7"_s, true, {}};
        reached.exchange.phases.connect = Micros(2000);
        ConnectFact refused{u"2001:db8::7"_s, true, silence(Failure::TcpAddressUnreachable)};
        for (const auto by : {RefusalFact::By::ThisComputer, RefusalFact::By::OwnNetwork}) {
            const QList<Evidence> facts{reached, refused, RefusalFact{by}, place(true), control(true)};
            const Diagnosis diagnosis = judged(with(failing(answer(nginx502)), facts));
            QCOMPARE(idOf(diagnosis.verdict.place), u"service"_s);
            QCOMPARE(
                told(with(scene(answer(nginx502)), facts), {u"manner"_s}).steps[0].plain.contains(u"lets"_s), false);
            const Diagnosis silent = judged(with(failing(silence(Failure::TcpTimedOut)), facts));
            QVERIFY2(silent.verdict.cause != u"blocked_locally", qPrintable(silent.verdict.headline));
            const QList<Evidence> later{RefusalFact{by}, place(true), control(true)};
            const Diagnosis begun = judged(with(failing(silence(Failure::TlsTimedOut)), later)); // so it was let out
            QVERIFY2(begun.verdict.cause != u"blocked_locally", qPrintable(begun.verdict.headline));
        }
    }

    void manySilencesAreNoNameServers()
    {
        const QString mute = idOf(Failure::DnsUnreachable);
        const Scene silent =
            with(failing(silence(Failure::DnsUnreachable)), {place(false), NameFact{u"shop.example"_s, {}, mute}});
        const ResolverFact knows{u"one"_s, {u"198.51.100.10"_s}, {}};
        QCOMPARE(judged(with(silent, {knows, knows})).verdict.cause, u"resolver_fault"_s);
        const Verdict lossy = judged(with(silent, {knows, ResolverFact{u"two"_s, {}, mute}})).verdict;
        QCOMPARE(idOf(lossy.place), u"network"_s);
        QCOMPARE(lossy.cause, u"path_fault"_s);
        QVERIFY2(lossy.headline.contains(u"gets lost"_s), qPrintable(lossy.headline));

        Scene byTurns = scene(silence(Failure::TcpTimedOut));
        tries(byTurns, {silence(Failure::HttpResponseTimedOut), silence(Failure::TcpTimedOut)});
        ElsewhereFact gone = control(false);
        gone.failure = Failure::TcpTimedOut;
        QCOMPARE(judged(with(byTurns, {place(true), gone, control(true)})).verdict.cause, u"path_fault"_s);
        QVERIFY(judged(with(byTurns, {place(true), control(true)})).verdict.cause != u"path_fault"_s);
        // A port that is closed here for everybody loses nothing.
        QVERIFY(judged(with(byTurns, {place(true), gone})).verdict.cause != u"path_fault"_s);
        // Who answers with errors in between has trouble itself.
        tries(byTurns, {silence(Failure::HttpResponseTimedOut), answer(nginx502)});
        QVERIFY(judged(with(byTurns, {place(true), gone, control(true)})).verdict.cause != u"path_fault"_s);
        // The name servers of one name are not everybody's.
        const Scene theirs =
            with(failing(silence(Failure::DnsUnreachable)), {control(true), NameFact{u"shop.example"_s, {}, mute}});
        const Verdict own = judged(with(theirs, {knows, ResolverFact{u"two"_s, {}, mute}})).verdict;
        QVERIFY(own.cause != u"path_fault"_s);
    }

    void anInspectorIsKnownByWhatItDoes_data()
    {
        QTest::addColumn<QString>("issuer");
        QTest::addColumn<QString>("place");
        QTest::newRow("a box") << u"O=Contoso IT; CN=Contoso Web Inspection CA"_s << u"network"_s;
        QTest::newRow("a firewall") << u"CN=Branch Firewall Root"_s << u"network"_s;
        QTest::newRow("an antivirus") << u"CN=Acme Antivirus Personal Root"_s << u"device"_s;
        QTest::newRow("a company") << u"CN=Contoso Root CA"_s << u"gateway"_s;
    }
    void anInspectorIsKnownByWhatItDoes()
    {
        QFETCH(QString, issuer);
        Exchange exchange = silence(Failure::TlsCertAuthorityInvalid);
        exchange.certificate = PeerCertificate{{}, u"CN=shop.example"_s, issuer, {}, {}};
        const Verdict verdict = judged(with(failing(exchange), {place(true), control(true)})).verdict;
        QTEST(idOf(verdict.place), "place");
        QCOMPARE(verdict.cause == u"intercepted", verdict.place != VerdictPlace::Gateway);
    }

    void aHeadlineIsNoSurerThanItsConfidence()
    {
        const auto headline = [](const Scene& one) { return judged(one).verdict.headline; };
        const Exchange refused = answer("HTTP/2 521 \r\nServer: cloudflare\r\nCF-RAY: 1-FRA\r\n\r\nx");
        QVERIFY(headline(failing(refused)).startsWith(u"It's them: "_s));
        const Scene unclear =
            with(failing(answer(nginx502)), {place(true), reply(Purpose::PastCache, answer(nginx502))});
        QVERIFY2(headline(unclear).startsWith(u"It's possibly them: "_s), qPrintable(headline(unclear)));
        const Diagnosis likely = judged(with(failing(silence(Failure::TlsCertNameInvalid)), {place(true)}));
        QVERIFY2(
            likely.verdict.confidence >= 0.6 && likely.verdict.confidence < 0.95,
            qPrintable(QString::number(likely.verdict.confidence)));
        QVERIFY2(
            likely.verdict.headline.startsWith(
                likely.verdict.confidence < 0.75 ? u"It's possibly their front door: "_s
                                                 : u"It's likely their front door: "_s),
            qPrintable(likely.verdict.headline));
    }

    void onlyOneNameIsNotAllNames()
    {
        const ResolverFact knows{u"one"_s, {u"198.51.100.10"_s}, {}};
        const QList<Evidence> around{knows, NameFact{u"shop.example"_s, {}, idOf(Failure::DnsFailed)}};
        const Scene one = with(failing(silence(Failure::DnsFailed)), around);
        const QString only = judged(with(one, {place(true), control(true)})).verdict.headline;
        QVERIFY2(only.contains(u"this name cannot be looked up"_s), qPrintable(only));
        const QString all = judged(with(one, {place(false), control(false)})).verdict.headline;
        QVERIFY2(all.contains(u"cannot find the address"_s) && !all.contains(u"this name"_s), qPrintable(all));
    }

    void datesAreNotSureWhileNobodyToldTheTime()
    {
        ElsewhereFact timely = place(true);
        timely.clockAhead = Seconds(0);
        const Scene one = failing(silence(Failure::TlsCertDateInvalid));
        QVERIFY(judged(with(one, {timely})).verdict.confidence >= 0.75);
        const Verdict unsure = judged(with(one, {place(true)})).verdict;
        QCOMPARE(idOf(unsure.place), u"gateway"_s);
        QVERIFY2(unsure.confidence < 0.75, qPrintable(QString::number(unsure.confidence)));
    }

    void aProgramOfThisComputerNeedsNoNetwork()
    {
        Scene one = failing(from(answer(nginx502), u"127.0.0.1"_s));
        one.about.target = QUrl(u"http://127.0.0.1:8080/"_s);
        const Verdict verdict = judged(one).verdict;
        QVERIFY2(verdict.headline.contains(u"a program on this computer"_s), qPrintable(verdict.headline));
        QVERIFY(!verdict.explanation.contains(u"front desk"_s));

        Scene untrusted = failing(silence(Failure::TlsCertAuthorityInvalid));
        untrusted.about.target = QUrl(u"https://localhost:8443/"_s);
        QVERIFY2(
            judged(untrusted).verdict.headline.contains(u"a program on this computer: its certificate"_s),
            qPrintable(judged(untrusted).verdict.headline));
    }

    void silenceIsNoIgnorance()
    {
        const QString mute = idOf(Failure::DnsUnreachable);
        Scene one = with(
            failing(silence(Failure::DnsUnreachable)),
            {NameFact{u"shop.example"_s, {}, mute}, ResolverFact{u"one"_s, {}, mute},
             ResolverFact{u"two"_s, {}, mute}});
        QCOMPARE(told(one, {u"resolvers"_s}).steps[0].plain, u"None of the 2 others answered"_s);
        one.evidence.last() = ResolverFact{u"two"_s, {u"198.51.100.10"_s}, {}};
        const Diagnosis some = told(one, {u"resolvers"_s, u"answers_agree"_s});
        QCOMPARE(some.steps[0].plain, u"1 of 2 others knows the name, the rest did not answer"_s);
        QCOMPARE(some.steps[1].plain, u"Others know the name; yours did not answer"_s);
    }

    void whatIsNotTrustedAnswersAllTheSame()
    {
        ElsewhereFact dates = control(false);
        dates.failure = Failure::TlsCertDateInvalid;
        const Scene one = failing(silence(Failure::TlsCertDateInvalid));
        QCOMPARE(
            told(with(one, {dates, dates}), {u"control_sites"_s}).steps[0].plain,
            u"0 of 2 well-known sites could be trusted"_s);
        QCOMPARE(
            told(with(one, {place(true, false, 302)}), {u"connectivity"_s}).steps[0].plain,
            u"Something else answered in the place of the other places"_s);
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

        // Two that lasted this long teach nothing, and the present one is no earlier one.
        one.about.since = now - Seconds(600);
        QCOMPARE(judged(one).expectation.basis, u"general"_s);
        Incident open;
        open.opened = now - Seconds(600);
        history.past.prepend(open);
        QCOMPARE(
            told(with(failing(answer(nginx502)), {history}), {u"history"_s}).steps[0].plain, u"6 earlier faults"_s);
    }

    void anEstimateIsGradedByTheTruth_data()
    {
        QTest::addColumn<QString>("bracket");
        QTest::addColumn<int>("median"); // 0: none
        QTest::addColumn<int>("age"); // when it was estimated, in s
        QTest::addColumn<int>("took"); // from then on
        QTest::addColumn<QString>("result"); // empty: none
        QTest::addColumn<double>("doublings"); // negative: none
        const auto row = [](const char* name, const char* bracket, int median, int age, int took, const char* result,
                            double doublings = -1) {
            QTest::newRow(name) << QString::fromLatin1(bracket) << median << age << took << QString::fromLatin1(result)
                                << doublings;
        };
        row("as it was said", "minutes", 300, 60, 300, "right", 0);
        row("twice as long", "minutes", 300, 60, 600, "right", 1);
        row("more than twice", "minutes", 300, 60, 720, "too_short", 1.263);
        row("less than half", "minutes", 300, 60, 140, "too_long", 1.1);
        row("a minute does not matter", "under_1_minute", 5, 10, 60, "right", 3.585);
        row("over at once", "minutes", 300, 60, 0, "too_long", 8.229);
        row("under a minute", "under_1_minute", 0, 20, 30, "right");
        row("under a minute, and was not", "under_1_minute", 0, 20, 600, "too_short");
        row("5 to 15 minutes", "minutes", 0, 120, 600, "right");
        row("5 to 15 minutes, nearly", "minutes", 0, 120, 60, "right");
        row("5 to 15 minutes, and was less", "minutes", 0, 70, 10, "too_long");
        row("5 to 15 minutes, and was an hour", "minutes", 0, 120, 3600, "too_short");
        row("hours", "hours", 0, 1000, 90000, "right");
        row("hours, and was soon over", "hours", 0, 1000, 100, "too_long");
        row("nothing was said", "unknown", 0, 60, 60, "");
        row("over before it was said", "minutes", 300, 60, -1, "");
    }
    void anEstimateIsGradedByTheTruth()
    {
        QFETCH(QString, bracket);
        QFETCH(int, median);
        QFETCH(int, age);
        QFETCH(int, took);
        DurationExpectation expectation;
        expectation.bracket = bracket;
        expectation.since = now - Seconds(age);
        if (median > 0)
            expectation.medianSeconds = median;
        const auto grade = gradeOf(expectation, now, now + Seconds(took));
        QTEST(grade ? idOf(grade->result) : QString(), "result");
        if (!grade)
            return;
        QTEST(std::round(grade->doublings.value_or(-1) * 1000) / 1000, "doublings");
        QCOMPARE(grade->lastedSeconds, age + took);
    }
    void theGradeIsOneSentence()
    {
        DurationExpectation expectation;
        expectation.bracket = u"minutes"_s;
        expectation.medianSeconds = 300;
        expectation.since = now;
        QCOMPARE(
            gradeOf(expectation, now, now + Seconds(720))->text,
            u"Expected about 5 min more, and it took 12 min: the estimate was too short."_s);
        expectation.medianSeconds.reset();
        QCOMPARE(
            gradeOf(expectation, now, now + Seconds(500))->text,
            u"Expected 5 to 15 minutes in all, and it took 8 min: the estimate was right."_s);
        expectation.since.reset(); // nothing was wrong
        QVERIFY(!gradeOf(expectation, now, now + Seconds(500)));
    }
    void fewGradesAreNoRecord()
    {
        HistoryFact history;
        history.estimates = {2, 2};
        const Scene one = failing(answer(nginx502));
        QCOMPARE(judged(with(one, {history})).expectation.record, QString());
        history.estimates = {7, 9};
        QCOMPARE(
            judged(with(one, {history})).expectation.record,
            u"Earlier estimates for this service were right in 7 of 9 cases."_s);
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
                u"advice"_s, u"answers"_s, u"blame"_s, u"dataSafety"_s, u"durationMs"_s, u"expectation"_s,
                u"findings"_s, u"responder"_s, u"schema"_s, u"startedAt"_s, u"steps"_s, u"symptom"_s, u"target"_s,
                u"verdict"_s}));
        QCOMPARE(json[u"schema"].toString(), u"gatewatch.diagnosis/1"_s);
        QCOMPARE(json[u"symptom"][u"status"].toInt(), 502);
        QCOMPARE(json[u"blame"].toObject().size(), 5);
        QCOMPARE(json[u"responder"][u"authored"].toBool(), true);
        for (const QString& text : reportsOf(diagnosis)) {
            QVERIFY(!text.contains(u"topsecret"_s));
            QVERIFY(!text.contains(u"pw@"_s));
        }
        QVERIFY(!toHtml(diagnosis).contains(u"<script"_s));
    }

    void fieldsAndAddressesOfTheUserStayOut()
    {
        const Diagnosis field = told(
            failing(answer("HTTP/1.1 500 x\r\nServer: nginx\r\nX-Session-Key: topsecret\r\n\r\npage")),
            {u"request"_s, u"responder"_s, u"retry"_s});
        QVERIFY(field.responder.markers.join(u' ').contains(u"X-Session-Key"_s));
        const Diagnosis proxied = told(
            failing(viaProxy(answer("HTTP/1.0 403 Forbidden\r\nServer: Zscaler/6.1\r\n\r\nno"), u"10.1.2.3"_s)),
            {u"request"_s, u"responder"_s, u"retry"_s});
        Exchange tunnel = viaProxy(silence(Failure::ProxyFailed), u"10.1.2.3"_s);
        tunnel.detail = u"Failed to connect to proxy.corp.example port 3128"_s;
        const Diagnosis unreached = told(failing(tunnel), {u"request"_s, u"retry"_s});
        for (const QString& text : reportsOf(field) + reportsOf(proxied) + reportsOf(unreached)) {
            QVERIFY2(!text.contains(u"topsecret"_s), qPrintable(text));
            QVERIFY2(!text.contains(u"corp.example"_s), qPrintable(text));
            QVERIFY2(!text.contains(u"10.1.2.3"_s), qPrintable(text));
        }
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

    const Exchange app503 = answer("HTTP/1.1 503 Service Unavailable\r\nServer: gunicorn\r\n\r\nbusy");
    const auto half = [&good](const Exchange& exchange) {
        Scene one = scene(exchange);
        return tries(one, {exchange, good, exchange, good, exchange});
    };
    row("slow before, some fail, busy", with(half(app503), {slowed()}), "service", "overload");
    row("slow before, nginx gets nothing usable", with(failing(bad), {slowed()}), "service", "overload");
    row("some fail, as quick as ever", with(half(bad), {quick()}), "service", "intermittent");
    row("slow before, and nothing else of load", with(failing(bad), {onlySlowed()}), "service", "origin_unreachable");
    row("quick before, the application's own 500", with(failing(answer(app500)), {quick()}), "service", "bad_deploy");
    row("quick before, nginx gets nothing usable", with(failing(bad), {quick()}), "service", "origin_unreachable");
    row("failures mixed in before the application's own 500", with(failing(answer(app500)), {mixed()}), "service",
        "outage");

    row("nginx, refused at once", failing(bad), "service", "origin_unreachable");
    row("nginx, on a computer without internet", with(failing(bad), {place(false)}), "service", "origin_unreachable");
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
    row("apache, closed port", failing(captured(u"apache/refused.http"_s)), "service", "origin_refuses_connections");
    row("apache, distrusts the origin", failing(apache("500", "Error during SSL Handshake with remote server")),
        "gateway", "certificate_problem");
    row("cloudflare 521", failing(cf("521")), "service", "origin_refuses_connections");
    row("cloudflare 524", failing(cf("524")), "service", "origin_timeout");
    row("cloudflare 526", failing(cf("526")), "gateway", "certificate_problem");
    row("cloudflare's own fault",
        failing(cf("502", "<center><h1>502 Bad Gateway</h1></center><hr><center>cloudflare</center>")), "gateway",
        "front_fault");
    row("cloudflare marks itself as the culprit",
        failing(
            cf("502",
               "<div id=\"cf-wrapper\"><div id=\"cf-cloudflare-status\" class=\"cf-error-source w-1/3\"></div>"
               "<div id=\"cf-host-status\" class=\"w-1/3\"></div></div>")),
        "gateway", "front_fault");
    row("cloudflare marks the host as the culprit",
        failing(
            cf("502",
               "<div id=\"cf-error-details\"><div id=\"cf-cloudflare-status\" class=\"w-1/3\"></div>"
               "<div id=\"cf-host-status\" class=\"cf-error-source w-1/3\"></div></div>")),
        "service", "origin_unreachable");
    row("cloudflare's own fault, told to a program",
        failing(answer("HTTP/2 500 \r\nServer: cloudflare\r\nContent-Type: text/plain\r\n\r\nerror code: 500")),
        "gateway", "front_fault");
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
        "origin_unreachable");
    row("provider has a grave incident", with(failing(bad), {openIncident(u"critical"_s)}), "service", "outage");
    row("provider has a small incident", with(failing(bad), {openIncident(u"minor"_s)}), "service",
        "origin_unreachable");
    StatusClaim stale = openIncident(u"critical"_s);
    stale.report.readability = Readability::Stale;
    row("provider's page is old", with(failing(bad), {stale}), "service", "origin_unreachable");
    StatusClaim elsewhere = claim(Indicator::Operational);
    Maintenance running;
    running.status = u"in_progress"_s;
    elsewhere.report.maintenances = {running};
    Scene maintained = with(failing(bad), {elsewhere});
    row("a part of a large page is maintained", maintained, "service", "origin_unreachable");
    maintained.about.pageNarrowed = true;
    row("a chosen part of the page is maintained", maintained, "service", "maintenance");
    row("a bot wall", repeated(botWall("403 Forbidden")), "inconclusive", "");
    row("a bot wall, unavailable", with(repeated(botWall("503 Service Unavailable")), {place(true)}), "inconclusive",
        "");
    Scene recovered = scene(bad);
    row("gone again", tries(recovered, QList<Exchange>(5, good)), "none", "recovered");
    Scene well = scene(good, true);
    row("nothing was wrong", tries(well, QList<Exchange>(5, good)), "none", "");
    Scene sometimes = scene(bad);
    row("now and then", tries(sometimes, {good, bad, good, good, bad}), "service", "intermittent");
    row("one entrance of several",
        with(failing(bad), {front(u"192.0.2.1"_s, bad), front(u"192.0.2.2"_s, good), front(u"192.0.2.3"_s, good)}),
        "gateway", "one_front_of_many");
    const Exchange bad1 = from(bad, u"192.0.2.1"_s);
    const Exchange good1 = from(good, u"192.0.2.1"_s);
    const Exchange good2 = from(good, u"192.0.2.2"_s);
    Scene shared = scene(bad1);
    row("one server of several behind every entrance",
        with(
            tries(shared, {bad1, good1, bad1, good1, good1}),
            {front(u"192.0.2.1"_s, bad), front(u"192.0.2.2"_s, good)}),
        "service", "intermittent");
    Scene byTurns = scene(bad1);
    row("entrances by turns, one of which fails",
        with(
            tries(byTurns, {bad1, good2, bad1, good2, good2}),
            {front(u"192.0.2.1"_s, bad), front(u"192.0.2.2"_s, good)}),
        "gateway", "one_front_of_many");
    Scene third = scene(from(bad, u"192.0.2.3"_s));
    row("bad answers that came through no failing entrance",
        with(
            tries(third, {bad1, good2, bad1, good2, good2}), {front(u"192.0.2.1"_s, bad), front(u"192.0.2.2"_s, good)}),
        "service", "intermittent");
    row("one entrance hangs up",
        with(
            failing(silence(Failure::TcpClosed)),
            {place(true), front(u"192.0.2.1"_s, silence(Failure::TcpClosed)), front(u"192.0.2.2"_s, good)}),
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
    row("works when asked differently, without a sign of a cache",
        with(failing(bad), {reply(Purpose::PastCache, good, true)}), "service", "origin_unreachable");
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
    row("no such name, and nothing else asked", failing(silence(Failure::DnsNameNotResolved)), "inconclusive", "");
    row("only their name servers fail", with(failing(silence(Failure::DnsUnreachable)), {place(true)}), "service",
        "resolver_fault");
    row("silence, and nothing else asked", failing(silence(Failure::TcpTimedOut)), "inconclusive", "");
    row("a failure that nobody can explain",
        with(
            failing(silence(Failure::Unknown)),
            {place(true), HistoryFact{{}, 3, 0}, front(u"192.0.2.1"_s, silence(Failure::Unknown)),
             front(u"192.0.2.2"_s, silence(Failure::Unknown))}),
        "inconclusive", "");
    HttpReply slow = reply(Purpose::First, silence(Failure::HttpResponseTimedOut));
    slow.ownLimit = Millis(8500);
    Scene impatient = scene(slow.exchange);
    impatient.evidence = {slow};
    row("our limit ran out before theirs", impatient, "service", "*");
    row("no name server", with(failing(silence(Failure::DnsUnreachable)), {place(false)}), "network", "resolver_fault");
    row("everything silent", with(failing(silence(Failure::TcpTimedOut)), {place(false)}), "network",
        "local_network_down");
    row("a sign-in page", with(failing(silence(Failure::TlsCertAuthorityInvalid)), {place(true, false, 302)}),
        "network", "captive_portal");
    ElsewhereFact yes = place(true, true, 200); // as a sign-in page answers everything
    yes.expected = 200;
    row("a sign-in page that answers 200 to all",
        with(failing(silence(Failure::TlsCertAuthorityInvalid)), {yes, place(true, false, 200), control(false)}),
        "network", "captive_portal");
    Scene plain = repeated(reply(Purpose::First, answer("HTTP/1.1 200 OK\r\n\r\nsign in here")));
    plain.about.target = QUrl(u"http://shop.example/"_s);
    row("a sign-in page in the place of a plain site", with(plain, {place(true, false, 302)}), "network",
        "captive_portal");
    row("a filter that changes only the small document",
        with(failing(silence(Failure::TcpTimedOut)), {place(true, false, 403), control(true)}), "service", "outage");
    row("511", failing(answer("HTTP/1.1 511 Network Authentication Required\r\n\r\nsign in")), "network",
        "captive_portal");
    row("certificate ran out", with(failing(silence(Failure::TlsCertDateInvalid)), {place(true)}), "gateway",
        "certificate_problem");
    row("certificate of another name", with(failing(silence(Failure::TlsCertNameInvalid)), {place(true)}), "gateway",
        "certificate_problem");
    const QByteArray zscaler = "HTTP/1.0 403 Forbidden\r\nServer: Zscaler/6.1\r\n\r\nno";
    row("company's proxy", with(failing(viaProxy(answer(zscaler), u"10.1.2.3"_s)), {place(true)}), "network",
        "company_proxy");
    const QByteArray filtered = "HTTP/1.1 403 Filtered\r\nServer: tinyproxy/1.11.1\r\n\r\n<p>no</p>";
    row("proxy on this computer", failing(viaProxy(answer(filtered), u"127.0.0.1"_s)), "device", "local_proxy");
    row("proxy on this computer, certificate of the site",
        failing(viaProxy(
            answer("HTTP/1.1 502 Bad Gateway\r\nServer: mitmproxy 8.1.1\r\n\r\n<title>502</title>TLS"),
            u"127.0.0.1"_s)),
        "service", "origin_unreachable");
    const QByteArray squid = "Server: squid/5.7\r\nVia: 1.1 proxy (squid/5.7)\r\nX-Squid-Error: ";
    row("company's proxy, silent site",
        failing(viaProxy(answer("HTTP/1.1 503 x\r\n" + squid + "ERR_CONNECT_FAIL 110\r\n\r\n"), u"10.1.2.3"_s)),
        "service", "origin_unreachable");
    row("company's proxy forbids it and brings other places",
        with(
            failing(viaProxy(answer("HTTP/1.1 403 x\r\n" + squid + "ERR_ACCESS_DENIED 0\r\n\r\n"), u"10.1.2.3"_s)),
            {through(place(true))}),
        "network", "company_proxy");
    const QByteArray unable = "HTTP/1.1 500 Unable to connect\r\nServer: tinyproxy/1.11.1\r\n\r\n<p>oh</p>";
    row("proxy on this computer, and it brings other places",
        with(failing(viaProxy(answer(unable), u"127.0.0.1"_s)), {through(place(true))}), "service", "");
    Exchange tunnel = viaProxy(silence(Failure::ProxyFailed), u"10.1.2.3"_s);
    tunnel.connectStatus = 503;
    row("a tunnel that fails for this site only", with(failing(tunnel), {through(place(true))}), "service", "*");
    row("proxy password", failing(answer("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n")), "network",
        "company_proxy");
    row("most of the others fail too",
        with(failing(silence(Failure::TcpTimedOut)), {HistoryFact{{}, 5, 5}, place(false)}), "network",
        "local_network_down");
    row("not found", failing(answer("HTTP/1.1 404 Not Found\r\n\r\nno")), "inconclusive", "");
    Scene keyless = failing(answer("HTTP/1.1 401 Unauthorized\r\n\r\nno"));
    keyless.about.missingSecrets = {u"SHOP_TOKEN"_s};
    row("a key that is not set here", with(keyless, {place(true)}), "device", "request_rejected");
    row("origin told by Proxy-Status",
        failing(answer("HTTP/1.1 502 Bad Gateway\r\nProxy-Status: edge.example; error=dns_error\r\n\r\n")), "gateway",
        "origin_unreachable");
    Scene empty;
    row("nothing seen yet", empty, "inconclusive", "");
}

QTEST_APPLESS_MAIN(DiagnosisScenariosTest)
#include "tst_diagnosisscenarios.moc"
