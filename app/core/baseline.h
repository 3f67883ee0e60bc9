// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/sample.h>

#include <array>

namespace Gatewatch {

/// How long the answers of one check usually take, learnt from its recent past. A plain value of a fixed size; time is
/// no part of it, so that nights and pauses teach nothing.
class Baseline {
public:
    /// Fewer answers than this are no habit. Twenty, so that one odd answer in ten cannot make the median odd.
    static constexpr int enough = 20;
    /// So many answers are remembered: an hour of a check that runs every minute.
    static constexpr int remembered = 60;
    /// Of answers that are far above the habit only one in so many is learnt. A new level is then the habit after
    /// 30 × 4 answers, two hours of a check that runs every minute: long enough to have been told as slow, and short
    /// enough that a service which moved further away is not slow for ever.
    static constexpr int slowlyLearnt = 4;

    /// Learns from one answer. Failures, runs that were not measured, and refusals that come at once because we ask too
    /// often (429) are no answers of the service and teach nothing.
    void learn(const Sample& sample);
    /// The median of what is remembered, in µs; empty before there were enough answers.
    [[nodiscard]] std::optional<Micros> usual() const;
    /// An answer that takes longer than this is slow for this check; empty before there were enough answers. The
    /// largest of three limits, each of which alone would cry wolf somewhere:
    /// - three times the median: what is a little slower is not worth a word;
    /// - 200 ms above the median, twice what a person feels as at once (R. B. Miller, "Response time in man-computer
    ///   conversational transactions", 1968): 3 ms that become 12 ms on loopback are no news;
    /// - an outlier among what is remembered, that is a modified z-score of more than 3.5 (Iglewicz and Hoaglin, "How
    /// to
    ///   Detect and Handle Outliers", 1993): a service whose answers always vary is not slow when they do. Median and
    ///   median absolute deviation, and not mean and variance, for a few answers of ten seconds must not excuse the
    ///   next one.
    [[nodiscard]] std::optional<Micros> limit() const;

    bool operator==(const Baseline&) const = default;

private:
    std::array<Micros, remembered> m_totals{}; ///< a ring
    int m_count = 0;
    int m_next = 0;
    int m_slow = 0; ///< answers above the limit since one of them was learnt
};

/// The sample as it is by the check's own habit – Slow, with what was usual, where it was Up but far above it – and the
/// habit with that sample in it.
Sample judgedByHabit(Sample sample, Baseline& habit);

} // namespace Gatewatch
