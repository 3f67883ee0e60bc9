// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/localnetwork.h>
#include <core/schedule.h>
#include <engine/net/probeloop.h>

#include <QObject>
#include <QTimer>

#include <functional>
#include <memory>
#include <vector>

namespace Gatewatch {

/// Nobody is blamed for our own dead Wi-Fi: asks the connectivity checks when a check may have failed for it. That we
/// are online has to be shown after the failure, and nothing may have shown during it that we were not. One question
/// serves all who wait, and the next is not before two seconds later.
class LocalGate final : public QObject {
    Q_OBJECT
public:
    using Answer = std::function<void(LocalNetwork)>;
    /// What may have been our own network's doing, from `began` until now.
    struct Suspicion {
        SteadyPoint began{};
        Failure failure = Failure::TcpTimedOut;
        Peer peer{};
        /// Only one more sample of a fault that is known hangs on the answer: that we were online a few seconds ago is
        /// enough.
        bool routine = false;
    };

    explicit LocalGate(ProbeLoop& probes, QObject* parent = nullptr);

    /// From now on asks the connectivity checks of this configuration; nobody where it names none.
    void setConfig(const Config& config);
    /// Something on the internet has just answered and proved who it is: we are online, no need to ask, unless a
    /// sign-in page is there, which may let somebody through.
    void sawAnswer(bool byName);
    /// Calls back with the state of our network that explains it, or with the one that does not: at once where it is
    /// known, or when the checks are through (7 s at most).
    void ask(const Suspicion& suspicion, Answer answer);
    /// Somebody was reached although we are thought to be cut off: looks whether we still are, ever more seldom, for
    /// there are networks that let everybody through but the connectivity checks.
    void doubtLoss();
    /// What was known is old. Who waits for an answer still gets it.
    void forget();
    /// What was known is of another network.
    void forgetNetwork();
    /// Nobody is called back any more.
    void cancel();
    /// Whether we are thought to be behind a sign-in page, which answers in the place of others.
    [[nodiscard]] bool seesPortal() const { return m_last == LocalNetwork::CaptivePortal; }
    /// Whether we have ever been online in this network. Where that is not so, as in one without the internet, being
    /// offline explains nothing about what is near.
    [[nodiscard]] bool wasOnline() const { return m_wasOnline; }
    /// Whether somebody else was found by name since it began, or a few seconds ago where that is enough.
    [[nodiscard]] bool foundNames(const Suspicion& suspicion) const;
    /// By how much this computer's clock is ahead of those that answered the last question; empty when they told none.
    [[nodiscard]] std::optional<Seconds> clockAhead() const { return m_clockAhead; }

signals:
    void changed(Gatewatch::LocalNetwork network);

private:
    [[nodiscard]] std::optional<LocalNetwork> known(const Suspicion& suspicion) const;
    [[nodiscard]] bool lossExplains(const Suspicion& suspicion) const;
    [[nodiscard]] LocalNetwork provedNetwork(LocalNetwork network, bool byName) const;
    void await(Answer answer);
    void question();
    [[nodiscard]] bool isSettled() const;
    void collected();
    [[nodiscard]] bool wasLate();
    void learn(LocalNetwork network);
    void conclude(LocalNetwork network);

    ProbeLoop& m_probes;
    QList<ConnectivityCheck> m_checks;
    QList<ConnectivityCheck> m_asked; ///< those of the question that is under way
    QByteArray m_userAgent;
    LocalNetwork m_last = LocalNetwork::Unknown;
    SteadyPoint m_learnt{}; ///< when m_last was found out, or found out again
    SteadyPoint m_proved = SteadyPoint::min(); ///< when somebody proved that we are online
    SteadyPoint m_foundNames = SteadyPoint::min(); ///< when somebody was found by name
    SteadyPoint m_askedAt{}; ///< when the newest question was asked
    SteadyPoint m_nextDoubt{};
    Millis m_doubtPace{};
    LocalNetwork m_lost = LocalNetwork::Unknown; ///< how we were cut off the last time …
    SteadyPoint m_lostUntil = SteadyPoint::min(); ///< … and until when
    bool m_wasOnline = false;
    std::optional<Seconds> m_clockAhead;
    Micros m_quickest = Micros::max(); ///< connection that a question took in this network
    QTimer m_next; ///< when the next question may be asked
    QList<Exchange> m_answers;
    std::vector<std::unique_ptr<ProbeHandle>> m_running;
    std::vector<Answer> m_waiting;
};

} // namespace Gatewatch
