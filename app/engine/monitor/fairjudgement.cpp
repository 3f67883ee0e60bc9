// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/monitor/fairjudgement.h>

#include <engine/monitor/localgate.h>

namespace Gatewatch {
namespace {

Circumstances circumstancesIn(LocalNetwork network, const LocalGate& gate, bool foundNames, bool excused)
{
    return {network, gate.wasOnline(), foundNames, excused, gate.clockAhead(), wallClock()};
}

} // namespace

void judgeFairly(
    LocalGate& gate, const Check& check, const Exchange& exchange, const Judgement& judgement,
    const Situation& situation, std::function<void(const Ruling&)> done)
{
    const Reading reading = readingOf(check, exchange, judgement, gate.seesPortal());
    if (reading.provesOnline)
        gate.sawAnswer(!reading.peer.numbered);
    if (reading.reachedOut)
        gate.doubtLoss();
    if (!reading.needsGate)
        return done(rulingOn(reading, check, circumstancesIn(LocalNetwork::Unknown, gate, false, situation.excused)));
    const SteadyPoint began = steadyNow() - std::chrono::ceil<Millis>(exchange.total);
    const LocalGate::Suspicion suspicion{began, judgement.failure, reading.peer, situation.routine};
    gate.ask(suspicion, [&gate, check, reading, situation, suspicion, done = std::move(done)](LocalNetwork network) {
        const bool alone = network == LocalNetwork::Unknown && situation.isAlone();
        const LocalNetwork real = alone ? LocalNetwork::Offline : network;
        done(rulingOn(reading, check, circumstancesIn(real, gate, gate.foundNames(suspicion), situation.excused)));
    });
}

} // namespace Gatewatch
