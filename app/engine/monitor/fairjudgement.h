// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/check.h>
#include <core/judge.h>

#include <functional>

namespace Gatewatch {

class LocalGate;

/// What is known of this computer and of the check when it has ended.
struct Circumstances {
    bool alone = false; ///< this computer has no address that others could answer to: see hasAddress()
    bool routine = false; ///< as in LocalGate::Suspicion
};

/// Nobody is blamed for our own network, name servers or clock: gives `done` the judgement of a check, or NotMeasured
/// where one of these explains it. The gate is asked where it has to be, so that `done` is called at once or by the
/// gate; not at all when the gate is cancelled or deleted meanwhile.
void judgeFairly(
    LocalGate& gate, const Check& check, const Exchange& exchange, const Judgement& judgement,
    const Circumstances& circumstances, std::function<void(const Judgement&)> done);

} // namespace Gatewatch
