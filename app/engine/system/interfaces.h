// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QNetworkInterface>

namespace Gatewatch {

/// Whether it belongs to containers or virtual machines of this computer, which come and go without changing its way to
/// the internet.
bool isOfContainers(const QNetworkInterface& interface);

/// Whether it is the near end of a tunnel, such as a VPN's: by its usual names, and on Linux by what the kernel says of
/// it (a driver of tun or tap, or of WireGuard).
bool isTunnel(const QNetworkInterface& interface);

/// The addresses at which others could answer; none while the interface has no link.
QList<QNetworkAddressEntry> usableAddresses(const QNetworkInterface& interface);

/// Whether what goes to that address leaves through it.
bool leadsTo(const QNetworkInterface& interface, const QHostAddress& to);
/// A place that is in nobody's own network: a root name server's. Nothing is ever sent to it.
QHostAddress farAway(QAbstractSocket::NetworkLayerProtocol family);

/// As people know it, with its name for experts: "Wi-Fi (wlan0)".
QString interfaceWords(const QNetworkInterface& interface);

/// The interface that leads to the internet, in those words; empty where there is no way.
QString wayOutWords();

/// Our address in what goes to the internet; null where there is no way. IPv6 counts where there is no other way, for
/// its routes come and go with the announcements of a router (RFC 4861 section 6.3.4) while nothing else changes.
QHostAddress sourceTowardsInternet();

} // namespace Gatewatch
