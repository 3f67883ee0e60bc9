// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/types.h>

#include <QString>

namespace Gatewatch {

/// How long a product waits before it gives up, unless told otherwise.
struct UsualLimit {
    const char* id; ///< of the product
    double seconds;
    const char* what; ///< "60 s proxy_read_timeout"
};

/// The limit of this product that ran out when it answered after `waited`; null when none fits to within half a second
/// or 2 %, whichever is more.
const UsualLimit* limitReached(const QString& product, Micros waited);
/// All its limits in a list, "60 s proxy_read_timeout, …"; empty for a product whose limits are not known.
QString usualLimitsOf(const QString& product);

} // namespace Gatewatch
