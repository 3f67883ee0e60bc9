// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <support/lateness.h>

#include <atomic>
#include <functional>
#include <map>
#include <optional>
#include <thread>

namespace Gatewatch {

/// A thread that takes what comes from a descriptor and acts on each of it later, as many as there are at once.
class LateReplies final {
public:
    struct Later {
        Millis after{0};
        std::function<void()> act;
    };
    /// Reads once from the descriptor, which has something; nothing: that is not replied to.
    using Take = std::function<std::optional<Later>()>;

    /// `take` and what it returns run on the thread. `lateness`, when there is one, outlives this.
    LateReplies(int descriptor, Take take, Lateness* lateness);
    ~LateReplies();
    LateReplies(const LateReplies&) = delete;
    LateReplies& operator=(const LateReplies&) = delete;

private:
    void run();
    void actOnWhatIsDue();

    int m_descriptor;
    Take m_take;
    Lateness* m_lateness;
    std::multimap<Lateness::Moment, std::function<void()>> m_waiting;
    std::atomic<bool> m_ends = false;
    std::thread m_thread;
};

} // namespace Gatewatch
