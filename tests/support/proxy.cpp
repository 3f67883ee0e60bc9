// SPDX-License-Identifier: GPL-3.0-or-later
#include <support/proxy.h>

#include <support/nginx.h>

#include <QFile>
#include <QStandardPaths>

namespace Gatewatch {

TestProxy::TestProxy(Kind kind)
    : m_kind(kind)
    , m_port(freePort())
{
}

TestProxy::~TestProxy()
{
    m_process.kill();
    m_process.waitForFinished();
}

QString TestProxy::program() const
{
    return m_kind == Kind::Http ? QStringLiteral("tinyproxy") : QStringLiteral("microsocks");
}

bool TestProxy::isInstalled() const
{
    return !QStandardPaths::findExecutable(program()).isEmpty();
}

bool TestProxy::start()
{
    QStringList arguments{QStringLiteral("-i"),    QStringLiteral("127.0.0.1"), QStringLiteral("-p"),
                          QString::number(m_port), QStringLiteral("-u"),        QStringLiteral("me"),
                          QStringLiteral("-P"),    QStringLiteral("canarypass")};
    if (m_kind == Kind::Http) {
        QFile file(m_folder.filePath(QStringLiteral("tinyproxy.conf")));
        if (!file.open(QIODevice::WriteOnly))
            return false;
        file.write(
            "Port " + QByteArray::number(m_port)
            + "\nListen 127.0.0.1\nBasicAuth me canarypass\nMaxClients 20\nTimeout 10\nLogLevel Warning\n");
        arguments = {QStringLiteral("-d"), QStringLiteral("-c"), file.fileName()};
    }
    m_process.start(program(), arguments);
    return m_process.waitForStarted() && waitForListener(m_port, m_process);
}

QString TestProxy::url() const
{
    const QString scheme = m_kind == Kind::Http ? QStringLiteral("http") : QStringLiteral("socks5h");
    return QStringLiteral("%1://127.0.0.1:%2").arg(scheme).arg(m_port);
}

} // namespace Gatewatch
