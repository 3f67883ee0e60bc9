// SPDX-License-Identifier: GPL-3.0-or-later
// Atlassian Statuspage: /api/v2/summary.json and, where that is missing, status.json or components.json.
#include <core/statuspage/pagetext.h>
#include <core/statuspage/statuspageshape.h>

namespace Gatewatch {

using namespace Qt::StringLiterals;

namespace {

Indicator componentOf(const QString& word)
{
    const QString bare = bareWord(word);
    for (const Indicator indicator :
         {Indicator::Operational, Indicator::UnderMaintenance, Indicator::DegradedPerformance, Indicator::PartialOutage,
          Indicator::MajorOutage})
        if (bareWord(idOf(indicator)) == bare)
            return indicator;
    return Indicator::Unknown;
}

bool matches(const Page& page)
{
    const Result<QJsonObject> document = jsonObject(page.body);
    return document && hasStatuspageAnchor(*document) && !incidentioFormat().matches(page);
}

Result<StatusReport> parse(const Page& page, TimePoint now)
{
    const Result<QJsonObject> document = jsonObject(page.body);
    if (!document)
        return Result<StatusReport>::failure(document.reason());
    if (!hasStatuspageAnchor(*document))
        return Result<StatusReport>::failure(
            QStringLiteral("The JSON has no page.id with status.indicator or components."));
    return readStatuspageShape(*document, page, {"statuspage", componentOf}, now);
}

/// summary.json has everything but what is over.
QList<QUrl> further(const Page& page, const StatusReport&, bool past)
{
    const QUrl incidents = besideSummary(page.url, "incidents.json"_L1);
    return past && !incidents.isEmpty() ? QList<QUrl>{incidents} : QList<QUrl>();
}

} // namespace

const Format& statuspageFormat()
{
    static constexpr Format format{"statuspage", documentsOf, matches, parse, further};
    return format;
}

} // namespace Gatewatch
