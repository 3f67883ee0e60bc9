// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/baseline.h>
#include <core/config.h>
#include <core/schedule.h>
#include <engine/monitor/checkrunner.h>
#include <engine/monitor/ruling.h>

#include <QHash>
#include <QSet>
#include <QTimer>

namespace Gatewatch {

class LocalGate;
class SecretGate;
class ServiceBoard;
class Standby;

/// Runs every check when its turn comes, and says what of it counts:
///
///     schedule ─due─► secret gate ─► runner ─► reading ─┬───────────────────────► ruling ─► judged
///                                                       └─► local gate is asked ─┘
///
/// Nothing runs while it is paused, or while Standby holds.
class Rounds final : public QObject {
    Q_OBJECT
public:
    /// `board`: where what is judged is folded; how a check stands there decides how closely it is looked at.
    Rounds(
        ProbeLoop& probes, SecretGate& secrets, LocalGate& gate, Standby& standby, const ServiceBoard& board,
        QObject* parent = nullptr);

    /// Exactly the checks of this configuration from now on, at the intervals that it names. Those that are known keep
    /// their place in time.
    void setConfig(const Config& config);
    /// The check looks elsewhere from now on, or is gone. Before setConfig().
    void forget(const CheckId& check);
    /// Paused, what is under way is dropped.
    void setPaused(bool paused);
    /// Every interval counts so many times, 1 or more.
    void setStretch(int factor);
    /// All checks of the service at once; of all services when empty.
    void checkNow(const ServiceId& service);
    /// When the next check is due; empty when there is none.
    [[nodiscard]] std::optional<SteadyPoint> next() const { return m_schedule.next(); }

signals:
    /// A run has ended; who hears of it folds the sample into the board at once. `stayAway`: as a Ruling says. What was
    /// `seen` still holds the secrets that were sent.
    void judged(
        const Gatewatch::Sample& sample, std::optional<Gatewatch::Seconds> stayAway, const Gatewatch::Exchange& seen);

private:
    void tick();
    void run(const CheckId& id);
    void cancel();
    void drop(Millis wait);
    void resume();
    void ended(const CheckId& id, Exchange exchange);
    void settle(const CheckId& id, const Exchange& exchange, const Ruling& ruling);
    void lookAgain(const Sample& sample, Seconds interval);

    SecretGate& m_secrets;
    LocalGate& m_gate;
    Standby& m_standby;
    const ServiceBoard& m_board;
    CheckRunner m_runner;
    QHash<CheckId, Check> m_checks;
    QString m_userAgent;
    bool m_paused = false;
    Schedule m_schedule;
    QTimer m_timer; ///< when the next one is due
    QSet<CheckId> m_doubted; ///< ended, and does not count before it is known whether we are online
    QHash<CheckId, Baseline> m_habits; ///< how long each check usually takes
};

} // namespace Gatewatch
