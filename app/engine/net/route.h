// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/exchange.h>

#include <QHostAddress>

namespace Gatewatch {

/// Whether this computer itself knows no way to the addresses of an exchange that could not be reached
/// (tcp.address_unreachable): then nobody else is to blame. Asks the system's table of routes; sends nothing.
bool lacksRoute(const Exchange& exchange);
/// The address of ours that what we send to `to` would come from; null where there is no way, or the system does not
/// say. Sends nothing. Its rules of routing (ip-rule(8)) are in the answer, which no list of default routes tells.
QHostAddress sourceTowards(const QHostAddress& to);
/// The index of the interface through which it would go; 0 where there is no way, or the system does not say (only
/// Linux does, by rtnetlink(7)). Sends nothing but a question to the kernel.
int interfaceTowards(const QHostAddress& to);

} // namespace Gatewatch
