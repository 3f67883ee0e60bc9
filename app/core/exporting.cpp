// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/addressestried.h>
#include <core/evidencecapsule.h>
#include <core/explain.h>
#include <core/exporting.h>
#include <core/politeness.h>
#include <core/redact.h>

#include <QJsonArray>

#include <algorithm>

namespace Gatewatch {

using namespace Qt::StringLiterals;

namespace {

constexpr std::chrono::days keepResolved{14};
constexpr qsizetype mostOfName = 500; ///< in a certificate: who made it chose its length

QJsonValue timeOrNull(const std::optional<TimePoint>& at)
{
    return at ? QJsonValue(toIso(*at)) : QJsonValue(QJsonValue::Null);
}

/// Times of certificates are whole seconds.
QString toIsoSeconds(TimePoint at)
{
    return toIso(at).left(19) + u'Z';
}

QJsonArray notesToJson(const Exchange& exchange)
{
    QJsonArray array;
    for (const Note note : exchange.notes)
        array.append(QJsonObject{{u"id"_s, idOf(note)}, {u"text"_s, sentenceOf(note, exchange)}});
    return array;
}

QJsonObject updateToJson(const ReportUpdate& update)
{
    return {{u"at"_s, timeOrNull(update.at)}, {u"status"_s, update.status}, {u"text"_s, update.text}};
}

QString shown(const QUrl& url, Addresses addresses)
{
    return addresses == Addresses::Whole ? url.toString(QUrl::FullyEncoded) : redactedUrl(url);
}

QJsonObject incidentToJson(const ReportedIncident& incident, Addresses addresses)
{
    QJsonArray updates;
    for (const ReportUpdate& update : incident.updates)
        updates.append(updateToJson(update));
    return {
        {u"id"_s, incident.id},
        {u"title"_s, incident.title},
        {u"status"_s, incident.status},
        {u"impact"_s, incident.impact},
        {u"startedAt"_s, timeOrNull(incident.startedAt)},
        {u"updatedAt"_s, timeOrNull(incident.updatedAt)},
        {u"resolvedAt"_s, timeOrNull(incident.resolvedAt)},
        {u"url"_s, shown(incident.url, addresses)},
        {u"components"_s, QJsonArray::fromStringList(incident.components)},
        {u"updates"_s, updates}};
}

QJsonObject maintenanceToJson(const Maintenance& maintenance)
{
    return {
        {u"id"_s, maintenance.id},
        {u"title"_s, maintenance.title},
        {u"status"_s, maintenance.status},
        {u"scheduledFor"_s, timeOrNull(maintenance.scheduledFor)},
        {u"scheduledUntil"_s, timeOrNull(maintenance.scheduledUntil)},
        {u"components"_s, QJsonArray::fromStringList(maintenance.components)}};
}

QJsonArray incidentsToJson(const QList<ReportedIncident>& incidents, TimePoint now, Addresses addresses)
{
    QJsonArray array;
    for (const ReportedIncident& incident : incidents) {
        if (incident.open())
            array.append(incidentToJson(incident, addresses));
    }
    for (const ReportedIncident& incident : incidents) {
        const auto ended = incident.resolvedAt ? incident.resolvedAt : incident.updatedAt;
        if (!incident.open() && (!ended || now - *ended <= keepResolved))
            array.append(incidentToJson(incident, addresses));
    }
    return array;
}

QString wordsOf(Indicator indicator)
{
    switch (indicator) {
    case Indicator::Operational:
        return u"all is operational"_s;
    case Indicator::UnderMaintenance:
        return u"under maintenance"_s;
    case Indicator::DegradedPerformance:
        return u"degraded performance"_s;
    case Indicator::PartialOutage:
        return u"partial outage"_s;
    case Indicator::MajorOutage:
        return u"major outage"_s;
    case Indicator::Unknown:
        break;
    }
    return u"nothing about its state as a whole"_s;
}

/// Why a page that was read does not tell how the service is.
QString whyUnknown(const StatusReport& report)
{
    if (!report.problemDetail.isEmpty())
        return report.problemDetail;
    if (!report.vendorRollup.isEmpty())
        return u"\"%1\", which is no word known here"_s.arg(report.vendorRollup);
    return wordsOf(Indicator::Unknown);
}

QString unreadableMessage(const StatusReport& report)
{
    const QString host = report.source.host(QUrl::FullyEncoded);
    QString what = u"%1 could not be read"_s.arg(host);
    if (report.problem == "unreachable"_L1)
        what = u"%1 could not be reached"_s.arg(host);
    else if (report.problem == "not_a_status_page"_L1)
        what = u"%1 is not a status page that can be read"_s.arg(host);
    else if (report.problem == "malformed"_L1)
        what = u"%1 is damaged"_s.arg(host);
    else if (report.problem == "moved"_L1)
        what = u"%1 has moved"_s.arg(host);
    else if (report.problem == "challenged"_L1)
        what = u"A bot check answered instead of %1"_s.arg(host);
    return report.problemDetail.isEmpty() ? what : what + u": "_s + report.problemDetail;
}

QJsonObject endpointToJson(const Check& check)
{
    return {
        {u"id"_s, check.id},
        {u"intervalSeconds"_s, static_cast<qint64>(politeInterval(check).count())},
        {u"type"_s, idOf(kindOf(check))},
        {u"url"_s, redactedUrl(check.address())}};
}

} // namespace

QByteArray documentText(QJsonObject object, QJsonDocument::JsonFormat format)
{
    // Objects sort their keys; a reader who looks at the first line only must find what it is.
    const QString schema = object.take("schema"_L1).toString();
    const QByteArray rest = QJsonDocument(object).toJson(format);
    const QByteArray quoted = QJsonDocument(QJsonArray{schema}).toJson(QJsonDocument::Compact);
    const bool compact = format == QJsonDocument::Compact;
    const QByteArray head = (compact ? "\"schema\":" : "\n    \"schema\": ") + quoted.sliced(1, quoted.size() - 2);
    return '{' + head + (object.isEmpty() ? "" : ",") + rest.sliced(rest.indexOf('{') + 1) + (compact ? "\n" : "");
}

double milliseconds(Micros time)
{
    return static_cast<double>(std::max<qint64>(time.count(), 1)) / 1000;
}

QJsonObject phasesToJson(const Phases& phases)
{
    QJsonObject object;
    const auto add = [&object](QLatin1StringView name, const std::optional<Micros>& time) {
        if (time)
            object.insert(name, milliseconds(*time));
    };
    add("resolve"_L1, phases.resolve);
    add("connect"_L1, phases.connect);
    add("tls"_L1, phases.tls);
    add("wait"_L1, phases.wait);
    add("transfer"_L1, phases.transfer);
    return object;
}

QJsonObject certificateToJson(const PeerCertificate& certificate, TimePoint now)
{
    QJsonObject object;
    const auto add = [&object](QLatin1StringView key, const QString& value) {
        if (!value.isEmpty())
            object.insert(key, value.left(mostOfName));
    };
    add("version"_L1, certificate.tlsVersion);
    add("subject"_L1, certificate.subject);
    add("issuer"_L1, certificate.issuer);
    add("weakness"_L1, certificate.weakness);
    if (!certificate.names.isEmpty())
        object.insert("names"_L1, QJsonArray::fromStringList(certificate.names));
    if (certificate.notBefore)
        object.insert("notBefore"_L1, toIsoSeconds(*certificate.notBefore));
    if (certificate.notAfter) {
        object.insert("notAfter"_L1, toIsoSeconds(*certificate.notAfter));
        object.insert(
            "daysLeft"_L1,
            static_cast<int>(std::chrono::floor<std::chrono::days>(*certificate.notAfter - now).count()));
    }
    return object;
}

QJsonObject checkToJson(const Exchange& exchange, const Judgement& judgement, TimePoint now)
{
    const CheckKind kind = kindOf(exchange.url);
    QJsonObject object{
        {u"schema"_s, u"gatewatch.check/1"_s},
        {u"kind"_s, idOf(kind)},
        {u"url"_s, redactedUrl(exchange.url)},
        {u"at"_s, toIso(exchange.at)},
        {u"outcome"_s, idOf(judgement.outcome)},
        {u"failure"_s, idOf(judgement.failure)},
        {u"phasesMs"_s, phasesToJson(exchange.phases)},
        {u"totalMs"_s, milliseconds(exchange.total)},
        {u"bytes"_s, exchange.bytes},
        {u"message"_s, explain(exchange, judgement)}};
    if (!exchange.finalUrl.isEmpty())
        object.insert("finalUrl"_L1, redactedUrl(exchange.finalUrl));
    if (kind == CheckKind::Http)
        object.insert("redirects"_L1, exchange.redirects);
    if (const QStringList records = exchange.records(); !records.isEmpty())
        object.insert("answers"_L1, QJsonArray::fromStringList(records));
    if (exchange.response) {
        object.insert("status"_L1, exchange.response->status);
        object.insert("httpVersion"_L1, QString::fromLatin1(exchange.response->version));
    }
    if (!exchange.address.isEmpty())
        object.insert("remoteAddress"_L1, exchange.address);
    if (!exchange.addressesTried.isEmpty())
        object.insert("addressesTried"_L1, triedToJson(exchange));
    if (exchange.certificate)
        object.insert("tls"_L1, certificateToJson(*exchange.certificate, now));
    const QString detail = judgement.detail.isEmpty() ? exchange.detail : judgement.detail;
    if (!detail.isEmpty())
        object.insert("detail"_L1, redactedText(detail));
    if (exchange.flaw != Flaw::None)
        object.insert("flaw"_L1, idOf(exchange.flaw));
    if (!exchange.notes.isEmpty())
        object.insert("notes"_L1, notesToJson(exchange));
    if (judgement.failure != Failure::Ok)
        object.insert("evidence"_L1, evidenceToJson(exchange, judgement));
    return object;
}

QJsonObject statusToJson(const StatusReport& report, TimePoint now, Addresses addresses)
{
    QJsonArray components;
    for (const Component& component : report.components) {
        components.append(QJsonObject{
            {u"id"_s, component.id},
            {u"name"_s, component.name},
            {u"group"_s, component.group},
            {u"status"_s, idOf(component.status)}});
    }
    QJsonArray maintenances;
    for (const Maintenance& maintenance : report.maintenances)
        maintenances.append(maintenanceToJson(maintenance));
    return {
        {u"schema"_s, u"gatewatch.status/1"_s},
        {u"source"_s, shown(report.source, addresses)},
        {u"format"_s, report.format.isEmpty() ? QJsonValue(QJsonValue::Null) : QJsonValue(report.format)},
        {u"fetchedAt"_s, toIso(report.fetchedAt)},
        {u"pageUpdatedAt"_s, timeOrNull(report.pageUpdatedAt)},
        {u"overall"_s, idOf(report.overall)},
        {u"vendorRollup"_s, report.vendorRollup},
        {u"worstComponent"_s, idOf(report.worstComponent)},
        {u"readability"_s, idOf(report.readability)},
        {u"problem"_s, report.problem.isEmpty() ? QJsonValue(QJsonValue::Null) : QJsonValue(report.problem)},
        {u"components"_s, components},
        {u"incidents"_s, incidentsToJson(report.incidents, now, addresses)},
        {u"maintenances"_s, maintenances},
        {u"message"_s, statusMessage(report)}};
}

QString statusMessage(const StatusReport& report)
{
    if (report.readability == Readability::Unreadable)
        return unreadableMessage(report);
    if (report.readability == Readability::Stale)
        return unreadableMessage(report) + u" (the rest is as it was when the page could last be read)"_s;
    const QString name = report.pageName.isEmpty() ? report.source.host(QUrl::FullyEncoded) : report.pageName;
    const bool unknown = report.overall == Indicator::Unknown;
    QString message = u"%1 says: %2"_s.arg(name, unknown ? whyUnknown(report) : wordsOf(report.overall));
    const auto open =
        std::count_if(report.incidents.begin(), report.incidents.end(), [](const ReportedIncident& incident) {
            return incident.open();
        });
    if (open == 1)
        message += u", 1 open incident"_s;
    else if (open > 1)
        message += u", %1 open incidents"_s.arg(open);
    return message;
}

QJsonObject sampleToJson(const Sample& sample)
{
    QJsonObject object{{u"schema"_s, u"gatewatch.sample/1"_s},      {u"service"_s, sample.check.service},
                       {u"endpoint"_s, sample.check.endpoint},      {u"at"_s, toIso(sample.at)},
                       {u"outcome"_s, idOf(sample.outcome)},        {u"failure"_s, idOf(sample.failure)},
                       {u"phasesMs"_s, phasesToJson(sample.phases)}};
    if (sample.status != 0)
        object.insert("status"_L1, sample.status);
    if (!sample.network.isEmpty())
        object.insert("network"_L1, sample.network);
    if (sample.outcome != Outcome::NotMeasured)
        object.insert("totalMs"_L1, milliseconds(sample.total));
    return object;
}

QJsonObject servicesToJson(const Config& config, const QHash<ServiceId, ServiceSummary>& known)
{
    QJsonArray services;
    for (const Service& service : config.services) {
        const ServiceSummary summary = known.value(service.id);
        QJsonArray endpoints;
        for (const Check& check : service.endpoints)
            endpoints.append(endpointToJson(check));
        QJsonObject object{
            {u"id"_s, service.id},
            {u"name"_s, service.name},
            {u"group"_s, service.group},
            {u"state"_s, idOf(summary.state)},
            {u"endpoints"_s, endpoints}};
        if (service.statusPage)
            object.insert("statusPage"_L1, redactedUrl(service.statusPage->url));
        if (summary.last)
            object.insert("last"_L1, sampleToJson(*summary.last));
        if (summary.notMeasuredSince)
            object.insert("notMeasuredSince"_L1, toIso(*summary.notMeasuredSince));
        if (summary.flapping)
            object.insert("flapping"_L1, true);
        if (!summary.message.isEmpty())
            object.insert("message"_L1, summary.message);
        services.append(object);
    }
    return {{u"schema"_s, u"gatewatch.services/1"_s}, {u"services"_s, services}};
}

} // namespace Gatewatch
