// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/schedule.h>

#include <algorithm>

namespace Gatewatch {
namespace {

using namespace std::chrono_literals;

constexpr Millis firstSpread = 3s;
constexpr Millis wakeSpread = 15s;

/// A share of `span` that belongs to this check, the same in every run of the program.
Millis offsetOf(const CheckId& check, Millis span)
{
    constexpr size_t seed = 0x502;
    return Millis(static_cast<qint64>(qHash(check, seed) % static_cast<size_t>(std::max<qint64>(1, span.count()))));
}

/// The first moment after `now` that has this check's phase within the interval.
SteadyPoint nextTick(const CheckId& check, Millis interval, SteadyPoint now)
{
    const Millis phase = offsetOf(check, interval);
    const Millis sinceTick = (now.time_since_epoch() - phase) % interval;
    const Millis positive = sinceTick < 0ms ? sinceTick + interval : sinceTick;
    return now + (interval - positive);
}

} // namespace

void Schedule::set(const QList<ScheduledCheck>& checks, SteadyPoint now)
{
    QHash<CheckId, Row> rows;
    for (const ScheduledCheck& each : checks) {
        const auto known = m_rows.constFind(each.check);
        if (known != m_rows.constEnd() && known->interval == each.interval)
            rows.insert(each.check, *known);
        else
            rows.insert(
                each.check,
                {each.interval, now + offsetOf(each.check, std::min<Millis>(firstSpread, each.interval / 2)), {}});
    }
    m_rows = rows;
}

void Schedule::setStretch(int factor, SteadyPoint now)
{
    m_stretch = std::max(factor, 1);
    for (auto row = m_rows.begin(); row != m_rows.end(); ++row)
        row->due = std::max(row->notBefore, std::min(row->due, nextTick(row.key(), m_stretch * row->interval, now)));
}

QList<CheckId> Schedule::due(SteadyPoint now)
{
    QList<std::pair<SteadyPoint, CheckId>> ready;
    for (auto row = m_rows.begin(); row != m_rows.end(); ++row) {
        if (row->due > now)
            continue;
        ready.append({row->due, row.key()});
        row->due = nextTick(row.key(), m_stretch * row->interval, now);
    }
    std::ranges::sort(ready);
    QList<CheckId> checks;
    for (const auto& each : ready)
        checks.append(each.second);
    return checks;
}

void Schedule::hurry(const CheckId& check, SteadyPoint when)
{
    if (const auto row = m_rows.find(check); row != m_rows.end())
        row->due = std::max(std::min(row->due, when), row->notBefore);
}

void Schedule::defer(const CheckId& check, SteadyPoint when)
{
    if (const auto row = m_rows.find(check); row != m_rows.end())
        row->due = std::max(row->due, when);
}

void Schedule::postpone(const CheckId& check, SteadyPoint when)
{
    defer(check, when);
    if (const auto row = m_rows.find(check); row != m_rows.end())
        row->notBefore = std::max(row->notBefore, when);
}

void Schedule::forget(const CheckId& check)
{
    m_rows.remove(check);
}

void Schedule::restart(SteadyPoint now)
{
    for (auto row = m_rows.begin(); row != m_rows.end(); ++row)
        row->due = std::max(row->notBefore, now + offsetOf(row.key(), std::min<Millis>(wakeSpread, row->interval)));
}

std::optional<SteadyPoint> Schedule::next() const
{
    if (m_rows.isEmpty())
        return std::nullopt;
    return std::ranges::min_element(m_rows, {}, &Row::due)->due;
}

} // namespace Gatewatch
