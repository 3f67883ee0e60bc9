// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/diagnosis/diagnosis.h>
#include <core/event.h>
#include <core/servicestate.h>
#include <core/statuspage/statusreport.h>
#include <engine/history/history.h>

#include <QString>

namespace Gatewatch {

// Words for every enum, as the window shows them.
QString wordOf(State state);
QString wordOf(Outcome outcome);
QString wordOf(Indicator indicator);
QString wordOf(Place place);
QString wordOf(VerdictPlace place);
/// The title of an event: "api.example is down".
QString titleOf(const Event& event, const QString& serviceName);
/// The second line of an event: "502 Bad Gateway", "after 6 min".
QString detailOf(const Event& event);

/// A failure in at most 12 characters for the number column: "502", "refused", "no name".
QString shortWordOf(Failure failure, int status);
/// A failure as a short phrase: "502 Bad Gateway", "connection refused", "no such name".
QString phraseOf(Failure failure, int status);
/// Why a run said nothing about the service, in the same form.
QString whyNotMeasured(Failure failure);
/// "Almost certain", "Likely" or "Possible", from a confidence of 0 to 1; empty below 0.6.
QString confidenceWord(double confidence);
/// "Likely · 85 %", the one scale of certainty; empty where nothing is told.
QString certaintyText(const Verdict& verdict);

/// "12 s", "6 min", "1 h 5 min", "3 d 2 h". Negative durations count as 0.
QString durationText(Seconds duration);
/// "just now", "12 s ago", "3 d ago".
QString agoText(TimePoint at, TimePoint now);
/// "84 ms", "1.9 s", "0.4 ms".
QString latencyText(double milliseconds);
QString latencyText(Micros duration);
/// "99.82 %" from a share of 0 to 1; 100 % only when nothing failed.
QString percentText(double share);
/// Local time of day, "14:02"; with the date when it is not `now`'s day.
QString clockText(TimePoint at, TimePoint now);
/// Exact local time with its zone, for tool tips.
QString exactTimeText(TimePoint at);
/// "1 down", "3 new events"
QString countText(State state, int n);
QString newEventsText(int n);

/// The line under a name: "Down for 6 min", "Slower than usual", "12 s ago".
QString stateLine(State state, TimePoint since, std::optional<TimePoint> checkedAt, TimePoint now);
/// Why a status page says nothing: "Their page is unreadable", or that it was this computer which could not read it.
QString unreadableText(const QString& problem, bool online);
/// What is wrong with the history, and what that means. `detail` is a place or the system's words; may be empty.
QString sentenceOf(History::Problem problem, const QString& detail);
/// What assistive technology says of a row: "Down, 502, since 2 minutes".
QString spokenState(State state, Failure failure, int status, TimePoint since, TimePoint now);

} // namespace Gatewatch
