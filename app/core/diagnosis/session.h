// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/diagnosis/evidence.h>

namespace Gatewatch {

/// From evidence to everything that is shown: findings, blame, verdict, words of the steps, how long, what to do. Pure,
/// so that a whole world can be judged without a socket; and the same while steps are still open.
Diagnosis judgeEvidence(
    const DiagnosisCase& about, const QList<Evidence>& evidence, const QList<StepReport>& steps, TimePoint now);

} // namespace Gatewatch
