// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/demo/loopbackserver.h>

#include <QPointer>
#include <QTcpSocket>
#include <QTimer>

#include <sys/socket.h>

namespace Gatewatch {
namespace {

constexpr qint64 repeatLimit = 64 * 1024 * 1024;
constexpr qint64 headLimit = 64 * 1024;

std::optional<ServerRequest> parseRequest(const QByteArray& received)
{
    const qsizetype end = received.indexOf("\r\n\r\n");
    if (end < 0)
        return std::nullopt;
    ServerRequest request;
    qint64 length = 0;
    const QList<QByteArray> lines = received.first(end).split('\n');
    const QList<QByteArray> first = lines.first().trimmed().split(' ');
    request.method = first.value(0);
    request.path = first.value(1);
    for (const QByteArray& line : lines.sliced(1)) {
        const qsizetype colon = line.indexOf(':');
        if (colon < 0)
            continue;
        request.headers.append({line.first(colon), line.sliced(colon + 1).trimmed()});
        if (line.first(colon).compare("content-length", Qt::CaseInsensitive) == 0)
            length = request.headers.last().value.toLongLong();
    }
    if (received.size() - end - 4 < length)
        return std::nullopt;
    request.body = received.sliced(end + 4);
    return request;
}

void finish(QTcpSocket* socket, ServerReply::End end)
{
    switch (end) {
    case ServerReply::End::Close:
        socket->disconnectFromHost();
        return;
    case ServerReply::End::Hang:
        return;
    case ServerReply::End::Reset: {
        // Lingering for no time makes the kernel answer with RST instead of FIN.
        const linger none{1, 0};
        setsockopt(static_cast<int>(socket->socketDescriptor()), SOL_SOCKET, SO_LINGER, &none, sizeof(none));
        socket->abort();
        return;
    }
    }
}

void send(QTcpSocket* socket, const ServerReply& reply)
{
    socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    if (reply.repeat) {
        auto sent = std::make_shared<qint64>(0);
        const auto more = [socket, reply, sent] {
            while (socket->bytesToWrite() < 256 * 1024 && *sent < repeatLimit)
                *sent += qMax<qint64>(socket->write(reply.bytes), 1);
        };
        QObject::connect(socket, &QTcpSocket::bytesWritten, socket, more);
        more();
        return;
    }
    if (reply.dripBytes <= 0) {
        socket->write(reply.bytes);
        finish(socket, reply.end);
        return;
    }
    auto* timer = new QTimer(socket);
    auto at = std::make_shared<qsizetype>(0);
    QObject::connect(timer, &QTimer::timeout, socket, [socket, timer, reply, at] {
        socket->write(reply.bytes.mid(*at, reply.dripBytes));
        *at += reply.dripBytes;
        if (*at < reply.bytes.size())
            return;
        timer->stop();
        finish(socket, reply.end);
    });
    timer->start(reply.dripEvery);
}

} // namespace

LoopbackServer::LoopbackServer(Answer answer, QObject* parent)
    : QObject(parent)
    , m_server(this)
    , m_answer(
          [answer = std::move(answer)](const ServerRequest& request, const Reply& reply) { reply(answer(request)); })
{
    connect(&m_server, &QTcpServer::newConnection, this, &LoopbackServer::accept);
}

LoopbackServer::~LoopbackServer() = default;

void LoopbackServer::answerLater(LaterAnswer answer)
{
    m_answer = std::move(answer);
}

bool LoopbackServer::listen(const QHostAddress& address, quint16 port)
{
    return m_server.listen(address, port);
}

void LoopbackServer::close()
{
    m_server.close();
}

bool LoopbackServer::isListening() const
{
    return m_server.isListening();
}

quint16 LoopbackServer::port() const
{
    return m_server.serverPort();
}

QUrl LoopbackServer::url(const QString& path) const
{
    const QHostAddress address = m_server.serverAddress();
    const QString host = address.protocol() == QAbstractSocket::IPv6Protocol
        ? QStringLiteral("[%1]").arg(address.toString())
        : address.toString();
    return QUrl(QStringLiteral("http://%1:%2%3").arg(host).arg(port()).arg(path));
}

void LoopbackServer::accept()
{
    while (QTcpSocket* socket = m_server.nextPendingConnection()) {
        ++m_connections;
        connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
        auto received = std::make_shared<QByteArray>();
        connect(socket, &QTcpSocket::readyRead, this, [this, socket, received] {
            received->append(socket->readAll());
            if (received->size() > headLimit)
                return socket->abort();
            if (auto request = parseRequest(*received)) {
                received->clear();
                disconnect(socket, &QTcpSocket::readyRead, this, nullptr);
                request->number = ++m_requests;
                answer(socket, *request);
            }
        });
    }
}

void LoopbackServer::answer(QTcpSocket* socket, const ServerRequest& request)
{
    m_answer(request, [peer = QPointer(socket)](const ServerReply& reply) {
        if (!peer)
            return;
        if (reply.delay.count() <= 0)
            return send(peer, reply);
        QTimer::singleShot(reply.delay, peer, [peer, reply] { send(peer, reply); });
    });
}

QByteArray httpResponse(int status, const QByteArray& reason, const QByteArray& body, const QList<HeaderField>& headers)
{
    QByteArray response = "HTTP/1.1 " + QByteArray::number(status) + ' ' + reason + "\r\n";
    for (const HeaderField& field : headers)
        response += field.name + ": " + field.value + "\r\n";
    return response + "Content-Length: " + QByteArray::number(body.size()) + "\r\nConnection: close\r\n\r\n" + body;
}

} // namespace Gatewatch
