// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/monitor/fairjudgement.h>

#include <engine/monitor/doubt.h>
#include <engine/monitor/localgate.h>

namespace Gatewatch {
namespace {

Judgement
remaining(const LocalGate& gate, const Check& check, const Peer& peer, LocalNetwork network, Judgement judgement)
{
    // In a network that never had the internet, its absence explains nothing about what is near.
    const bool tells = !(network == LocalNetwork::Offline && peer.nearby && !gate.wasOnline());
    if (tells && mayExplain(network, judgement.failure, peer)) {
        judgement.outcome = Outcome::NotMeasured;
        judgement.failure = failureIn(network, judgement.failure);
    } else if (
        judgement.outcome == Outcome::Down
        && isOfThisComputer(judgement.failure, check, network, gate.clockAhead(), wallClock())) {
        judgement.outcome = Outcome::NotMeasured;
    }
    return judgement;
}

} // namespace

void judgeFairly(
    LocalGate& gate, const Check& check, const Exchange& exchange, const Judgement& judgement,
    const Circumstances& circumstances, std::function<void(const Judgement&)> done)
{
    const Peer peer = peerOf(check, exchange);
    const bool answered = exchange.failure == Failure::Ok;
    // Only who proved to be on the internet proves that we are: a router and a sign-in page answer without it.
    if (answered && peer.proved && !peer.nearby && !exchange.viaProxy)
        gate.sawAnswer();
    if (answered && !peer.here)
        gate.doubtLoss();
    if (!needsGate(judgement, exchange, peer, gate.seesPortal()))
        return done(remaining(gate, check, peer, LocalNetwork::Unknown, judgement));
    const SteadyPoint began = steadyNow() - std::chrono::ceil<Millis>(exchange.total);
    gate.ask(
        {began, judgement.failure, peer, circumstances.routine},
        [&gate, check, peer, judgement, alone = circumstances.alone, done = std::move(done)](LocalNetwork network) {
            const bool lonely = alone && network == LocalNetwork::Unknown;
            done(remaining(gate, check, peer, lonely ? LocalNetwork::Offline : network, judgement));
        });
}

} // namespace Gatewatch
