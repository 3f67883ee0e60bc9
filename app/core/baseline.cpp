// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/baseline.h>

#include <algorithm>
#include <cmath>
#include <span>

namespace Gatewatch {
namespace {

using namespace std::chrono_literals;

constexpr int timesUsual = 3;
constexpr Micros noticeable = 200ms;
/// A modified z-score is 0.6745 times the distance from the median, in median absolute deviations.
constexpr double outlier = 3.5 / 0.6745;

using Totals = std::array<Micros, Baseline::remembered>;

/// The upper one of the two in the middle where the number is even. Changes the order.
Micros medianOf(std::span<Micros> values)
{
    const auto middle = values.begin() + static_cast<qsizetype>(values.size() / 2);
    std::ranges::nth_element(values, middle);
    return *middle;
}

} // namespace

void Baseline::learn(const Sample& sample)
{
    const bool answered = sample.outcome == Outcome::Up || sample.outcome == Outcome::Slow;
    if (!answered || sample.status == 429)
        return;
    if (const auto most = limit(); most && sample.total > *most && ++m_slow < slowlyLearnt)
        return;
    m_slow = 0;
    m_totals.at(static_cast<size_t>(m_next)) = sample.total;
    m_next = (m_next + 1) % remembered;
    m_count = std::min(m_count + 1, remembered);
}

std::optional<Micros> Baseline::usual() const
{
    if (m_count < enough)
        return std::nullopt;
    Totals totals = m_totals;
    return medianOf(std::span(totals).first(static_cast<size_t>(m_count)));
}

std::optional<Micros> Baseline::limit() const
{
    const auto median = usual();
    if (!median)
        return std::nullopt;
    Totals distances = m_totals;
    for (Micros& each : distances)
        each = std::chrono::abs(each - *median);
    const Micros deviation = medianOf(std::span(distances).first(static_cast<size_t>(m_count)));
    const Micros unlikely(std::llround(outlier * static_cast<double>(deviation.count())));
    return std::max({timesUsual * *median, *median + noticeable, *median + unlikely});
}

Sample judgedByHabit(Sample sample, Baseline& habit)
{
    const auto limit = habit.limit();
    if (sample.outcome == Outcome::Up && sample.status != 429 && limit && sample.total > *limit) {
        sample.outcome = Outcome::Slow;
        sample.usual = habit.usual();
    }
    habit.learn(sample);
    return sample;
}

} // namespace Gatewatch
