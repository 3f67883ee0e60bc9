// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/monitor/ruling.h>

#include <core/retryafter.h>

namespace Gatewatch {
namespace {

using namespace std::chrono_literals;

constexpr Millis afterExcuse = 15s;
constexpr Seconds longestRetryAfter = 1h;
constexpr Seconds tooOften = 60s; ///< what a 429 means that does not say how long

std::optional<Seconds> stayAway(const Exchange& exchange)
{
    if (exchange.status() != 429 && exchange.status() != 503)
        return std::nullopt;
    const auto wanted = readRetryAfter(*exchange.response, exchange.at);
    return std::min(wanted.value_or(exchange.status() == 429 ? tooOften : 0s), longestRetryAfter);
}

/// Whether our own network can be why. In one that never had the internet, its absence explains nothing about what is
/// near.
bool isExplained(const Reading& reading, const Circumstances& circumstances)
{
    const bool nobodyOutside =
        circumstances.network == LocalNetwork::Offline || circumstances.network == LocalNetwork::NoNameService;
    if (nobodyOutside && reading.peer.nearby && !circumstances.wasOnline)
        return false;
    return mayExplain(circumstances.network, reading.judgement.failure, reading.peer);
}

} // namespace

Reading readingOf(const Check& check, const Exchange& exchange, const Judgement& judgement, bool seesPortal)
{
    Reading reading;
    reading.judgement = judgement;
    reading.peer = peerOf(check, exchange);
    const bool answered = exchange.failure == Failure::Ok;
    reading.reachedOut = answered && !reading.peer.here;
    reading.provesOnline = answered && reading.peer.proved && !reading.peer.nearby && !exchange.viaProxy;
    reading.needsGate = needsGate(judgement, exchange, reading.peer, seesPortal);
    reading.stayAway = stayAway(exchange);
    return reading;
}

Ruling rulingOn(const Reading& reading, const Check& check, const Circumstances& circumstances)
{
    Ruling ruling{reading.judgement, {}, reading.stayAway};
    Judgement& judgement = ruling.judgement;
    if (isExplained(reading, circumstances)) {
        judgement.outcome = Outcome::NotMeasured;
        judgement.failure = failureIn(circumstances.network, judgement.failure);
        return ruling;
    }
    if (judgement.outcome != Outcome::Down)
        return ruling;
    if (isOfThisComputer(judgement.failure, check, circumstances)) {
        judgement.outcome = Outcome::NotMeasured;
    } else if (circumstances.excused) {
        judgement = {Outcome::NotMeasured, Failure::Abandoned, {}};
        ruling.askAgain = afterExcuse;
    }
    return ruling;
}

} // namespace Gatewatch
