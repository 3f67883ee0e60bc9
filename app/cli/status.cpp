// SPDX-License-Identifier: GPL-3.0-or-later
#include <cli/target.h>
#include <core/catalog.h>
#include <core/configrules.h>
#include <core/exporting.h>
#include <core/redact.h>
#include <core/statuspage/formats.h>
#include <engine/net/probe.h>
#include <engine/net/statuspageclient.h>

#include <QJsonArray>

namespace Gatewatch::Cli {

using namespace Qt::StringLiterals;

namespace {

constexpr Millis longest{15000};

QString when(const std::optional<TimePoint>& at)
{
    return at ? toIso(*at).left(16).replace(u'T', u' ') + u" UTC"_s : u"at a time that is not told"_s;
}

void printIncident(const Console& console, const ReportedIncident& incident)
{
    const Paint paint = incident.open() ? Paint::Bold : Paint::Dim;
    console.print(u"  %1"_s.arg(console.paint(cleaned(incident.title), paint)));
    console.print(console.paint(
        u"    %1, impact %2, since %3"_s.arg(
            cleaned(incident.status), cleaned(incident.impact), when(incident.startedAt)),
        Paint::Dim));
    if (incident.open() && !incident.updates.isEmpty())
        console.print(u"    "_s + cleaned(incident.updates.first().text).left(500));
}

void printReport(const Console& console, const StatusReport& report)
{
    console.print(u"%1 %2"_s.arg(
        console.paint(glyphOf(report.overall), paintOf(report.overall)),
        console.paint(cleaned(statusMessage(report)), Paint::Bold)));
    for (const Component& component : report.components) {
        if (component.status == Indicator::Operational)
            continue;
        const QString name = component.group.isEmpty() ? component.name : component.group + u" / "_s + component.name;
        console.print(u"  %1 %2: %3"_s.arg(
            console.paint(glyphOf(component.status), paintOf(component.status)), cleaned(name),
            idOf(component.status).replace(u'_', u' ')));
    }
    for (const ReportedIncident& incident : report.incidents)
        printIncident(console, incident);
    for (const Maintenance& maintenance : report.maintenances) {
        console.print(u"  %1 Maintenance: %2 (%3, from %4)"_s.arg(
            glyphOf(State::Maintenance), cleaned(maintenance.title), cleaned(maintenance.status).replace(u'_', u' '),
            when(maintenance.scheduledFor)));
    }
    console.print(console.paint(
        u"  %1%2"_s.arg(redactedUrl(report.source), report.format.isEmpty() ? QString() : u" · "_s + report.format),
        Paint::Dim));
}

int exitCodeOf(Indicator overall)
{
    switch (overall) {
    case Indicator::Operational:
    case Indicator::UnderMaintenance:
        return AllIsWell;
    case Indicator::DegradedPerformance:
    case Indicator::PartialOutage:
    case Indicator::MajorOutage:
        return ProblemFound;
    case Indicator::Unknown:
        return CouldNotTell;
    }
    Q_UNREACHABLE();
}

class StatusJob final : public QObject {
public:
    StatusJob(const Console& console, const StatusPageSource& source, QStringList regions)
        : m_console(console)
        , m_regions(std::move(regions))
        , m_client(m_loader)
    {
        m_running = m_client.read(
            source, defaultUserAgent(), longest, [this](const StatusReport& report) { done(report); },
            StatusPageClient::Depth::WithPast);
    }

private:
    void done(const StatusReport& whole)
    {
        const StatusReport report = inRegions(whole, m_regions);
        if (m_console.json())
            m_console.document(statusToJson(report, wallClock()));
        else
            printReport(m_console, report);
        finish(exitCodeOf(report.overall));
    }

    const Console& m_console;
    QStringList m_regions;
    DocumentLoader m_loader;
    StatusPageClient m_client;
    std::unique_ptr<QObject> m_running;
};

/// A page of the catalogue or an address; the reason says what else could have been meant.
Result<StatusPageSource> sourceOf(const QString& text)
{
    StatusPageSource source;
    if (const CatalogEntry* entry = findInCatalog(text)) {
        if (entry->statusPage.isEmpty())
            return Result<StatusPageSource>::failure(
                u"%1 has no public status page in the catalogue"_s.arg(entry->name));
        source.url = entry->statusPage;
        if (findFormat(entry->statusFormat))
            source.format = entry->statusFormat;
        return source;
    }
    if (const auto url = urlArgument(text)) {
        source.url = *url;
        return source;
    }
    const QList<CatalogEntry> near = searchCatalog(text);
    if (!near.isEmpty())
        return Result<StatusPageSource>::failure(
            u"\"%1\" is not in the catalogue; did you mean %2 ?"_s.arg(text, near.first().id));
    return Result<StatusPageSource>::failure(
        u"%1. A name must be an id of the catalogue (gatewatch-cli catalog)"_s.arg(urlArgument(text).reason()));
}

QStringList formatIds()
{
    QStringList ids;
    for (const Format& format : formats())
        ids.append(QLatin1StringView(format.id));
    return ids;
}

} // namespace

QList<QCommandLineOption> statusOptions()
{
    return {
        {u"format"_s, u"Skips the detection: %1."_s.arg(formatIds().join(", "_L1)), u"ID"_s},
        {u"component"_s, u"Only this component (name or id); may be repeated."_s, u"NAME"_s},
        {u"region"_s, u"Only components whose group or name has this word; may be repeated."_s, u"REGION"_s}};
}

Started runStatus(const Invocation& invocation)
{
    if (invocation.arguments.size() != 1)
        return wrongUse(invocation, u"status: one address or id of the catalogue is needed"_s);
    auto source = sourceOf(invocation.arguments.first());
    if (!source)
        return wrongUse(invocation, u"status: "_s + source.reason());
    if (invocation.isSet("format"_L1)) {
        source.value().format = invocation.value("format"_L1);
        if (!findFormat(source->format))
            return wrongUse(
                invocation, u"status: --format must be %1, is \"%2\""_s.arg(oneOf(formatIds()), source->format));
    }
    source.value().components = invocation.values("component"_L1);
    return std::make_unique<StatusJob>(invocation.console, *source, invocation.values("region"_L1));
}

} // namespace Gatewatch::Cli
