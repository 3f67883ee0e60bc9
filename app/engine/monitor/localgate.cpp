// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/monitor/localgate.h>

#include <core/diagnosis/answer.h>

#include <algorithm>

namespace Gatewatch {
namespace {
using namespace std::chrono_literals;
constexpr auto believedFor = 10s;
constexpr Millis checkTimeout = 5s;
constexpr Millis questionsApart = 2s; // these are other people's servers
/// A connection that takes longer, where they are quicker otherwise, was asked for twice: the first packet was lost
/// (RFC 6298 section 2).
constexpr Micros quickEnough = 900ms;
constexpr int timesAsLong = 3;
constexpr Millis shortestDoubt = 2s;
constexpr Millis longestDoubt = 5min;
} // namespace

LocalGate::LocalGate(ProbeLoop& probes, QObject* parent)
    : QObject(parent)
    , m_probes(probes)
    , m_next(this)
{
    m_next.setSingleShot(true);
    m_next.setInterval(questionsApart);
    connect(&m_next, &QTimer::timeout, this, [this] {
        if (!m_waiting.empty() && m_running.empty())
            question();
    });
}

void LocalGate::setConfig(const Config& config)
{
    m_checks = config.diagnosis.connectivityChecks;
    m_userAgent = config.polling.userAgent.toUtf8();
}

void LocalGate::sawAnswer(bool byName)
{
    m_proved = steadyNow();
    if (byName)
        m_foundNames = m_proved;
    learn(provedNetwork(m_last, byName));
}

/// What is left of `network` when somebody proved that we are online: whom a sign-in page lets through says nothing of
/// the others, and who was asked by number nothing of names.
LocalNetwork LocalGate::provedNetwork(LocalNetwork network, bool byName) const
{
    if (m_last == LocalNetwork::CaptivePortal)
        return m_last;
    return lacksNames(network) && !byName ? LocalNetwork::OnlyByNumber : LocalNetwork::Online;
}

bool LocalGate::foundNames(const Suspicion& suspicion) const
{
    return m_foundNames > suspicion.began || (suspicion.routine && steadyNow() - m_foundNames < believedFor);
}

/// That we were online before the failure, or at its beginning, says nothing about it.
std::optional<LocalNetwork> LocalGate::known(const Suspicion& suspicion) const
{
    const bool fresh = steadyNow() - m_learnt < believedFor;
    if (fresh && mayExplain(m_last, suspicion.failure, suspicion.peer))
        return m_last;
    if (lossExplains(suspicion))
        return m_lost;
    const bool aboutNames = stageOf(suspicion.failure) == Stage::Resolve;
    if (fresh && suspicion.routine && m_last == LocalNetwork::Online && (!aboutNames || foundNames(suspicion)))
        return m_last;
    return std::nullopt;
}

/// Whether we were cut off at some time during it.
bool LocalGate::lossExplains(const Suspicion& suspicion) const
{
    return m_lostUntil > suspicion.began && mayExplain(m_lost, suspicion.failure, suspicion.peer);
}

void LocalGate::ask(const Suspicion& suspicion, Answer answer)
{
    if (m_checks.isEmpty())
        return answer(LocalNetwork::Unknown);
    if (const auto now = known(suspicion))
        return answer(*now);
    await([this, suspicion, done = std::move(answer)](LocalNetwork network) {
        const bool explained = mayExplain(network, suspicion.failure, suspicion.peer);
        done(!explained && lossExplains(suspicion) ? m_lost : network);
    });
}

void LocalGate::doubtLoss()
{
    if (!isLost(m_last) || !m_waiting.empty() || steadyNow() < m_nextDoubt)
        return;
    m_doubtPace = std::clamp(2 * m_doubtPace, shortestDoubt, longestDoubt);
    m_nextDoubt = steadyNow() + m_doubtPace;
    await([](LocalNetwork) {});
}

void LocalGate::await(Answer answer)
{
    m_waiting.push_back(std::move(answer));
    if (m_running.empty() && !m_next.isActive())
        question();
}

void LocalGate::question()
{
    m_next.start();
    m_askedAt = steadyNow();
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
    return m_answers.size() == m_asked.size() || settles(m_asked, m_answers);
}

void LocalGate::forget()
{
    if (isLost(m_last))
        m_lostUntil = steadyNow();
    m_last = LocalNetwork::Unknown;
    m_clockAhead.reset();
}

void LocalGate::forgetNetwork()
{
    forget();
    m_wasOnline = false;
    m_quickest = Micros::max();
}

void LocalGate::collected()
{
    // A question that was cancelled may have left this call behind, while the next one is under way.
    if (m_running.empty() || !isSettled())
        return;
    m_clockAhead.reset();
    for (const Exchange& each : std::as_const(m_answers)) {
        if (const auto ahead = Gatewatch::clockAhead(each))
            m_clockAhead = ahead;
    }
    if (provesNames(m_answers))
        m_foundNames = steadyNow();
    conclude(judgeConnectivity(m_asked, m_answers));
}

void LocalGate::cancel()
{
    m_next.stop();
    m_running.clear();
    m_waiting.clear();
}

/// Whether nothing went out when the question was asked, although it does now.
bool LocalGate::wasLate()
{
    Micros quickest = Micros::max();
    for (const Exchange& each : std::as_const(m_answers))
        quickest = std::min(quickest, each.phases.connect.value_or(Micros::max()));
    m_quickest = std::min(m_quickest, quickest);
    return quickest != Micros::max() && quickest > quickEnough && quickest > timesAsLong * m_quickest;
}

/// Before the callbacks, for they may ask again.
void LocalGate::learn(LocalNetwork network)
{
    const LocalNetwork before = std::exchange(m_last, network);
    m_learnt = steadyNow();
    if (network == LocalNetwork::Online)
        m_doubtPace = {};
    m_wasOnline = m_wasOnline || network == LocalNetwork::Online;
    if (isLost(network))
        m_lost = network;
    if (isLost(before) && !isLost(network))
        m_lostUntil = m_learnt;
    if (before != network)
        emit changed(network);
}

void LocalGate::conclude(LocalNetwork network)
{
    const bool unanswered = network == LocalNetwork::Offline || network == LocalNetwork::NoNameService;
    if (unanswered && m_proved > m_askedAt) // as somebody else showed while the checks were silent
        network = provedNetwork(network, m_foundNames > m_askedAt);
    const bool late = wasLate();
    m_running.clear();
    const auto waiting = std::exchange(m_waiting, {});
    learn(network);
    if (late && !isLost(network)) {
        m_lost = LocalNetwork::Offline;
        m_lostUntil = m_learnt;
    }
    for (const Answer& answer : waiting)
        answer(network);
}

} // namespace Gatewatch
