// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/config.h>
#include <engine/diagnosis/step.h>

namespace Gatewatch::Cli {

/// Adds to the request for a diagnosis what the history knows of this check, as the window knows it: how it was before
/// the fault, since when it lasts, where good answers came from, earlier faults, how estimates did, who else fails.
/// How it was counts only while somebody watches: where its newest run is older than three intervals, and a quarter of
/// an hour, it may be another fault. Adds nothing where there is no history, or it cannot be read.
void addRecalled(DiagnosisRequest& request, const CheckId& check, const Config& config, const QString& historyFile);

} // namespace Gatewatch::Cli
