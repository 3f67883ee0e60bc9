// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/diagnosis/sessionfile.h>

namespace Gatewatch {

// A kept session for others to read: its diagnosis, every answer in the order in which they came, and the words of the
// user. To be made of a concealed() one.

QString toMarkdown(const SavedSession& session);
/// One page without scripts or outside addresses, for saving, sending and printing.
QString toHtml(const SavedSession& session);

/// One answer of the service, for a list of them.
struct TimelineEntry {
    TimePoint at{};
    QString what; ///< "first request", "try 2", "past the cache", "192.0.2.7"
    QString answer; ///< "502 Bad Gateway", "tcp.timed_out"
    Micros took{0};
    bool operator==(const TimelineEntry&) const = default;
};
/// In the order of their times.
QList<TimelineEntry> timelineOf(const SavedSession& session);
/// "This verdict was marked as wrong: it was the gateway. …"; empty without a correction.
QString sentenceOf(const std::optional<Correction>& correction);

} // namespace Gatewatch
