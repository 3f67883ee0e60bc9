// SPDX-License-Identifier: GPL-3.0-or-later
#include <support/certificates.h>
#include <support/hostilecase.h>
#include <support/http2.h>

#include <QTest>

using namespace Gatewatch;
using namespace Gatewatch::Http2;
using namespace Qt::StringLiterals;

namespace {

const QString broken = u"The answer from 127.0.0.1 breaks the rules of its HTTP version"_s;
constexpr const char* protocolError = "http.protocol.error";

QByteArray headers(QByteArrayView block, quint8 flags = endHeaders)
{
    return frame(Frame::Headers, flags, 1, block);
}

QByteArray data(QByteArrayView bytes, quint8 flags = endStream)
{
    return frame(Frame::Data, flags, 1, bytes);
}

HostileServer::Script sends(const QByteArray& frames)
{
    return [frames](HostilePeer& peer) {
        if (takeRequest(peer) && peer.send(frames))
            peer.hold();
    };
}

/// `start`, and then the same again and again, many at a time.
HostileServer::Script floods(const QByteArray& start, const QByteArray& more)
{
    return [start, many = more.repeated(1 + 16 * 1024 / more.size())](HostilePeer& peer) {
        if (takeRequest(peer) && peer.send(start))
            peer.sendForEver(many);
    };
}

/// One field of 4 kB that goes into the table, then references to it of one byte each.
QByteArray hpackBomb()
{
    QByteArray block = status200;
    block += "\x40\x01x"; // literal, to be indexed, a name of one byte
    block += QByteArray("\x7f\xc1\x1e") + QByteArray(4032, 'y'); // 127 + 65 + 30 * 128 bytes
    return block + QByteArray(12000, '\xbe'); // the newest entry of the table
}

} // namespace

/// Rows J of the matrix of hostile servers: HTTP/2, where a few bytes can cost a client everything.
class HostileHttp2Test : public QObject {
    Q_OBJECT

