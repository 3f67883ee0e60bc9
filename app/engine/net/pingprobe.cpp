// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/net/pingprobe.h>

#include <core/addressestried.h>
#include <engine/descriptors.h>
#include <engine/net/lookup.h>
#include <engine/net/route.h>
#include <engine/net/socketaddress.h>

#include <QElapsedTimer>
#include <QRandomGenerator>
#include <QSocketNotifier>
#include <QTimer>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <netinet/ip_icmp.h>
#include <sys/socket.h>
#include <unistd.h>
#include <vector>

namespace Gatewatch {
namespace {

/// For the first echo; an address that answers later is odd, and the one of the other family loses that much time.
constexpr Millis longestShare{1000};
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

/// An echo request that was sent to one address, or could not be.
struct Echo {
    QHostAddress address;
    Failure failure = Failure::TcpTimedOut; ///< until something comes
    int socket = -1;
    qint64 sentAt = 0; ///< nanoseconds of the probe's clock
    std::unique_ptr<QSocketNotifier> readable{};

    explicit Echo(QHostAddress to)
        : address(std::move(to))
    {
    }
    ~Echo()
    {
        readable.reset();
        if (socket >= 0)
            ::close(socket);
    }
    Q_DISABLE_COPY_MOVE(Echo)

    [[nodiscard]] bool isV6() const { return address.protocol() == QAbstractSocket::IPv6Protocol; }
    [[nodiscard]] bool isWaitedFor() const { return readable && failure == Failure::TcpTimedOut; }
};

/// What kept a request from being sent: an errno, and whether the system gave no socket at all.
struct NotSent {
    int error = 0;
    bool noSocket = false;
};

/// The kernel refuses the address of all hosts of a network with the errno of a forbidden one, unless the socket says
/// that this is meant.
bool isBroadcast(const Echo& echo, const NotSent& problem)
{
    if (problem.error != EACCES || problem.noSocket)
        return false;
    const int on = 1;
    const SocketAddress place = socketAddress(echo.address);
    ::setsockopt(echo.socket, SOL_SOCKET, SO_BROADCAST, &on, sizeof(on));
    return ::connect(echo.socket, place.get(), place.length) == 0;
}

/// Why this computer did not send it, so that nobody was asked; empty when the address is to blame.
QString ownReason(const Echo& echo, const NotSent& problem)
{
    if (const QString lack = lackOf(problem.error); !lack.isEmpty())
        return lack;
    if ((problem.error != EACCES && problem.error != EPERM) || isBroadcast(echo, problem))
        return {};
    return problem.noSocket ? QString::fromLatin1(howToAllow)
                            : QStringLiteral("a rule of this computer, such as its firewall's, forbids this ping");
}

/// Asks the first address; when nothing came of it in its share of the time, one of the other family as well (RFC 8305
/// section 5). The first echo counts.
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
            finish(m_echoes.empty() ? Failure::DnsUnreachable : Failure::TcpTimedOut);
        });
        m_next.setSingleShot(true);
        m_next.setInterval(std::min(m_request.timeout / 3, longestShare));
        connect(&m_next, &QTimer::timeout, this, [this] { sendNext(); });
        QTimer::singleShot(0, this, [this] { begin(); });
    }

