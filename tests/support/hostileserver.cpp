// SPDX-License-Identifier: GPL-3.0-or-later
#include <support/hostileserver.h>

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <linux/sockios.h>

#include <algorithm>
#include <csignal>

namespace Gatewatch {

HostilePeer::HostilePeer(int socket, std::atomic<int>* requests)
    : m_socket(socket)
    , m_requests(requests)
{
    const int on = 1;
    setsockopt(m_socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
}

HostilePeer::~HostilePeer()
{
    if (m_reset)
        return;
    // Closing with unread bytes would send RST: first our end, then read what still comes.
    shutdown(m_socket, SHUT_WR);
    const timeval patience{1, 0};
    setsockopt(m_socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
    char rest[4096];
    while (recv(m_socket, rest, sizeof(rest), 0) > 0) { }
}

bool HostilePeer::startTls(SSL_CTX* context)
{
    m_tls = std::shared_ptr<SSL>(SSL_new(context), SSL_free);
    SSL_set_fd(m_tls.get(), m_socket);
    if (SSL_accept(m_tls.get()) == 1)
        return true;
    m_tls.reset();
    return false;
}

QByteArray HostilePeer::read()
{
    QByteArray some(16 * 1024, Qt::Uninitialized);
    const auto got = m_tls ? SSL_read(m_tls.get(), some.data(), static_cast<int>(some.size()))
                           : static_cast<int>(recv(m_socket, some.data(), static_cast<size_t>(some.size()), 0));
    some.truncate(std::max(got, 0));
    return some;
}

QByteArray HostilePeer::readRequest()
{
    QByteArray request;
    while (!request.contains("\r\n\r\n")) {
        const QByteArray more = read();
        if (more.isEmpty())
            return {};
        request += more;
    }
    ++*m_requests;
    return request;
}

bool HostilePeer::send(QByteArrayView bytes)
{
    while (!bytes.isEmpty()) {
        const auto sent = m_tls
            ? SSL_write(m_tls.get(), bytes.data(), static_cast<int>(bytes.size()))
            : static_cast<int>(::send(m_socket, bytes.data(), static_cast<size_t>(bytes.size()), MSG_NOSIGNAL));
        if (sent <= 0)
            return false;
        bytes = bytes.sliced(sent);
    }
    return true;
}

void HostilePeer::sendForEver(QByteArrayView bytes)
{
    while (send(bytes)) { }
}

void HostilePeer::drip(QByteArrayView bytes, qsizetype atOnce, Millis every)
{
    while (!bytes.isEmpty() && send(bytes.first(std::min(atOnce, bytes.size())))) {
        bytes = bytes.sliced(std::min(atOnce, bytes.size()));
        std::this_thread::sleep_for(every);
    }
}

void HostilePeer::closeTls()
{
    if (m_tls)
        SSL_shutdown(m_tls.get());
}

void HostilePeer::hold()
{
    while (!read().isEmpty()) { }
}

void HostilePeer::reset()
{
    for (int unread = 1; unread > 0 && ioctl(m_socket, SIOCOUTQ, &unread) == 0;)
        std::this_thread::sleep_for(Millis(1));
    const linger none{1, 0}; // lingering for no time makes the kernel answer with RST
    setsockopt(m_socket, SOL_SOCKET, SO_LINGER, &none, sizeof(none));
    m_reset = true;
}

HostileServer::HostileServer(Script script, const char* address)
    : m_script(std::move(script))
    , m_address(QString::fromLatin1(address))
    , m_socket(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
{
    std::signal(SIGPIPE, SIG_IGN); // OpenSSL writes without MSG_NOSIGNAL
    sockaddr_in where{};
    where.sin_family = AF_INET;
    inet_pton(AF_INET, address, &where.sin_addr);
    socklen_t size = sizeof(where);
    auto* name = reinterpret_cast<sockaddr*>(&where);
    if (bind(m_socket, name, size) != 0 || listen(m_socket, 16) != 0 || getsockname(m_socket, name, &size) != 0)
        qFatal("no server on %s", address);
    m_port = ntohs(where.sin_port);
    m_acceptor = std::thread([this] { accept(); });
}

HostileServer::~HostileServer()
{
    shutdown(m_socket, SHUT_RDWR);
    m_acceptor.join();
    {
        const std::scoped_lock lock(m_mutex);
        for (const int each : m_open)
            shutdown(each, SHUT_RDWR);
    }
    for (std::thread& each : m_threads)
        each.join();
    close(m_socket);
}

void HostileServer::accept()
{
    for (;;) {
        const int socket = accept4(m_socket, nullptr, nullptr, SOCK_CLOEXEC);
        if (socket < 0)
            return;
        ++m_connections;
        const std::scoped_lock lock(m_mutex);
        m_open.push_back(socket);
        m_threads.emplace_back([this, socket] {
            {
                HostilePeer peer(socket, &m_requests);
                m_script(peer);
            }
            const std::scoped_lock closing(m_mutex);
            std::erase(m_open, socket);
            close(socket);
        });
    }
}

QUrl HostileServer::url(const QString& scheme) const
{
    return QUrl(QStringLiteral("%1://%2:%3/").arg(scheme, m_address).arg(m_port));
}

} // namespace Gatewatch
