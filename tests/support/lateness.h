// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/types.h>

#include <algorithm>
#include <mutex>
#include <thread>
#include <vector>

namespace Gatewatch {

/// How much later than their script servers acted: what a test of times may blame on the machine. For any thread.
class Lateness final {
public:
    using Moment = std::chrono::steady_clock::time_point;

    void note(Moment due)
    {
        const auto late = std::chrono::duration_cast<Micros>(std::chrono::steady_clock::now() - due);
        const std::scoped_lock lock(m_mutex);
        m_all.push_back(late);
    }
    /// Sleeps so long, for that is the script, and notes how late it woke up.
    void pause(Millis length)
    {
        const Moment due = std::chrono::steady_clock::now() + length;
        std::this_thread::sleep_until(due);
        note(due);
    }
    /// 95 of 100 actions were no later than this; zero when there were none.
    [[nodiscard]] Micros percentile95() const
    {
        const std::scoped_lock lock(m_mutex);
        std::vector<Micros> sorted = m_all;
        std::ranges::sort(sorted);
        return sorted.empty() ? Micros(0) : sorted[sorted.size() * 95 / 100];
    }

private:
    mutable std::mutex m_mutex;
    std::vector<Micros> m_all;
};

} // namespace Gatewatch
