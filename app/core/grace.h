// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/schedule.h>

#include <algorithm>

namespace Gatewatch {

/// For a while after our own network changed, or after sleep, a failure says nothing about a service – unless the
/// network has proved itself before that try began. A plain value: the moment is an argument.
class Grace {
public:
    void begin(SteadyPoint now, Millis length) { m_end = now + length; }
    /// The internet answered at `now`: what begins from here on counts.
    void proved(SteadyPoint now) { m_end = std::min(m_end, now); }
    /// Whether the failure of a try that began at `began` is not held against the service.
    [[nodiscard]] bool excuses(SteadyPoint began) const { return began < m_end; }

private:
    SteadyPoint m_end = SteadyPoint::min();
};

} // namespace Gatewatch
