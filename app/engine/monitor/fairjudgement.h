// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <engine/monitor/ruling.h>

#include <functional>

namespace Gatewatch {

class LocalGate;

/// How a check was looked at when it ended.
struct Situation {
    std::function<bool()>
        isAlone; ///< whether this computer has no address that others could answer to: see hasAddress()
    bool routine = false; ///< as in LocalGate::Suspicion
    bool excused = false; ///< as in Circumstances
};

/// Nobody is blamed for our own network, name servers or clock: gives `done` what is left of the judgement of a check.
/// The gate is asked where it has to be, so that `done` is called at once or by the gate; not at all when the gate is
/// cancelled or deleted meanwhile.
void judgeFairly(
    LocalGate& gate, const Check& check, const Exchange& exchange, const Judgement& judgement,
    const Situation& situation, std::function<void(const Ruling&)> done);

} // namespace Gatewatch
