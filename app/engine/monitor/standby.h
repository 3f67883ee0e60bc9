// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/event.h>
#include <core/grace.h>
#include <core/localnetwork.h>
#include <engine/system/systemwatch.h>

namespace Gatewatch {

class LocalGate;

/// Nothing is measured while this computer itself is in transition.
///
///     about to sleep ─► dropped ……… asleep ……… woke ─┐
///     another network ─► dropped ───────────────────┴─► the gate is asked until it says "online", at most 15 s (after
///                                                        sleep) or 10 s ─► resumed: checks are spread from then on
///
/// Failures that began before the network proved itself are excused (Grace). In the first minute of the program no
/// network is no news: it starts at login, often before the Wi-Fi.
class Standby final : public QObject {
    Q_OBJECT
public:
    static constexpr Millis afterWake{15000};
    static constexpr Millis afterChange{10000};

    explicit Standby(LocalGate& gate, QObject* parent = nullptr);

    /// From now on; again does nothing.
    void start();
    /// Nothing is told any more.
    void stop();
    /// Paused, nobody is asked: a wait then ends with its time.
    void setPaused(bool paused) { m_paused = paused; }
    [[nodiscard]] SystemWatch& system() { return m_system; }
    /// Whether nothing is to be measured now: asleep, or waiting for the network.
    [[nodiscard]] bool holds() const { return m_system.isAsleep() || m_limit.isActive(); }
    /// Whether this computer has no address at all that others could answer to.
    [[nodiscard]] bool isAlone() const { return !m_system.hasAddress(); }
    /// The network that measurements are taken in now: networkId(), empty where there is none or its addresses still
    /// come.
    [[nodiscard]] QString network() const { return m_arrival.isActive() ? QString() : m_system.network(); }
    /// Whether a failure that took so long until now may come from a change of our own network, or from sleep.
    [[nodiscard]] bool excuses(Micros took) const;
    /// What the gate found: becomes news when it is new, and not before the first minute is over.
    void networkIs(LocalNetwork network);

signals:
    /// What is under way would measure this computer; nothing is planned before `wait` is over or resumed() is told.
    void dropped(Gatewatch::Millis wait);
    /// Measuring goes on now.
    void resumed();
    void eventHappened(const Gatewatch::Event& event);

private:
    void wait(Millis limit);
    void askGate();
    void resume();
    void tellNetwork();
    void arrived();
    void tell(EventKind kind);

    LocalGate& m_gate;
    SystemWatch m_system;
    Grace m_grace;
    QTimer m_limit; ///< of the wait; runs while we wait
    QTimer m_again; ///< when the gate is asked again
    QTimer m_firstMinute;
    QTimer m_arrival; ///< the addresses of a network come one after the other
    bool m_started = false;
    bool m_paused = false;
    bool m_lost = false; ///< offline, or behind a sign-in page
    bool m_lostTold = false;
    QString m_network; ///< the last one we were in
    QString m_arriving; ///< the one that we seem to be in now
};

} // namespace Gatewatch
