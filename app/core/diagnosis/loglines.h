// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/diagnosis/evidence.h>

namespace Gatewatch {

/// What to look for in a product's own log, and the command that looks for it.
struct LogLine {
    const char* id; ///< of the product
    const char* cause; ///< null: any other cause
    const char* words; ///< what to look for
    /// With {from} and {to}, a minute before and after the failure, and {since}, the former in ISO 8601.
    const char* command;
};

/// Of the product that wrote the error: the row for what it met; null where it is not known what its log says.
const LogLine* logLineFor(const World& world, const Verdict& verdict);
/// Its command, with the times around `at` filled in.
QString commandOf(const LogLine& line, TimePoint at);

/// "2026-11-20 12:00:00 UTC".
QString utcText(TimePoint at);

} // namespace Gatewatch
