// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/diagnosis/finding.h>

namespace Gatewatch {

/// What a step found, in both voices; empty where it found nothing.
struct StepWords {
    Tone tone = Tone::Neutral;
    QString plain;
    QString expert; ///< as the plain one where it is empty
};
/// Of the steps about this computer, the name, the connection, encryption, other ways to ask, and neighbours.
StepWords wayWords(const QString& step, const World& world);

/// Fills tone, sentences and findings of a finished step from the evidence. A step that was skipped or timed out keeps
/// its reason as the sentence.
void describeStep(StepReport& step, const World& world, const QList<Finding>& findings);

} // namespace Gatewatch
