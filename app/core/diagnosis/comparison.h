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

/// What became of a finding from one diagnosis to another.
struct FindingChange {
    enum class Kind { Went, Came, ChangedSides };
    Kind kind = Kind::Went;
    QString id; ///< of the finding
    QString first, second; ///< its sentence there, and the same for an expert; empty where it does not count
    QString firstExpert, secondExpert;
    QString firstFor, secondFor; ///< for whom it spoke most, where that changed: "the gateway"
    bool operator==(const FindingChange&) const = default;
};
/// "went", "came", "changed_sides".
QString idOf(FindingChange::Kind kind);
/// Those that count in the first only, those that count in the second only, and those that count in both and speak
/// most for other places; each in the order of its diagnosis.
QList<FindingChange> findingChanges(const Diagnosis& a, const Diagnosis& b);

/// From here on a share or a confidence differs enough to be told; less is only how the evidence happened to come.
inline constexpr double tellingShare = 0.1;
/// "85 %".
QString wholePercent(double share);
/// "this computer", "your network", "the way there", "the gateway", "the service".
QString wordsOf(Place place);

/// What the second diagnosis says otherwise than the first one, the weightiest first; empty when they agree. Shares
/// and confidences count from tellingShare on. Steps that were not made
/// on one side say nothing. `first` and `second` name them in the sentences: "here", "from the phone's hotspot".
QList<Difference> differences(const Diagnosis& a, const Diagnosis& b, const QString& first, const QString& second);

} // namespace Gatewatch
