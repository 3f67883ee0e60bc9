// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/diagnosis/evidence.h>

namespace Gatewatch {

/// That a rule holds: its sentence in both voices, and how much of its weight it carries here.
struct Match {
    QString text; ///< for anyone
    QString expert;
    double strength = 1; ///< 0 to 1
};

/// A match where `holds`; the expert's sentence is the plain one where there is no other.
std::optional<Match> when(bool holds, const QString& text, const QString& expert = {}, double strength = 1);

/// One rule. Weights are decibans for device, network, path, gateway, service; the comment beside each row says why.
struct FindingRow {
    const char* id;
    const char* group; ///< of findings that say the same thing, only the strongest counts
    const char* step;
    const char* cause; ///< what it would mean if it decides; null when it names no cause
    Weights weights;
    std::optional<Match> (*holds)(const World&);
};

/// Every rule, in the order of the steps.
const QList<FindingRow>& findingRows();
// Its parts.
QList<FindingRow> answerFindings();
QList<FindingRow> repeatFindings();
QList<FindingRow> silenceFindings();
QList<FindingRow> nearFindings();
QList<FindingRow> nameFindings();
QList<FindingRow> variantFindings();
QList<FindingRow> pastFindings();
QList<FindingRow> contextFindings();
QList<FindingRow> otherDeviceFindings();

/// A rule that holds, weighed.
struct Finding {
    const FindingRow* row = nullptr;
    Match match;
    Weights weights{}; ///< the row's, times the strength
    bool counted = true;
};

/// All that hold, with the strongest of each group counted.
QList<Finding> findingsOf(const World& world);

} // namespace Gatewatch
