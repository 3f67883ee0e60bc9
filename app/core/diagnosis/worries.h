// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/diagnosis/evidence.h>

namespace Gatewatch {

/// What people who meet an error worry about, answered from what was seen this time. A question of which nothing was
/// seen is left out.
QList<Answer> worriesAnswered(const World& world, const Verdict& verdict, const DurationExpectation& expectation);

// Its parts.
/// What the code, or the silence, means; who wrote this one, and after how long. Empty for what has no words here.
std::optional<Answer> codeAnswer(const World& world);
/// How long so far, how often lately, and whether that becomes more; from this service's own history.
std::optional<Answer> costAnswer(const World& world, const DurationExpectation& expectation);

} // namespace Gatewatch
