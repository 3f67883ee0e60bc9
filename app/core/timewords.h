// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/types.h>

#include <QString>

namespace Gatewatch {

/// How long something took: "106 ms" below a second, "2.4 s" below ten, "30 s" above.
QString shortTime(Micros time);

/// How long to wait, rounded up: "7 s" below two minutes, "2 min" up to two hours, "3 h" up to two days,
/// "3 days" above.
QString waitText(Seconds wait);

} // namespace Gatewatch
