// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/exporting.h>
#include <core/statuspage/formats.h>

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace Gatewatch;
using namespace Qt::StringLiterals;

namespace {

const TimePoint now = fromIso(u"2026-11-20T22:54:29.123Z"_s).value();

Exchange goodExchange()
{
    Exchange exchange;
    exchange.at = now;
    exchange.url = QUrl(u"https://example.test/"_s);
    exchange.finalUrl = QUrl(u"https://example.test/home?session=canary"_s);
    exchange.address = u"192.0.2.7"_s;
    exchange.port = 443;
    exchange.phases = {Micros(1230), Micros(10100), Micros(12000), Micros(80300), Micros(2200)};
    exchange.total = Micros(105830);
    exchange.response = ResponseHead{200, "2", {}, {}};
    exchange.bytes = 5120;
    exchange.redirects = 1;
    exchange.certificate = PeerCertificate{u"TLSv1.3"_s, {}, u"Some CA"_s, {}, fromIso(u"2027-01-01T00:00:00Z"_s)};
    return exchange;
}

ReportedIncident incident(const QString& id, const QString& status, std::optional<TimePoint> resolved)
{
    ReportedIncident result;
    result.id = id;
    result.status = status;
    result.impact = u"minor"_s;
    result.startedAt = now - std::chrono::days(20);
    result.resolvedAt = resolved;
    return result;
}

} // namespace

class ExportingTest : public QObject {
    Q_OBJECT
private slots:
    void aCheckIsTheContracts()
    {
        const QJsonObject object = checkToJson(goodExchange(), {Outcome::Up, Failure::Ok, {}}, now);
        const QJsonObject phases{
            {u"resolve"_s, 1.23}, {u"connect"_s, 10.1}, {u"tls"_s, 12}, {u"wait"_s, 80.3}, {u"transfer"_s, 2.2}};
        const QJsonObject tls{
            {u"version"_s, u"TLSv1.3"_s},
            {u"issuer"_s, u"Some CA"_s},
            {u"notAfter"_s, u"2027-01-01T00:00:00Z"_s},
            {u"daysLeft"_s, 41}};
        const QJsonObject expected{
            {u"schema"_s, u"gatewatch.check/1"_s},
            {u"kind"_s, u"http"_s},
            {u"url"_s, u"https://example.test/"_s},
            {u"finalUrl"_s, u"https://example.test/home?session=•••"_s},
            {u"at"_s, u"2026-11-20T22:54:29.123Z"_s},
            {u"outcome"_s, u"up"_s},
            {u"failure"_s, u"ok"_s},
            {u"status"_s, 200},
            {u"httpVersion"_s, u"2"_s},
            {u"remoteAddress"_s, u"192.0.2.7"_s},
            {u"redirects"_s, 1},
            {u"phasesMs"_s, phases},
            {u"totalMs"_s, 105.83},
            {u"bytes"_s, 5120},
            {u"tls"_s, tls},
            {u"message"_s, u"200 OK in 106 ms"_s}};
        QCOMPARE(object, expected);
    }
    void whatWasNotReachedIsAbsent()
    {
        Exchange exchange;
        exchange.at = now;
        exchange.url = QUrl(u"http://127.0.0.1:1/"_s);
        exchange.phases.resolve = Micros(0);
        exchange.total = Micros(300);
        exchange.failure = Failure::TcpRefused;
        const QJsonObject object = checkToJson(exchange, {Outcome::Down, Failure::TcpRefused, {}}, now);
        QCOMPARE(object["failure"_L1].toString(), u"tcp.refused"_s);
        // Measured, however short; 0 would say that it was not reached.
        QCOMPARE(object["phasesMs"_L1].toObject(), (QJsonObject{{u"resolve"_s, 0.001}}));
        for (const QString& key :
             {u"status"_s, u"httpVersion"_s, u"remoteAddress"_s, u"tls"_s, u"finalUrl"_s, u"detail"_s})
            QVERIFY2(!object.contains(key), qPrintable(key));
        for (const QString& key : {u"answers"_s, u"notes"_s})
            QVERIFY2(!object.contains(key), qPrintable(key));
    }
    void otherKindsHaveWhatIsTheirs()
    {
        Exchange exchange;
        exchange.at = now;
        exchange.url = exchange.finalUrl = QUrl(u"dns://192.0.2.53/shop.test?type=MX"_s);
        exchange.address = u"192.0.2.53"_s;
        exchange.phases.resolve = exchange.total = Micros(4000);
        exchange.body = "10 mx.shop.test\n20 mx.other.test";
        const QJsonObject object = checkToJson(exchange, {Outcome::Up, Failure::Ok, {}}, now);
        QCOMPARE(object["kind"_L1].toString(), u"dns"_s);
        QCOMPARE(object["url"_L1].toString(), u"dns://192.0.2.53/shop.test?type=MX"_s);
        QCOMPARE(object["answers"_L1].toArray(), (QJsonArray{u"10 mx.shop.test"_s, u"20 mx.other.test"_s}));
        QVERIFY(!object.contains("redirects"_L1));
    }
    void notesHaveAWordAndASentence()
    {
        Exchange exchange = goodExchange();
        exchange.notes = {Note::LineEnds, Note::CertificateEnds};
        const QJsonArray notes = checkToJson(exchange, {Outcome::Up, Failure::Ok, {}}, now)["notes"_L1].toArray();
        QCOMPARE(notes.size(), 2);
        QCOMPARE(notes[0]["id"_L1].toString(), u"http.line_ends"_s);
        QCOMPARE(notes[1]["text"_L1].toString(), u"The certificate ends on 2027-01-01"_s);
    }

