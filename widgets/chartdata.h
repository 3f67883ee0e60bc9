// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/incident.h>
#include <core/series.h>
#include <core/statuspage/statusreport.h>

namespace Gatewatch {

/// A span of time in which something was so: a fault, a gap, a claim.
struct ChartSpan {
    TimePoint from{}, to{};
    QString text;
    bool operator==(const ChartSpan&) const = default;
};

/// Everything one time axis shows: our measurements, our incidents, their claims. Never merged with one another.
struct ChartData {
    Series series;
    QList<Incident> ours;
    QList<ReportedIncident> theirs;
    QString theirsNote; ///< "nothing reported · page last changed 3 d ago"
    std::optional<TimePoint> downSince; ///< the present fault …
    QString downText; ///< … and what it is: "502 since 14:02"
    bool operator==(const ChartData&) const = default;
};

/// The horizontal margins that the chart and its strips share, so that one instant is one column.
constexpr double chartLeft = 46;
constexpr double chartRight = 16;

/// Runs of slices in which every measured run failed.
QList<ChartSpan> failureSpans(const Series& series);
/// Runs in which nothing was measured, with the word for it; only those at least `least` long.
QList<ChartSpan> gapSpans(const Series& series, Millis least);
/// 0 … a round number at or above `max`, in four or five round steps.
QList<double> roundTicks(double max);
/// Round local times within the range, at most `most` of them, with their labels.
QList<std::pair<TimePoint, QString>> timeTicks(TimePoint from, TimePoint to, int most);

/// How many slices suit the runs of a time of which `series` is an answer in `asked` slices. Unchanged where nothing
/// was measured.
int slicesFor(const Series& series, int asked, int fewest, int most);

} // namespace Gatewatch
