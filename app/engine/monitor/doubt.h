// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/check.h>
#include <core/judge.h>
#include <core/localnetwork.h>

namespace Gatewatch {

/// What is known of this computer when it has to be said whether the end of a check counts.
struct Circumstances {
    LocalNetwork network = LocalNetwork::Unknown; ///< Unknown as well where it need not be asked
    bool wasOnline = false; ///< ever, in this network
    bool foundNames = false; ///< somebody else was found by name at the same time
    bool excused = false; ///< this computer was in transition during the check: see Standby
    std::optional<Seconds> clockAhead; ///< of those who told the time, where somebody did
    TimePoint now{};
    bool operator==(const Circumstances&) const = default;
};

// When an answer, or that none came, says nothing about the service.

Peer peerOf(const Check& check, const Exchange& exchange);
/// Whether it only says that somebody is there, who asks us to come less often (RFC 6585 section 4): that neither
/// confirms a fault nor ends one.
bool asksForPatience(const Check& check, const Exchange& exchange);
/// Whether our own network has to be asked before this is believed: a failure that may be its own, and a good answer of
/// nobody who proved to be the service, if it leads elsewhere or a sign-in page is known to be there.
bool needsGate(const Judgement& judgement, const Exchange& exchange, const Peer& peer, bool seesPortal);
/// What is said of a check that such a network explains.
Failure failureIn(LocalNetwork network, Failure failure);
/// Whether this computer's name servers or its clock are to blame, whatever its network can do. Name servers that are
/// silent, or that fail while we are online, are ours until somebody else was found by name.
bool isOfThisComputer(Failure failure, const Check& check, const Circumstances& circumstances);

} // namespace Gatewatch
