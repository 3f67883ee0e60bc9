// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/exchange.h>

#include <QHostAddress>
#include <QTcpServer>

#include <functional>

namespace Gatewatch {

struct ServerRequest {
    QByteArray method;
    QByteArray path; ///< with the query
    QList<HeaderField> headers;
    QByteArray body;
    int number = 0; ///< 1 for the first request of this server
};

/// Raw bytes to send and what to do around them: the demo's well-behaved services and the tests' hostile ones alike.
struct ServerReply {
    enum class End { Close, Hang, Reset };
    QByteArray bytes{};
    Millis delay{0}; ///< before the first byte
    End end = End::Close;
    int dripBytes = 0; ///< 0: all at once; else so many bytes at a time …
    Millis dripEvery{0}; ///< … this far apart
    bool repeat = false; ///< send `bytes` again and again until the peer leaves or 64 MiB are sent
};

/// A server on loopback that answers every connection's first request with what a function says. One request a
/// connection.
class LoopbackServer final : public QObject {
    Q_OBJECT
public:
    using Answer = std::function<ServerReply(const ServerRequest&)>;
    using Reply = std::function<void(const ServerReply&)>;
    /// Answers by calling Reply once, now or later; a reply to a peer that has left goes nowhere.
    using LaterAnswer = std::function<void(const ServerRequest&, const Reply&)>;

    explicit LoopbackServer(Answer answer, QObject* parent = nullptr);
    ~LoopbackServer() override;

    /// Replaces the answer. Call it before the first request comes.
    void answerLater(LaterAnswer answer);
    /// Port 0 takes a free one. False when it could not listen.
    bool listen(const QHostAddress& address = QHostAddress(QHostAddress::LocalHost), quint16 port = 0);
    void close();
    [[nodiscard]] bool isListening() const;
    [[nodiscard]] quint16 port() const;
    /// http://127.0.0.1:PORT/path
    [[nodiscard]] QUrl url(const QString& path = QStringLiteral("/")) const;
    /// Complete requests received so far.
    [[nodiscard]] int requests() const { return m_requests; }
    /// Connections accepted so far.
    [[nodiscard]] int connections() const { return m_connections; }

private:
    void accept();
    void answer(QTcpSocket* socket, const ServerRequest& request);

    QTcpServer m_server;
    LaterAnswer m_answer;
    int m_requests = 0;
    int m_connections = 0;
};

/// A complete HTTP/1.1 response with Content-Length and Connection: close.
QByteArray httpResponse(
    int status, const QByteArray& reason, const QByteArray& body,
    const QList<HeaderField>& headers = {{"Content-Type", "text/plain; charset=utf-8"}});

} // namespace Gatewatch
