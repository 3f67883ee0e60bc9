// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/exchange.h>

namespace Gatewatch {

/// Whether this computer itself knows no way to the addresses of an exchange that could not be reached
/// (tcp.address_unreachable): then nobody else is to blame. Asks the system's table of routes; sends nothing.
bool lacksRoute(const Exchange& exchange);

} // namespace Gatewatch
