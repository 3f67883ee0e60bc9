// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/logging.h>
#include <core/statuspage/overall.h>
#include <core/statuspage/pagetext.h>
#include <core/statuspage/statuspageshape.h>

#include <QHash>
#include <QJsonArray>
#include <QSet>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Gatewatch {
namespace {

// More than the largest pages have (about 500 components, 50 incidents); a page beyond is cut, not refused.
constexpr int componentLimit = 5000;
constexpr int incidentLimit = 200;
constexpr int updatesLimit = 100;
constexpr int namesLimit = 100; ///< of components that one incident names
constexpr int idLimit = 100;
constexpr std::chrono::days resolvedShown{14};

QList<QJsonObject> objectsOf(const QJsonValue& list, int limit)
{
    QList<QJsonObject> objects;
    const QJsonArray array = list.toArray();
    for (qsizetype i = 0; i < array.size() && objects.size() < limit; ++i)
        if (array.at(i).isObject())
            objects.append(array.at(i).toObject());
    return objects;
}

QString idText(const QJsonObject& object)
{
    const QJsonValue id = object.value(u"id");
    return id.isDouble() ? QString::number(id.toInteger()) : cleanLine(id.toString(), idLimit);
}

QString nameOf(const QJsonObject& object)
{
    return plainLine(object.value(u"name").toString());
}

/// A word that no table has is shown as unknown; the log keeps it, so that the table can learn it.
void logUnknownWord(const char* format, const QString& word)
{
    qCInfo(logStatusPage, "%s: unknown status word \"%s\"", format, qUtf8Printable(cleanLine(word, idLimit)));
}

/// The components of a page and how its incidents refer to them.
struct ComponentTable {
    QList<Component> leaves;
    QHash<QString, QString> shownName; ///< by id; with the group when the name alone is not unique
};

ComponentTable readComponents(const QJsonValue& list, const ShapeWords& words)
{
    const QList<QJsonObject> rows = objectsOf(list, componentLimit);
    QHash<QString, QString> groupNames;
    QHash<QString, QString> groupOfChild;
    QSet<QString> usedAsGroup;
    for (const QJsonObject& row : rows)
        usedAsGroup.insert(row.value(u"group_id").toString());
    const auto isGroup = [&usedAsGroup](const QJsonObject& row) {
        return row.value(u"group").toBool() || usedAsGroup.contains(row.value(u"id").toString());
    };
    for (const QJsonObject& row : rows) {
        if (!isGroup(row))
            continue;
        groupNames.insert(row.value(u"id").toString(), nameOf(row));
        for (const QJsonValue& child : row.value(u"components").toArray())
            groupOfChild.insert(child.toString(), row.value(u"id").toString());
    }
    ComponentTable table;
    QHash<QString, int> uses;
    for (const QJsonObject& row : rows) {
        if (isGroup(row))
            continue;
        const QString id = row.value(u"id").toString();
        const QString group = row.value(u"group_id").toString();
        Component leaf{
            .id = idText(row),
            .name = nameOf(row),
            .group = groupNames.value(group.isEmpty() ? groupOfChild.value(id) : group),
            .status = words.component(row.value(u"status").toString())};
        if (leaf.status == Indicator::Unknown)
            logUnknownWord(words.format, row.value(u"status").toString());
        ++uses[leaf.name];
        table.leaves.append(std::move(leaf));
    }
    for (const Component& leaf : table.leaves) {
        const bool unclear = uses.value(leaf.name) > 1 && !leaf.group.isEmpty();
        table.shownName.insert(leaf.id, unclear ? leaf.group + QStringLiteral(" - ") + leaf.name : leaf.name);
    }
    return table;
}

QList<ReportUpdate> readUpdates(const QJsonObject& record, TimePoint now)
{
    QList<ReportUpdate> updates;
    for (const QJsonObject& row : objectsOf(record.value(u"incident_updates"), updatesLimit)) {
        ReportUpdate update;
        update.at = pastTime(row.value(u"display_at"), now);
        if (!update.at)
            update.at = pastTime(row.value(u"created_at"), now);
        update.status = cleanLine(row.value(u"status").toString(), idLimit);
        update.text = plainText(row.value(u"body").toString());
        updates.append(std::move(update));
    }
    std::ranges::stable_sort(updates, [](const ReportUpdate& a, const ReportUpdate& b) { return a.at > b.at; });
    return updates;
}

QStringList affectedNames(const QJsonObject& record, const ComponentTable& table)
{
    QStringList names;
    const auto add = [&](const QString& id, const QString& name) {
        const QString shown = table.shownName.value(id, plainLine(name));
        if (!shown.isEmpty() && !names.contains(shown) && names.size() < namesLimit)
            names.append(shown);
    };
    for (const QJsonObject& component : objectsOf(record.value(u"components"), updatesLimit))
        add(idText(component), component.value(u"name").toString());
    if (!names.isEmpty())
        return names;
    for (const QJsonObject& update : objectsOf(record.value(u"incident_updates"), updatesLimit))
        for (const QJsonObject& component : objectsOf(update.value(u"affected_components"), updatesLimit))
            add(cleanLine(component.value(u"code").toString(), idLimit), component.value(u"name").toString());
    return names;
}

QString knownWord(const QString& word, const QStringList& known)
{
    const QString bare = bareWord(word);
    for (const QString& candidate : known)
        if (bareWord(candidate) == bare)
            return candidate;
    return QStringLiteral("unknown");
}

QUrl linkOf(const QJsonObject& record, const QUrl& pageUrl)
{
    const QUrl link = webLink(record.value(u"shortlink").toString());
    const QString id = idText(record);
    if (!link.isEmpty() || pageUrl.isEmpty() || id.isEmpty())
        return link;
    return pageUrl.resolved(QUrl(QStringLiteral("/incidents/") + QString::fromLatin1(QUrl::toPercentEncoding(id))));
}

ReportedIncident readIncident(const QJsonObject& row, const ComponentTable& table, const QUrl& pageUrl, TimePoint now)
{
    ReportedIncident incident;
    incident.id = idText(row);
    incident.title = nameOf(row);
    incident.status = knownWord(
        row.value(u"status").toString(),
        {QStringLiteral("investigating"), QStringLiteral("identified"), QStringLiteral("monitoring"),
         QStringLiteral("resolved"), QStringLiteral("postmortem")});
    incident.impact = knownWord(
        row.value(u"impact").toString(),
        {QStringLiteral("none"), QStringLiteral("minor"), QStringLiteral("major"), QStringLiteral("critical")});
    incident.startedAt = pastTime(row.value(u"started_at"), now);
    if (!incident.startedAt)
        incident.startedAt = pastTime(row.value(u"created_at"), now);
    incident.updatedAt = pastTime(row.value(u"updated_at"), now);
    incident.resolvedAt = pastTime(row.value(u"resolved_at"), now);
    incident.url = linkOf(row, pageUrl);
    incident.components = affectedNames(row, table);
    incident.updates = readUpdates(row, now);
    return incident;
}

std::optional<TimePoint> endOf(const ReportedIncident& incident)
{
    return incident.resolvedAt ? incident.resolvedAt : incident.updatedAt;
}

QList<ReportedIncident>
readIncidents(const QJsonValue& list, const ComponentTable& table, const QUrl& pageUrl, TimePoint now)
{
    QList<ReportedIncident> incidents;
    for (const QJsonObject& row : objectsOf(list, incidentLimit)) {
        ReportedIncident incident = readIncident(row, table, pageUrl, now);
        const std::optional<TimePoint> end = endOf(incident);
        if (incident.open() || !end || now - *end <= resolvedShown)
            incidents.append(std::move(incident));
    }
    std::ranges::stable_sort(incidents, [](const ReportedIncident& a, const ReportedIncident& b) {
        if (a.open() != b.open())
            return a.open();
        return a.open() ? a.startedAt > b.startedAt : endOf(a) > endOf(b);
    });
    return incidents;
}

QString maintenanceWord(const QString& word)
{
    QString bare = bareWord(word);
    if (bare.startsWith(u"maintenance")) // incident.io's own words
        bare = bare.sliced(11);
    if (bare == u"complete")
        bare = QStringLiteral("completed");
    return knownWord(
        bare,
        {QStringLiteral("scheduled"), QStringLiteral("in_progress"), QStringLiteral("verifying"),
         QStringLiteral("completed")});
}

QList<Maintenance>
readMaintenances(const QJsonValue& list, const ComponentTable& table, const QUrl& pageUrl, TimePoint now)
{
    QList<Maintenance> maintenances;
    for (const QJsonObject& row : objectsOf(list, incidentLimit)) {
        Maintenance maintenance;
        maintenance.id = idText(row);
        maintenance.title = nameOf(row);
        maintenance.status = maintenanceWord(row.value(u"status").toString());
        maintenance.scheduledFor = plannedTime(row.value(u"scheduled_for"), now);
        maintenance.scheduledUntil = plannedTime(row.value(u"scheduled_until"), now);
        maintenance.url = linkOf(row, pageUrl);
        maintenance.components = affectedNames(row, table);
        const std::optional<TimePoint> end = pastTime(row.value(u"resolved_at"), now);
        if (maintenance.status != u"completed" || !end || now - *end <= resolvedShown)
            maintenances.append(std::move(maintenance));
    }
    const auto rank = [](const Maintenance& m) { return m.running() ? 0 : m.status == u"completed" ? 2 : 1; };
    std::ranges::stable_sort(maintenances, [rank](const Maintenance& a, const Maintenance& b) {
        return rank(a) != rank(b) ? rank(a) < rank(b) : a.scheduledFor < b.scheduledFor;
    });
    return maintenances;
}

/// The words of the page indicator, the same on both platforms.
Indicator indicatorOf(const QString& word)
{
    const QString bare = bareWord(word);
    if (bare == u"none")
        return Indicator::Operational;
    if (bare == u"maintenance")
        return Indicator::UnderMaintenance;
    if (bare == u"minor")
        return Indicator::DegradedPerformance;
    if (bare == u"major") // "Partial System Outage" in the vendor's own text
        return Indicator::PartialOutage;
    return bare == u"critical" ? Indicator::MajorOutage : Indicator::Unknown;
}

std::optional<Indicator> vendorRollup(const QJsonObject& document, const char* format, QString* word)
{
    const QJsonValue status = document.value(u"status");
    if (status.isUndefined() || status.isNull())
        return std::nullopt;
    *word = cleanLine(status[u"indicator"].toString(), idLimit);
    const Indicator indicator = indicatorOf(*word);
    if (indicator == Indicator::Unknown)
        logUnknownWord(format, *word);
    return indicator;
}

} // namespace

