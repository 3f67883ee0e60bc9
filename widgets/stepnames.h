// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/diagnosis/diagnosis.h>

namespace Gatewatch {

/// What a step is called: as it calls itself, or by the name that an expert looks for.
QString titleOf(const StepReport& step, bool expert);

/// What the mark of a step means: "Something is wrong".
QString meaningOf(StepState state, Tone tone);
/// All marks with their meanings, a line for each.
QString legendOfMarks();

} // namespace Gatewatch
