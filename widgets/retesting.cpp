// SPDX-License-Identifier: GPL-3.0-or-later
#include <widgets/retesting.h>

#include <engine/monitor/engine.h>

#include <algorithm>

namespace Gatewatch {

namespace {

using namespace std::chrono_literals;

constexpr Millis settlesIn = 4s; ///< addresses, routes and name servers come one after the other
constexpr Millis apart = 20s; ///< a run asks a service in trouble some twenty times
constexpr qsizetype mostTrials = 12;

bool isSafe(const QByteArray& method)
{
    return method == "GET" || method == "HEAD" || method == "OPTIONS"; // RFC 9110 section 9.2.1
}

} // namespace

Retesting::Retesting(QObject* parent)
    : QObject(parent)
    , m_settle(this)
{
    m_settle.setSingleShot(true);
    connect(&m_settle, &QTimer::timeout, this, [this] {
        if (!isWanted())
            return;
        m_pending = false;
        emit due();
    });
}

void Retesting::listen(const Engine& engine)
{
    connect(&engine, &Engine::wayOutChanged, this, &Retesting::wayOutChanged);
    connect(&engine, &Engine::networkChanged, this, &Retesting::networkIs);
    connect(&engine, &Engine::eventHappened, this, [this](const Event& event) {
        if (event.kind == EventKind::ClockSet && !m_trials.isEmpty() && m_trials.constLast().circumstances.clockWrong)
            somethingChanged();
    });
    connect(&engine, &Engine::secretStored, this, [this] {
        if (!m_trials.isEmpty() && !m_trials.constLast().circumstances.missingSecrets.isEmpty())
            somethingChanged();
    });
}

void Retesting::forget()
{
    m_settle.stop();
    m_trials.clear();
    m_advice.clear();
    m_pending = false;
    m_running = false;
}

void Retesting::begin(const QString& advice)
{
    m_settle.stop();
    m_advice = advice;
    m_began = steadyNow();
    m_pending = false; // it sees what has changed until now
    m_running = true;
}

void Retesting::finished(const SavedSession& session)
{
    m_running = false;
    m_trials.append(trialOf(session));
    if (m_trials.size() > mostTrials)
        m_trials.removeFirst();
    plan();
}

void Retesting::correct(const SavedSession& session)
{
    if (!m_running && !m_trials.isEmpty())
        m_trials.last() = trialOf(session);
}

void Retesting::wayOutChanged(const QString& network)
{
    if (network.isEmpty())
        m_settle.stop();
    else
        somethingChanged();
}

void Retesting::networkIs(LocalNetwork network)
{
    const bool was = isLost(std::exchange(m_network, network));
    if (was && !isLost(network))
        somethingChanged();
}

void Retesting::somethingChanged()
{
    m_pending = true;
    plan();
}

void Retesting::plan()
{
    if (m_pending && isWanted() && !m_settle.isActive()) {
        const auto since = std::chrono::duration_cast<Millis>(steadyNow() - m_began);
        m_settle.start(std::max(settlesIn, apart - since));
    }
}

/// A fault, or one side of a comparison: then the way back is worth a look as well.
bool Retesting::isWanted() const
{
    if (m_running || m_trials.isEmpty())
        return false;
    const Diagnosis& last = m_trials.constLast().diagnosis;
    return isSafe(last.method) && (last.verdict.place != VerdictPlace::None || m_trials.size() > 1);
}

} // namespace Gatewatch
