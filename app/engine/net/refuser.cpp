// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/net/refuser.h>

#include <engine/net/socketaddress.h>

#include <QNetworkInterface>
#include <QSocketNotifier>
#include <QTimer>

#include <algorithm>
#include <array>
#include <cerrno>
#include <ctime> // of which linux/errqueue.h needs timespec
#include <linux/errqueue.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace Gatewatch {
namespace {

using By = RefusalFact::By;

constexpr int unreachable4 = 3, noNet4 = 0, noHost4 = 1; // RFC 792
constexpr int unreachable6 = 1, noRoute6 = 0, noAddress6 = 3; // RFC 4443 section 3.1

/// "Host unreachable" and the like: what this computer also tells itself when the next machine does not react.
bool isOfNoNeighbour(const sock_extended_err& error)
{
    if (error.ee_origin == SO_EE_ORIGIN_ICMP)
        return error.ee_code == noNet4 || error.ee_code == noHost4;
    return error.ee_code == noRoute6 || error.ee_code == noAddress6;
}

bool isBeside(const QHostAddress& address)
{
    const QList<QNetworkInterface> interfaces = QNetworkInterface::allInterfaces();
    return std::ranges::any_of(interfaces, [&address](const QNetworkInterface& one) {
        const QList<QNetworkAddressEntry> entries = one.addressEntries();
        return std::ranges::any_of(entries, [&address](const QNetworkAddressEntry& entry) {
            return address.isInSubnet(entry.ip(), entry.prefixLength());
        });
    });
}

std::optional<By> refuserOf(const sock_extended_err& error, const QHostAddress& asked)
{
    const bool icmp = error.ee_origin == SO_EE_ORIGIN_ICMP && error.ee_type == unreachable4;
    const bool icmp6 = error.ee_origin == SO_EE_ORIGIN_ICMP6 && error.ee_type == unreachable6;
    if (!icmp && !icmp6)
        return std::nullopt;
    const QHostAddress from(SO_EE_OFFENDER(&error));
    if (QNetworkInterface::allAddresses().contains(from))
        return isOfNoNeighbour(error) ? std::nullopt : std::optional(By::ThisComputer);
    if (from == asked)
        return std::nullopt;
    if (!isBeside(from))
        return By::Farther;
    // A router that finds no way on says nothing of what it lets through: the computer behind it may just be off.
    return isOfNoNeighbour(error) ? std::nullopt : std::optional(By::OwnNetwork);
}

class Question final : public QObject {
public:
    using Done = std::function<void(std::optional<By>)>;
    Question(const QHostAddress& to, quint16 port, Millis limit, Done done)
        : m_to(to)
        , m_done(std::move(done))
    {
        if (!begin(port, limit))
            QTimer::singleShot(0, this, [this] { end(m_refused ? By::ThisComputer : told()); });
    }
    ~Question() override
    {
        m_ready.reset(); // before its socket
        if (m_socket >= 0)
            ::close(m_socket);
    }
    Q_DISABLE_COPY_MOVE(Question)

private:
    /// Whether something is still to come.
    bool begin(quint16 port, Millis limit)
    {
        const bool v6 = m_to.protocol() == QAbstractSocket::IPv6Protocol;
        m_socket = ::socket(v6 ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        const int on = 1;
        const int level = v6 ? IPPROTO_IPV6 : IPPROTO_IP;
        if (m_socket < 0 || ::setsockopt(m_socket, level, v6 ? IPV6_RECVERR : IP_RECVERR, &on, sizeof on) != 0)
            return false;
        const SocketAddress place = socketAddress(m_to, port);
        if (::connect(m_socket, place.get(), place.length) != 0 && errno != EINPROGRESS) {
            m_refused = errno == EPERM || errno == EACCES;
            return false;
        }
        m_ready = std::make_unique<QSocketNotifier>(m_socket, QSocketNotifier::Write);
        connect(m_ready.get(), &QSocketNotifier::activated, this, [this] { end(told()); });
        QTimer::singleShot(limit, this, [this] { end(told()); });
        return true;
    }

    void end(std::optional<By> by)
    {
        if (m_ready)
            m_ready->setEnabled(false);
        if (const Done done = std::exchange(m_done, {}))
            done(by);
    }

    /// The first word of ICMP about it.
    [[nodiscard]] std::optional<By> told() const
    {
        alignas(cmsghdr) std::array<char, 512> control{};
        std::array<char, 128> returned{};
        iovec part{returned.data(), returned.size()};
        msghdr message{};
        message.msg_iov = &part;
        message.msg_iovlen = 1;
        message.msg_control = control.data();
        message.msg_controllen = control.size();
        if (::recvmsg(m_socket, &message, MSG_ERRQUEUE | MSG_DONTWAIT) < 0)
            return std::nullopt;
        for (cmsghdr* each = CMSG_FIRSTHDR(&message); each; each = CMSG_NXTHDR(&message, each)) {
            const bool error = (each->cmsg_level == IPPROTO_IP && each->cmsg_type == IP_RECVERR)
                || (each->cmsg_level == IPPROTO_IPV6 && each->cmsg_type == IPV6_RECVERR);
            if (error)
                return refuserOf(*reinterpret_cast<const sock_extended_err*>(CMSG_DATA(each)), m_to);
        }
        return std::nullopt;
    }

    QHostAddress m_to;
    Done m_done;
    int m_socket = -1;
    bool m_refused = false; ///< by the system, before anything was sent
    std::unique_ptr<QSocketNotifier> m_ready;
};

} // namespace

std::unique_ptr<QObject>
whoRefuses(const QHostAddress& to, quint16 port, Millis limit, std::function<void(std::optional<By>)> done)
{
    return std::make_unique<Question>(to, port, limit, std::move(done));
}

} // namespace Gatewatch
