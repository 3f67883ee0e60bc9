// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/diagnosis/comparison.h>
#include <core/diagnosis/sessionfile.h>

namespace Gatewatch {

/// One thing that two sessions say, beside each other.
struct ComparedLine {
    QString id; ///< "target", "place", "cause" …; for scripts
    QString what; ///< "How sure"
    QString first, second; ///< in words; empty where that one does not know, or did not get so far
    bool differs = false; ///< enough to be told: see sideBySide()
    bool operator==(const ComparedLine&) const = default;
};

/// Two kept sessions beside each other, for whoever shows them: the window and the command line.
struct SideBySide {
    QString conclusion; ///< one sentence: what mostly differs, or that nothing does
    QList<ComparedLine> lines; ///< the weightiest first; what neither knows is left out
    QList<FindingChange> findings;
    QList<Difference> steps; ///< other results of single steps
    bool operator==(const SideBySide&) const = default;
};

/// Where the fault is, why, how sure, who wrote the answer, the shares that moved and how long the first answer took.
/// Shares and confidences differ from a tenth on, as in differences(); times do when one is at least twice the other
/// and 50 ms longer, for below that they vary from one run to the next. `first` and `second` may be the same session,
/// which is said.
SideBySide sideBySide(const SavedSession& first, const SavedSession& second);

} // namespace Gatewatch
