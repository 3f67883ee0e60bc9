// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/net/route.h>

#include <engine/net/socketaddress.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <unistd.h>

#ifdef Q_OS_LINUX
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <netinet/in.h>
#endif

namespace Gatewatch {
namespace {

constexpr quint16 discard = 9; ///< RFC 863; any port will do, since connecting a datagram socket sends nothing

struct Way {
    int error = 0; ///< errno; 0: there is one
    QHostAddress source; ///< ours, on that way
};

Way wayTo(const QHostAddress& to)
{
    const bool v6 = to.protocol() == QAbstractSocket::IPv6Protocol;
    const int probe = ::socket(v6 ? AF_INET6 : AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (probe < 0)
        return {errno, {}};
    const SocketAddress place = socketAddress(to, discard);
    Way way;
    SocketAddress ours;
    ours.length = sizeof ours.storage;
    if (::connect(probe, place.get(), place.length) != 0)
        way.error = errno;
    else if (::getsockname(probe, reinterpret_cast<sockaddr*>(&ours.storage), &ours.length) == 0)
        way.source = QHostAddress(ours.get());
    ::close(probe);
    return way;
}

bool hasRoute(const QHostAddress& to)
{
    const int error = wayTo(to).error;
    return error != EAFNOSUPPORT && error != ENETUNREACH && error != EHOSTUNREACH && error != ENETDOWN;
}

} // namespace

bool lacksRoute(const Exchange& exchange)
{
    if (exchange.failure != Failure::TcpAddressUnreachable || exchange.viaProxy)
        return false;
    QList<QHostAddress> tried;
    for (const AddressTried& each : exchange.addressesTried)
        tried.append(QHostAddress(each.address));
    if (!exchange.address.isEmpty())
        tried.append(QHostAddress(exchange.address));
    tried.removeIf([](const QHostAddress& address) { return address.isNull(); });
    return !tried.isEmpty() && std::ranges::none_of(tried, hasRoute);
}

#ifdef Q_OS_LINUX

int interfaceTowards(const QHostAddress& to)
{
    struct {
        nlmsghdr head;
        rtmsg route;
        char attributes[64];
    } question{};
    const bool v6 = to.protocol() == QAbstractSocket::IPv6Protocol;
    const SocketAddress place = socketAddress(to, 0);
    const void* const bytes = v6
        ? static_cast<const void*>(&reinterpret_cast<const sockaddr_in6*>(&place.storage)->sin6_addr)
        : static_cast<const void*>(&reinterpret_cast<const sockaddr_in*>(&place.storage)->sin_addr);
    const std::size_t size = v6 ? sizeof(in6_addr) : sizeof(in_addr);
    question.route.rtm_family = v6 ? AF_INET6 : AF_INET;
    question.route.rtm_dst_len = static_cast<unsigned char>(size * 8);
    auto* const destination = reinterpret_cast<rtattr*>(question.attributes);
    destination->rta_type = RTA_DST;
    destination->rta_len = static_cast<unsigned short>(RTA_LENGTH(size));
    std::memcpy(RTA_DATA(destination), bytes, size);
    question.head.nlmsg_type = RTM_GETROUTE;
    question.head.nlmsg_flags = NLM_F_REQUEST;
    question.head.nlmsg_len = static_cast<unsigned int>(NLMSG_LENGTH(sizeof(rtmsg)) + RTA_LENGTH(size));
    const int kernel = ::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE);
    char answer[4096];
    ssize_t length = -1;
    // The kernel answers before send() returns, so that nothing is waited for.
    if (kernel >= 0 && ::send(kernel, &question, question.head.nlmsg_len, 0) > 0)
        length = ::recv(kernel, answer, sizeof answer, 0);
    if (kernel >= 0)
        ::close(kernel);
    const auto* const head = reinterpret_cast<const nlmsghdr*>(answer);
    if (length < static_cast<ssize_t>(NLMSG_LENGTH(sizeof(rtmsg))) || head->nlmsg_type != RTM_NEWROUTE)
        return 0;
    auto left = static_cast<int>(head->nlmsg_len - NLMSG_LENGTH(sizeof(rtmsg)));
    const auto* each = reinterpret_cast<const rtattr*>(answer + NLMSG_LENGTH(sizeof(rtmsg)));
    for (; RTA_OK(each, left); each = RTA_NEXT(each, left)) {
        if (each->rta_type != RTA_OIF)
            continue;
        int index = 0;
        std::memcpy(&index, RTA_DATA(each), sizeof index);
        return index;
    }
    return 0;
}

#else

int interfaceTowards(const QHostAddress&)
{
    return 0;
}

#endif

QHostAddress sourceTowards(const QHostAddress& to)
{
    return wayTo(to).source;
}

} // namespace Gatewatch
