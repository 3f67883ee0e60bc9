// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cli/console.h>
#include <core/diagnosis/diagnosis.h>

namespace Gatewatch::Cli {

/// Whether a step has ended in one way or another.
bool isOver(const StepReport& step);
/// A line of evidence; `beside` the result, on standard error.
void printStep(const Console& console, const StepReport& step, bool beside);
/// Headline, blame, advice: what a diagnosis ends with.
void printVerdict(const Console& console, const Diagnosis& diagnosis);
/// 0 nothing is wrong, 1 somebody is to blame, 3 it could not be told.
int exitCodeOf(VerdictPlace place);

/// Why a name is none of a report; `what` names it. Empty when it is.
QString problemOfReport(const QString& file, const QString& what);

} // namespace Gatewatch::Cli
