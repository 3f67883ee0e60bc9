// SPDX-License-Identifier: GPL-3.0-or-later
// incident.io by its Statuspage-compatible door: /api/v2/summary.json. Ids are ULIDs, keys of empty lists are left out.
#include <core/statuspage/pagetext.h>
#include <core/statuspage/statuspageshape.h>

#include <QRegularExpression>

namespace Gatewatch {
namespace {

Indicator componentOf(const QString& word)
{
    const QString bare = bareWord(word);
    if (bare == u"operational")
        return Indicator::Operational;
    if (bare == u"undermaintenance")
        return Indicator::UnderMaintenance;
    if (bare == u"degradedperformance")
        return Indicator::DegradedPerformance;
    if (bare == u"partialoutage")
        return Indicator::PartialOutage;
    return bare == u"fulloutage" || bare == u"majoroutage" ? Indicator::MajorOutage : Indicator::Unknown;
}

/// 26 characters of Crockford's alphabet; the first is 0 until the year 3084.
bool isUlid(const QString& id)
{
    static const QRegularExpression ulid(QStringLiteral("^0[0-9A-HJKMNP-TV-Z]{25}$"));
    return ulid.match(id).hasMatch();
}

bool matches(const Page& page)
{
    const Result<QJsonObject> document = jsonObject(page.body);
    return document && hasStatuspageAnchor(*document) && isUlid(pageIdOf(*document));
}

Result<StatusReport> parse(const Page& page, TimePoint now)
{
    const Result<QJsonObject> document = jsonObject(page.body);
    if (!document)
        return Result<StatusReport>::failure(document.reason());
    if (!hasStatuspageAnchor(*document))
        return Result<StatusReport>::failure(
            QStringLiteral("The JSON has no page.id with status.indicator or components."));
    return readStatuspageShape(*document, page, {"incidentio", componentOf}, now);
}

/// A summary lists the first 25 components only.
QUrl allComponents(const Page& page, const StatusReport& report)
{
    constexpr qsizetype summaryLists = 25;
    QUrl url = page.url;
    const QString path = url.path();
    if (report.components.size() < summaryLists || !path.endsWith(u"/summary.json"))
        return {};
    url.setPath(path.chopped(12) + QStringLiteral("components.json"));
    return url;
}

} // namespace

const Format& incidentioFormat()
{
    static constexpr Format format{"incidentio", documentsOf, matches, parse, allComponents};
    return format;
}

} // namespace Gatewatch
