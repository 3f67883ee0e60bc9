// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <engine/net/probeloop.h>

namespace Gatewatch {

struct PingRequest {
    QUrl address; ///< Check::address(), for the exchange
    QString host; ///< a name or a numeric address
    IpFamily ipFamily = IpFamily::Auto;
    Millis timeout{10000};
    bool operator==(const PingRequest&) const = default;
};

/// Sends one echo request (RFC 792, RFC 4443) through the kernel's datagram ICMP socket, which needs no privilege, and,
/// where no echo comes, one to an address of the other family; that one of them failed is a note. The exchange has the
/// time of the lookup and, as its wait phase, that of the echo. Where the system forbids such sockets or has none left
/// it ends as Abandoned, with what to do about it as its detail: nobody was asked, nobody is blamed. `done` is called
/// once from the event loop; deleting the handle cancels.
[[nodiscard]] std::unique_ptr<ProbeHandle> startPingProbe(const PingRequest& request, ProbeLoop::Done done);

} // namespace Gatewatch
