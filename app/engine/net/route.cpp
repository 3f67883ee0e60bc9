// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/net/route.h>

#include <engine/net/socketaddress.h>

#include <algorithm>
#include <cerrno>
#include <unistd.h>

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

QHostAddress sourceTowards(const QHostAddress& to)
{
    return wayTo(to).source;
}

} // namespace Gatewatch
