// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/diagnosis/diagnosis.h>

namespace Gatewatch {

// What would change a verdict, a sentence each.

/// What the step that is still open would tell; empty for one that tells nothing about the place.
QString openQuestion(const QString& stepId);
/// What would speak against this place, or this cause, when nothing is open any more.
QString counterEvidence(const Verdict& verdict);

} // namespace Gatewatch
