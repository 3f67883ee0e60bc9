// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/sample.h>
#include <core/service.h>

namespace Gatewatch {

struct Judgement {
    Outcome outcome = Outcome::NotMeasured;
    Failure failure = Failure::Ok;
    /// Which part of the expectation was not met, as the expert says it, or a note about a good answer; else empty.
    QString detail;
    /// How long its answers usually take, where it is Slow by that alone.
    std::optional<Micros> usual{};
    bool operator==(const Judgement&) const = default;
};

/// Whether `status` lies in one of the ranges. An empty list accepts 200 to 299.
bool accepts(const QList<StatusRange>& ranges, int status);

/// Observed and expected → judged, by the rules that fit what was asked (the scheme of the address). Adds http.error,
/// http.response.mismatch and http.challenged to the wire failures.
Judgement judge(const Exchange& exchange, const Expectation& expectation);

/// Whole days that the certificate has left, when they are fewer than the expectation wants; negative once it has
/// ended.
std::optional<int> certificateDaysShort(const Exchange& exchange, const Expectation& expectation);

/// The sample of a run that was judged.
Sample sampleOf(const CheckId& check, const Exchange& exchange, const Judgement& judgement);

} // namespace Gatewatch
