// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/exchange.h>

#include <QJsonArray>

namespace Gatewatch {

// Words about Exchange::addressesTried; all of them empty where that is.

/// "2001:db8::7 tcp.timed_out, 192.0.2.7 ok", in the order in which they were tried.
QString triedText(const Exchange& exchange);
/// [{ "address": "2001:db8::7", "failure": "tcp.timed_out" }, …], in the same order.
QJsonArray triedToJson(const Exchange& exchange);
/// Names the kind of address that failed where the other kind was connected; empty when no kind is at a disadvantage.
QString familyNote(const Exchange& exchange);

} // namespace Gatewatch