QString bareWord(const QString& word)
{
    QString bare;
    for (const QChar c : word.first(qMin<qsizetype>(word.size(), idLimit)))
        if (c != u'_' && c != u'-' && !c.isSpace())
            bare += c.toLower();
    return bare;
}

QString pageIdOf(const QJsonObject& document)
{
    return document.value(u"page")[u"id"].toString();
}

bool hasStatuspageAnchor(const QJsonObject& document)
{
    return !pageIdOf(document).isEmpty()
        && (document.value(u"status")[u"indicator"].isString() || document.value(u"components").isArray()
            || document.value(u"incidents").isArray() || document.value(u"scheduled_maintenances").isArray());
}

StatusReport readStatuspageShape(const QJsonObject& document, const Page& page, const ShapeWords& words, TimePoint now)
{
    const QJsonValue head = document.value(u"page");
    const QUrl pageUrl = webLink(head[u"url"].toString());
    const ComponentTable table = readComponents(document.value(u"components"), words);

    StatusReport report;
    report.source = page.url;
    report.format = QString::fromLatin1(words.format);
    report.fetchedAt = now;
    report.readability = Readability::Ok;
    report.pageName = plainLine(head[u"name"].toString());
    report.pageUpdatedAt = pastTime(head[u"updated_at"], now);
    report.components = table.leaves;
    report.incidents = readIncidents(document.value(u"incidents"), table, pageUrl, now);
    report.maintenances = readMaintenances(document.value(u"scheduled_maintenances"), table, pageUrl, now);
    report.worstComponent = worstOf(table.leaves);
    const std::optional<Indicator> vendor = vendorRollup(document, words.format, &report.vendorRollup);
    // Lists of incidents alone say nothing about the rest of the page.
    if (vendor || document.value(u"components").isArray())
        report.overall = overallOf(
            {.vendor = vendor,
             .leaves = report.components,
             .incidents = report.incidents,
             .maintenances = report.maintenances,
             .allComponentsListed = true,
             .narrowed = false},
            now);
    return report;
}

QUrl besideSummary(const QUrl& page, QLatin1StringView name)
{
    constexpr QLatin1StringView summary("summary.json");
    if (!page.path().endsWith(u'/' + QString(summary)))
        return {};
    QUrl url = page;
    url.setPath(page.path().chopped(summary.size()) + name);
    return url;
}

QList<QUrl> documentsOf(const QUrl& page)
{
    QUrl base = page.adjusted(QUrl::RemoveQuery | QUrl::RemoveFragment | QUrl::RemoveUserInfo);
    if (base.path().endsWith(u".json"))
        return {base};
    QString folder = base.path();
    while (folder.endsWith(u'/'))
        folder.chop(1);
    QStringList folders{folder};
    if (!folder.isEmpty()) // an address below the page, such as that of one incident
        folders.append(QString());
    QList<QUrl> urls;
    for (const QString& prefix : folders) {
        for (const QLatin1StringView name : {"summary.json"_L1, "status.json"_L1, "components.json"_L1}) {
            base.setPath(prefix + "/api/v2/"_L1 + name);
            urls.append(base);
        }
    }
    return urls;
}

} // namespace Gatewatch