    void aFailureShowsItsEvidence()
    {
        const Exchange exchange = goodExchange();
        QVERIFY(!checkToJson(exchange, {Outcome::Up, Failure::Ok, {}}, now).contains("evidence"_L1));
        for (const Failure failure : {Failure::HttpError, Failure::HttpChallenged, Failure::ProxyAuthRequired}) {
            const QJsonValue evidence = checkToJson(exchange, {Outcome::NotMeasured, failure, {}}, now)["evidence"_L1];
            QCOMPARE(evidence["schema"_L1].toString(), u"gatewatch.evidence/1"_s);
            QCOMPARE(evidence["failure"_L1].toString(), idOf(failure));
            QVERIFY(evidence["statusLine"_L1].isString());
        }
    }
    void aReportIsTheContracts()
    {
        StatusReport report;
        report.source = QUrl(u"https://status.example.test"_s);
        report.format = u"statuspage"_s;
        report.fetchedAt = now;
        report.overall = Indicator::PartialOutage;
        report.worstComponent = Indicator::PartialOutage;
        report.vendorRollup = u"minor"_s;
        report.readability = Readability::Ok;
        report.components = {{u"1"_s, u"API"_s, u"Core"_s, Indicator::Operational}};
        report.incidents = {
            incident(u"old"_s, u"resolved"_s, now - std::chrono::days(15)),
            incident(u"recent"_s, u"resolved"_s, now - std::chrono::days(13)),
            incident(u"open"_s, u"monitoring"_s, {})};
        report.maintenances = {{u"m"_s, u"Upgrade"_s, u"scheduled"_s, now, {}, {}, {u"API"_s}}};
        const QJsonObject object = statusToJson(report, now);
        QCOMPARE(object["schema"_L1].toString(), u"gatewatch.status/1"_s);
        QCOMPARE(object["overall"_L1].toString(), u"partial_outage"_s);
        QCOMPARE(object["readability"_L1].toString(), u"ok"_s);
        QVERIFY(object["problem"_L1].isNull() && object["pageUpdatedAt"_L1].isNull());
        const QJsonArray incidents = object["incidents"_L1].toArray();
        QCOMPARE(incidents.size(), 2); // resolved more than 14 days ago is left out
        QCOMPARE(incidents[0]["id"_L1].toString(), u"open"_s);
        QVERIFY(incidents[0]["resolvedAt"_L1].isNull());
        QCOMPARE(incidents[1]["id"_L1].toString(), u"recent"_s);
        QCOMPARE(object["components"_L1][0]["status"_L1].toString(), u"operational"_s);
        QCOMPARE(object["maintenances"_L1][0]["scheduledFor"_L1].toString(), toIso(now));
        QVERIFY(object["maintenances"_L1][0]["scheduledUntil"_L1].isNull());
        QCOMPARE(object["message"_L1].toString(), u"status.example.test says: partial outage, 1 open incident"_s);
    }
    void theAddressesOfAPageLoseTheirSecretsWhereTheyAreShown()
    {
        StatusReport report;
        report.source = QUrl(u"https://me:canary@status.example.test/?key=canary"_s);
        report.incidents = {incident(u"open"_s, u"monitoring"_s, {})};
        report.incidents.first().url = QUrl(u"https://status.example.test/i?token=canary"_s);
        const QJsonObject shown = statusToJson(report, now);
        QVERIFY(!QJsonDocument(shown).toJson().contains("canary"));
        QCOMPARE(shown["incidents"_L1][0]["url"_L1].toString(), u"https://status.example.test/i?token=•••"_s);
        const QJsonObject whole = statusToJson(report, now, Addresses::Whole);
        QCOMPARE(whole["incidents"_L1][0]["url"_L1].toString(), report.incidents.first().url.toString());
    }
    void anUnreadablePageSaysWhatWasFound()
    {
        StatusReport report;
        report.source = QUrl(u"https://status.example.test"_s);
        report.problem = u"not_a_status_page"_s;
        report.problemDetail = u"it answers with a web page"_s;
        const QJsonObject object = statusToJson(report, now);
        QCOMPARE(object["overall"_L1].toString(), u"unknown"_s);
        QCOMPARE(object["readability"_L1].toString(), u"unreadable"_s);
        QCOMPARE(object["problem"_L1].toString(), u"not_a_status_page"_s);
        QVERIFY(object["format"_L1].isNull());
        QCOMPARE(
            object["message"_L1].toString(),
            u"status.example.test is not a status page that can be read: it answers with a web page"_s);
    }

