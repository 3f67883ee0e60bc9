// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/sample.h>
#include <core/service.h>

#include <QMetaType>

namespace Gatewatch {

/// Smoothed: what we say after thresholds. The order is that of the list in the window, worst first.
enum class State { Down, Slow, Unknown, Maintenance, Up, Paused };

/// "down", "slow", "unknown", "maintenance", "up", "paused".
QString idOf(State state);

/// The state of one check, folded from its samples.
struct CheckState {
    State state = State::Unknown;
    TimePoint since{}; ///< when the state began: the first sample of the run that led to it
    bool flapping = false;
    int failuresInARow = 0;
    int successesInARow = 0; ///< Up or Slow
    int slowInARow = 0;
    int quickInARow = 0;
    TimePoint failuresBegan{}, successesBegan{}, slowBegan{}, quickBegan{};
    std::optional<Sample> last; ///< newest measured sample
    /// Why the newest run measured nothing; empty when it measured something.
    std::optional<Failure> notMeasured;
    int stretch = 1; ///< of the intervals when it was last asked (Schedule::setStretch())
    TimePoint askedAgain{}; ///< when it will be asked again, where that is later than usual (Retry-After)
    QList<TimePoint> changes; ///< recent changes, for flapping
    bool operator==(const CheckState&) const = default;
};

/// A confirmed change of one service, with everything that a notification needs.
struct StateChange {
    ServiceId service;
    State before = State::Unknown;
    State after = State::Unknown;
    TimePoint at{}; ///< when it was confirmed
    TimePoint since{}; ///< when it began
    std::optional<Sample> sample; ///< the sample that decided
    /// When the state before began; for "was down for 6 min". Empty when that was unknown, or not before `since`.
    std::optional<TimePoint> previousSince;
    bool flapping = false;
    bool operator==(const StateChange&) const = default;
};

/// Pure fold: the next state of a check. Down after failuresToDown failures in a row, up again after successesToUp.
/// NotMeasured samples change nothing but the reason why. Flapping: five changes within ten minutes.
CheckState nextState(CheckState state, const Sample& sample, const Thresholds& thresholds);

/// Unknown once nothing was measured for three intervals (but at least 15 s) and the time that one run may take.
/// Counters start anew then: a failure from before a long silence confirms nothing. `stretch`: every interval counts so
/// many times (Schedule::setStretch()), or as many as when the check was last asked, where that was more: who leaves a
/// metered connection has been asked seldom until then.
CheckState aged(CheckState state, const Check& check, TimePoint now, int stretch = 1);

/// The same state where the wall clock was set by that much: what it remembers is as long ago as before.
CheckState shifted(CheckState state, Millis by);

/// The state of a service is the worst of its checks; a service without a measured check is Unknown. So is one of whose
/// checks nothing is known since it failed: that others are well does not mean that this one came back.
State worstOf(const QList<CheckState>& checks);

} // namespace Gatewatch

Q_DECLARE_METATYPE(Gatewatch::StateChange)
