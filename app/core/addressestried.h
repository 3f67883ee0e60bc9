// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/exchange.h>

#include <QJsonArray>

namespace Gatewatch {

// About Exchange::addressesTried; all of them empty where that is.

/// "2001:db8::7 tcp.timed_out, 192.0.2.7 ok", in the order in which they were tried.
QString triedText(const Exchange& exchange);
/// [{ "address": "2001:db8::7", "failure": "tcp.timed_out" }, …], in the same order.
QJsonArray triedToJson(const Exchange& exchange);
/// "IPv6" or "IPv4": the family whose addresses failed where one of the other was connected; empty when there is none.
QString failedFamily(const Exchange& exchange);

} // namespace Gatewatch
