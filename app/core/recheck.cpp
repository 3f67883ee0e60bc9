// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/recheck.h>

#include <algorithm>

namespace Gatewatch {
namespace {

using namespace std::chrono_literals;

constexpr Millis mostApart = 15s;
constexpr Millis freshFaultEvery = 30s;
constexpr auto freshFor = 5min;

} // namespace

Millis apart(Seconds interval)
{
    return std::min<Millis>(mostApart, interval);
}

std::optional<Millis> lookAgainAfter(const CheckState& state, const Sample& sample, Seconds interval)
{
    if (sample.outcome == Outcome::NotMeasured)
        return std::nullopt;
    const bool failed = sample.outcome == Outcome::Down;
    const bool isDown = state.state == State::Down;
    if (failed != isDown)
        return apart(interval); // one answer more decides
    if (isDown && sample.at - state.since < freshFor)
        return std::min<Millis>(freshFaultEvery, interval);
    return std::nullopt;
}

bool isCertain(const Sample& sample, std::optional<Seconds> stayAway, Seconds interval)
{
    return sample.outcome == Outcome::Down && stayAway && *stayAway > apart(interval);
}

} // namespace Gatewatch
