// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHostAddress>

namespace Gatewatch {

/// True for addresses that are not on the public internet: loopback, link-local, private, shared, multicast, reserved
/// (IANA special-purpose registries), and IPv6 forms that carry such an IPv4 address. Also true for a null address.
bool isPrivateAddress(const QHostAddress& address);

} // namespace Gatewatch