    void aReadablePageMaySayNothingOfTheWhole()
    {
        StatusReport report;
        report.source = QUrl(u"https://status.example.test"_s);
        report.readability = Readability::Ok;
        QCOMPARE(statusMessage(report), u"status.example.test says: nothing about its state as a whole"_s);
        report.vendorRollup = u"full_outage"_s;
        QCOMPARE(statusMessage(report), u"status.example.test says: \"full_outage\", which is no word known here"_s);
        report.components = {{u"1"_s, u"API"_s, u"Europe"_s, Indicator::Operational}};
        QCOMPARE(
            statusMessage(narrowed(report, {u"Typo"_s})),
            u"status.example.test says: the page has no component called Typo"_s);
    }

    void theSchemaComesFirst()
    {
        const QJsonObject object{{u"at"_s, 1}, {u"schema"_s, u"gatewatch.check/1"_s}, {u"url"_s, u"x"_s}};
        for (const auto format : {QJsonDocument::Compact, QJsonDocument::Indented}) {
            const QByteArray text = documentText(object, format);
            QVERIFY2(
                text.simplified().replace(" ", "").startsWith("{\"schema\":\"gatewatch.check/1\",\"at\":1"),
                text.constData());
            QVERIFY(text.endsWith("}\n"));
            QCOMPARE(QJsonDocument::fromJson(text).object(), object);
        }
        const QJsonObject alone{{u"schema"_s, u"x/1"_s}};
        QCOMPARE(QJsonDocument::fromJson(documentText(alone)).object(), alone);
    }

    void samplesAreOneObjectEach()
    {
        Sample sample{{u"s"_s, u"e"_s}, now, Outcome::Down, Failure::HttpError, 502, {}, Micros(1000)};
        sample.phases.wait = Micros(900);
        QCOMPARE(sampleToJson(sample)["status"_L1].toInt(), 502);
        QCOMPARE(sampleToJson(sample)["phasesMs"_L1].toObject(), (QJsonObject{{u"wait"_s, 0.9}}));
        QCOMPARE(sampleToJson(sample)["totalMs"_L1].toDouble(), 1.0);
        QVERIFY(!sampleToJson(sample).contains("network"_L1));
        sample.network = u"0badcafe"_s;
        QCOMPARE(sampleToJson(sample)["network"_L1].toString(), u"0badcafe"_s);
        const QJsonObject nothing = sampleToJson({{u"s"_s, u"e"_s}, now, Outcome::NotMeasured, Failure::Ok, 0, {}, {}});
        QVERIFY(!nothing.contains("status"_L1) && !nothing.contains("totalMs"_L1));
        QCOMPARE(nothing["outcome"_L1].toString(), u"not_measured"_s);
    }

    void servicesAreListedInOrderWithTheirStates()
    {
        Config config;
        Service first;
        first.id = u"z"_s;
        first.name = u"Z"_s;
        HttpCheck http;
        http.url = QUrl(u"https://a.test/?key=canary"_s);
        first.endpoints = {Check{u"h"_s, http}, Check{u"p"_s, PingCheck{u"host.example"_s, IpFamily::Auto, {}}}};
        Service second;
        second.id = u"a"_s;
        config.services = {first, second};
        const Sample sample{{u"z"_s, u"h"_s}, now, Outcome::Up, Failure::Ok, 200, {}, Micros(1)};
        const QJsonObject object = servicesToJson(config, {{u"z"_s, {State::Up, sample}}});
        QVERIFY(!QJsonDocument(object).toJson().contains("canary"));
        const QJsonArray services = object["services"_L1].toArray();
        QCOMPARE(services.size(), 2);
        QCOMPARE(services[0]["id"_L1].toString(), u"z"_s);
        QCOMPARE(services[0]["state"_L1].toString(), u"up"_s);
        QCOMPARE(services[0]["last"_L1]["status"_L1].toInt(), 200);
        QCOMPARE(services[0]["endpoints"_L1][1]["url"_L1], QJsonValue(u"ping://host.example"_s));
        QCOMPARE(services[1]["state"_L1].toString(), u"unknown"_s);
        QVERIFY(services[1]["last"_L1].isUndefined());
    }
};

QTEST_APPLESS_MAIN(ExportingTest)
#include "tst_exporting.moc"
