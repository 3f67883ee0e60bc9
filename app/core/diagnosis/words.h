// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/diagnosis/evidence.h>

namespace Gatewatch {

/// Headline, explanation and expert line of a verdict whose place and cause are known.
void fillWords(Verdict& verdict, const World& world);

/// What the step that is still open would tell.
QString openQuestion(const QString& stepId);
/// What would speak against this place, or this cause, when nothing is open any more.
QString counterEvidence(const Verdict& verdict);

} // namespace Gatewatch
