// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/diagnosis/facts.h>
#include <core/types.h>

#include <QHostAddress>
#include <QObject>

#include <functional>
#include <memory>

namespace Gatewatch {

/// Tries one connection, and tells who said that it may not be made: a firewall of this computer, a router of our own
/// network or one farther away, by the address from which ICMP said so (RFC 792, RFC 4443), or this computer's system
/// itself (EPERM, EACCES). Empty where nobody did: the connection was made, refused by the other end itself, or
/// nothing came within `limit`. Linux tells it from 5.10 on (IP_RECVERR of ip(7)). `done` is called once from the event
/// loop; deleting what is returned cancels.
[[nodiscard]] std::unique_ptr<QObject> whoRefuses(
    const QHostAddress& to, quint16 port, Millis limit, std::function<void(std::optional<RefusalFact::By>)> done);

} // namespace Gatewatch
