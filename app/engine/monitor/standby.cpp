// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/monitor/standby.h>

#include <engine/monitor/localgate.h>

namespace Gatewatch {
namespace {

using namespace std::chrono_literals;

constexpr auto askAgain = 2s; ///< also how long we wait where no connectivity check can prove anything
constexpr auto addressesComeFor = 5s; // IPv6 later than IPv4
constexpr auto startsBeforeTheNetwork = 60s;

} // namespace

Standby::Standby(LocalGate& gate, QObject* parent)
    : QObject(parent)
    , m_gate(gate)
    , m_system(this)
    , m_limit(this)
    , m_again(this)
    , m_firstMinute(this)
    , m_arrival(this)
{
    for (QTimer* timer : {&m_limit, &m_again, &m_firstMinute, &m_arrival})
        timer->setSingleShot(true);
    connect(&m_limit, &QTimer::timeout, this, &Standby::resume);
    connect(&m_again, &QTimer::timeout, this, &Standby::askGate);
    connect(&m_firstMinute, &QTimer::timeout, this, &Standby::tellNetwork);
    connect(&m_arrival, &QTimer::timeout, this, &Standby::arrived);
    connect(&m_system, &SystemWatch::aboutToSleep, this, [this] {
        m_limit.stop();
        m_again.stop();
        m_gate.cancel();
        emit dropped(afterWake);
    });
    connect(&m_system, &SystemWatch::woke, this, [this] { wait(afterWake); });
    connect(&m_system, &SystemWatch::networkChanged, this, [this](const QString& network) {
        m_gate.forgetNetwork();
        m_arriving = network;
        m_arrival.start(addressesComeFor);
        if (!m_system.isAsleep())
            wait(afterChange);
    });
    connect(&m_system, &SystemWatch::networkSuspected, this, [this] {
        if (m_paused || holds())
            return;
        m_gate.forget();
        m_gate.ask({steadyNow()}, [](LocalNetwork) {}); // it tells what is new
    });
    connect(&m_system, &SystemWatch::wallClockSet, this, [this] {
        m_gate.forget(); // it compared that clock
        tell(EventKind::ClockSet);
    });
}

void Standby::start()
{
    if (std::exchange(m_started, true))
        return;
    m_system.start();
    m_network = m_system.network();
    m_firstMinute.start(startsBeforeTheNetwork);
}

void Standby::stop()
{
    m_system.disconnect(this);
    for (QTimer* timer : {&m_limit, &m_again, &m_firstMinute, &m_arrival})
        timer->stop();
}

bool Standby::excuses(Micros took) const
{
    return m_grace.excuses(steadyNow() - std::chrono::ceil<Millis>(took));
}

void Standby::wait(Millis limit)
{
    m_gate.cancel();
    m_grace.begin(steadyNow(), limit);
    m_limit.start(limit);
    emit dropped(limit);
    askGate();
}

void Standby::askGate()
{
    m_gate.forget();
    if (m_paused)
        return;
    m_gate.ask({steadyNow()}, [this](LocalNetwork network) {
        if (!m_limit.isActive())
            return;
        if (network == LocalNetwork::Online) {
            m_grace.proved(steadyNow());
            return resume();
        }
        // Without connectivity checks nothing can be proved: a short wait, and failures stay excused for the rest.
        if (network == LocalNetwork::Unknown)
            return m_limit.start(askAgain);
        m_again.start(askAgain);
    });
}

void Standby::resume()
{
    m_limit.stop();
    m_again.stop();
    emit resumed();
}

void Standby::networkIs(LocalNetwork network)
{
    if (network == LocalNetwork::Online)
        m_grace.proved(steadyNow());
    m_lost = isLost(network);
    if (!m_lost || !m_firstMinute.isActive())
        tellNetwork();
}

void Standby::tellNetwork()
{
    if (std::exchange(m_lostTold, m_lost) != m_lost)
        tell(m_lost ? EventKind::NetworkLost : EventKind::NetworkBack);
}

/// Back in the network that we left is no news, whatever happened between.
void Standby::arrived()
{
    if (m_arriving.isEmpty())
        return;
    const QString before = std::exchange(m_network, m_arriving);
    if (!before.isEmpty() && before != m_network)
        tell(EventKind::NetworkChanged);
}

void Standby::tell(EventKind kind)
{
    Event event;
    event.at = wallClock();
    event.kind = kind;
    emit eventHappened(event);
}

} // namespace Gatewatch
