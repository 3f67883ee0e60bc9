// SPDX-License-Identifier: GPL-3.0-or-later
#include <support/nginx.h>

#include <QDeadlineTimer>
#include <QFile>
#include <QHostAddress>
#include <QRandomGenerator>
#include <QStandardPaths>
#include <QThread>

namespace Gatewatch {

TestOrigin::TestOrigin(QObject* parent)
    : QObject(parent)
    , m_answer("HTTP/1.1 200 OK\r\nServer: test-origin\r\nContent-Type: text/html\r\nContent-Length: 20\r\n"
               "Connection: close\r\n\r\n<h1>All is well</h1>")
{
    reserve();
    connect(&m_server, &QTcpServer::newConnection, this, [this] {
        while (QTcpSocket* socket = m_server.nextPendingConnection()) {
            connect(socket, &QTcpSocket::readyRead, this, [this, socket] {
                if (!socket->peek(64 * 1024).contains("\r\n\r\n"))
                    return;
                m_lastRequest = socket->readAll();
                ++m_requests;
                socket->write(m_answer);
                socket->disconnectFromHost();
            });
            connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
        }
    });
}

void TestOrigin::reserve()
{
    m_reservation.bind(QHostAddress::LocalHost, m_port, QAbstractSocket::ShareAddress);
    if (m_port == 0)
        m_port = m_reservation.localPort();
}

bool TestOrigin::start()
{
    m_reservation.abort();
    return m_server.listen(QHostAddress::LocalHost, m_port);
}

void TestOrigin::stop()
{
    m_server.close();
    reserve();
}

quint16 freePort()
{
    // Below the ports that the kernel hands out by itself, or one that it gives to a neighbour would be ours no longer.
    constexpr int first = 20000;
    constexpr int end = 32000;
    QTcpServer server;
    for (int tries = 0; tries < 100 && !server.isListening(); ++tries)
        server.listen(QHostAddress::LocalHost, static_cast<quint16>(QRandomGenerator::global()->bounded(first, end)));
    return server.serverPort();
}

bool waitForListener(quint16 port, const QProcess& process)
{
    const QDeadlineTimer deadline(15000); // more than a busy machine needs
    while (!deadline.hasExpired() && process.state() != QProcess::NotRunning) {
        QTcpSocket socket;
        socket.connectToHost(QHostAddress(QHostAddress::LocalHost), port);
        if (socket.waitForConnected(200))
            return true;
        QThread::msleep(20); // refused at once: the program is still starting
    }
    return false;
}

TestNginx::~TestNginx()
{
    stop();
}

QString TestNginx::program()
{
    return QStandardPaths::findExecutable(
        QStringLiteral("nginx"), {QStringLiteral("/usr/sbin"), QStringLiteral("/usr/local/sbin")});
}

bool TestNginx::start(quint16 originPort, const QByteArray& serverExtra)
{
    stop();
    if (!m_dir.isValid() || program().isEmpty())
        return false;
    m_port = freePort();
    const QByteArray dir = QFile::encodeName(m_dir.path());
    QByteArray config = "daemon off; master_process off; error_log DIR/error.log notice; pid DIR/nginx.pid;\n"
                        "events { worker_connections 64; }\n"
                        "http { access_log off; client_body_temp_path DIR/body; proxy_temp_path DIR/proxy;\n"
                        "fastcgi_temp_path DIR/fastcgi; uwsgi_temp_path DIR/uwsgi; scgi_temp_path DIR/scgi;\n"
                        "server { listen 127.0.0.1:PORT;\nEXTRA\n"
                        "location / { proxy_pass http://127.0.0.1:ORIGIN; } } }\n";
    config.replace("DIR", dir).replace("PORT", QByteArray::number(m_port));
    config.replace("ORIGIN", QByteArray::number(originPort)).replace("EXTRA", serverExtra);
    QFile file(m_dir.filePath(QStringLiteral("nginx.conf")));
    if (!file.open(QIODevice::WriteOnly) || file.write(config) != config.size())
        return false;
    file.close();
    m_process.start(
        program(),
        {QStringLiteral("-p"), m_dir.path(), QStringLiteral("-e"), m_dir.filePath(QStringLiteral("error.log")),
         QStringLiteral("-c"), file.fileName()});
    return m_process.waitForStarted(5000) && waitForListener(m_port, m_process);
}

void TestNginx::stop()
{
    if (m_process.state() == QProcess::NotRunning)
        return;
    m_process.terminate();
    if (!m_process.waitForFinished(3000)) {
        m_process.kill();
        m_process.waitForFinished(3000);
    }
}

QUrl TestNginx::url(const QString& path) const
{
    return QUrl(QStringLiteral("http://127.0.0.1:%1%2").arg(m_port).arg(path));
}

QByteArray TestNginx::errorLog() const
{
    QFile file(m_dir.filePath(QStringLiteral("error.log")));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace Gatewatch
