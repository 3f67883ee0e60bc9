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
    /// Documents that have what the one that was read leaves out: components beyond the first, and, when `past` is
    /// wanted, incidents that are over.
    QList<QUrl> (*further)(const Page& page, const StatusReport& report, bool past);
};

std::span<const Format> formats();
const Format* findFormat(const QString& id);

/// Reads one downloaded document with the format of that id, or for "auto" with the first that matches. A document that
/// no format reads gives an unreadable report: "not_a_status_page" with what was found instead, or "malformed" for data
/// that is broken.
StatusReport readPage(const Page& page, const QString& format, TimePoint now);
/// The report with what a further document of the same page adds: components, incidents. One that cannot be read
/// changes nothing.
StatusReport completed(const StatusReport& report, const Page& further, TimePoint now);
/// What a document is, in a few words: "an HTML page titled “Sign in”", "an empty document".
QString describePage(const Page& page);

/// The report of a page that could not be read; `problem` as in StatusReport.
StatusReport unreadableReport(const QUrl& source, const QString& problem, const QString& detail, TimePoint now);

/// Narrows a report to the components with these names or ids (any letter case); the overall becomes theirs, with the
/// open incidents that name them. A group's name means all its components. Nothing found: Unknown, with a detail.
StatusReport narrowed(const StatusReport& report, const QStringList& components);
/// The same for the components whose group or name contains one of these words: "EU", "us-east-1".
StatusReport inRegions(const StatusReport& report, const QStringList& regions);

} // namespace Gatewatch
