// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/diagnosis/evidence.h>

namespace Gatewatch {

/// What those who run the service can read from this failure: which lines of which log, which limit ran out, what it
/// says of their load balancing and redundancy, and a rule that would have noticed it. What was not seen is left out,
/// and all of it where nothing is wrong on their side.
QList<Answer> operatorNotes(const World& world, const Verdict& verdict);

// Its parts.
/// One of their note's answers.
Answer forOperators(const char* id, const QString& question, const QStringList& sentences, const QString& expert = {});
/// Which tries failed, and what round robin, least connections and IP hash would make of that. Empty below three tries.
std::optional<Answer> balancingNote(const World& world);
/// How many entrances there are and how many of them answered. Empty where none was counted.
std::optional<Answer> redundancyNote(const World& world);

} // namespace Gatewatch
