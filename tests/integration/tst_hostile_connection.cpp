// SPDX-License-Identifier: GPL-3.0-or-later
#include <support/hostilecase.h>
#include <support/nginx.h>

#include <QElapsedTimer>
#include <QTest>

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace Gatewatch;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

/// A listener whose queue is full, so that the system drops every further SYN.
class FullListener final {
public:
    FullListener()
        : m_listener(socket(AF_INET, SOCK_STREAM, 0))
    {
        sockaddr_in where{};
        where.sin_family = AF_INET;
        where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof(where);
        auto* name = reinterpret_cast<sockaddr*>(&where);
        if (bind(m_listener, name, size) != 0 || listen(m_listener, 0) != 0
            || getsockname(m_listener, name, &size) != 0)
            qFatal("no listener");
        m_port = ntohs(where.sin_port);
        for (int& each : m_waiting) {
            each = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
            connect(each, name, size);
        }
    }
    ~FullListener()
    {
        for (const int each : m_waiting)
            close(each);
        close(m_listener);
    }
    FullListener(const FullListener&) = delete;
    FullListener& operator=(const FullListener&) = delete;
    [[nodiscard]] quint16 port() const { return m_port; }

private:
    int m_listener;
    quint16 m_port = 0;
    std::array<int, 4> m_waiting{};
};

HostileServer::Script banner(const QByteArray& bytes)
{
    return [bytes](HostilePeer& peer) {
        peer.send(bytes);
        peer.readRequest();
    };
}

} // namespace

/// Rows A and E of the matrix of hostile servers: connections that fail, and answers that never become final.
class HostileConnectionTest : public QObject {
    Q_OBJECT
private slots:
    void nobodyAnswers_data()
    {
        QTest::addColumn<HostileCase>("row");
        const auto row = [](const char* name, const HostileCase& each) { QTest::newRow(name) << each; };
        row("A3 port closed",
            {.failure = "tcp.refused",
             .sentence = u"127.0.0.1 is there but refuses on port *"_s,
             .change = [](ProbeRequest& request) { request.url.setPort(freePort()); },
             .connections = 0});
        const auto full = std::make_shared<FullListener>();
        row("A5 SYN swallowed",
            {.failure = "tcp.timed_out",
             .sentence = u"No reaction from 127.0.0.1 on port * within 1.0 s"_s,
             .change = [full](ProbeRequest& request) { request.url.setPort(full->port()); },
             .connections = 0});
        const QString closed = u"127.0.0.1 closed the connection before any answer"_s;
        const QString broken = u"127.0.0.1 broke off the connection before any answer"_s;
        row("A6 accepts and closes", {.script = [](HostilePeer&) {}, .failure = "tcp.closed", .sentence = closed});
        row("A6 FIN after the request", {.script = answering({}), .failure = "tcp.closed", .sentence = closed});
        const HostileServer::Script reset = [](HostilePeer& peer) {
            peer.readRequest();
            peer.reset();
        };
        row("A6 RST after the request", {.script = reset, .failure = "tcp.reset", .sentence = broken});
        for (const char* method : {"POST", "HEAD", "OPTIONS"}) {
            const auto change = [method](ProbeRequest& request) {
                request.method = method;
                request.body = request.method == "POST" ? "a=1" : "";
            };
            row(qPrintable(u"A6 FIN after %1"_s.arg(QLatin1StringView(method))),
                {.script = answering({}), .failure = "tcp.closed", .sentence = closed, .change = change});
            row(qPrintable(u"A6 RST after %1"_s.arg(QLatin1StringView(method))),
                {.script = reset, .failure = "tcp.reset", .sentence = broken, .change = change});
        }
        row("D13 silent",
            {.script = [](HostilePeer& peer) { peer.hold(); },
             .failure = "http.response.timed_out",
             .sentence = u"127.0.0.1 is connected but gave no answer within 1.0 s"_s});
    }
    void nobodyAnswers()
    {
        QFETCH(HostileCase, row);
        QCOMPARE(mistakeIn(row), QString());
    }

