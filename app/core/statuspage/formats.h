// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/result.h>
#include <core/statuspage/statusreport.h>

#include <span>

namespace Gatewatch {

/// A document as it was downloaded.
struct Page {
    QUrl url;
    QByteArray contentType;
    QByteArray body;
};

/// One row per format. Pure functions: bytes in, StatusReport out.
struct Format {
    const char* id; ///< "statuspage", "incidentio" …
    QList<QUrl> (*endpoints)(const QUrl& page); ///< where such a page keeps its data, best first
    bool (*matches)(const Page& page); ///< the format's structural anchor is present
    Result<StatusReport> (*parse)(const Page& page, TimePoint now);
};

std::span<const Format> formats();
const Format* findFormat(const QString& id);

/// The report of a page that could not be read; `problem` as in the contract.
StatusReport unreadableReport(const QUrl& source, const QString& problem, const QString& detail, TimePoint now);

/// Narrows a report to the components with these names or ids (any letter case); the overall becomes theirs.
StatusReport narrowed(const StatusReport& report, const QStringList& components);

} // namespace Gatewatch
