// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/types.h>

#include <QByteArray>
#include <QUrl>

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

using SSL_CTX = struct ssl_ctx_st;
using SSL = struct ssl_st;

namespace Gatewatch {

/// One accepted connection, in the clear or inside TLS. Every call blocks until it is done, the peer has left or the
/// server ends; it then answers false or nothing.
class HostilePeer final {
public:
    HostilePeer(int socket, std::atomic<int>* requests);
    ~HostilePeer();
    HostilePeer(const HostilePeer&) = delete;
    HostilePeer& operator=(const HostilePeer&) = delete;

    /// Everything from here on is inside TLS. False when the handshake failed, as many of them are meant to.
    bool startTls(SSL_CTX* context);
    /// What came next, as much as there was; empty when the peer left.
    QByteArray read();
    /// The next request up to the end of its head, which counts as a request; empty when the peer left first.
    QByteArray readRequest();
    bool send(QByteArrayView bytes);
    /// The same bytes again and again until the peer leaves.
    void sendForEver(QByteArrayView bytes);
    /// So many bytes at a time, that far apart.
    void drip(QByteArrayView bytes, qsizetype atOnce, Millis every);
    /// Says in TLS that nothing more comes, which the mere end of the connection does not.
    void closeTls();
    /// Silent until the peer leaves.
    void hold();
    /// RST instead of FIN, once the peer's system has what was sent.
    void reset();

private:
    int m_socket;
    std::atomic<int>* m_requests;
    std::shared_ptr<SSL> m_tls;
    bool m_reset = false;
};

/// A server on loopback that does what a function says with the bare connection. It has threads of its own, so that a
/// flood of it takes nothing from the loop that is tested. A connection ends when its function returns.
class HostileServer final {
public:
    using Script = std::function<void(HostilePeer&)>;

    explicit HostileServer(Script script, const char* address = "127.0.0.1");
    ~HostileServer();
    HostileServer(const HostileServer&) = delete;
    HostileServer& operator=(const HostileServer&) = delete;

    [[nodiscard]] quint16 port() const { return m_port; }
    /// "http" or "https", on the address that was given.
    [[nodiscard]] QUrl url(const QString& scheme) const;
    [[nodiscard]] int connections() const { return m_connections; }
    [[nodiscard]] int requests() const { return m_requests; }

private:
    void accept();

    Script m_script;
    QString m_address;
    int m_socket = -1;
    quint16 m_port = 0;
    std::atomic<int> m_connections = 0;
    std::atomic<int> m_requests = 0;
    std::mutex m_mutex;
    std::vector<int> m_open; ///< sockets that connections use
    std::vector<std::thread> m_threads;
    std::thread m_acceptor;
};

} // namespace Gatewatch
