// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QProcess>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QUrl>

namespace Gatewatch {

/// An application behind a gateway, on loopback. Its port is its own from the beginning, but closed: whoever connects
/// is refused until start(), and again after stop(). Needs a running event loop to answer.
class TestOrigin final : public QObject {
    Q_OBJECT
public:
    explicit TestOrigin(QObject* parent = nullptr);
    [[nodiscard]] quint16 port() const { return m_port; }
    [[nodiscard]] int requests() const { return m_requests; }
    [[nodiscard]] QByteArray lastRequest() const { return m_lastRequest; }
    /// The next answers, whole and raw. The default is a short 200 page.
    void setAnswer(const QByteArray& raw) { m_answer = raw; }
    bool start();
    void stop();

private:
    void reserve();
    QTcpServer m_server;
    QTcpSocket m_reservation; ///< bound but not listening: nobody else gets the port, and connecting is refused
    quint16 m_port = 0;
    int m_requests = 0;
    QByteArray m_answer;
    QByteArray m_lastRequest;
};

/// A real nginx in its own temporary folder, passing everything on to 127.0.0.1:originPort. Ends with the object.
class TestNginx final {
public:
    TestNginx() = default;
    ~TestNginx();
    Q_DISABLE_COPY_MOVE(TestNginx)

    /// The program's path; empty when it is not installed (then the test is skipped, saying so).
    static QString program();
    /// Starts on a free port and waits until it answers, at most 15 s. `serverExtra` is put into the server block.
    bool start(quint16 originPort, const QByteArray& serverExtra = {});
    void stop();
    [[nodiscard]] quint16 port() const { return m_port; }
    [[nodiscard]] QUrl url(const QString& path = QStringLiteral("/")) const;
    /// What nginx wrote into its error log; for the message of a failing test.
    [[nodiscard]] QByteArray errorLog() const;

private:
    QTemporaryDir m_dir;
    QProcess m_process;
    quint16 m_port = 0;
};

/// A port of 127.0.0.1 that was free a moment ago.
quint16 freePort();
/// True once something accepts connections there; waits at most five seconds, and no longer than `process` runs.
bool waitForListener(quint16 port, const QProcess& process);

} // namespace Gatewatch
