// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/result.h>
#include <core/types.h>

#include <QJsonDocument>
#include <QJsonObject>
#include <QJsonValue>
#include <QUrl>

namespace Gatewatch {

// What every format needs to read a page that somebody else wrote: its encoding, its texts, its times, its links.

/// Longest title, name or word taken from a page, and longest text of an update. Characters.
inline constexpr int displayLimit = 500;
inline constexpr int updateLimit = 2000;
/// Larger documents are not parsed. Bytes.
inline constexpr qint64 pageLimit = 8 * 1024 * 1024;

/// The bytes as text: a byte-order mark decides between UTF-8 and UTF-16, without one it is UTF-8.
QString decodedText(const QByteArray& bytes);
/// The JSON of a document; a JSONP wrapper is removed first. The reason says what is wrong with the document.
Result<QJsonDocument> jsonDocument(const QByteArray& bytes);
/// The same for a document that must be an object.
Result<QJsonObject> jsonObject(const QByteArray& bytes);

/// Removes control and bidirectional formatting characters, makes every blank a space, and cuts to `limit` characters.
QString cleanLine(const QString& text, int limit = displayLimit);
/// Text of a page as plain text: block ends become line breaks, tags go, entities are decoded, blanks are collapsed.
QString plainText(const QString& markup, int limit = updateLimit);
/// The same in one line, for titles and names.
QString plainLine(const QString& markup, int limit = displayLimit);

/// A moment that has passed. Later than `now` becomes `now` (clocks differ); before 1990, or unreadable, is empty.
std::optional<TimePoint> pastTime(const QJsonValue& value, TimePoint now);
/// A moment of a plan: empty when unreadable or outside 1990 … ten years after `now`.
std::optional<TimePoint> plannedTime(const QJsonValue& value, TimePoint now);

/// An address to offer as a link: http or https with a host and without user info, else empty.
QUrl webLink(const QString& text);

/// The text of `<title>` of an HTML document; empty when there is none.
QString htmlTitle(const QString& html);

} // namespace Gatewatch