private:
    void begin()
    {
        m_clock.start();
        m_deadline.start(m_request.timeout);
        if (const QString lack = lackBeforeProbe(); !lack.isEmpty())
            return finish(Failure::Abandoned, lack);
        const QHostAddress numeric(m_request.host);
        if (!numeric.isNull() && m_request.ipFamily == IpFamily::Auto) {
            m_left = {numeric};
            return sendNext();
        }
        lookUp(m_request.host, m_request.ipFamily, m_request.timeout, this, [this](const LookupAnswer& answer) {
            if (!m_done)
                return;
            m_exchange.flaw = answer.flaw;
            if (answer.failure != Failure::Ok)
                return finish(answer.failure, answer.lack);
            m_exchange.phases.resolve = Micros(m_clock.nsecsElapsed() / 1000);
            m_left = answer.addresses;
            sendNext();
        });
    }

    /// Sends to the next address that there is a way to, and afterwards to none of its family. Where there is none
    /// left, those that were asked before are still waited for.
    void sendNext()
    {
        while (m_done && !m_left.isEmpty()) {
            Echo& echo = *m_echoes.emplace_back(std::make_unique<Echo>(m_left.takeFirst()));
            const NotSent problem = send(echo);
            if (problem.error == 0) {
                m_left.removeIf([&](const QHostAddress& each) { return each.protocol() == echo.address.protocol(); });
                m_next.start();
                return;
            }
            if (const QString reason = ownReason(echo, problem); !reason.isEmpty())
                return finish(Failure::Abandoned, reason);
            echo.failure = isBroadcast(echo, problem) ? Failure::TcpAddressInvalid : Failure::TcpAddressUnreachable;
            m_exchange.detail = QString::fromLocal8Bit(std::strerror(problem.error));
        }
        const bool waits = std::ranges::any_of(m_echoes, [](const auto& echo) { return echo->isWaitedFor(); });
        if (m_done && !waits)
            finish(m_echoes.front()->failure, m_exchange.detail);
    }

    NotSent send(Echo& echo)
    {
        const bool v6 = echo.isV6();
        echo.socket = ::socket(
            v6 ? AF_INET6 : AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC,
            v6 ? static_cast<int>(IPPROTO_ICMPV6) : static_cast<int>(IPPROTO_ICMP));
        if (echo.socket < 0)
            return {errno, true};
        // What routers say of the packet is then heard as an error of the socket.
        const int on = 1;
        ::setsockopt(echo.socket, v6 ? SOL_IPV6 : SOL_IP, v6 ? IPV6_RECVERR : IP_RECVERR, &on, sizeof(on));
        const SocketAddress place = socketAddress(echo.address);
        const auto packet = echoRequest(v6, m_cookie);
        if (::connect(echo.socket, place.get(), place.length) != 0)
            return {errno};
        echo.sentAt = m_clock.nsecsElapsed();
        if (::send(echo.socket, packet.data(), packet.size(), 0) < 0)
            return {errno};
        echo.readable = std::make_unique<QSocketNotifier>(static_cast<qintptr>(echo.socket), QSocketNotifier::Read);
        connect(echo.readable.get(), &QSocketNotifier::activated, this, [this, &echo] { hear(echo); });
        return {};
    }

    void hear(Echo& echo)
    {
        std::array<char, 256> buffer;
        while (m_done) {
            const ssize_t size = ::recv(echo.socket, buffer.data(), buffer.size(), 0);
            if (size < 0 && (errno == EAGAIN || errno == EINTR))
                return;
            if (size < 0) {
                m_exchange.detail = QString::fromLocal8Bit(std::strerror(errno));
                echo.readable->setEnabled(false);
                echo.failure = Failure::TcpAddressUnreachable;
                return sendNext();
            }
            const bool answer = size >= 16
                && buffer[0] == static_cast<char>(echo.isV6() ? ICMP6_ECHO_REPLY : ICMP_ECHOREPLY)
                && std::memcmp(buffer.data() + 8, &m_cookie, sizeof(m_cookie)) == 0;
            if (!answer)
                continue;
            echo.failure = Failure::Ok;
            m_exchange.phases.wait = Micros((m_clock.nsecsElapsed() - echo.sentAt) / 1000);
            m_exchange.bytes = size;
            return finish(Failure::Ok);
        }
    }

    void finish(Failure failure, const QString& detail = {})
    {
        m_deadline.stop();
        m_next.stop();
        for (const auto& echo : m_echoes) {
            if (echo->readable)
                echo->readable->setEnabled(false);
            if (m_echoes.size() > 1)
                m_exchange.addressesTried.append({echo->address.toString(), echo->failure});
            if (m_exchange.address.isEmpty() || echo->failure == Failure::Ok)
                m_exchange.address = echo->address.toString();
        }
        m_exchange.failure = failure;
        m_exchange.lacksRoute = lacksRoute(m_exchange);
        m_exchange.detail = detail;
        if (!failedFamily(m_exchange).isEmpty())
            m_exchange.notes.append(Note::FamilyFailed);
        m_exchange.total = Micros(m_clock.nsecsElapsed() / 1000);
        const auto done = std::exchange(m_done, nullptr);
        done(m_exchange);
    }

    PingRequest m_request;
    ProbeLoop::Done m_done;
    Exchange m_exchange;
    QElapsedTimer m_clock;
    QTimer m_deadline, m_next;
    QList<QHostAddress> m_left; ///< that nothing was sent to
    std::vector<std::unique_ptr<Echo>> m_echoes;
    quint64 m_cookie = QRandomGenerator::global()->generate64();
};

} // namespace

std::unique_ptr<ProbeHandle> startPingProbe(const PingRequest& request, ProbeLoop::Done done)
{
    return std::make_unique<PingProbe>(request, std::move(done));
}

} // namespace Gatewatch
