// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/net/socketaddress.h>

#include <QtEndian>

#include <cstring>
#include <netinet/in.h>

namespace Gatewatch {
namespace {

template <typename Place>
SocketAddress stored(const Place& place)
{
    SocketAddress result;
    std::memcpy(&result.storage, &place, sizeof(place));
    result.length = sizeof(place);
    return result;
}

} // namespace

SocketAddress socketAddress(const QHostAddress& address, quint16 port)
{
    if (address.protocol() == QAbstractSocket::IPv6Protocol) {
        sockaddr_in6 place{};
        place.sin6_family = AF_INET6;
        place.sin6_port = qToBigEndian(port);
        const Q_IPV6ADDR bytes = address.toIPv6Address();
        std::memcpy(&place.sin6_addr, &bytes, sizeof(bytes));
        place.sin6_scope_id = address.scopeId().toUInt();
        return stored(place);
    }
    sockaddr_in place{};
    place.sin_family = AF_INET;
    place.sin_port = qToBigEndian(port);
    place.sin_addr.s_addr = qToBigEndian(address.toIPv4Address());
    return stored(place);
}

} // namespace Gatewatch
