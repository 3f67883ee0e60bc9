// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/statuspage/storedreport.h>

#include <core/exporting.h>

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

namespace Gatewatch {

using namespace Qt::StringLiterals;

namespace {

/// The value of an enum whose id it is; the last of `all` when there is none.
template <typename Enum>
Enum fromId(const QString& id, std::initializer_list<Enum> all)
{
    const auto it = std::find_if(all.begin(), all.end(), [&](Enum each) { return idOf(each) == id; });
    return it == all.end() ? *(all.end() - 1) : *it;
}

Indicator indicatorFrom(const QJsonValue& value)
{
    return fromId(
        value.toString(),
        {Indicator::Operational, Indicator::UnderMaintenance, Indicator::DegradedPerformance, Indicator::PartialOutage,
         Indicator::MajorOutage, Indicator::Unknown});
}

QStringList stringsFrom(const QJsonValue& value)
{
    QStringList list;
    for (const QJsonValue each : value.toArray())
        list.append(each.toString());
    return list;
}

ReportedIncident incidentFrom(const QJsonObject& object)
{
    ReportedIncident incident;
    incident.id = object.value("id"_L1).toString();
    incident.title = object.value("title"_L1).toString();
    incident.status = object.value("status"_L1).toString();
    incident.impact = object.value("impact"_L1).toString();
    incident.startedAt = fromIso(object.value("startedAt"_L1).toString());
    incident.updatedAt = fromIso(object.value("updatedAt"_L1).toString());
    incident.resolvedAt = fromIso(object.value("resolvedAt"_L1).toString());
    incident.url = QUrl(object.value("url"_L1).toString());
    incident.components = stringsFrom(object.value("components"_L1));
    for (const QJsonValue each : object.value("updates"_L1).toArray()) {
        incident.updates.append(
            {fromIso(each["at"_L1].toString()), each["status"_L1].toString(), each["text"_L1].toString()});
    }
    return incident;
}

Maintenance maintenanceFrom(const QJsonObject& object)
{
    Maintenance maintenance;
    maintenance.id = object.value("id"_L1).toString();
    maintenance.title = object.value("title"_L1).toString();
    maintenance.status = object.value("status"_L1).toString();
    maintenance.scheduledFor = fromIso(object.value("scheduledFor"_L1).toString());
    maintenance.scheduledUntil = fromIso(object.value("scheduledUntil"_L1).toString());
    maintenance.url = QUrl(object.value("url"_L1).toString());
    maintenance.components = stringsFrom(object.value("components"_L1));
    return maintenance;
}

} // namespace

QByteArray storedReport(const StatusReport& report)
{
    QJsonObject object = statusToJson(report, report.fetchedAt, Addresses::Whole);
    object.remove("message"_L1); // made from the rest
    object.insert("pageName"_L1, report.pageName);
    object.insert("problemDetail"_L1, report.problemDetail);
    return documentText(object, QJsonDocument::Compact);
}

std::optional<StatusReport> reportFromStored(const QByteArray& json)
{
    const QJsonObject object = QJsonDocument::fromJson(json).object();
    const auto fetchedAt = fromIso(object.value("fetchedAt"_L1).toString());
    if (object.value("schema"_L1) != "gatewatch.status/1"_L1 || !fetchedAt)
        return std::nullopt;
    StatusReport report;
    report.source = QUrl(object.value("source"_L1).toString());
    report.format = object.value("format"_L1).toString();
    report.fetchedAt = *fetchedAt;
    report.pageUpdatedAt = fromIso(object.value("pageUpdatedAt"_L1).toString());
    report.pageName = object.value("pageName"_L1).toString();
    report.overall = indicatorFrom(object.value("overall"_L1));
    report.vendorRollup = object.value("vendorRollup"_L1).toString();
    report.worstComponent = indicatorFrom(object.value("worstComponent"_L1));
    report.readability = fromId(
        object.value("readability"_L1).toString(), {Readability::Ok, Readability::Stale, Readability::Unreadable});
    report.problem = object.value("problem"_L1).toString();
    report.problemDetail = object.value("problemDetail"_L1).toString();
    for (const QJsonValue each : object.value("components"_L1).toArray()) {
        report.components.append(
            {each["id"_L1].toString(), each["name"_L1].toString(), each["group"_L1].toString(),
             indicatorFrom(each["status"_L1])});
    }
    for (const QJsonValue each : object.value("incidents"_L1).toArray())
        report.incidents.append(incidentFrom(each.toObject()));
    for (const QJsonValue each : object.value("maintenances"_L1).toArray())
        report.maintenances.append(maintenanceFrom(each.toObject()));
    return report;
}

} // namespace Gatewatch
