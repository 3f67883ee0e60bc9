// SPDX-License-Identifier: GPL-3.0-or-later
#include <support/dnsmasq.h>

#include <support/nginx.h>

#include <QStandardPaths>

namespace Gatewatch {

QString TestDnsmasq::program()
{
    const QStringList places{
        QStringLiteral("/usr/sbin"), QStringLiteral("/usr/bin"), QStringLiteral("/usr/local/sbin")};
    return QStandardPaths::findExecutable(QStringLiteral("dnsmasq"), places);
}

TestDnsmasq::~TestDnsmasq()
{
    m_process.kill();
    m_process.waitForFinished();
}

bool TestDnsmasq::start(const QStringList& records)
{
    m_port = freePort();
    const QStringList usual{QStringLiteral("--keep-in-foreground"), QStringLiteral("--conf-file=/dev/null"),
                            QStringLiteral("--no-resolv"),          QStringLiteral("--no-hosts"),
                            QStringLiteral("--pid-file="),          QStringLiteral("--user="),
                            QStringLiteral("--bind-interfaces"),    QStringLiteral("--listen-address=127.0.0.1"),
                            QStringLiteral("--local=/test/"),       QStringLiteral("--port=%1").arg(m_port)};
    m_process.start(program(), usual + records);
    return m_process.waitForStarted() && waitForListener(m_port, m_process); // it listens on TCP as well
}

} // namespace Gatewatch
