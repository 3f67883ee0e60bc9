// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/series.h>

#include <QDateTime>
#include <QMap>

#include <algorithm>
#include <vector>

namespace Gatewatch {
namespace {

Millis sliceWidth(TimePoint from, TimePoint to, int points, const QList<Bucket>& buckets)
{
    // One slice less than asked for, because a grid that does not start at `from` cuts one slice in two.
    const qint64 parts = std::max(points, 2) - 1;
    Millis width((std::max<qint64>((to - from).count(), 1) + parts - 1) / parts);
    Millis widest(0);
    for (const Bucket& bucket : buckets)
        widest = std::max(widest, bucket.width);
    if (widest > Millis(0)) // a whole number of buckets, or some slices would hold one more than others
        width = (width + widest - Millis(1)) / widest * widest;
    return width;
}

/// How far apart runs usually are: three of four are not further from the one before.
Millis usualDistance(const QList<Bucket>& buckets, const QList<Sample>& samples)
{
    std::vector<TimePoint> times;
    times.reserve(static_cast<std::size_t>(buckets.size() + samples.size()));
    for (const Bucket& bucket : buckets)
        times.push_back(bucket.start);
    for (const Sample& sample : samples)
        times.push_back(sample.at);
    std::sort(times.begin(), times.end());
    std::vector<Millis> distances;
    for (std::size_t i = 1; i < times.size(); ++i)
        distances.push_back(times[i] - times[i - 1]);
    if (distances.empty())
        return Millis(0);
    const auto chosen = distances.begin() + static_cast<std::ptrdiff_t>((distances.size() - 1) * 3 / 4);
    std::nth_element(distances.begin(), chosen, distances.end());
    return *chosen;
}

SeriesPoint pointOf(const Bucket& slice, TimePoint from, TimePoint to)
{
    SeriesPoint point;
    point.at = std::max(slice.start, from);
    point.width = std::min(slice.start + slice.width, to) - point.at;
    point.measured = slice.measured;
    point.failed = slice.failed;
    point.slow = slice.slow;
    point.notMeasured = slice.notMeasured;
    if (slice.min)
        point.minMs = static_cast<double>(slice.min->count()) / 1000.0;
    if (slice.max)
        point.maxMs = static_cast<double>(slice.max->count()) / 1000.0;
    point.p50Ms = slice.percentileMs(0.50);
    point.p95Ms = slice.percentileMs(0.95);
    point.p99Ms = slice.percentileMs(0.99);
    return point;
}

/// The first moment of a day, which is not midnight where the clocks are set then; of a day that was left out, as Samoa
/// did in 2011, that of the next one.
TimePoint startOf(QDate date)
{
    const QDateTime start = date.startOfDay();
    return TimePoint(Millis((start.isValid() ? start : date.addDays(1).startOfDay()).toMSecsSinceEpoch()));
}

Outcome worstIn(const Bucket& bucket)
{
    if (bucket.failed > 0)
        return Outcome::Down;
    if (bucket.slow > 0)
        return Outcome::Slow;
    return bucket.measured > 0 ? Outcome::Up : Outcome::NotMeasured;
}

} // namespace

Series makeSeries(
    const CheckId& check, TimePoint from, TimePoint to, int points, const QList<Bucket>& buckets,
    const QList<Sample>& samples)
{
    const Millis width = sliceWidth(from, to, points, buckets);
    QMap<TimePoint, Bucket> slices;
    const auto sliceAt = [&slices, width](TimePoint at) -> Bucket& {
        const TimePoint start = floorTo(at, width);
        Bucket& slice = slices[start];
        slice.start = start;
        slice.width = width;
        return slice;
    };
    for (const Bucket& bucket : buckets) { // one that began before the range belongs to the first slice
        if (bucket.start + bucket.width > from && bucket.start < to && !bucket.isEmpty())
            sliceAt(std::max(bucket.start, from)).merge(bucket);
    }
    for (const Sample& sample : samples) {
        if (sample.at >= from && sample.at < to)
            sliceAt(sample.at).add(sample);
    }

    Series series;
    series.check = check;
    series.from = from;
    series.to = to;
    // Runs that are `usual` apart lie less than usual + width apart on the grid; a gap begins at slice × 1.5.
    series.slice = std::max(width, (usualDistance(buckets, samples) + width) * 2 / 3 + Millis(1));
    Bucket whole;
    for (const Bucket& slice : std::as_const(slices)) {
        series.points.append(pointOf(slice, from, to));
        whole.merge(slice);
    }
    series.measured = whole.measured;
    series.failed = whole.failed;
    series.p50Ms = whole.percentileMs(0.50);
    series.p95Ms = whole.percentileMs(0.95);
    series.p99Ms = whole.percentileMs(0.99);
    return series;
}

QList<LocalDay> localDays(int count, TimePoint now)
{
    const QDate today = QDateTime::fromMSecsSinceEpoch(now.time_since_epoch().count()).date();
    QList<LocalDay> days;
    TimePoint from = startOf(today.addDays(1 - std::max(count, 0)));
    for (int back = count - 1; back >= 0; --back) {
        const QDate date = today.addDays(-back);
        const TimePoint to = startOf(date.addDays(1));
        days.append({date, from, to});
        from = to;
    }
    return days;
}

QList<DayUptime> daysOf(const QList<Bucket>& buckets, const QList<Sample>& samples, const QList<LocalDay>& days)
{
    QList<Bucket> sums(days.size());
    const auto sumAt = [&](TimePoint at) -> Bucket* {
        const auto after = std::ranges::upper_bound(days, at, {}, &LocalDay::from);
        if (after == days.begin() || at >= std::prev(after)->to)
            return nullptr;
        return &sums[std::prev(after) - days.begin()];
    };
    for (const Bucket& bucket : buckets) {
        if (Bucket* sum = sumAt(bucket.start))
            sum->merge(bucket);
    }
    for (const Sample& sample : samples) {
        if (Bucket* sum = sumAt(sample.at))
            sum->add(sample);
    }
    QList<DayUptime> uptimes;
    for (qsizetype i = 0; i < sums.size(); ++i)
        uptimes.append({days[i].date, sums[i].measured, sums[i].failed, worstIn(sums[i])});
    return uptimes;
}

} // namespace Gatewatch
