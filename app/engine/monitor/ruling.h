// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <engine/monitor/doubt.h>

namespace Gatewatch {

// Whether the end of a check counts, in two steps: what it says by itself, and what is left of that once it is known
// how this computer and its network were. Between the two lies a question to that network, but only where the answer
// may matter: judgeFairly() asks it.

/// What the end of one check says by itself.
struct Reading {
    Judgement judgement;
    Peer peer;
    bool reachedOut = false; ///< somebody beyond this computer answered
    /// Who answered proved that we are on the internet: a router and a sign-in page answer without it.
    bool provesOnline = false;
    bool needsGate = false; ///< our own network has to be asked before this is believed
    /// How long the service asks us to stay away: Retry-After of 429 and 503 (RFC 9110 section 10.2.3), an hour at
    /// most. A 429 that does not say so means a minute, a 503 no time. Empty for all other ends.
    std::optional<Seconds> stayAway;
};
/// `seesPortal`: a sign-in page is known to be there, which answers in the place of others.
Reading readingOf(const Check& check, const Exchange& exchange, const Judgement& judgement, bool seesPortal);

/// What counts in the end.
struct Ruling {
    Judgement judgement;
    std::optional<Millis> askAgain; ///< so soon, because this run was spoilt here; empty: in its turn
    std::optional<Seconds> stayAway; ///< as the reading says
    bool operator==(const Ruling&) const = default;
};
Ruling rulingOn(const Reading& reading, const Check& check, const Circumstances& circumstances);

} // namespace Gatewatch
