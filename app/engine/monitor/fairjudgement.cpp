// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/monitor/fairjudgement.h>

#include <engine/monitor/localgate.h>

namespace Gatewatch {
namespace {

Circumstances circumstancesIn(LocalNetwork network, const LocalGate& gate, bool excused)
{
    return {network, gate.wasOnline(), excused, gate.clockAhead(), wallClock()};
}

} // namespace

void judgeFairly(
    LocalGate& gate, const Check& check, const Exchange& exchange, const Judgement& judgement,
    const Situation& situation, std::function<void(const Ruling&)> done)
{
    const Reading reading = readingOf(check, exchange, judgement, gate.seesPortal());
    if (reading.provesOnline)
        gate.sawAnswer();
    if (reading.reachedOut)
        gate.doubtLoss();
    if (!reading.needsGate)
        return done(rulingOn(reading, check, circumstancesIn(LocalNetwork::Unknown, gate, situation.excused)));
    const SteadyPoint began = steadyNow() - std::chrono::ceil<Millis>(exchange.total);
    gate.ask(
        {began, judgement.failure, reading.peer, situation.routine},
        [&gate, check, reading, situation, done = std::move(done)](LocalNetwork network) {
            const bool alone = network == LocalNetwork::Unknown && situation.isAlone();
            const LocalNetwork real = alone ? LocalNetwork::Offline : network;
            done(rulingOn(reading, check, circumstancesIn(real, gate, situation.excused)));
        });
}

} // namespace Gatewatch
