// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/recheck.h>

namespace Gatewatch {
namespace {

using namespace std::chrono_literals;

constexpr Millis confirmAfter = 15s;
constexpr Millis freshFaultEvery = 30s;
constexpr auto freshFor = 5min;

} // namespace

std::optional<Millis> lookAgainAfter(const CheckState& state, const Sample& sample)
{
    if (sample.outcome == Outcome::NotMeasured)
        return std::nullopt;
    const bool failed = sample.outcome == Outcome::Down;
    const bool isDown = state.state == State::Down;
    if (failed != isDown)
        return confirmAfter; // one answer more decides
    if (isDown && sample.at - state.since < freshFor)
        return freshFaultEvery;
    return std::nullopt;
}

} // namespace Gatewatch
