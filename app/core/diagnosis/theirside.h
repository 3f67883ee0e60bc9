// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/diagnosis/evidence.h>

namespace Gatewatch {

/// What the provider's page says of its incidents beside what was seen from here: who noticed first, and when it was
/// over for both. Empty where the page names no incident that fits in time.
std::optional<Answer> theirSideAnswer(const World& world);

} // namespace Gatewatch
