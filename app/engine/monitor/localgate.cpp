// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/monitor/localgate.h>

#include <QTimer>

namespace Gatewatch {
namespace {
using namespace std::chrono_literals;
constexpr auto believedFor = 10s;
constexpr Millis checkTimeout = 5s;
} // namespace

LocalGate::LocalGate(ProbeLoop& probes, QObject* parent)
    : QObject(parent)
    , m_probes(probes)
{
}

void LocalGate::setChecks(const QList<ConnectivityCheck>& checks, const QByteArray& userAgent)
{
    m_checks = checks;
    m_userAgent = userAgent;
}

void LocalGate::sawAnswer(TimePoint now)
{
    m_lastAt = now;
    if (m_last == LocalNetwork::Online)
        return;
    m_last = LocalNetwork::Online;
    emit changed(m_last);
}

void LocalGate::ask(TimePoint now, TimePoint failedAt, Answer answer)
{
    if (m_checks.isEmpty())
        return answer(LocalNetwork::Unknown);
    // That we were online before the failure began says nothing about the failure.
    const bool tells = m_last != LocalNetwork::Online || m_lastAt >= failedAt;
    if (m_last != LocalNetwork::Unknown && tells && now - m_lastAt < believedFor)
        return answer(m_last);
    m_waiting.push_back(std::move(answer));
    if (!m_running.empty())
        return;
    m_answers.clear();
    m_asked = m_checks;
    for (const ConnectivityCheck& check : std::as_const(m_asked)) {
        ProbeRequest request;
        request.url = check.url;
        request.timeout = checkTimeout;
        request.proxy = QStringLiteral("system"); // the way that checks take, unless they are told otherwise
        request.userAgent = m_userAgent;
        m_running.push_back(m_probes.start(request, [this](const Exchange& exchange) {
            m_answers.append(exchange);
            // Not from inside a probe's own callback, since concluding deletes the probes.
            if (isSettled())
                QTimer::singleShot(0, this, &LocalGate::collected);
        }));
    }
}

bool LocalGate::isSettled() const
{
    return m_answers.size() == m_asked.size() || provesOnline(m_asked, m_answers);
}

void LocalGate::forget()
{
    m_last = LocalNetwork::Unknown;
}

void LocalGate::collected()
{
    // A question that was cancelled may have left this call behind, while the next one is under way.
    if (!m_running.empty() && isSettled())
        conclude(judgeConnectivity(m_asked, m_answers));
}

void LocalGate::cancel()
{
    m_running.clear();
    m_waiting.clear();
}

void LocalGate::conclude(LocalNetwork network)
{
    m_running.clear();
    m_lastAt = wallClock();
    const auto waiting = std::exchange(m_waiting, {});
    if (m_last != network) {
        m_last = network;
        emit changed(network);
    }
    for (const Answer& answer : waiting)
        answer(network);
}

} // namespace Gatewatch
