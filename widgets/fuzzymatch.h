// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <optional>

namespace Gatewatch {

/// How well a text fits what somebody types to find it: every word typed must occur in it, in any order and letter
/// case, best at the beginning of a word, then inside of one, else with its letters scattered in the right order
/// ("tsh" finds "Troubleshoot"). The greater the better; 0 when nothing is typed; empty when it does not fit.
std::optional<int> fuzzyScore(const QString& typed, const QString& text);

} // namespace Gatewatch
