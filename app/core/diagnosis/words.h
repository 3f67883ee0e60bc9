// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/diagnosis/evidence.h>

namespace Gatewatch {

/// Headline, explanation and expert line of a verdict whose place and cause are known.
void fillWords(Verdict& verdict, const World& world);

} // namespace Gatewatch