    TestAuthority m_authority;

private slots:
    void answers_data()
    {
        QTest::addColumn<HostileCase>("row");
        const auto context = serverContext({.own = makeServerCertificate(m_authority.certificate()), .alpn = "h2"});
        const auto row = [&](const char* name, const char* failure, const QString& sentence,
                             const HostileServer::Script& script) {
            const auto outcome = qstrcmp(failure, "ok") == 0 ? Outcome::Up : Outcome::Down;
            QTest::newRow(name) << HostileCase{
                .script = inTls(context, script),
                .outcome = outcome,
                .failure = failure,
                .sentence = sentence,
                .scheme = u"https"_s,
                .change = [this](ProbeRequest& request) { request.caFile = m_authority.file(); }};
            // libcurl 7.88 reads on for as long as these come, and looks at no clock; only TLS lets us end that.
            if (qstrcmp(name, "J1 empty DATA flood") == 0)
                return;
            QTest::addRow("%s, in the clear", name) << HostileCase{
                .script = script,
                .outcome = outcome,
                .failure = failure,
                .sentence = sentence,
                .change = [](ProbeRequest& request) { request.httpVersion = HttpVersion::Http2; }};
        };
        const QByteArray good = headers(status200) + data("ok");
        row("a good one", "ok", u"200 OK in *"_s, sends(good));
        const QString tooLong = u"The head of the answer from 127.0.0.1 is longer than the limit"_s;
        const QString silent = u"127.0.0.1 is connected but gave no answer within 1.0 s"_s;
        const QByteArray more = frame(Frame::Continuation, 0, 1, field("x", QByteArray(100, 'y')).repeated(150));
        // Some versions pass on what comes until the limit of ours, others end at one of their own.
        const auto* limited = readsHeadsClosely() ? "http.response.too_large" : protocolError;
        const QString atLimit = readsHeadsClosely() ? tooLong : broken;
        row("J1 CONTINUATION flood", limited, atLimit, floods(headers(status200, 0), more));
        row("J1 empty CONTINUATION flood", protocolError, broken,
            floods(headers(status200, 0), frame(Frame::Continuation, 0, 1, {})));
        row("J1 SETTINGS flood", protocolError, broken, floods({}, frame(Frame::Settings, 0, 0, {})));
        row("J1 PING flood", protocolError, broken, floods({}, frame(Frame::Ping, 0, 0, QByteArray(8, 'p'))));
        row("J1 1xx flood", "http.response.too_large", u"127.0.0.1 sends nothing but interim answers"_s,
            floods({}, headers(field(":status", "103"))));
        row("J1 empty DATA flood", "http.response.timed_out",
            u"The answer from 127.0.0.1 stopped: 0 bytes after 1.0 s"_s, floods(headers(status200), data({}, 0)));
        row("J1 PUSH_PROMISE flood", protocolError, broken,
            floods({}, frame(Frame::PushPromise, endHeaders, 1, number(2) + status200)));
        row("J1 WINDOW_UPDATE flood", protocolError, broken,
            floods({}, frame(Frame::WindowUpdate, 0, 0, number(0x7fffffff))));
        row("J2 HPACK bomb", limited, atLimit, sends(headers(hpackBomb())));
        row("J2 HPACK index out of the table", protocolError, broken, sends(headers("\xff\xff\xff\x0f")));
        row("J3 no :status", protocolError, broken, sends(headers(field("x", "y")) + data("ok")));
        row("J3 :status of letters", protocolError, broken, sends(headers(field(":status", "abc")) + data("ok")));
        row("J3 two :status", protocolError, broken, sends(headers(QByteArray(status200) + status200) + data("ok")));
        row("J3 a field whose value is none", protocolError, broken,
            sends(headers(QByteArray(status200) + field("x", "a\x01z")) + data("ok")));
        row("J3 DATA first", protocolError, broken, sends(data("ok")));
        row("J3 body shorter than said", protocolError, broken,
            sends(headers(status200 + field("content-length", "100")) + data("ok")));
        row("J3 body longer than said", protocolError, broken,
            sends(headers(status200 + field("content-length", "1")) + data("okay")));
        row("J3 GOAWAY instead of an answer", protocolError, broken,
            sends(frame(Frame::GoAway, 0, 0, number(0) + number(0))));
        // Its last stream is ours, so the answer may still come.
        row("J3 GOAWAY with an error, then silence", "http.response.timed_out", silent,
            sends(frame(Frame::GoAway, 0, 0, number(1) + number(1))));
        row("J3 RST_STREAM", protocolError, broken, sends(frame(Frame::ResetStream, 0, 1, number(2))));
        row("J3 RST_STREAM, refused", protocolError, broken, sends(frame(Frame::ResetStream, 0, 1, number(7))));
        row("J3 RST_STREAM in the body", protocolError, broken,
            sends(headers(status200) + data("ok", 0) + frame(Frame::ResetStream, 0, 1, number(2))));
        row("J3 frame on a stream nobody opened", protocolError, broken,
            sends(frame(Frame::Headers, endHeaders, 7, status200)));
        row("J3 frame larger than allowed", protocolError, broken, sends(data(QByteArray(20000, 'x'))));
        row("J3 text instead of frames", protocolError, broken, [](HostilePeer& peer) {
            peer.readRequest();
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        });
        row("J3 endless body", "http.response.too_large",
            u"The answer from 127.0.0.1 is larger than the limit; stopped after * bytes"_s,
            floods(headers(status200), data(QByteArray(8192, 'x'), 0)));
        row("J3 silent", "http.response.timed_out", silent, sends({}));
        row("J3 FIN instead of an answer", "tcp.closed", u"127.0.0.1 closed the connection before any answer"_s,
            [](HostilePeer& peer) { takeRequest(peer); });
        row("J3 FIN with close_notify instead of an answer", "tcp.closed",
            u"127.0.0.1 closed the connection before any answer"_s, [](HostilePeer& peer) {
                if (takeRequest(peer))
                    peer.closeTls();
            });
        row("J3 FIN after the head", "http.response.incomplete", u"*"_s, [](HostilePeer& peer) {
            if (takeRequest(peer))
                peer.send(headers(status200));
        });
        row("J3 FIN in the body", "http.response.incomplete", u"*"_s, [](HostilePeer& peer) {
            if (takeRequest(peer))
                peer.send(headers(status200) + data("ok", 0));
        });
        row("J3 RST instead of an answer", "tcp.reset", u"127.0.0.1 broke off the connection before any answer"_s,
            [](HostilePeer& peer) {
                takeRequest(peer);
                peer.reset();
            });
    }
    void answers()
    {
        QFETCH(HostileCase, row);
        QCOMPARE(mistakeIn(row), QString());
    }
};

QTEST_GUILESS_MAIN(HostileHttp2Test)
#include "tst_hostile_http2.moc"