    void notAWebServer_data()
    {
        QTest::addColumn<HostileServer::Script>("script");
        QTest::newRow("A7 SSH banner") << banner("SSH-2.0-OpenSSH_9.2\r\n");
        QTest::newRow("A7 SMTP banner") << banner("220 mail.test ESMTP ready\r\n");
        QTest::newRow("A7 SMTP banner after the request") << answering("220 mail.test ESMTP ready\r\n");
        QTest::newRow("A7 zeros") << answering(QByteArray(20000, '\0'));
        QTest::newRow("A7 noise") << answering(QByteArray("\xff\xfe\x01\x80\x00\x17\x03", 7).repeated(3000));
        QTest::newRow("A7 HTML without a head") << answering("<html><body>Hello</body></html>");
        QTest::newRow("A7 noise without end") << HostileServer::Script([](HostilePeer& peer) {
            peer.readRequest();
            peer.sendForEver(QByteArray(16 * 1024, 'x'));
        });
    }
    void notAWebServer()
    {
        QFETCH(HostileServer::Script, script);
        const HostileCase row{
            .script = script,
            .failure = "http.response.invalid",
            .sentence = u"Whatever answers on 127.0.0.1 port * is not a web server"_s};
        QCOMPARE(mistakeIn(row), QString());
    }

    void interimAnswers_data()
    {
        QTest::addColumn<HostileCase>("row");
        const auto row = [](const char* name, const HostileCase& each) { QTest::newRow(name) << each; };
        const QString up = u"200 OK in *"_s;
        row("E1 100 then the end",
            {.script = answering("HTTP/1.1 100 Continue\r\n\r\n"),
             .failure = "http.response.incomplete",
             .sentence = u"127.0.0.1 sent only an interim answer and ended the connection"_s});
        row("E1 100 then nothing",
            {.script =
                 [](HostilePeer& peer) {
                     peer.readRequest();
                     peer.send("HTTP/1.1 100 Continue\r\n\r\n");
                     peer.hold();
                 },
             .failure = "http.response.timed_out",
             .sentence = u"127.0.0.1 sent only an interim answer and no final one in time"_s});
        row("E2 103 then 200",
            {.script = answering("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
                                 "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"),
             .outcome = Outcome::Up,
             .failure = "ok",
             .sentence = up,
             .keyword = u"ok"_s});
        row("E3 endless 1xx",
            {.script =
                 [](HostilePeer& peer) {
                     peer.readRequest();
                     peer.sendForEver("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n");
                 },
             .failure = "http.response.too_large",
             .sentence = u"127.0.0.1 sends nothing but interim answers"_s});
        row("E2 103, then what is no HTTP",
            {.script = answering("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nrubbish\r\n\r\n"),
             .failure = "http.response.invalid",
             .sentence = u"The answer from 127.0.0.1 breaks the rules of HTTP"_s});
        row("E4 101 unasked",
            {.script = answering("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\nxxxx"),
             .failure = "http.response.invalid",
             .sentence = u"127.0.0.1 switched to another protocol, which nobody asked for"_s});
        const QByteArray switching = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n";
        const auto unasked = [&](const char* name, const HostileServer::Script& script) {
            row(name,
                {.script = script,
                 .failure = "http.response.invalid",
                 .sentence = u"127.0.0.1 switched to another protocol, which nobody asked for"_s});
        };
        unasked("E4 101 unasked, then silence", [switching](HostilePeer& peer) {
            peer.readRequest();
            peer.send(switching);
            peer.hold();
        });
        unasked("E4 101 unasked, then nothing", answering(switching));
        unasked("E4 101 unasked, then RST", [switching](HostilePeer& peer) {
            peer.readRequest();
            peer.send(switching);
            peer.reset();
        });
        unasked("E4 101 unasked, then endless bytes", [switching](HostilePeer& peer) {
            peer.readRequest();
            peer.send(switching);
            peer.sendForEver(QByteArray(8192, 'x'));
        });
        row("E5 204 with a body",
            {.script = answering("HTTP/1.1 204 No Content\r\nContent-Length: 2\r\n\r\nok"),
             .outcome = Outcome::Up,
             .failure = "ok",
             .sentence = u"204 No Content in *"_s,
             .notes = readsHeadsClosely() ? QStringList{u"http.extra_bytes"_s} : QStringList()});
        row("E5 304 unasked",
            {.script = answering("HTTP/1.1 304 Not Modified\r\nETag: \"a\"\r\n\r\n"),
             .outcome = Outcome::Up,
             .failure = "ok",
             .sentence = u"304 Not Modified in *"_s,
             .notes = {u"http.unasked_not_modified"_s}});
    }
    void interimAnswers()
    {
        QFETCH(HostileCase, row);
        QCOMPARE(mistakeIn(row), QString());
    }
};

QTEST_GUILESS_MAIN(HostileConnectionTest)
#include "tst_hostile_connection.moc"
