// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/diagnosis/finding.h>

namespace Gatewatch {

/// Fills tone, sentences and findings of a finished step from the evidence. A step that was skipped or timed out keeps
/// its reason as the sentence.
void describeStep(StepReport& step, const World& world, const QList<Finding>& findings);

} // namespace Gatewatch
