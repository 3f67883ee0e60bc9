// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/rollup.h>

#include <QDate>
#include <QMetaType>

namespace Gatewatch {

/// What happened in one slice of a chart. Latencies count good and slow answers only: a failure is not a latency.
struct SeriesPoint {
    TimePoint at{}; ///< start of the slice
    Millis width{0};
    int measured = 0; ///< runs that were measured
    int failed = 0;
    int slow = 0;
    int notMeasured = 0;
    std::optional<double> minMs, p50Ms, p95Ms, p99Ms, maxMs;
    bool operator==(const SeriesPoint&) const = default;
};

/// A chart's worth of one check: at most the number of points asked for, in order of time. Slices in which nothing ran
/// are absent: a gap is a gap.
struct Series {
    CheckId check;
    TimePoint from{};
    TimePoint to{};
    Millis slice{0}; ///< two neighbours further apart than this and a half have a gap between them
    QList<SeriesPoint> points;
    // Statistics of the whole range
    int measured = 0;
    int failed = 0;
    std::optional<double> p50Ms, p95Ms, p99Ms;
    bool operator==(const Series&) const = default;
};

/// A day of the calendar in the time zone of this computer: where its clocks are set, 23 or 25 hours.
struct LocalDay {
    QDate date;
    TimePoint from{};
    TimePoint to{}; ///< where the next one begins
    bool operator==(const LocalDay&) const = default;
};

/// One bar of the 90-day row.
struct DayUptime {
    QDate day; ///< in the time zone of this computer
    int measured = 0;
    int failed = 0;
    Outcome worst = Outcome::NotMeasured; ///< Down, Slow, Up, and NotMeasured where nothing was measured
    bool operator==(const DayUptime&) const = default;
};

/// What a chart of [from, to) shows. Slices stand on a grid that does not move with `from`, so that a chart which
/// scrolls does not flicker. `points`: 2 or more. Buckets and samples may be in any order but must not hold the same
/// run twice.
Series makeSeries(
    const CheckId& check, TimePoint from, TimePoint to, int points, const QList<Bucket>& buckets,
    const QList<Sample>& samples);

/// The last `count` days up to the one of `now`, oldest first, without gap or overlap.
QList<LocalDay> localDays(int count, TimePoint now);

/// What happened on each of these days, which follow each other; a day on which nothing ran is there, with
/// Outcome::NotMeasured. Buckets must be no wider than a quarter of an hour, of which every zone's days have whole
/// ones.
QList<DayUptime> daysOf(const QList<Bucket>& buckets, const QList<Sample>& samples, const QList<LocalDay>& days);

} // namespace Gatewatch

Q_DECLARE_METATYPE(Gatewatch::Series)
