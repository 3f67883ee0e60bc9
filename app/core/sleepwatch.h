// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/schedule.h>

namespace Gatewatch {

/// Notices that this computer slept (or that its clock was set forward): the wall clock ran on while the steady one
/// stood still. A plain value: both clocks are arguments.
class SleepWatch {
public:
    /// True when more than five seconds are missing since the last look.
    bool slept(TimePoint wall, SteadyPoint steady)
    {
        const Millis gap = (wall - m_wall) - (steady - m_steady);
        const bool first = m_wall == TimePoint{};
        m_wall = wall;
        m_steady = steady;
        return !first && gap > std::chrono::seconds(5);
    }

private:
    TimePoint m_wall{};
    SteadyPoint m_steady{};
};

} // namespace Gatewatch
