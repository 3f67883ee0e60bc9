// SPDX-License-Identifier: GPL-3.0-or-later
#include <support/latereplies.h>

#include <poll.h>

namespace Gatewatch {

using Clock = std::chrono::steady_clock;

LateReplies::LateReplies(int descriptor, Take take, Lateness* lateness)
    : m_descriptor(descriptor)
    , m_take(std::move(take))
    , m_lateness(lateness)
    , m_thread([this] { run(); })
{
}

LateReplies::~LateReplies()
{
    m_ends = true;
    m_thread.join();
}

void LateReplies::run()
{
    constexpr auto longest = std::chrono::nanoseconds(Millis(20)); // until the end is noticed
    while (!m_ends) {
        auto wait = longest;
        if (!m_waiting.empty())
            wait = std::clamp<std::chrono::nanoseconds>(
                m_waiting.begin()->first - Clock::now(), std::chrono::nanoseconds(0), longest);
        pollfd readable{m_descriptor, POLLIN, 0};
        const timespec limit{0, static_cast<long>(wait.count())};
        if (ppoll(&readable, 1, &limit, nullptr) > 0) {
            const Clock::time_point came = Clock::now();
            if (auto later = m_take())
                m_waiting.emplace(came + later->after, std::move(later->act));
        }
        actOnWhatIsDue();
    }
}

void LateReplies::actOnWhatIsDue()
{
    while (!m_waiting.empty() && m_waiting.begin()->first <= Clock::now()) {
        const auto first = m_waiting.extract(m_waiting.begin());
        first.mapped()();
        if (m_lateness)
            m_lateness->note(first.key());
    }
}

} // namespace Gatewatch
