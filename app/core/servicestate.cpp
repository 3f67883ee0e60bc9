// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/servicestate.h>

#include <algorithm>

namespace Gatewatch {
namespace {

using namespace std::chrono_literals;

constexpr auto flappingWindow = 10min;
constexpr int flappingChanges = 5;
constexpr Millis youngestStale = 15s;
constexpr Millis localQuestion = 5s; ///< whether the fault is ours is asked before a failure counts

void count(int& run, TimePoint& began, bool more, TimePoint at)
{
    if (more && run++ == 0)
        began = at;
    if (!more)
        run = 0;
}

void change(CheckState& state, State next, TimePoint since, TimePoint at)
{
    if (state.state == next)
        return;
    // The first state after the start is news, but not a change that could be flapping.
    if (state.state != State::Unknown)
        state.changes.append(at);
    state.state = next;
    state.since = std::min(since, at); // the clock may have been set back meanwhile
}

/// Failed when it was last seen, and not confirmed nor well since: it went silent then, or has failed only once.
bool isOpenQuestion(const CheckState& check)
{
    return check.state == State::Unknown && check.last && check.last->outcome == Outcome::Down;
}

} // namespace

QString idOf(State state)
{
    switch (state) {
    case State::Down:
        return QStringLiteral("down");
    case State::Slow:
        return QStringLiteral("slow");
    case State::Unknown:
        return QStringLiteral("unknown");
    case State::Maintenance:
        return QStringLiteral("maintenance");
    case State::Up:
        return QStringLiteral("up");
    case State::Paused:
        return QStringLiteral("paused");
    }
    Q_UNREACHABLE();
}

CheckState nextState(CheckState state, const Sample& sample, const Thresholds& thresholds)
{
    if (sample.outcome == Outcome::NotMeasured) {
        state.notMeasured = sample.failure;
        return state;
    }
    state.notMeasured.reset();
    const bool down = sample.outcome == Outcome::Down;
    const bool slow = sample.outcome == Outcome::Slow;
    count(state.failuresInARow, state.failuresBegan, down, sample.at);
    count(state.successesInARow, state.successesBegan, !down, sample.at);
    count(state.slowInARow, state.slowBegan, slow, sample.at);
    count(state.quickInARow, state.quickBegan, !down && !slow, sample.at);
    state.last = sample;

    const bool isSlow = state.slowInARow >= thresholds.failuresToDown;
    if (state.failuresInARow >= thresholds.failuresToDown)
        change(state, State::Down, state.failuresBegan, sample.at);
    else if (!down && state.state == State::Unknown)
        change(state, isSlow ? State::Slow : State::Up, state.successesBegan, sample.at);
    else if (state.state == State::Down && state.successesInARow >= thresholds.successesToUp)
        change(state, isSlow ? State::Slow : State::Up, state.successesBegan, sample.at);
    else if (state.state == State::Up && isSlow)
        change(state, State::Slow, state.slowBegan, sample.at);
    else if (state.state == State::Slow && state.quickInARow >= thresholds.successesToUp)
        change(state, State::Up, state.quickBegan, sample.at);

    state.changes.removeIf([&](TimePoint at) { return at > sample.at || sample.at - at > flappingWindow; });
    state.flapping = state.changes.size() >= flappingChanges;
    return state;
}

CheckState aged(CheckState state, const Check& check, TimePoint now, int stretch)
{
    if (!state.last)
        return state;
    const int times = 3 * std::max(stretch, state.stretch);
    const Millis limit = std::max<Millis>(times * check.interval, youngestStale) + check.timeout + localQuestion;
    const TimePoint end = std::max(state.last->at, state.askedAgain) + limit;
    if (now <= end || (state.state == State::Unknown && state.failuresInARow == 0))
        return state;
    CheckState unknown;
    unknown.since = end;
    unknown.last = state.last;
    unknown.notMeasured = state.notMeasured;
    return unknown;
}

CheckState shifted(CheckState state, Millis by)
{
    for (TimePoint* moment :
         {&state.since, &state.failuresBegan, &state.successesBegan, &state.slowBegan, &state.quickBegan,
          &state.askedAgain})
        *moment += by;
    for (TimePoint& moment : state.changes)
        moment += by;
    if (state.last)
        state.last->at += by;
    return state;
}

State worstOf(const QList<CheckState>& checks)
{
    const auto any = [&](State wanted) {
        return std::ranges::any_of(checks, [wanted](const CheckState& check) { return check.state == wanted; });
    };
    for (const State state : {State::Down, State::Slow}) {
        if (any(state))
            return state;
    }
    if (std::ranges::any_of(checks, isOpenQuestion))
        return State::Unknown;
    for (const State state : {State::Maintenance, State::Up}) {
        if (any(state))
            return state;
    }
    return State::Unknown;
}

} // namespace Gatewatch
