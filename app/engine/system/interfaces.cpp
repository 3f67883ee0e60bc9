// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/system/interfaces.h>

#include <engine/net/route.h>

#include <QFile>

#include <algorithm>

namespace Gatewatch {
namespace {

bool startsWithOne(const QString& name, std::initializer_list<const char*> prefixes)
{
    return std::ranges::any_of(prefixes, [&](const char* each) { return name.startsWith(QLatin1StringView(each)); });
}

/// sysfs keeps these two in memory, so that reading them waits for nothing.
bool kernelSaysTunnel(const QString& name)
{
    const QString folder = QStringLiteral("/sys/class/net/") + name;
    if (QFile::exists(folder + QStringLiteral("/tun_flags")))
        return true;
    QFile about(folder + QStringLiteral("/uevent"));
    return about.open(QIODevice::ReadOnly) && about.read(4096).contains("DEVTYPE=wireguard");
}

} // namespace

bool isOfContainers(const QNetworkInterface& interface)
{
    return startsWithOne(
        interface.name(), {"veth", "docker", "br-", "virbr", "vnet", "lxc", "lxd", "cni", "cali", "flannel", "podman"});
}

bool isTunnel(const QNetworkInterface& interface)
{
    const QString name = interface.name();
    return startsWithOne(name, {"tun", "tap", "wg", "ppp", "ipsec", "tailscale", "nordlynx", "proton", "utun"})
        || (!isOfContainers(interface) && kernelSaysTunnel(name));
}

QList<QNetworkAddressEntry> usableAddresses(const QNetworkInterface& interface)
{
    const auto flags = interface.flags();
    if (!flags.testFlag(QNetworkInterface::IsRunning) || flags.testFlag(QNetworkInterface::IsLoopBack))
        return {};
    QList<QNetworkAddressEntry> entries = interface.addressEntries();
    entries.removeIf(
        [](const QNetworkAddressEntry& entry) { return entry.ip().isLinkLocal() || entry.ip().isLoopback(); });
    return entries;
}

QString interfaceWords(const QNetworkInterface& interface)
{
    const QString kind = isTunnel(interface)              ? QStringLiteral("VPN")
        : interface.type() == QNetworkInterface::Wifi     ? QStringLiteral("Wi-Fi")
        : interface.type() == QNetworkInterface::Ethernet ? QStringLiteral("Cable")
                                                          : QStringLiteral("Network");
    return QStringLiteral("%1 (%2)").arg(kind, interface.humanReadableName());
}

bool leadsTo(const QNetworkInterface& interface, const QHostAddress& to)
{
    if (const int index = interfaceTowards(to); index > 0)
        return index == interface.index();
    const QHostAddress source = sourceTowards(to);
    const QList<QNetworkAddressEntry> entries = usableAddresses(interface);
    return std::ranges::any_of(entries, [&](const QNetworkAddressEntry& entry) { return entry.ip().isEqual(source); });
}

QString wayOutWords()
{
    const QList<QNetworkInterface> all = QNetworkInterface::allInterfaces();
    for (const auto family : {QAbstractSocket::IPv4Protocol, QAbstractSocket::IPv6Protocol}) {
        const auto out = std::ranges::find_if(all, [family](const QNetworkInterface& one) {
            return !usableAddresses(one).isEmpty() && leadsTo(one, farAway(family));
        });
        if (out != all.end())
            return interfaceWords(*out);
    }
    return {};
}

QHostAddress farAway(QAbstractSocket::NetworkLayerProtocol family)
{
    const bool v6 = family == QAbstractSocket::IPv6Protocol;
    return QHostAddress(v6 ? QStringLiteral("2001:503:ba3e::2:30") : QStringLiteral("198.41.0.4"));
}

QHostAddress sourceTowardsInternet()
{
    const QHostAddress source = sourceTowards(farAway(QAbstractSocket::IPv4Protocol));
    return source.isNull() ? sourceTowards(farAway(QAbstractSocket::IPv6Protocol)) : source;
}

} // namespace Gatewatch
