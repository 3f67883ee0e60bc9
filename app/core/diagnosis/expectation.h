// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/diagnosis/evidence.h>

namespace Gatewatch {

/// How long it may still take: Retry-After, else this service's own earlier faults, else the provider's, else the
/// general brackets of "under a minute", "5 to 15 minutes", "hours". Where no waiting ends the fault, what does.
/// Counted from `world.about.since`, else from the symptom.
DurationExpectation expectationOf(const World& world, const Verdict& verdict);

/// Of faults of these lengths (in seconds; `open` ones have not ended yet), given that one has lasted `elapsed`: the
/// share over within `within` more seconds, after Kaplan and Meier (1958). Empty when none lasted that long.
std::optional<double> shareOver(const QList<int>& ended, const QList<int>& open, int elapsed, int within);
/// The median of what is left, in seconds; empty when fewer than half are known to have ended.
std::optional<int> medianRest(const QList<int>& ended, const QList<int>& open, int elapsed);

} // namespace Gatewatch
