// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/statuspage/formats.h>
#include <core/statuspage/overall.h>
#include <core/statuspage/pagetext.h>
#include <core/statuspage/statuspageshape.h>

#include <algorithm>
#include <array>

namespace Gatewatch {
namespace {

QByteArray beginning(const Page& page)
{
    return decodedText(page.body.first(qMin<qsizetype>(page.body.size(), 4096))).trimmed().toUtf8();
}

bool isHtml(const Page& page)
{
    const QByteArray start = beginning(page).toLower();
    return start.startsWith("<!doctype html") || start.startsWith("<html") || start.startsWith("<head")
        || (start.startsWith('<') && page.contentType.toLower().startsWith("text/html"));
}

bool contains(const QStringList& wanted, const QString& name)
{
    return !name.isEmpty() && wanted.contains(name, Qt::CaseInsensitive);
}

QString qualified(const Component& component)
{
    return component.group + QStringLiteral(" - ") + component.name;
}

bool isWanted(const Component& component, const QStringList& wanted)
{
    return contains(wanted, component.id) || contains(wanted, component.name) || contains(wanted, component.group)
        || contains(wanted, qualified(component));
}

bool isInRegion(const Component& component, const QStringList& regions)
{
    return std::ranges::any_of(regions, [&component](const QString& region) {
        return component.name.contains(region, Qt::CaseInsensitive)
            || component.group.contains(region, Qt::CaseInsensitive);
    });
}

/// Records that name one of the components, and those that name none: they may concern it.
template <typename Record>
QList<Record> concerning(const QList<Record>& records, const QStringList& names, bool onlyNamed)
{
    QList<Record> kept;
    for (const Record& record : records) {
        const bool named = std::ranges::any_of(
            record.components, [&names](const QString& name) { return names.contains(name, Qt::CaseInsensitive); });
        if (named || (!onlyNamed && record.components.isEmpty()))
            kept.append(record);
    }
    return kept;
}

} // namespace

std::span<const Format> formats()
{
    static const std::array table{statuspageFormat(), incidentioFormat()};
    return table;
}

const Format* findFormat(const QString& id)
{
    for (const Format& format : formats())
        if (id == QLatin1StringView(format.id))
            return &format;
    return nullptr;
}

StatusReport readPage(const Page& page, const QString& format, TimePoint now)
{
    for (const Format& candidate : formats()) {
        if (format != u"auto" && format != QLatin1StringView(candidate.id))
            continue;
        if (format == u"auto" && !candidate.matches(page))
            continue;
        const Result<StatusReport> report = candidate.parse(page, now);
        if (report)
            return *report;
    }
    const QByteArray start = beginning(page);
    const Result<QJsonDocument> document = jsonDocument(page.body);
    if (!document && (start.startsWith('{') || start.startsWith('[')))
        return unreadableReport(page.url, QStringLiteral("malformed"), document.reason(), now);
    return unreadableReport(
        page.url, QStringLiteral("not_a_status_page"), QStringLiteral("Found %1.").arg(describePage(page)), now);
}

StatusReport completed(const StatusReport& report, const Page& further, TimePoint now)
{
    const StatusReport all = readPage(further, report.format, now);
    StatusReport whole = report;
    for (const ReportedIncident& incident : all.incidents) {
        // What is open is the first document's to say: it is the newer one.
        if (!incident.open()
            && std::ranges::find(report.incidents, incident.id, &ReportedIncident::id) == report.incidents.end())
            whole.incidents.append(incident);
    }
    if (all.components.size() <= report.components.size())
        return whole;
    whole.components = all.components;
    whole.worstComponent = all.worstComponent;
    // What the vendor says of the whole stays; that a green page has a broken component may be news.
    const bool green = report.overall == Indicator::Operational || report.overall == Indicator::UnderMaintenance;
    if (green && all.worstComponent != Indicator::Unknown)
        whole.overall = worse(whole.overall, qMin(all.worstComponent, Indicator::DegradedPerformance));
    return whole;
}

QString describePage(const Page& page)
{
    const QByteArray start = beginning(page);
    if (start.isEmpty())
        return QStringLiteral("an empty document");
    if (isHtml(page)) {
        const QString title = htmlTitle(decodedText(page.body));
        return title.isEmpty() ? QStringLiteral("an HTML page without a title")
                               : QStringLiteral("an HTML page titled “%1”").arg(title);
    }
    if (start.startsWith("<rss") || start.startsWith("<feed"))
        return QStringLiteral("a news feed");
    if (start.startsWith('<'))
        return QStringLiteral("an XML document");
    if (jsonDocument(page.body).ok())
        return QStringLiteral("JSON that is not a status summary of a known kind");
    if (start.startsWith('{') || start.startsWith('['))
        return QStringLiteral("JSON that cannot be read");
    const QString type = cleanLine(QString::fromLatin1(page.contentType), 60);
    return type.isEmpty() ? QStringLiteral("a document of an unknown kind")
                          : QStringLiteral("a document of the kind %1").arg(type);
}

StatusReport unreadableReport(const QUrl& source, const QString& problem, const QString& detail, TimePoint now)
{
    StatusReport report;
    report.source = source;
    report.fetchedAt = now;
    report.readability = Readability::Unreadable;
    report.problem = problem;
    report.problemDetail = cleanLine(detail);
    return report;
}

namespace {

StatusReport onlyThose(
    const StatusReport& report, const QStringList& wanted, bool (*isWanted)(const Component&, const QStringList&),
    const QString& whatIsMissing)
{
    if (wanted.isEmpty() || report.readability == Readability::Unreadable)
        return report;
    StatusReport narrow = report;
    narrow.components.clear();
    QStringList names;
    for (const Component& component : report.components) {
        if (!isWanted(component, wanted))
            continue;
        narrow.components.append(component);
        names << component.name << qualified(component);
    }
    narrow.incidents = concerning(report.incidents, names, false);
    narrow.maintenances = concerning(report.maintenances, names, false);
    narrow.worstComponent = worstOf(narrow.components);
    narrow.overall = overallOf(
        {.vendor = std::nullopt,
         .leaves = narrow.components,
         .incidents = concerning(report.incidents, names, true),
         .maintenances = concerning(report.maintenances, names, true),
         .allComponentsListed = true,
         .narrowed = true},
        report.fetchedAt);
    if (narrow.components.isEmpty()) {
        narrow.overall = Indicator::Unknown;
        narrow.problemDetail = whatIsMissing.arg(cleanLine(wanted.join(QStringLiteral(", "))));
    }
    return narrow;
}

} // namespace

StatusReport narrowed(const StatusReport& report, const QStringList& components)
{
    return onlyThose(report, components, isWanted, QStringLiteral("the page has no component called %1"));
}

StatusReport inRegions(const StatusReport& report, const QStringList& regions)
{
    return onlyThose(report, regions, isInRegion, QStringLiteral("the page has no component for the region %1"));
}

} // namespace Gatewatch
