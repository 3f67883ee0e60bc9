// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/monitor/checkrunner.h>

#include <QTimer>

#include <algorithm>

namespace Gatewatch {

CheckRunner::CheckRunner(ProbeLoop& probes, QObject* parent)
    : QObject(parent)
    , m_probes(probes)
{
}

void CheckRunner::setLimit(int maxConcurrent)
{
    m_limit = maxConcurrent;
    launch();
}

bool CheckRunner::run(const CheckId& check, const CheckRequest& request)
{
    const bool waits = std::ranges::any_of(m_waiting, [&](const auto& each) { return each.first == check; });
    if (waits || m_running.contains(check))
        return false;
    m_waiting.emplace_back(check, request);
    launch();
    return true;
}

void CheckRunner::cancel(const CheckId& check)
{
    std::erase_if(m_waiting, [&](const auto& each) { return each.first == check; });
    m_running.erase(check);
    launch();
}

void CheckRunner::cancelAll()
{
    m_waiting.clear();
    m_running.clear();
}

bool CheckRunner::isBusy(const QString& host) const
{
    return std::ranges::count_if(m_running, [&](const auto& each) { return each.second.host == host; }) >= perHost;
}

void CheckRunner::launch()
{
    for (auto next = m_waiting.begin(); next != m_waiting.end() && static_cast<int>(m_running.size()) < m_limit;) {
        const QString host = hostOf(next->second);
        if (isBusy(host)) {
            ++next;
            continue;
        }
        const auto [check, request] = std::move(*next);
        next = m_waiting.erase(next);
        m_running[check] = {
            host, start(m_probes, request, [this, id = check](const Exchange& exchange) { take(id, exchange); })};
    }
}

void CheckRunner::take(const CheckId& check, const Exchange& exchange)
{
    // The handle must outlive the callback that it is calling.
    if (auto handle = m_running.extract(check))
        QTimer::singleShot(0, this, [done = std::shared_ptr<ProbeHandle>(std::move(handle.mapped().handle))] {});
    const CheckId id = check;
    launch();
    emit ended(id, exchange);
}

} // namespace Gatewatch
