// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QTimer>

#include <memory>

class QSocketNotifier;

namespace Gatewatch {

/// A short name of the network this computer is in: made of the kinds of its interfaces (a VPN is one of them), their
/// address prefixes and which of them leads to the internet, hashed with this machine's own id, so that it tells nobody
/// where we are. The same network gives the same name, through whichever of two cables; empty without any address but
/// loopback. Bridges and cables of containers do not count.
QString networkId();
/// Whether this computer has any address but those of loopback and of its links alone; here containers count.
bool hasAddress();

/// Notices that addresses, interfaces or routes of this computer changed. On Linux the kernel says so (rtnetlink(7));
/// elsewhere, and where that is forbidden, they are compared every few seconds. Reachability services are no
/// source: without their daemon they say "online".
class NetworkWatch final : public QObject {
    Q_OBJECT
public:
    explicit NetworkWatch(QObject* parent = nullptr);
    ~NetworkWatch() override;

    /// From now on. On the thread it lives in.
    void start();
    [[nodiscard]] QString network() const { return m_network; }
    /// hasAddress(), as of the last news; true before start().
    [[nodiscard]] bool hasAddress() const { return m_hasAddress; }

signals:
    /// We are in another network, or in none (empty).
    void changed(const QString& network);

private:
    bool listen();
    void drain();
    void look();
    void compare();

    int m_socket = -1;
    std::unique_ptr<QSocketNotifier> m_notifier;
    QTimer m_settle; ///< a new link brings its news in several parts
    QTimer m_poll;
    QString m_network;
    bool m_hasAddress = true;
};

} // namespace Gatewatch
