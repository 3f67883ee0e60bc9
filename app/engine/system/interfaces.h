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

/// As people know it, with its name for experts: "Wi-Fi (wlan0)".
QString interfaceWords(const QNetworkInterface& interface);

/// Ours, of what goes to the internet, null where there is no way; over IPv6 only where asked for. The place asked
/// about is a root name server's address, which is in nobody's own network; nothing is sent to it.
QHostAddress sourceTowardsInternet(QAbstractSocket::NetworkLayerProtocol family);
/// The same over whichever family there is: IPv6 counts where there is no other way, for its routes come and go with
/// the announcements of a router (RFC 4861 section 6.3.4) while nothing else changes.
QHostAddress sourceTowardsInternet();

} // namespace Gatewatch
