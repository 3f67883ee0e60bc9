// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/diagnosis/retest.h>
#include <core/localnetwork.h>

#include <QObject>
#include <QTimer>

namespace Gatewatch {

class Engine;

/// Notices that something near has changed since the diagnosis on the screen, and keeps what was found before.
///
///     network, VPN, clock or key changed ─► settled ─► due ─► the same runs again ─► compared with the one before
///
/// Only what is safe to repeat is repeated unasked, once a change, and never more often than politeness allows.
class Retesting final : public QObject {
    Q_OBJECT
public:
    explicit Retesting(QObject* parent = nullptr);

    /// Its news of this computer count from now on.
    void listen(const Engine& engine);
    /// Something else is shown: what was found before is no measure for it.
    void forget();
    /// A run begins, after an advice was followed where one is named.
    void begin(const QString& advice = {});
    void finished(const SavedSession& session);
    /// What was found last, judged anew; the comparison follows.
    void correct(const SavedSession& session);

    /// While a run is under way, the last trial is the one before.
    [[nodiscard]] bool isRunning() const { return m_running; }
    [[nodiscard]] const QList<Trial>& trials() const { return m_trials; }
    [[nodiscard]] QString advice() const { return m_advice; }

public slots:
    /// networkId(); empty without a network, which is waited for.
    void wayOutChanged(const QString& network);

signals:
    /// Now the same is to be asked again.
    void due();

private:
    void networkIs(LocalNetwork network);
    void somethingChanged();
    void plan();
    [[nodiscard]] bool isWanted() const;

    QList<Trial> m_trials; ///< the newest last
    QString m_advice;
    QTimer m_settle;
    SteadyPoint m_began{}; ///< the last run
    LocalNetwork m_network = LocalNetwork::Unknown;
    bool m_running = false;
    bool m_pending = false; ///< a change that was not tested yet
};

} // namespace Gatewatch
