// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/monitor/announcer.h>

#include <engine/monitor/engine.h>
#include <engine/monitor/rounds.h>

#include <utility>

namespace Gatewatch {
namespace {

using namespace std::chrono_literals;

constexpr Millis batchEvery = 250ms; // the window is told at most four times a second

/// Tells each kind of news by its signal.
struct Teller {
    Engine& engine;

    void operator()(const CommonCause& cause) const { emit engine.commonCauseFound(cause); }
    void operator()(const StateChange& change) const { emit engine.stateChanged(change); }
    void operator()(const Incident& incident) const { emit engine.incidentChanged(incident); }
    void operator()(const Event& event) const { emit engine.eventHappened(event); }
    void operator()(const BadGateway& bad) const { emit engine.badGatewayConfirmed(bad.service); }
    void operator()(const NotMeasured& run) const { emit engine.notMeasured(run.check, run.why); }
};

} // namespace

Announcer::Announcer(
    Engine& engine, ServiceBoard& board, const Rounds& rounds, const Newsroom& newsroom,
    std::function<QList<News>()> held)
    : m_engine(engine)
    , m_board(board)
    , m_rounds(rounds)
    , m_newsroom(newsroom)
    , m_held(std::move(held))
    , m_batchTimer(this)
    , m_heldTimer(this)
{
    m_batchTimer.setSingleShot(true);
    connect(&m_batchTimer, &QTimer::timeout, this, [this] { flush(); });
    m_heldTimer.setSingleShot(true);
    connect(&m_heldTimer, &QTimer::timeout, this, [this] { tellHeld(); });
}

void Announcer::add(const Sample& sample)
{
    m_batch.append(sample);
    wake();
}

void Announcer::wake()
{
    if (!m_batchTimer.isActive())
        m_batchTimer.start(batchEvery);
}

void Announcer::tell(const QList<News>& news)
{
    if (!m_newsroom.holdsBack())
        m_heldTimer.stop();
    else if (!m_heldTimer.isActive())
        m_heldTimer.start(heldBackFor);
    for (const News& each : news)
        std::visit(Teller{m_engine}, each);
}

void Announcer::tellHeld()
{
    tell(m_held());
}

void Announcer::tellSamples()
{
    if (!m_batch.isEmpty())
        emit m_engine.samplesReady(std::exchange(m_batch, {}));
}

void Announcer::flush()
{
    tellSamples();
    if (const auto next = m_rounds.next())
        emit m_engine.nextDue(wallClock() + (*next - steadyNow()));
    const QList<ServiceStatus> changed = m_board.takeChanged();
    if (!changed.isEmpty())
        emit m_engine.statusChanged(changed);
}

void Announcer::finish()
{
    tellHeld();
    flush();
    m_batchTimer.stop();
    m_heldTimer.stop();
}

} // namespace Gatewatch
