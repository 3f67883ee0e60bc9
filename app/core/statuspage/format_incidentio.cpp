// SPDX-License-Identifier: GPL-3.0-or-later
// incident.io by its Statuspage-compatible door: /api/v2/summary.json. Ids are ULIDs, keys of empty lists are left out.
#include <core/statuspage/pagetext.h>
#include <core/statuspage/statuspageshape.h>

#include <QRegularExpression>

namespace Gatewatch {

using namespace Qt::StringLiterals;

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
QList<QUrl> further(const Page& page, const StatusReport& report, bool past)
{
    constexpr qsizetype summaryLists = 25;
    QList<QUrl> urls;
    if (report.components.size() >= summaryLists)
        urls.append(besideSummary(page.url, "components.json"_L1));
    if (past)
        urls.append(besideSummary(page.url, "incidents.json"_L1));
    urls.removeAll(QUrl());
    return urls;
}

} // namespace

const Format& incidentioFormat()
{
    static constexpr Format format{"incidentio", documentsOf, matches, parse, further};
    return format;
}

} // namespace Gatewatch
