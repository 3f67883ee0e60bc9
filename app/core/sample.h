// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/exchange.h>

#include <QMetaType>

namespace Gatewatch {

/// Judged: does the answer meet the expectation? NotMeasured: paused, asleep, or our own network is down.
/// The numbers are stored in the history.
enum class Outcome { Up = 0, Slow = 1, Down = 2, NotMeasured = 3 };

/// "up", "slow", "down", "not_measured".
QString idOf(Outcome outcome);

/// One judged run of one check.
struct Sample {
    CheckId check;
    TimePoint at{};
    Outcome outcome = Outcome::NotMeasured;
    Failure failure = Failure::Ok;
    int status = 0;
    Phases phases;
    Micros total{0};
    /// How long its answers usually take, where it is Slow by that alone (core/baseline.h). Not stored.
    std::optional<Micros> usual{};
    /// networkId() of where this computer was (engine/system/networkwatch.h); empty when unknown.
    QString network{};
    bool operator==(const Sample&) const = default;
};

} // namespace Gatewatch

Q_DECLARE_METATYPE(Gatewatch::Sample)
