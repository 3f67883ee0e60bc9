// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/exchange.h>
#include <core/flaw.h>

namespace Gatewatch {

/// Why the forward proxy that was asked in the clear answered itself, without having reached the service: ProxyTarget
/// or ProxyForbids, where its answer is signed beyond doubt. None for everything that the service, or whoever stands
/// before it, may have written as well. `proxy`: its host, and port if any, as it was asked.
///
/// Signed are Squid's X-Squid-Error, if no other proxy put its name into Via; tinyproxy's Server field without a Via,
/// which it adds to whatever it forwards; and a Proxy-Status (RFC 9209) whose last hop has the name of the proxy.
Flaw flawOfProxyAnswer(const ResponseHead& head, const QString& proxy);

} // namespace Gatewatch
