// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/config.h>
#include <core/exchange.h>

namespace Gatewatch {

/// What our own network can do, by documents whose answer is known.
enum class LocalNetwork { Online, CaptivePortal, Offline, Unknown };

/// Whether a failure could be our own network's: nothing proves that the service was reached. `nearby` is for addresses
/// inside our own network: what they answer, or refuse, needs no internet.
bool mayBeOurs(Failure failure, bool nearby);

/// One right answer means online. A wrong answer where the right one is known means that somebody on the way answered:
/// a sign-in page (other 2xx, 3xx, 511); it outweighs right answers of 200, which such a page gives to everything. No
/// answer at all means offline. Without checks nothing is known.
LocalNetwork judgeConnectivity(const QList<ConnectivityCheck>& checks, const QList<Exchange>& answers);
/// Whether these answers settle it, whatever is still to come: a right 204, which no sign-in page gives.
bool provesOnline(const QList<ConnectivityCheck>& checks, const QList<Exchange>& answers);

} // namespace Gatewatch
