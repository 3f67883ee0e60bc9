// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/net/pingprobe.h>

#include <engine/descriptors.h>
#include <engine/net/lookup.h>
#include <engine/net/route.h>
#include <engine/net/socketaddress.h>

#include <QElapsedTimer>
#include <QRandomGenerator>
#include <QSocketNotifier>
#include <QTimer>

#include <array>
#include <cerrno>
#include <cstring>
#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <netinet/ip_icmp.h>
#include <sys/socket.h>
#include <unistd.h>

namespace Gatewatch {
namespace {

constexpr auto howToAllow =
    "this system lets no program ping without privileges; the administrator can allow it with: sysctl -w "
    "net.ipv4.ping_group_range=\"0 2147483647\"";

/// Type, code, checksum (the kernel's), identifier (the kernel's), sequence number, and a cookie that the echo repeats.
std::array<char, 24> echoRequest(bool v6, quint64 cookie)
{
    std::array<char, 24> packet{};
    packet[0] = static_cast<char>(v6 ? ICMP6_ECHO_REQUEST : ICMP_ECHO);
    packet[7] = 1;
    std::memcpy(packet.data() + 8, &cookie, sizeof(cookie));
    return packet;
}

class PingProbe final : public QObject, public ProbeHandle {
public:
    PingProbe(PingRequest request, ProbeLoop::Done done)
        : m_request(std::move(request))
        , m_done(std::move(done))
    {
        m_exchange.at = wallClock();
        m_exchange.method.clear();
        m_exchange.url = m_exchange.finalUrl = m_request.address;
        m_deadline.setSingleShot(true);
        connect(&m_deadline, &QTimer::timeout, this, [this] {
            finish(m_socket < 0 ? Failure::DnsUnreachable : Failure::TcpTimedOut);
        });
        QTimer::singleShot(0, this, [this] { begin(); });
    }

    ~PingProbe() override { close(); }

private:
    void begin()
    {
        m_clock.start();
        m_deadline.start(m_request.timeout);
        if (const QString lack = lackBeforeProbe(); !lack.isEmpty())
            return finish(Failure::Abandoned, lack);
        if (const QHostAddress numeric(m_request.host); !numeric.isNull())
            return sendTo(QList<QHostAddress>{numeric});
        lookUp(m_request.host, m_request.ipFamily, m_request.timeout, this, [this](const LookupAnswer& answer) {
            if (!m_done)
                return;
            if (answer.failure != Failure::Ok)
                return finish(answer.failure, answer.lack);
            m_exchange.phases.resolve = Micros(m_clock.nsecsElapsed() / 1000);
            sendTo(answer.addresses);
        });
    }

    /// Sends to the first address that there is a way to.
    void sendTo(const QList<QHostAddress>& addresses)
    {
        for (const QHostAddress& address : addresses) {
            m_exchange.address = address.toString();
            if (const int error = sendOne(address); error == 0)
                return;
            else if (error == EACCES || error == EPERM)
                return finish(Failure::Abandoned, QString::fromLatin1(howToAllow));
            else if (const QString lack = lackOf(error); !lack.isEmpty())
                return finish(Failure::Abandoned, lack);
            else
                m_exchange.detail = QString::fromLocal8Bit(std::strerror(error));
        }
        finish(Failure::TcpAddressUnreachable, m_exchange.detail);
    }

    /// The errno of what failed, or 0.
    int sendOne(const QHostAddress& address)
    {
        close();
        m_v6 = address.protocol() == QAbstractSocket::IPv6Protocol;
        m_socket = ::socket(
            m_v6 ? AF_INET6 : AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC,
            m_v6 ? static_cast<int>(IPPROTO_ICMPV6) : static_cast<int>(IPPROTO_ICMP));
        if (m_socket < 0)
            return errno;
        // What routers say of the packet is then heard as an error of the socket.
        const int on = 1;
        ::setsockopt(m_socket, m_v6 ? SOL_IPV6 : SOL_IP, m_v6 ? IPV6_RECVERR : IP_RECVERR, &on, sizeof(on));
        const SocketAddress place = socketAddress(address);
        const auto packet = echoRequest(m_v6, m_cookie);
        if (::connect(m_socket, place.get(), place.length) != 0)
            return errno;
        m_sentAt = m_clock.nsecsElapsed();
        if (::send(m_socket, packet.data(), packet.size(), 0) < 0)
            return errno;
        m_readable = std::make_unique<QSocketNotifier>(static_cast<qintptr>(m_socket), QSocketNotifier::Read);
        connect(m_readable.get(), &QSocketNotifier::activated, this, [this] { hear(); });
        return 0;
    }

    void hear()
    {
        std::array<char, 256> buffer;
        while (m_done) {
            const ssize_t size = ::recv(m_socket, buffer.data(), buffer.size(), 0);
            if (size < 0 && (errno == EAGAIN || errno == EINTR))
                return;
            if (size < 0)
                return finish(Failure::TcpAddressUnreachable, QString::fromLocal8Bit(std::strerror(errno)));
            const bool echo = size >= 16 && buffer[0] == static_cast<char>(m_v6 ? ICMP6_ECHO_REPLY : ICMP_ECHOREPLY)
                && std::memcmp(buffer.data() + 8, &m_cookie, sizeof(m_cookie)) == 0;
            if (!echo)
                continue;
            m_exchange.phases.wait = Micros((m_clock.nsecsElapsed() - m_sentAt) / 1000);
            m_exchange.bytes = size;
            return finish(Failure::Ok);
        }
    }

    void finish(Failure failure, const QString& detail = {})
    {
        m_deadline.stop();
        if (m_readable)
            m_readable->setEnabled(false);
        m_exchange.failure = failure;
        m_exchange.lacksRoute = lacksRoute(m_exchange);
        m_exchange.detail = detail;
        m_exchange.total = Micros(m_clock.nsecsElapsed() / 1000);
        const auto done = std::exchange(m_done, nullptr);
        done(m_exchange);
    }

    void close()
    {
        m_readable.reset();
        if (m_socket >= 0)
            ::close(m_socket);
        m_socket = -1;
    }

    PingRequest m_request;
    ProbeLoop::Done m_done;
    Exchange m_exchange;
    QElapsedTimer m_clock;
    QTimer m_deadline;
    std::unique_ptr<QSocketNotifier> m_readable;
    int m_socket = -1;
    bool m_v6 = false;
    qint64 m_sentAt = 0;
    quint64 m_cookie = QRandomGenerator::global()->generate64();
};

} // namespace

std::unique_ptr<ProbeHandle> startPingProbe(const PingRequest& request, ProbeLoop::Done done)
{
    return std::make_unique<PingProbe>(request, std::move(done));
}

} // namespace Gatewatch
