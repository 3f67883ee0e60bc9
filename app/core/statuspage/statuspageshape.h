// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/result.h>
#include <core/statuspage/formats.h>

#include <QJsonObject>

namespace Gatewatch {

// The document shape of Atlassian Statuspage, which incident.io answers as well. What differs is passed in.

struct ShapeWords {
    const char* format;
    Indicator (*component)(const QString& word);
};

/// Lower case without '_', '-' and blanks: how the word tables are compared.
QString bareWord(const QString& word);
/// The document has the anchor: page.id and at least one of status.indicator, components, incidents,
/// scheduled_maintenances.
bool hasStatuspageAnchor(const QJsonObject& document);
/// page.id, which tells the two platforms apart.
QString pageIdOf(const QJsonObject& document);
StatusReport readStatuspageShape(const QJsonObject& document, const Page& page, const ShapeWords& words, TimePoint now);

/// The documents below a pasted page address, and below its host when that address has a path: summary.json has
/// everything, status.json and components.json are for pages that serve only those.
QList<QUrl> documentsOf(const QUrl& page);

/// Another document beside summary.json; empty when `page` is no summary.
QUrl besideSummary(const QUrl& page, QLatin1StringView name);

const Format& statuspageFormat();
const Format& incidentioFormat();

} // namespace Gatewatch
