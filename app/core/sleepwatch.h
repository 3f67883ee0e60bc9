// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/schedule.h>

namespace Gatewatch {

/// What the three clocks of this computer say at one moment. No single one is trusted: the wall clock can be set, and
/// the steady one stands still while the computer sleeps.
struct Clocks {
    TimePoint wall{};
    SteadyPoint steady{};
    SteadyPoint boot{}; ///< runs forward through sleep; where there is no such clock, it follows the wall clock
};

enum class ClockNews {
    Nothing,
    Slept, ///< the computer slept, or this program stood still (stopped, swapped out): what was under way measured that
    WallClockSet, ///< by a person or by the network, forward or back
};

/// Notices from the clocks alone that this computer slept, that nobody looked although a look was due, and that the
/// wall clock was set. A plain value: the clocks are arguments. Wants to be asked every `lookEvery`.
class SleepWatch {
public:
    static constexpr Millis lookEvery{1000};
    static constexpr Millis standstill{4000}; ///< between two looks: a busy computer is late, but not by this much
    static constexpr Millis step{5000}; ///< clocks that differ by less are only being adjusted

    ClockNews look(const Clocks& now)
    {
        const Clocks before = std::exchange(m_last, now);
        if (before.wall == TimePoint{})
            return ClockNews::Nothing;
        const Millis steady = now.steady - before.steady;
        const Millis boot = now.boot - before.boot;
        const Millis wall = now.wall - before.wall;
        if (boot - steady > step || steady > standstill)
            return ClockNews::Slept;
        if (steady - boot > step || wall - boot > step || boot - wall > step) {
            m_setBy = wall - steady;
            return ClockNews::WallClockSet;
        }
        return ClockNews::Nothing;
    }
    /// By how much the wall clock was set when that was noticed last; negative: back.
    [[nodiscard]] Millis setBy() const { return m_setBy; }

private:
    Clocks m_last;
    Millis m_setBy{0};
};

/// When a run of this length began that has ended `now`: at the time that was noted, unless the wall clock was set
/// since.
inline TimePoint beganAt(TimePoint noted, Micros total, TimePoint now)
{
    const TimePoint began = now - std::chrono::ceil<Millis>(total);
    return std::chrono::abs(began - noted) > SleepWatch::step ? began : noted;
}

} // namespace Gatewatch
