// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/diagnosis/sessionfile.h>

namespace Gatewatch {

/// A session of tests/integration/scenarios as it was kept in tests/data/sessions, which are named after the place that
/// is at fault, or after what else they show. What was seen in it is real, and today's rules judge it. Fails the
/// program where the file cannot be read.
SavedSession keptSession(const QString& name);

/// The same, judged.
Diagnosis keptDiagnosis(const QString& name);

} // namespace Gatewatch
