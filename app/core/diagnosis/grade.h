// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/types.h>

#include <QString>

#include <optional>

namespace Gatewatch {

struct DurationExpectation;

/// How an estimate of a length compares with the truth. The numbers are stored in the history.
enum class EstimateResult { Right = 0, TooShort = 1, TooLong = 2 };
/// "right", "too_short", "too_long".
QString idOf(EstimateResult result);

/// How the expectation of a session did, once the fault was over.
struct EstimateGrade {
    TimePoint over{}; ///< when it was really over
    int lastedSeconds = 0; ///< the whole of it
    int tookSeconds = 0; ///< from the estimate on
    EstimateResult result = EstimateResult::Right;
    /// By how many doublings the time that was named was off; empty where only a bracket was named. The mean of it is
    /// smallest for whoever names the true median, so that nobody gains by saying another one: a proper score (Gneiting
    /// and Raftery, "Strictly Proper Scoring Rules", 2007).
    std::optional<double> doublings;
    QString text; ///< "Expected about 5 min more, and it took 12 min: the estimate was too short."
    bool operator==(const EstimateGrade&) const = default;
};

/// The grade of what was expected at `made` of a fault that was over at `over`. A time that was named is right when the
/// truth is no more than twice or half of it, or within a minute; a bracket likewise, at its ends. Empty where nothing
/// was estimated, or when it was over before.
std::optional<EstimateGrade> gradeOf(const DurationExpectation& expectation, TimePoint made, TimePoint over);

/// How the estimates for one service did so far.
struct EstimateRecord {
    int right = 0;
    int graded = 0;
    bool operator==(const EstimateRecord&) const = default;
};
/// "Earlier estimates for this service were right in 7 of 9 cases."; empty for fewer than three, which say nothing.
QString sentenceOf(const EstimateRecord& record);

} // namespace Gatewatch
