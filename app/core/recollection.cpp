// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/recollection.h>

#include <algorithm>

namespace Gatewatch {
namespace {

constexpr Seconds together{60};
constexpr int enoughForUsual = 10; ///< of good answers; fewer are no habit
constexpr qsizetype mostAddresses = 4;
constexpr Seconds orderKeptEvery{3600}; ///< several addresses may take turns with each answer

std::optional<Micros> medianOf(QList<Micros> values)
{
    if (values.isEmpty())
        return std::nullopt;
    const auto middle = values.begin() + values.size() / 2;
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

} // namespace

/// A 429 and a 503 are somebody who has too much to do, whatever they are to the check.
std::optional<Recollection::Kind> Recollection::kindOf(const Sample& sample)
{
    if (sample.status == 429 || (sample.outcome == Outcome::Down && sample.status == 503))
        return Kind::Busy;
    switch (sample.outcome) {
    case Outcome::Up:
    case Outcome::Slow:
        return Kind::Good;
    case Outcome::Down:
        return Kind::Failed;
    case Outcome::NotMeasured:
        break;
    }
    return std::nullopt;
}

void Recollection::restore(const QHash<CheckId, QList<Sample>>& samples)
{
    for (const QList<Sample>& ofOne : samples) {
        for (const Sample& sample : ofOne)
            measured(sample);
    }
}

void Recollection::measured(const Sample& sample)
{
    const std::optional<Kind> kind = kindOf(sample);
    if (!kind)
        return;
    QList<Runs>& runs = m_past[sample.check].runs;
    const bool alike = !runs.isEmpty() && runs.last().kind == *kind
        && (*kind != Kind::Good || sample.at - runs.last().first < together);
    if (!alike) {
        runs.append({sample.at, sample.at, *kind, 1, sample.total});
        if (runs.size() > remembered)
            runs.removeFirst();
        return;
    }
    Runs& same = runs.last();
    same.last = sample.at;
    same.total += (sample.total - same.total) / ++same.count;
}

void Recollection::restoreAddresses(const QHash<CheckId, GoodAddresses>& addresses)
{
    for (auto it = addresses.cbegin(); it != addresses.cend(); ++it)
        m_past[it.key()].good = it.value();
}

void Recollection::asks(const CheckId& check, const QString& host)
{
    GoodAddresses& good = m_past[check].good;
    if (good.host != host)
        good = {host, {}};
}

bool Recollection::answered(const CheckId& check, const QString& address, TimePoint at)
{
    Past& past = m_past[check];
    QStringList& addresses = past.good.addresses;
    if (address.isEmpty() || addresses.value(0) == address)
        return false;
    const bool isNew = addresses.removeAll(address) == 0;
    addresses.prepend(address);
    if (addresses.size() > mostAddresses)
        addresses.removeLast();
    const bool keep = isNew || at - past.kept >= orderKeptEvery;
    if (keep)
        past.kept = at;
    return keep;
}

GoodAddresses Recollection::goodAddresses(const CheckId& check) const
{
    return m_past.value(check).good;
}

void Recollection::forget(const CheckId& check)
{
    m_past.remove(check);
}

std::optional<BeforeFact> Recollection::before(const CheckId& check, std::optional<TimePoint> since) const
{
    const auto past = m_past.constFind(check);
    if (past == m_past.constEnd())
        return std::nullopt;
    const QList<Runs>& runs = past->runs;
    auto end = runs.cend();
    while (!since && end != runs.cbegin() && std::prev(end)->kind != Kind::Good)
        --end;
    std::optional<TimePoint> begin = since;
    if (!begin && end != runs.cend())
        begin = end->first;

    BeforeFact fact;
    fact.addresses = past->good.addresses;
    QList<Micros> early, late;
    std::optional<TimePoint> lastGood;
    int earlyCount = 0;
    for (const Runs& one : runs) {
        const bool good = one.kind == Kind::Good;
        const bool isSince = begin && (good ? one.first : one.last) >= *begin;
        const bool isLate = isSince || one.last >= begin.value_or(runs.last().last) - lately;
        fact.busy += isLate && one.kind == Kind::Busy ? one.count : 0;
        if (isSince) {
            (good ? fact.goodSince : fact.failedSince) += one.count;
            continue;
        }
        if (good) {
            lastGood = one.last;
            (isLate ? late : early).append(one.total);
        }
        earlyCount += good && !isLate ? one.count : 0;
        if (isLate)
            (good ? fact.goodLately : fact.failedLately) += one.count;
    }
    if (!lastGood)
        return std::nullopt;
    if (earlyCount >= enoughForUsual)
        fact.usual = medianOf(early);
    fact.lately = medianOf(late);
    if (begin)
        fact.gap = std::max(Seconds(0), std::chrono::duration_cast<Seconds>(*begin - *lastGood));
    return fact;
}

} // namespace Gatewatch
