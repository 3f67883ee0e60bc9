// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/check.h>
#include <core/result.h>

namespace Gatewatch {

/// The check that an address asks for, the other way round than Check::address(): the URL of an http check,
/// "tcp://host:25", "tls://host:443", "dns:name?type=AAAA" or "dns://server:53/name" (RFC 4501: without a type A; the
/// server is numeric), "ping:host" or "ping://host". The reason says what the address must be like and continues a
/// sentence about it.
Result<Check::How> checkAt(const QString& address);

} // namespace Gatewatch
