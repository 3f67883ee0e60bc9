// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/system/networkwatch.h>

#include <engine/system/interfaces.h>

#include <QCryptographicHash>
#include <QSocketNotifier>
#include <QSysInfo>
#include <QUuid>

#include <algorithm>

#ifdef Q_OS_LINUX
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>
#include <unistd.h>
#endif

namespace Gatewatch {
namespace {

using namespace std::chrono_literals;

constexpr auto settleFor = 500ms;
constexpr auto pollEvery = 5s;

QString kindOf(const QNetworkInterface& interface)
{
    return isTunnel(interface) ? QStringLiteral("vpn") : QString::number(static_cast<int>(interface.type()));
}

QString prefixOf(const QNetworkAddressEntry& entry)
{
    QHostAddress address = entry.ip();
    address.setScopeId({});
    if (address.protocol() == QAbstractSocket::IPv4Protocol) {
        const quint32 mask = entry.prefixLength() <= 0 ? 0 : ~quint32(0) << (32 - entry.prefixLength());
        return QHostAddress(address.toIPv4Address() & mask).toString() + u'/' + QString::number(entry.prefixLength());
    }
    Q_IPV6ADDR bytes = address.toIPv6Address();
    for (int bit = std::max(0, entry.prefixLength()); bit < 128; ++bit)
        bytes[bit / 8] = static_cast<quint8>(bytes[bit / 8] & ~(0x80 >> (bit % 8)));
    return QHostAddress(bytes).toString() + u'/' + QString::number(entry.prefixLength());
}

/// Without which a hash of so few possible networks would give them away. A system without an id gets another one each
/// time, which costs no more than that networks of different runs are not compared.
QByteArray salt()
{
    static const QByteArray random = QUuid::createUuid().toRfc4122();
    const QByteArray id = QSysInfo::machineUniqueId();
    return id.isEmpty() ? random : id;
}

bool haveAddress(const QList<QNetworkInterface>& interfaces)
{
    return std::ranges::any_of(interfaces, [](const auto& each) { return !usableAddresses(each).isEmpty(); });
}

QString nameOf(const QList<QNetworkInterface>& interfaces)
{
    QStringList parts;
    const QHostAddress source = sourceTowardsInternet();
    for (const QNetworkInterface& interface : interfaces) {
        if (isOfContainers(interface))
            continue;
        const QList<QNetworkAddressEntry> entries = usableAddresses(interface);
        const bool leadsOut =
            std::ranges::any_of(entries, [&](const QNetworkAddressEntry& entry) { return entry.ip().isEqual(source); });
        for (const QNetworkAddressEntry& entry : entries) {
            const QString part = kindOf(interface) + u' ' + prefixOf(entry);
            parts.append(part);
            if (leadsOut)
                parts.append(QStringLiteral("out ") + part);
        }
    }
    if (parts.isEmpty())
        return {};
    parts.sort();
    parts.removeDuplicates(); // a second address (RFC 8981) or cable in the same network is no other network
    const QByteArray text = salt() + parts.join(u'\n').toUtf8();
    return QString::fromLatin1(QCryptographicHash::hash(text, QCryptographicHash::Sha256).toHex().first(8));
}

} // namespace

bool hasAddress()
{
    return haveAddress(QNetworkInterface::allInterfaces());
}

QString networkId()
{
    return nameOf(QNetworkInterface::allInterfaces());
}

NetworkWatch::NetworkWatch(QObject* parent)
    : QObject(parent)
    , m_settle(this)
    , m_poll(this)
{
    m_settle.setSingleShot(true);
    m_settle.setInterval(settleFor);
    connect(&m_settle, &QTimer::timeout, this, &NetworkWatch::compare);
    m_poll.setInterval(pollEvery);
    connect(&m_poll, &QTimer::timeout, this, &NetworkWatch::compare);
}

void NetworkWatch::start()
{
    look();
    if (!listen())
        m_poll.start();
}

void NetworkWatch::look()
{
    const QList<QNetworkInterface> interfaces = QNetworkInterface::allInterfaces();
    m_hasAddress = haveAddress(interfaces);
    m_network = nameOf(interfaces);
}

void NetworkWatch::compare()
{
    const QString before = m_network;
    look();
    if (m_network != before)
        emit changed(m_network);
}

#ifdef Q_OS_LINUX

bool NetworkWatch::listen()
{
    m_socket = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE);
    if (m_socket < 0)
        return false;
    sockaddr_nl address{};
    address.nl_family = AF_NETLINK;
    address.nl_groups = RTMGRP_LINK | RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR | RTMGRP_IPV4_ROUTE | RTMGRP_IPV6_ROUTE
        | RTMGRP_IPV4_RULE | (1U << (RTNLGRP_IPV6_RULE - 1));
    if (bind(m_socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        return false;
    m_notifier = std::make_unique<QSocketNotifier>(m_socket, QSocketNotifier::Read);
    connect(m_notifier.get(), &QSocketNotifier::activated, this, &NetworkWatch::drain);
    return true;
}

/// What exactly happened does not matter: addresses and routes are looked at anew. Too much news at once (ENOBUFS) is
/// news.
void NetworkWatch::drain()
{
    char buffer[8192];
    while (recv(m_socket, buffer, sizeof buffer, 0) > 0) { }
    // A link that never stops talking must not put the look off for ever.
    if (!m_settle.isActive())
        m_settle.start();
}

NetworkWatch::~NetworkWatch()
{
    m_notifier.reset();
    if (m_socket >= 0)
        close(m_socket);
}

#else

bool NetworkWatch::listen()
{
    return false;
}

void NetworkWatch::drain() { }

NetworkWatch::~NetworkWatch() = default;

#endif

} // namespace Gatewatch
