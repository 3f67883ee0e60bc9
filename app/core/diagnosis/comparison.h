// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/diagnosis/diagnosis.h>

namespace Gatewatch {

/// One thing in which two diagnoses differ.
struct Difference {
    QString id; ///< "address", "verdict", "confidence", "symptom", "responder", "share", "step", "finding"
    QString about; ///< the place of a share, the id of a step or finding; empty otherwise
    QString plain; ///< for anyone, one sentence
    QString expert; ///< the same for an expert
    bool operator==(const Difference&) const = default;
};

/// What the second diagnosis says otherwise than the first one, the weightiest first; empty when they agree. Shares
/// and confidences count from a tenth on, for less is only how the evidence happened to come. Steps that were not made
/// on one side say nothing. `first` and `second` name them in the sentences: "here", "from the phone's hotspot".
QList<Difference> differences(const Diagnosis& a, const Diagnosis& b, const QString& first, const QString& second);

} // namespace Gatewatch
