// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QProcess>
#include <QString>

namespace Gatewatch {

// Cables that are plugged in and out, for tests that run under tests/integration/own_network.sh.

/// ip(8) with these words, one space between two; whether it succeeded.
inline bool ip(const QString& words)
{
    QProcess process;
    process.start(QStringLiteral("ip"), words.split(u' '));
    return process.waitForFinished() && process.exitCode() == 0;
}

/// A link with a carrier: a cable whose two ends are both here. It gives itself no addresses of IPv6 (RFC 4862), which
/// would be news for seconds.
inline bool plugIn(const QString& name)
{
    return ip(QStringLiteral("link add %1 type veth peer name veth-%1").arg(name))
        && ip(QStringLiteral("link set veth-%1 addrgenmode none up").arg(name))
        && ip(QStringLiteral("link set %1 addrgenmode none up").arg(name));
}

} // namespace Gatewatch
