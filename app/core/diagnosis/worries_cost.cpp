// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/diagnosis/worries.h>
#include <core/timewords.h>

#include <algorithm>

namespace Gatewatch {
namespace {

constexpr std::chrono::days week{7};
constexpr int quarterHour = 900;
constexpr qsizetype mostKept = 50; ///< the history tells of no more
constexpr qsizetype enoughForShare = 5;

/// The faults that began in a span of time.
struct Span {
    int count = 0;
    Seconds total{0};
};

Span faultsBetween(const QList<Incident>& past, TimePoint from, TimePoint to)
{
    Span span;
    for (const Incident& one : past) {
        if (one.opened < from || one.opened >= to || !one.closed)
            continue;
        ++span.count;
        span.total += std::chrono::duration_cast<Seconds>(*one.closed - one.opened);
    }
    return span;
}

QString spanText(const Span& span)
{
    if (span.count == 0)
        return QStringLiteral("none");
    return QStringLiteral("%1 %2, %3 in all")
        .arg(span.count)
        .arg(span.count == 1 ? QStringLiteral("fault") : QStringLiteral("faults"), waitText(span.total));
}

QString trendText(const Span& now, const Span& before)
{
    if (now.count > before.count)
        return QStringLiteral("It fails more often than before.");
    if (now.count < before.count)
        return QStringLiteral("It fails less often than before.");
    return now.total > before.total ? QStringLiteral("As often as before, but for longer.")
                                    : QStringLiteral("No more often than before.");
}

/// Whether all that happened since is known: the service was watched then, and the list is not cut off before.
bool covers(const QList<Incident>& past, TimePoint since)
{
    const auto oldest = std::ranges::min_element(past, {}, &Incident::opened);
    return oldest != past.end()
        && (oldest->opened < since || (past.size() < mostKept && oldest->opened < since + week));
}

QString shareText(const QList<Incident>& past)
{
    const auto quick = std::ranges::count_if(
        past, [](const Incident& one) { return one.closed && *one.closed - one.opened <= Seconds(quarterHour); });
    return QStringLiteral("%1 of the %2 earlier faults on record (%3 %) were over within 15 min.")
        .arg(quick)
        .arg(past.size())
        .arg(qRound(100.0 * double(quick) / double(past.size())));
}

} // namespace

std::optional<Answer> costAnswer(const World& world, const DurationExpectation& expectation)
{
    const QList<Incident> past = world.history ? world.history->past : QList<Incident>();
    QStringList parts;
    if (world.failsNow() && expectation.since && world.lasted() >= Seconds(1))
        parts << QStringLiteral("%1 so far.").arg(waitText(world.lasted()));
    const Span lately = faultsBetween(past, world.now - week, world.now);
    if (!past.isEmpty()) {
        const bool compares = covers(past, world.now - 2 * week);
        const Span before = faultsBetween(past, world.now - 2 * week, world.now - week);
        const QString andThis = world.failsNow() ? QStringLiteral("Before this one, in the last 7 days: %1")
                                                 : QStringLiteral("In the last 7 days: %1");
        QString sentence = andThis.arg(spanText(lately));
        if (compares)
            sentence += QStringLiteral("; in the 7 days before: %1").arg(spanText(before));
        parts << sentence + u'.';
        if (compares)
            parts << trendText(lately, before);
    }
    if (past.size() >= enoughForShare)
        parts << shareText(past);
    if (parts.isEmpty())
        return std::nullopt;
    return Answer{
        QStringLiteral("what_it_costs"), QStringLiteral("anyone"),
        QStringLiteral("How long and how often does it fail?"), parts.join(u' '),
        past.isEmpty() ? QString()
                       : QStringLiteral("n = %1 ended faults, seen by this computer alone").arg(past.size())};
}

} // namespace Gatewatch
