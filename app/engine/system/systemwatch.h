// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/sleepwatch.h>
#include <engine/system/networkwatch.h>

namespace Gatewatch {

/// What happens to this computer itself: sleep, its clock, its network. Lives on the net thread. The clocks and the
/// addresses are its own sources and need nothing; a system bus, where the program has one, tells more and sooner.
class SystemWatch final : public QObject {
    Q_OBJECT
public:
    explicit SystemWatch(QObject* parent = nullptr);

    /// From now on. On the thread it lives in.
    void start();
    /// Looks at the clocks now and tells what they say; before a failure is believed, for it may be the sleep's. True
    /// when this computer slept or stood still since the last look.
    bool look();
    [[nodiscard]] bool isAsleep() const { return m_asleep; }
    [[nodiscard]] bool isMetered() const { return m_metered; }
    [[nodiscard]] QString network() const { return m_network.network(); }
    [[nodiscard]] bool hasAddress() const { return m_network.hasAddress(); }

public slots:
    /// Announced by the system: true before it sleeps, false when it is back.
    void prepareForSleep(bool asleep);
    void setMetered(bool metered);
    /// The system thinks that its way to the internet changed. Only a hint: daemons that are missing, or ask nobody,
    /// say "online".
    void suspectNetwork() { emit networkSuspected(); }

signals:
    void aboutToSleep();
    /// Once a sleep, whoever noticed it first.
    void woke();
    /// Set forward, or back where that is negative, by more than a few seconds, outside of sleep.
    void wallClockSet(Gatewatch::Millis by = {});
    void networkChanged(const QString& networkId);
    void meteredChanged(bool metered);
    void networkSuspected();

private:
    NetworkWatch m_network;
    QTimer m_timer;
    SleepWatch m_clocks;
    bool m_asleep = false;
    bool m_metered = false;
    SteadyPoint m_asleepSince{};
};

} // namespace Gatewatch
