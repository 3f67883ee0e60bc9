// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/diagnosis/finding.h>

namespace Gatewatch {

/// Sure enough to say so, by the share of the winning place: certain from 0.95, likely from 0.75, possible from 0.6.
/// Below: "inconclusive".
QString confidenceId(double confidence);

/// The prior and the counted findings, summed in decibans and normalised: the blame bar.
Blame blameOf(const QList<Finding>& findings);

/// Place, cause, confidence and words. `steps` tells which evidence is still open.
Verdict
verdictOf(const World& world, const QList<Finding>& findings, const Blame& blame, const QList<StepReport>& steps);

} // namespace Gatewatch
