// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/config.h>
#include <core/exchange.h>

namespace Gatewatch {

/// What our own network can do, by documents whose answer is known.
enum class LocalNetwork { Online, CaptivePortal, Offline, Unknown };

/// Whether a failure could be our own network's: nothing of the service was reached.
bool mayBeOurs(Failure failure);

/// One right answer means online. A wrong answer where the right one is known means that somebody on the way answered:
/// a sign-in page (other 2xx, 3xx, 511). No answer at all means offline. Without checks nothing is known.
LocalNetwork judgeConnectivity(const QList<ConnectivityCheck>& checks, const QList<Exchange>& answers);

} // namespace Gatewatch
