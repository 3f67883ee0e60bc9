// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/monitor/ruling.h>

#include <core/diagnosis/answer.h>
#include <core/judge.h>
#include <core/retryafter.h>
#include <engine/monitor/doubt.h>

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
    if (circumstances.network == LocalNetwork::Offline && reading.peer.nearby && !circumstances.wasOnline)
        return false;
    return mayExplain(circumstances.network, reading.sample.failure, reading.peer);
}

} // namespace

Reading readingOf(const CheckId& id, const Check& check, const Exchange& exchange, bool seesPortal)
{
    Reading reading;
    reading.sample = sampleOf(id, exchange, check.expect());
    if (asksForPatience(check, exchange)) {
        reading.sample.outcome = Outcome::NotMeasured;
        reading.sample.failure = Failure::HttpError;
    }
    reading.peer = peerOf(check, exchange);
    reading.isLoopback = isLoopback(exchange.address) && !exchange.viaProxy;
    const bool answered = exchange.failure == Failure::Ok;
    reading.reachedOut = answered && !reading.isLoopback;
    reading.provesOnline = answered && reading.peer.proved && !reading.peer.nearby && !exchange.viaProxy;
    reading.needsGate = !reading.isLoopback && needsGate(reading.sample, exchange, reading.peer, seesPortal);
    reading.stayAway = stayAway(exchange);
    return reading;
}

Ruling rulingOn(const Reading& reading, const Check& check, const Circumstances& circumstances)
{
    Ruling ruling{reading.sample, {}, reading.stayAway};
    Sample& sample = ruling.sample;
    if (isExplained(reading, circumstances)) {
        sample.outcome = Outcome::NotMeasured;
        sample.failure = failureIn(circumstances.network, sample.failure);
        return ruling;
    }
    if (sample.outcome != Outcome::Down)
        return ruling;
    if (isOfThisComputer(sample.failure, check, circumstances.network, circumstances.clockAhead, circumstances.now)) {
        sample.outcome = Outcome::NotMeasured;
    } else if (circumstances.excused) {
        sample.outcome = Outcome::NotMeasured;
        sample.failure = Failure::Abandoned;
        ruling.askAgain = afterExcuse;
    }
    return ruling;
}

} // namespace Gatewatch
