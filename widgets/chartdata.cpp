// SPDX-License-Identifier: GPL-3.0-or-later
#include <widgets/chartdata.h>

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>

#include <algorithm>
#include <array>
#include <cmath>

namespace Gatewatch {

using namespace Qt::StringLiterals;
using namespace std::chrono;

QList<ChartSpan> failureSpans(const Series& series)
{
    QList<ChartSpan> spans;
    bool open = false;
    for (const SeriesPoint& point : series.points) {
        const bool failing = point.measured > 0 && point.failed >= point.measured;
        if (!failing) {
            open = open && point.measured == 0; // an unmeasured slice does not end a fault, a good one does
            continue;
        }
        const TimePoint end = std::min(point.at + point.width, series.to);
        if (open && point.at - spans.constLast().to <= series.slice * 3)
            spans.last().to = end;
        else
            spans << ChartSpan{point.at, end, {}};
        open = true;
    }
    return spans;
}

QList<ChartSpan> gapSpans(const Series& series, Millis least)
{
    QList<ChartSpan> gaps;
    const auto add = [&](TimePoint from, TimePoint to, const char* word) {
        const QString text = QCoreApplication::translate("Chart", word);
        if (!gaps.isEmpty() && gaps.constLast().text == text && from - gaps.constLast().to <= series.slice)
            gaps.last().to = to;
        else
            gaps << ChartSpan{from, to, text};
    };
    for (qsizetype i = 0; i < series.points.size(); ++i) {
        const SeriesPoint& point = series.points.at(i);
        if (i > 0) {
            const TimePoint before = series.points.at(i - 1).at + series.points.at(i - 1).width;
            if (point.at - before > series.slice / 2)
                add(before, point.at, QT_TRANSLATE_NOOP("Chart", "not running"));
        }
        if (point.measured == 0)
            add(point.at, point.at + point.width, QT_TRANSLATE_NOOP("Chart", "not measured"));
    }
    gaps.removeIf([&](const ChartSpan& gap) { return gap.to - gap.from < least; });
    return gaps;
}

QList<double> roundTicks(double max)
{
    max = std::max(max, 1e-3); // an axis has a length even where everything took no time
    const double wanted = max / 4;
    const double power = std::pow(10.0, std::floor(std::log10(wanted)));
    double step = 10 * power;
    for (const double factor : {1.0, 2.0, 2.5, 5.0}) {
        if (factor * power >= wanted * 0.999) {
            step = factor * power;
            break;
        }
    }
    QList<double> ticks{0};
    while (ticks.constLast() < max * 0.999)
        ticks << step * static_cast<double>(ticks.size());
    return ticks;
}

QList<std::pair<TimePoint, QString>> timeTicks(TimePoint from, TimePoint to, int most)
{
    constexpr std::array<qint64, 15> steps{60,    300,   600,   900,   1800,   3600,   7200,   10800,
                                           14400, 21600, 43200, 86400, 172800, 604800, 2592000};
    const qint64 span = std::max<qint64>(1, duration_cast<Seconds>(to - from).count());
    qint64 step = steps.back() * 2;
    for (const qint64 candidate : steps) {
        if (span / candidate <= most) {
            step = candidate;
            break;
        }
    }
    constexpr qint64 day = 86400;
    QList<std::pair<TimePoint, QString>> ticks;
    QDate date = QDateTime::fromMSecsSinceEpoch(from.time_since_epoch().count()).date();
    qint64 second = 0;
    const QLocale locale;
    // By the clock on the wall, so that labels are round times where people are, also on days of 23 or 25 hours.
    for (int guard = 0; guard < 2000; ++guard) {
        const QDateTime at = second == 0
            ? date.startOfDay()
            : QDateTime(date, QTime::fromMSecsSinceStartOfDay(static_cast<int>(second * 1000)));
        second += step;
        if (second >= day) {
            date = date.addDays(second / day);
            second = 0;
        }
        if (!at.isValid()) // the clocks were set past it
            continue;
        const TimePoint point{Millis(at.toMSecsSinceEpoch())};
        if (point > to)
            break;
        if (point >= from)
            ticks << std::pair(point, locale.toString(at, step >= day ? u"d MMM"_s : u"HH:mm"_s));
    }
    return ticks;
}

int slicesFor(const Series& series, int asked, int fewest, int most)
{
    // A p95 of less than twenty runs is merely their slowest: wider slices say more, and look calmer.
    constexpr double runsInASlice = 20;
    if (series.measured == 0)
        return asked;
    const double runs = series.measured / std::max<double>(1, static_cast<double>(series.points.size()));
    return std::clamp(static_cast<int>(asked * runs / runsInASlice), fewest, most);
}

} // namespace Gatewatch
