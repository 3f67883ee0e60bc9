// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/diagnosis/report.h>
#include <core/diagnosis/session.h>
#include <core/diagnosis/sessionfile.h>

#include <support/keptsession.h>
#include <support/samplediagnosis.h>

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace Gatewatch;
using namespace Qt::StringLiterals;

namespace {

HttpReply badGateway(const QByteArray& page, HttpReply::Purpose purpose = HttpReply::Purpose::First)
{
    HttpReply reply;
    reply.purpose = purpose;
    Exchange& exchange = reply.exchange;
    exchange.at = sampleNow();
    exchange.url = QUrl(u"https://api.example/health"_s);
    exchange.finalUrl = exchange.url;
    exchange.address = u"198.51.100.7"_s;
    exchange.port = 443;
    exchange.addressesTried = {{u"2001:db8::7"_s, Failure::TcpTimedOut}, {u"198.51.100.7"_s, Failure::Ok}};
    exchange.phases = {Micros(1200), Micros(2000), Micros(9000), Micros(5001), Micros(3)};
    exchange.total = Micros(17204);
    exchange.response = ResponseHead{
        502,
        "1.1",
        "Bad Gateway",
        {{"Server", "nginx/1.22.1"}, {"Set-Cookie", "AWSALB=canary; Path=/"}, {"X-A", "canary"}}};
    exchange.body = page;
    exchange.bytes = page.size();
    exchange.notes = {Note::FamilyFailed};
    exchange.certificate = PeerCertificate{u"TLSv1.3"_s, u"CN=api.example"_s, u"CN=R11"_s, sampleNow(),
                                           sampleNow(),  {u"api.example"_s},  {},          {u"LE"_s, u"R11"_s}};
    return reply;
}

/// Every kind of fact, and every field of a session.
SavedSession full(const QByteArray& page = "<center><h1>502 Bad Gateway</h1></center><hr><center>nginx/1.22.1</center>")
{
    SavedSession session;
    session.id = u"0123456789ab"_s;
    session.about.service = u"api"_s;
    session.about.serviceName = u"The API"_s;
    session.about.target = QUrl(u"https://api.example/health"_s);
    session.about.startedAt = sampleNow() - Seconds(4);
    session.about.since = sampleNow() - Seconds(360);
    session.about.missingSecrets = {u"API_KEY"_s};
    HttpReply silent;
    silent.purpose = HttpReply::Purpose::Retry;
    silent.number = 1;
    silent.exchange.at = sampleNow();
    silent.exchange.failure = Failure::HttpResponseTimedOut;
    silent.exchange.flaw = Flaw::Slow;
    silent.exchange.fragment = ResponseHead{200, "1.1", "OK", {}};
    silent.ownLimit = Millis(4000);
    ElsewhereFact elsewhere{ElsewhereFact::Kind::Control, u"a.example"_s, true, true, Failure::Ok, 200, 0, true, false};
    StatusClaim claim;
    claim.report.source = QUrl(u"https://status.example/"_s);
    claim.report.fetchedAt = sampleNow();
    claim.report.readability = Readability::Ok;
    claim.report.overall = Indicator::PartialOutage;
    claim.report.incidents = {{u"1"_s, u"Slow"_s, u"investigating"_s, u"minor"_s, sampleNow(), {}, {}, {}, {}, {}}};
    HistoryFact history;
    Incident past;
    past.opened = sampleNow() - std::chrono::hours(30);
    past.closed = past.opened + Seconds(90);
    past.failure = Failure::HttpError;
    past.status = 502;
    history.past = {past};
    history.watchedServices = 5;
    history.estimates = {7, 9};
    BeforeFact before;
    before.usual = Micros(90'000);
    before.lately = Micros(800'000);
    before.goodLately = 8;
    before.failedLately = 2;
    before.busy = 1;
    before.failedSince = 3;
    before.gap = Seconds(30);
    before.addresses = {u"198.51.100.7"_s, u"2001:db8::7"_s};
    session.evidence = {badGateway(page), silent, elsewhere, NameFact{u"api.example"_s, {u"198.51.100.7"_s}, {}}, claim,
                        history,          before};
    StepReport step;
    step.id = u"request"_s;
    step.title = u"Answer"_s;
    step.state = StepState::Done;
    step.duration = Millis(17);
    session.diagnosis = judgeEvidence(session.about, session.evidence, {step}, sampleNow());
    session.note = u"seen by two of us"_s;
    session.correction = Correction{sampleNow(), VerdictPlace::Gateway, u"it was the proxy"_s};
    session.grade = gradeOf(session.diagnosis.expectation, sampleNow(), sampleNow() + Seconds(240));
    return session;
}

QJsonObject objectOf(const QByteArray& document)
{
    return QJsonDocument::fromJson(document).object();
}

/// The document with one value changed, at a path such as "/evidence/0/exchange/port".
QByteArray changed(const QString& path, const QJsonValue& value)
{
    const std::function<QJsonValue(const QJsonValue&, QStringList)> put = [&](const QJsonValue& in,
                                                                              QStringList keys) -> QJsonValue {
        if (keys.isEmpty())
            return value;
        const QString key = keys.takeFirst();
        if (in.isArray()) {
            QJsonArray array = in.toArray();
            array[key.toInt()] = put(array.at(key.toInt()), keys);
            return array;
        }
        QJsonObject object = in.toObject();
        object.insert(key, put(object.value(key), keys));
        return object;
    };
    const QJsonValue whole = put(objectOf(sessionDocument(full())), path.mid(1).split(u'/'));
    return QJsonDocument(whole.toObject()).toJson();
}

} // namespace

class SessionFileTest : public QObject {
    Q_OBJECT
private slots:
    void whatIsWrittenComesBack()
    {
        const SavedSession session = full();
        const QByteArray document = sessionDocument(session);
        QVERIFY(document.startsWith("{\n    \"schema\": \"gatewatch.diagnosis/1\""));
        const auto read = readSession(document);
        QVERIFY2(read, qPrintable(read.reason()));
        QCOMPARE(read->leftOut, QStringList());
        QCOMPARE(sessionDocument(read->session), document);
        QCOMPARE(read->session.id, session.id);
        QCOMPARE(read->session.note, session.note);
        QCOMPARE(read->session.correction, session.correction);
        QCOMPARE(read->session.evidence.size(), session.evidence.size());
        const HttpReply reply = std::get<HttpReply>(read->session.evidence[0]);
        Exchange expected = badGateway(reply.exchange.body).exchange;
        expected.response->headers = {{"Server", "nginx/1.22.1"}, {"Set-Cookie", "AWSALB=•••"}, {"X-A", "•••"}};
        QCOMPARE(reply.exchange, expected);
        QCOMPARE(std::get<HttpReply>(read->session.evidence[1]).ownLimit, std::optional(Millis(4000)));
        QCOMPARE(std::get<HttpReply>(read->session.evidence[1]).exchange.flaw, Flaw::Slow);
        QCOMPARE(std::get<ElsewhereFact>(read->session.evidence[2]).kind, ElsewhereFact::Kind::Control);
        QCOMPARE(
            std::get<StatusClaim>(read->session.evidence[4]).report, std::get<StatusClaim>(session.evidence[4]).report);
        QCOMPARE(
            std::get<HistoryFact>(read->session.evidence[5]).past[0].closed,
            sampleNow() - std::chrono::hours(30) + Seconds(90));
        QCOMPARE(std::get<HistoryFact>(read->session.evidence[5]).estimates, (EstimateRecord{7, 9}));
        const BeforeFact before = std::get<BeforeFact>(read->session.evidence[6]);
        QCOMPARE(before.usual, std::optional(Micros(90'000)));
        QCOMPARE(before.gap, std::optional(Seconds(30)));
        QCOMPARE(before.addresses, (QStringList{u"198.51.100.7"_s, u"2001:db8::7"_s}));
        QVERIFY(session.grade);
        QCOMPARE(read->session.grade, session.grade);
        QCOMPARE(read->session.about.since, session.about.since);
        QCOMPARE(read->session.about.missingSecrets, session.about.missingSecrets);
    }
    void theDiagnosisIsTheSameAsThenAndJudgedAgain()
    {
        const SavedSession session = full();
        const auto read = readSession(sessionDocument(session));
        QVERIFY2(read, qPrintable(read.reason()));
        const Diagnosis& then = read->session.diagnosis;
        QCOMPARE(toJson(then), toJson(session.diagnosis));
        QCOMPARE(then.service, session.about.service);
        QCOMPARE(then.serviceName, session.about.serviceName);
        QCOMPARE(then.finished, true);
        QCOMPARE(then.steps[0].tone, Tone::Bad);
        QVERIFY(canReplay(read->session));
        QCOMPARE(toJson(replayed(read->session)), toJson(session.diagnosis));
    }
    /// As `diagnose --json` prints them, and as they were kept by hand.
    void keptSessionsAreStillUnderstood_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("place");
        for (const char* place : {"device", "network", "path", "gateway", "service", "inconclusive"})
            QTest::newRow(place) << QString::fromLatin1(place) << QString::fromLatin1(place);
        QTest::newRow("own") << u"own"_s << u"service"_s;
        QTest::newRow("recovered") << u"recovered"_s << u"none"_s;
        QTest::newRow("well") << u"well"_s << u"none"_s;
    }
    /// Files that an earlier version wrote, of real servers and networks.
    void keptSessionsAreStillUnderstood()
    {
        QFETCH(QString, name);
        QFETCH(QString, place);
        const SavedSession session = keptSession(name);
        QVERIFY(canReplay(session));
        QCOMPARE(idOf(session.diagnosis.verdict.place), place);
        const Diagnosis now = replayed(session);
        QCOMPARE(idOf(now.verdict.place), place);
        QCOMPARE(now.verdict.cause, session.diagnosis.verdict.cause);
    }
    void aReportWithoutEvidenceIsReadAsWell()
    {
        for (const Diagnosis& diagnosis :
             {sampleDiagnosis(), halfwayDiagnosis(), inconclusiveDiagnosis(), networkDiagnosis(),
              recoveredDiagnosis()}) {
            const QByteArray document = QJsonDocument(toJson(diagnosis)).toJson();
            const auto read = readSession(document);
            QVERIFY2(read, qPrintable(read.reason()));
            QCOMPARE(toJson(read->session.diagnosis), toJson(diagnosis));
            QCOMPARE(read->session.diagnosis.finished, diagnosis.finished);
            QVERIFY(!canReplay(read->session));
            QCOMPARE(read->session.id.size(), 12);
            QCOMPARE(readSession(document)->session.id, read->session.id);
        }
    }
    void pagesThatAreNoTextComeBack()
    {
        const QByteArray latin1 = "<h1>Zugriff verweigert f\xfcr</h1>\0\x01"_ba;
        const auto read = readSession(sessionDocument(full(latin1)));
        QVERIFY2(read, qPrintable(read.reason()));
        QCOMPARE(std::get<HttpReply>(read->session.evidence[0]).exchange.body, latin1);
    }

    void secretsStayOut()
    {
        SavedSession session = full("<a href=\"https://x.example/?key=canary\">x</a> token=canary");
        session.about.target = QUrl(u"https://me:canary@api.example/health?key=canary#canary"_s);
        session.diagnosis.target = session.about.target;
        auto& reply = std::get<HttpReply>(session.evidence[0]);
        reply.exchange.url = session.about.target;
        reply.exchange.detail = u"Authorization: Bearer canarycanary"_s;
        session.note = u"see https://wiki.example/?token=canary"_s;
        const QByteArray document = sessionDocument(session);
        QVERIFY2(!document.contains("canary"), document.constData());
        const SavedSession seen = concealed(session, {});
        QCOMPARE(seen.about.target.host(), u"api.example"_s);
        for (const QString& text : {toMarkdown(seen.diagnosis), toHtml(seen.diagnosis)})
            QVERIFY(!text.contains(u"canary"_s));
    }
    void whoAskedStaysOut_data()
    {
        QTest::addColumn<QByteArray>("page");
        // The parts of Cloudflare's error page around the address, as it is served.
        QTest::newRow("Cloudflare's page") << QByteArray(
            "<span id=\"cf-footer-item-ip\" class=\"cf-footer-item hidden sm:block sm:mb-1\">\n      Your IP:\n"
            "      <button type=\"button\" id=\"cf-footer-ip-reveal\">Click to reveal</button>\n"
            "      <span class=\"hidden\" id=\"cf-footer-ip\">203.0.113.99</span>\n 203.0.113.99");
        QTest::newRow("cdn-cgi/trace") << QByteArray(
            "fl=1f1\nh=a.example\nip=203.0.113.99\nts=1700000000.1\nvisit_scheme=https");
        QTest::newRow("IPv6 in a trace") << QByteArray(
            "h=a.example\nip=2001:db8:5::99\nts=1\n seen 2001:DB8:5::99 here");
        QTest::newRow("X-Forwarded-For") << QByteArray(
            "<pre>X-Forwarded-For: 203.0.113.99, 10.9.8.99\nHost: a</pre> 10.9.8.99");
        QTest::newRow("X-Real-IP") << QByteArray("X-Real-IP: 203.0.113.99\n");
        QTest::newRow("CF-Connecting-IP") << QByteArray("cf-connecting-ip: 203.0.113.99");
        QTest::newRow("Forwarded") << QByteArray("Forwarded: for=\"[2001:db8:5::99]:4711\";proto=https");
        QTest::newRow("JSON") << QByteArray("{\"origin\": \"203.0.113.99\", \"url\": \"x\"}");
        QTest::newRow("a router's page") << QByteArray("Access denied. Your IP address is 203.0.113.99.");
        QTest::newRow("Squid's page") << QByteArray("Client IP: 203.0.113.99");
    }
    void whoAskedStaysOut()
    {
        QFETCH(QByteArray, page);
        SavedSession session = full(page);
        session.diagnosis.verdict.expert = u"said to 203.0.113.99 and 2001:db8:5::99"_s;
        const QByteArray document = sessionDocument(session);
        QVERIFY2(
            !QString::fromUtf8(document).contains(
                page.contains("2001") || page.contains("10.9.8") ? u"99 here"_s : u"203.0.113.99"_s),
            document.constData());
        const QJsonObject exchange = objectOf(document)["evidence"_L1][0]["exchange"_L1].toObject();
        const QString kept = exchange["body"_L1].toString();
        for (const QString& address : {u"203.0.113.99"_s, u"2001:db8:5::99"_s, u"10.9.8.99"_s})
            QVERIFY2(!kept.contains(address, Qt::CaseInsensitive), qPrintable(kept));
        QCOMPARE(exchange["remoteAddress"_L1].toString(), u"198.51.100.7"_s); // theirs
    }
    void thisComputerStaysOut()
    {
        SavedSession session =
            full("refused for 192.0.2.44 (AA-BB-CC-00-11-22, aabbcc001122) by annas-laptop.lan, /home/annabel/x, "
                 "version 1192.0.2.444, server 192.0.2.4");
        session.evidence.append(NameFact{u"annas-laptop"_s, {u"192.0.2.44"_s}, {}});
        const OwnMarks marks{
            {u"192.0.2.44"_s, u"127.0.0.1"_s},
            {u"aa:bb:cc:00:11:22"_s},
            {u"annas-laptop"_s, u"annabel"_s, u"server"_s}};
        const SavedSession seen = concealed(session, marks);
        QCOMPARE(
            std::get<HttpReply>(seen.evidence[0]).exchange.body,
            QByteArray("refused for ••• (•••, •••) by •••.lan, /home/•••/x, version 1192.0.2.444, server 192.0.2.4"));
        QCOMPARE(std::get<NameFact>(seen.evidence.last()).addresses, QStringList{u"•••"_s});
    }
    void theDiagnosisAloneIsConcealedAlike()
    {
        SavedSession session = full();
        session.diagnosis.verdict.expert = u"for 192.0.2.44 of annas-laptop, with /home/bo/key.pem of bo"_s;
        session.diagnosis.responder.markers = {u"Via: 1.1 annas-laptop"_s};
        session.diagnosis.steps[0].plain = u"192.0.2.44"_s;
        const OwnMarks marks{{u"192.0.2.44"_s}, {}, {u"annas-laptop"_s, u"bo"_s, u"/home/bo"_s}};
        const Diagnosis seen = concealedDiagnosis(session, marks);
        QCOMPARE(seen.verdict.expert, u"for ••• of •••, with •••/key.pem of bo"_s);
        QCOMPARE(seen.responder.markers, QStringList{u"Via: 1.1 •••"_s});
        QCOMPARE(seen.steps[0].plain, u"•••"_s);
        QCOMPARE(seen, concealed(session, marks).diagnosis);
        QCOMPARE(seen.serviceName, session.diagnosis.serviceName);
        session.diagnosis.steps[0].state = StepState::Running;
        QVERIFY(!concealedDiagnosis(session, marks).finished);
    }
    /// A computer may be called as one of the words that a document is made of.
    void wordsOfOursAreNoMarks()
    {
        const SavedSession session = full();
        const QString cause = session.diagnosis.verdict.cause;
        const OwnMarks marks{{}, {}, {u"service"_s, u"good"_s, u"first"_s, cause}};
        const SavedSession seen = concealed(session, marks);
        QCOMPARE(seen.diagnosis.verdict.place, session.diagnosis.verdict.place);
        QCOMPARE(seen.diagnosis.verdict.cause, cause);
        QCOMPARE(seen.evidence.size(), session.evidence.size());
        QCOMPARE(concealedDiagnosis(session, marks).verdict.place, session.diagnosis.verdict.place);
    }
    void theServiceStaysEvenOnThisComputer()
    {
        SavedSession session = full();
        session.about.target = QUrl(u"http://anna.example:8080/"_s);
        session.diagnosis.target = session.about.target;
        const OwnMarks marks{{u"198.51.100.7"_s}, {}, {u"anna"_s}};
        const SavedSession seen = concealed(session, marks);
        QCOMPARE(seen.diagnosis.target, session.about.target);
        QCOMPARE(std::get<HttpReply>(seen.evidence[0]).exchange.address, u"198.51.100.7"_s);
        QCOMPARE(replayed(seen).verdict, replayed(session).verdict);
    }
    void theProxyOfTheUserStaysOut()
    {
        SavedSession session = full();
        auto& exchange = std::get<HttpReply>(session.evidence[0]).exchange;
        exchange.viaProxy = true;
        exchange.address = u"10.1.2.3"_s;
        exchange.proxy = u"proxy.corp.example:3128"_s;
        exchange.detail = u"Failed to connect to proxy.corp.example port 3128 at 10.1.2.3"_s;
        const QByteArray document = sessionDocument(session);
        QVERIFY(!document.contains("corp.example") && !document.contains("10.1.2.3"));
        QVERIFY(std::get<HttpReply>(readSession(document)->session.evidence[0]).exchange.viaProxy);
    }

    void whatIsWrongIsToldWithItsPlace_data()
    {
        QTest::addColumn<QByteArray>("document");
        QTest::addColumn<QString>("reason");
        const auto row = [](const char* name, const QByteArray& document, const QString& reason) {
            QTest::newRow(name) << document << reason;
        };
        row("nothing", {}, u"no JSON: illegal value at byte 0"_s);
        row("half a file", sessionDocument(full()).left(2000), u"no JSON"_s);
        row("a list", "[1, 2]", u"\"schema\" is missing"_s);
        row("another document", "{\"schema\": \"gatewatch.check/1\"}", u"is \"gatewatch.check/1\" and not"_s);
        row("nothing but its schema", "{\"schema\": \"gatewatch.diagnosis/1\"}", u"/target: is missing"_s);
        row("too large", QByteArray(5 * 1024 * 1024, ' '), u"larger than 4 MiB"_s);
        row("too deep", "{\"schema\": " + QByteArray(100, '[') + QByteArray(100, ']') + "}", u"more than 64 levels"_s);
        row("text for a number", changed(u"/evidence/0/exchange/port"_s, u"443"_s),
            u"/evidence/0/exchange/port: must be a whole number"_s);
        row("a fraction", changed(u"/durationMs"_s, 1.5), u"/durationMs: must be a whole number"_s);
        row("no number at all", changed(u"/evidence/0/exchange/totalUs"_s, 1e300), u"/evidence/0/exchange/totalUs"_s);
        row("a list for an object", changed(u"/verdict"_s, QJsonArray{}), u"/verdict: must be an object"_s);
        row("evidence that is no list", changed(u"/evidence"_s, 1), u"/evidence: must be a list"_s);
        row("a fact without a kind", changed(u"/evidence/2"_s, QJsonObject{}), u"/evidence/2/fact: is missing"_s);
        row("a fact that is text", changed(u"/evidence/2"_s, u"x"_s), u"/evidence/2: must be an object"_s);
        row("no time", changed(u"/startedAt"_s, u"yesterday"_s), u"/startedAt: must be a time"_s);
        row("a place that does not exist", changed(u"/verdict/place"_s, u"moon"_s),
            u"/verdict/place: must be a word"_s);
        row("another scheme", changed(u"/target"_s, u"file:///etc/passwd"_s), u"/target: must begin with http"_s);
        QJsonArray many;
        for (int i = 0; i < 600; ++i)
            many.append(QJsonObject{{u"fact"_s, u"name"_s}});
        row("too many facts", changed(u"/evidence"_s, many), u"/evidence: has more than 500"_s);
    }
    void whatIsWrongIsToldWithItsPlace()
    {
        QFETCH(QByteArray, document);
        QFETCH(QString, reason);
        const auto read = readSession(document);
        QVERIFY(!read);
        QVERIFY2(read.reason().contains(reason), qPrintable(read.reason()));
    }
    void whatOnlyANewerVersionKnowsIsLeftOut()
    {
        const auto kind =
            readSession(changed(u"/evidence/2"_s, QJsonObject{{u"fact"_s, u"weather"_s}, {u"rain"_s, true}}));
        QVERIFY2(kind, qPrintable(kind.reason()));
        QCOMPARE(kind->session.evidence.size(), full().evidence.size() - 1);
        QCOMPARE(kind->leftOut, QStringList{u"/evidence/2: \"weather\" is of a newer version and left out"_s});
        const auto word = readSession(changed(u"/evidence/1/purpose"_s, u"by_pigeon"_s));
        QVERIFY2(word, qPrintable(word.reason()));
        QCOMPARE(word->leftOut.size(), 1);
        const auto more = readSession(changed(u"/evidence/1/colour"_s, u"blue"_s));
        QVERIFY(more && more->leftOut.isEmpty());
    }
    /// Whatever byte is lost or put in: a reason or a session, never a crash.
    void noFileIsTooBroken()
    {
        const QByteArray document = sessionDocument(full());
        for (qsizetype i = 0; i < document.size(); i += 7) {
            QByteArray broken = document;
            broken[i] = "{}[]\",:0a\xff"[i % 10];
            const auto read = readSession(broken);
            QVERIFY(read || !read.reason().isEmpty());
            if (read && canReplay(read->session))
                QVERIFY(!replayed(read->session).verdict.headline.isEmpty());
        }
    }
    void notesAreKeptToALength()
    {
        SavedSession session = full();
        session.note = QString(10000, u'x');
        QCOMPARE(readSession(sessionDocument(session))->session.note.size(), 4096);
        QCOMPARE(keptNote(u"  a \n"_s), u"a"_s);
        QVERIFY(newSessionId() != newSessionId());
        QCOMPARE(newSessionId().size(), 12);
    }
};

QTEST_APPLESS_MAIN(SessionFileTest)
#include "tst_sessionfile.moc"
