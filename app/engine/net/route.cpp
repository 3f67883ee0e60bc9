// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/net/route.h>

#include <engine/net/socketaddress.h>

#include <QHostAddress>

#include <algorithm>
#include <cerrno>
#include <unistd.h>

namespace Gatewatch {
namespace {

constexpr quint16 discard = 9; ///< RFC 863; any port will do, since connecting a datagram socket sends nothing

bool hasRoute(const QHostAddress& to)
{
    const bool v6 = to.protocol() == QAbstractSocket::IPv6Protocol;
    const int probe = ::socket(v6 ? AF_INET6 : AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (probe < 0)
        return errno != EAFNOSUPPORT;
    const SocketAddress place = socketAddress(to, discard);
    const bool connected = ::connect(probe, place.get(), place.length) == 0;
    const int error = errno;
    ::close(probe);
    return connected || (error != ENETUNREACH && error != EHOSTUNREACH && error != ENETDOWN);
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

} // namespace Gatewatch
