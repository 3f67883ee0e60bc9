// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/net/privateaddress.h>

#include <algorithm>
#include <array>

namespace Gatewatch {
namespace {

struct Range {
    quint32 network;
    int bits;
};

constexpr std::array privateRanges{
    Range{0x00000000, 8}, // "this" network
    Range{0x0A000000, 8},  Range{0x64400000, 10}, // shared between a provider and its customers
    Range{0x7F000000, 8},  Range{0xA9FE0000, 16}, Range{0xAC100000, 12},
    Range{0xC0000000, 24}, Range{0xC0A80000, 16}, Range{0xC6120000, 15}, // benchmarks
    Range{0xE0000000, 3}, // multicast and reserved
};

bool isPrivateV4(quint32 address)
{
    return std::ranges::any_of(
        privateRanges, [address](const Range& range) { return (address ^ range.network) >> (32 - range.bits) == 0; });
}

quint32 tailOf(const Q_IPV6ADDR& address, int from)
{
    quint32 value = 0;
    for (int i = from; i < from + 4; ++i)
        value = value << 8 | address[i];
    return value;
}

bool isPrivateV6(const Q_IPV6ADDR& address)
{
    const bool upperHalfZero = std::all_of(address.c, address.c + 8, [](quint8 byte) { return byte == 0; });
    if (upperHalfZero)
        return true; // unspecified, loopback, mapped and compatible addresses: none of them is a public IPv6 address
    if (address[0] == 0x20 && address[1] == 0x02) // 6to4
        return isPrivateV4(tailOf(address, 2));
    if (address[0] == 0x00 && address[1] == 0x64 && address[2] == 0xFF && address[3] == 0x9B) // NAT64
        return isPrivateV4(tailOf(address, 12));
    return (address[0] & 0xE0) != 0x20; // only 2000::/3 is public
}

} // namespace

bool isPrivateAddress(const QHostAddress& address)
{
    bool isV4 = false;
    const quint32 v4 = address.toIPv4Address(&isV4); // also of ::ffff:a.b.c.d
    if (isV4)
        return isPrivateV4(v4);
    return address.protocol() != QAbstractSocket::IPv6Protocol || isPrivateV6(address.toIPv6Address());
}

} // namespace Gatewatch
