// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/schedule.h>

#include <algorithm>

namespace Gatewatch {
namespace {

using namespace std::chrono_literals;

constexpr Millis firstSpread = 3s;
constexpr Millis longestWakeSpread = 60s;

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
    for (const ScheduledCheck& each : checks)
        rows.insert(each.check, rowFor(each, now));
    m_rows = rows;
    m_order.clear();
    for (auto row = m_rows.cbegin(); row != m_rows.cend(); ++row)
        m_order.emplace(row->due, row.key());
}

Schedule::Row Schedule::rowFor(const ScheduledCheck& next, SteadyPoint now) const
{
    const auto known = m_rows.constFind(next.check);
    const bool isKnown = known != m_rows.constEnd();
    if (isKnown && known->interval == next.interval && known->server == next.server && !known->isNew)
        return *known;
    Row row;
    row.interval = next.interval;
    row.server = next.server;
    if (isKnown && known->server == next.server)
        row.notBefore = known->notBefore;
    if (isKnown && !known->isNew)
        row.again = known->again;
    const Millis spread = offsetOf(next.check, std::min<Millis>(firstSpread, next.interval / 2));
    row.due = std::max(row.earliest(), now + spread);
    return row;
}

/// Keeps both lists alike: whoever changes when a check is due does it here.
void Schedule::plan(const CheckId& check, Row& row, SteadyPoint due)
{
    if (row.due == due)
        return;
    m_order.erase({row.due, check});
    m_order.emplace(due, check);
    row.due = due;
}

void Schedule::setStretch(int factor, SteadyPoint now)
{
    m_stretch = std::max(factor, 1);
    for (auto row = m_rows.begin(); row != m_rows.end(); ++row)
        plan(
            row.key(), *row,
            std::max(row->earliest(), std::min(row->due, nextTick(row.key(), m_stretch * row->interval, now))));
}

QList<CheckId> Schedule::due(SteadyPoint now)
{
    QList<CheckId> checks;
    while (!m_order.empty() && m_order.begin()->first <= now) {
        const CheckId check = m_order.begin()->second;
        Row& row = m_rows[check];
        plan(check, row, nextTick(check, m_stretch * row.interval, now));
        checks.append(check);
    }
    return checks;
}

void Schedule::hurry(const CheckId& check, SteadyPoint when)
{
    if (const auto row = m_rows.find(check); row != m_rows.end())
        plan(check, *row, std::max(std::min(row->due, when), row->notBefore));
}

void Schedule::lookAgain(const CheckId& check, SteadyPoint when)
{
    const auto row = m_rows.find(check);
    if (row == m_rows.end())
        return;
    row->again = when;
    plan(check, *row, row->earliest());
}

void Schedule::defer(const CheckId& check, SteadyPoint when)
{
    if (const auto row = m_rows.find(check); row != m_rows.end())
        plan(check, *row, std::max(row->due, when));
}

void Schedule::postpone(const CheckId& check, SteadyPoint when)
{
    defer(check, when);
    if (const auto row = m_rows.find(check); row != m_rows.end())
        row->notBefore = std::max(row->notBefore, when);
}

void Schedule::forget(const CheckId& check)
{
    if (const auto row = m_rows.find(check); row != m_rows.end())
        row->isNew = true;
}

void Schedule::restart(SteadyPoint now)
{
    for (auto row = m_rows.begin(); row != m_rows.end(); ++row) {
        const Millis spread = offsetOf(row.key(), std::min<Millis>(longestWakeSpread, row->interval));
        plan(row.key(), *row, std::max(row->earliest(), now + spread));
    }
}

std::optional<SteadyPoint> Schedule::next() const
{
    if (m_order.empty())
        return std::nullopt;
    return m_order.begin()->first;
}

} // namespace Gatewatch
