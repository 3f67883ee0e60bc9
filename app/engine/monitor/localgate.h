// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/localnetwork.h>
#include <engine/net/probeloop.h>

#include <QObject>

#include <functional>
#include <memory>
#include <vector>

namespace Gatewatch {

/// Nobody is blamed for our own dead Wi-Fi: asks the connectivity checks when nothing of a service was reached, and
/// remembers the answer for a few seconds, so that a thousand failures cost one question.
class LocalGate final : public QObject {
    Q_OBJECT
public:
    using Answer = std::function<void(LocalNetwork)>;

    explicit LocalGate(ProbeLoop& probes, QObject* parent = nullptr);

    void setChecks(const QList<ConnectivityCheck>& checks, const QByteArray& userAgent);
    /// Something on the internet has just answered and proved who it is: we are online, no need to ask.
    void sawAnswer(TimePoint now);
    /// What about a failure that began at `failedAt`? Calls back with what is known, at once or when the checks are
    /// through (5 s at most).
    void ask(TimePoint now, TimePoint failedAt, Answer answer);
    /// What was known is of another network, or dated by another clock. Who waits for an answer still gets it.
    void forget();
    /// Nobody is called back any more.
    void cancel();

signals:
    void changed(Gatewatch::LocalNetwork network);

private:
    [[nodiscard]] bool isSettled() const;
    void collected();
    void conclude(LocalNetwork network);

    ProbeLoop& m_probes;
    QList<ConnectivityCheck> m_checks;
    QList<ConnectivityCheck> m_asked; ///< those of the question that is under way
    QByteArray m_userAgent;
    LocalNetwork m_last = LocalNetwork::Unknown;
    TimePoint m_lastAt{};
    QList<Exchange> m_answers;
    std::vector<std::unique_ptr<ProbeHandle>> m_running;
    std::vector<Answer> m_waiting;
};

} // namespace Gatewatch
