// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/diagnosis/diagnosis.h>

namespace Gatewatch {

/// Six minutes after the fault of the sample diagnoses began.
TimePoint sampleNow();
/// nginx writes a 502 because the service behind it refuses the connection.
Diagnosis sampleDiagnosis();
/// The same a second after it was started: five steps have landed, one runs, there is no verdict.
Diagnosis halfwayDiagnosis();
/// Nothing could be told apart.
Diagnosis inconclusiveDiagnosis();
/// The line at home is gone.
Diagnosis networkDiagnosis();
/// It answered while it was looked at.
Diagnosis recoveredDiagnosis();

} // namespace Gatewatch
