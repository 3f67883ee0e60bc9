// SPDX-License-Identifier: GPL-3.0-or-later
#include <support/hostilecase.h>

#include <QTest>

using namespace Gatewatch;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

const QByteArray chunkedHead = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

QByteArray head(const QByteArray& fields)
{
    return "HTTP/1.1 200 OK\r\n" + fields + "\r\n";
}

HostileServer::Script then(const QByteArray& start, HostileServer::Script more)
{
    return [start, more = std::move(more)](HostilePeer& peer) {
        peer.readRequest();
        peer.send(start);
        more(peer);
    };
}

HostileServer::Script endless(const QByteArray& start, const QByteArray& more)
{
    return then(start, [more](HostilePeer& peer) { peer.sendForEver(more); });
}

void silent(HostilePeer& peer)
{
    peer.hold();
}

void reset(HostilePeer& peer)
{
    peer.reset();
}

HostileCase up(const HostileServer::Script& script)
{
    return {
        .script = script, .outcome = Outcome::Up, .failure = "ok", .sentence = u"200 OK in *"_s, .keyword = u"ok"_s};
}

HostileCase down(const char* failure, const QString& sentence, const HostileServer::Script& script)
{
    return {.script = script, .failure = failure, .sentence = sentence};
}

HostileCase contradictory(const HostileServer::Script& script)
{
    return down(
        "http.response.invalid",
        u"The answer from 127.0.0.1 contradicts itself about its length; somebody on the way may have changed it"_s,
        script);
}

HostileCase invalidLength(const HostileServer::Script& script)
{
    return down("http.response.invalid", u"The answer from 127.0.0.1 announces an invalid length"_s, script);
}

HostileCase codedUnknown(const HostileServer::Script& script)
{
    return down("http.response.invalid", u"The answer from 127.0.0.1 is in an unknown transfer encoding"_s, script);
}

const QString brokenChunk = u"The answer from 127.0.0.1 has a broken chunk"_s;

HostileCase brokenIntoChunks(const HostileServer::Script& script)
{
    return down("http.response.invalid", brokenChunk, script);
}

} // namespace

/// Rows D and H of the matrix of hostile servers: lengths, chunks, ends, and codings nobody asked for.
class HostileFramingTest : public QObject {
    Q_OBJECT
private slots:
    void lengths_data()
    {
        QTest::addColumn<HostileCase>("row");
        const auto row = [](const char* name, const HostileCase& each) { QTest::newRow(name) << each; };
        row("D1 negative length", invalidLength(answering(head("Content-Length: -1\r\n") + "ok")));
        row("D1 length of letters", invalidLength(answering(head("Content-Length: abc\r\n") + "ok")));
        row("D1 length with letters behind", invalidLength(answering(head("Content-Length: 2abc\r\n") + "ok")));
        row("D1 length with a sign", invalidLength(answering(head("Content-Length: +2\r\n") + "ok")));
        row("D1 empty length", invalidLength(answering(head("Content-Length:\r\n") + "ok")));
        row("D1 length above 2^63", invalidLength(answering(head("Content-Length: 9223372036854775808\r\n") + "ok")));
        row("D1 length of 50 digits",
            invalidLength(answering(head("Content-Length: " + QByteArray(50, '9') + "\r\n") + "ok")));
        row("D2 two different lengths",
            contradictory(answering(head("Content-Length: 2\r\nContent-Length: 3\r\n") + "ok")));
        row("D2 two different lengths in a list", contradictory(answering(head("Content-Length: 2, 3\r\n") + "ok")));
        row("D3 two equal lengths", up(answering(head("Content-Length: 2\r\nContent-Length: 2\r\n") + "ok")));
        row("D3 two equal lengths in a list", up(answering(head("Content-Length: 2, 2\r\n") + "ok")));
        row("D4 length 2^63-1",
            down(
                "http.response.incomplete",
                u"The answer from 127.0.0.1 was cut off after 2 of 9223372036854775807 bytes"_s,
                answering(head("Content-Length: 9223372036854775807\r\n") + "ok")));
        row("D4 body shorter than said",
            down(
                "http.response.incomplete", u"The answer from 127.0.0.1 was cut off after 2 of 100 bytes"_s,
                answering(head("Content-Length: 100\r\n") + "ok")));
        const QString more = u"http.extra_bytes"_s;
        row("D5 body longer than said", noted(up(answering(head("Content-Length: 2\r\n") + "ok and more")), more));
        row("D5 endless body behind the said one",
            noted(up(endless(head("Content-Length: 2\r\n") + "okx", QByteArray(4096, 'x'))), more));
        row("D5 endless trailers", noted(up(endless(chunkedHead + "2\r\nok\r\n0\r\n", "X: y\r\n")), more));
        row("D6 length and chunked",
            noted(
                up(answering(head("Content-Length: 7\r\nTransfer-Encoding: chunked\r\n") + "2\r\nok\r\n0\r\n\r\n")),
                u"http.ambiguous_framing"_s));
        row("D7 unknown transfer encoding", codedUnknown(answering(head("Transfer-Encoding: rot13\r\n") + "ok")));
        row("D7 doubled transfer encoding",
            codedUnknown(answering(head("Transfer-Encoding: chunked, chunked\r\n") + "2\r\nok\r\n0\r\n\r\n")));
        row("D7 chunked twice on two lines",
            codedUnknown(answering(
                head("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n") + "2\r\nok\r\n0\r\n\r\n")));
    }
    void lengths()
    {
        QFETCH(HostileCase, row);
        QCOMPARE(mistakeIn(row), QString());
    }

    void chunks_data()
    {
        QTest::addColumn<HostileCase>("row");
        const auto row = [](const char* name, const HostileCase& each) { QTest::newRow(name) << each; };
        row("D8 chunk size of letters", brokenIntoChunks(answering(chunkedHead + "zz\r\nok\r\n0\r\n\r\n")));
        row("D8 chunk size as in C", brokenIntoChunks(answering(chunkedHead + "0x5\r\nhello\r\n0\r\n\r\n")));
        row("D8 negative chunk size", brokenIntoChunks(answering(chunkedHead + "-2\r\nok\r\n0\r\n\r\n")));
        row("D8 overflowing chunk size",
            brokenIntoChunks(answering(chunkedHead + "ffffffffffffffff2\r\nok\r\n0\r\n\r\n")));
        row("D8 no line end behind a chunk", brokenIntoChunks(answering(chunkedHead + "2\r\nokkkkk\r\n0\r\n\r\n")));
        const QString cut = u"The answer from 127.0.0.1 was cut off after 2 bytes"_s;
        row("D9 chunked without its last chunk",
            down("http.response.incomplete", cut, answering(chunkedHead + "2\r\nok\r\n")));
        row("D9 cut inside a chunk", down("http.response.incomplete", cut, answering(chunkedHead + "9\r\nok")));
        row("D10 endless digits of a size", brokenIntoChunks(endless(chunkedHead, QByteArray(4096, '1'))));
        row("D10 endless chunk extension",
            down("http.response.too_large", brokenChunk, endless(chunkedHead + "2;a=", QByteArray(4096, 'x'))));
        row("D10 endless chunk extension behind a chunk",
            down(
                "http.response.too_large", brokenChunk,
                endless(chunkedHead + "2\r\nok\r\n2;a=", QByteArray(4096, 'x'))));
    }
    void chunks()
    {
        QFETCH(HostileCase, row);
        QCOMPARE(mistakeIn(row), QString());
    }

    void ends_data()
    {
        QTest::addColumn<HostileCase>("row");
        const auto row = [](const char* name, const HostileCase& each) { QTest::newRow(name) << each; };
        const QString large = u"The answer from 127.0.0.1 is larger than the limit; stopped after * bytes"_s;
        row("D11 endless body", down("http.response.too_large", large, endless(head({}), QByteArray(65536, 'x'))));
        row("D11 endless chunks",
            down("http.response.too_large", large, endless(chunkedHead, "1000\r\n" + QByteArray(4096, 'x') + "\r\n")));
        row("D12 body one byte at a time",
            down(
                "http.response.timed_out",
                u"The answer from 127.0.0.1 comes so slowly that it did not end within 1.0 s"_s,
                then(head("Content-Length: 1000\r\n"), [](HostilePeer& peer) {
                    peer.drip(QByteArray(1000, 'x'), 1, 100ms);
                })));
        row("D13 silent after the head",
            down(
                "http.response.timed_out", u"The answer from 127.0.0.1 stopped: 0 of 100 bytes after 1.0 s"_s,
                then(head("Content-Length: 100\r\n"), silent)));
        row("D13 silent in the head",
            down(
                "http.response.timed_out", u"The head of the answer from 127.0.0.1 did not end within 1.0 s"_s,
                then("HTTP/1.1 200 OK\r\nX: y\r\n", silent)));
        row("D13 silent in the body",
            down(
                "http.response.timed_out", u"The answer from 127.0.0.1 stopped: 2 of 100 bytes after 1.0 s"_s,
                then(head("Content-Length: 100\r\n") + "ok", silent)));
        const QString inHead = u"The answer from 127.0.0.1 was cut off before its head was complete"_s;
        row("D14 FIN in the head", down("http.response.incomplete", inHead, answering("HTTP/1.1 200 OK\r\nX: y\r\n")));
        row("D14 FIN in the status line", down("http.response.incomplete", inHead, answering("HTTP/1.1 2")));
        row("D14 RST in the head",
            down("http.response.incomplete", inHead, then("HTTP/1.1 200 OK\r\nX: y\r\n", reset)));
        row("D14 RST in the body",
            down(
                "http.response.incomplete", u"The answer from 127.0.0.1 was cut off after 2 of 100 bytes"_s,
                then(head("Content-Length: 100\r\n") + "ok", reset)));
        row("D14 RST in a chunk",
            down(
                "http.response.incomplete", u"The answer from 127.0.0.1 was cut off after 2 bytes"_s,
                then(chunkedHead + "9\r\nok", reset)));
    }
    void ends()
    {
        QFETCH(HostileCase, row);
        QCOMPARE(mistakeIn(row), QString());
    }

    void codingsNobodyAskedFor_data()
    {
        QTest::addColumn<QByteArray>("coding");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QString>("how");
        const QByteArray gzip = QByteArray::fromHex("1f8b0800000000000003cbcf06004796dc7902000000"); // "ok"
        const QByteArray bomb = QByteArray::fromHex("1f8b08000000000000ff") + QByteArray(200 * 1000, '\0');
        QTest::newRow("H1 200 kB of gzip")
            << QByteArray("gzip") << bomb << u"it is packed (gzip), which nobody asked for"_s;
        QTest::newRow("H2 gzip") << QByteArray("gzip") << gzip << u"it is packed (gzip), which nobody asked for"_s;
        QTest::newRow("H2 labelled gzip, is not")
            << QByteArray("gzip") << QByteArray("<html>") << u"it is packed (gzip), which nobody asked for"_s;
        QTest::newRow("H2 gzip with junk behind")
            << QByteArray("gzip") << gzip + "junk" << u"it is packed (gzip), which nobody asked for"_s;
        QTest::newRow("H3 gzip cut in the middle")
            << QByteArray("gzip") << gzip.first(12) << u"it is packed (gzip), which nobody asked for"_s;
        QTest::newRow("H3 invalid brotli")
            << QByteArray("br") << QByteArray("\xff\xff\xff\xff") << u"it is packed (br), which nobody asked for"_s;
        QTest::newRow("H4 gzip twice") << QByteArray("gzip, gzip") << gzip
                                       << u"it is packed more than once, which nobody asked for"_s;
        QTest::newRow("H4 gzip a hundred times") << QByteArray("gzip, ").repeated(99) + "gzip" << gzip
                                                 << u"it is packed more than once, which nobody asked for"_s;
        QTest::newRow("H4 unknown coding")
            << QByteArray("rot13") << QByteArray("bx") << u"it is packed in an unknown way"_s;
    }
    /// A check asks for identity and unpacks nothing: what comes packed is there, but no rule can read it.
    void codingsNobodyAskedFor()
    {
        QFETCH(QByteArray, coding);
        QFETCH(QByteArray, body);
        QFETCH(QString, how);
        QByteArray asked;
        const HostileServer::Script script = [&](HostilePeer& peer) {
            asked = peer.readRequest();
            peer.send(
                head("Content-Encoding: " + coding + "\r\nContent-Length: " + QByteArray::number(body.size()) + "\r\n")
                + body);
        };
        HostileCase row = up(script);
        row.keyword.clear();
        QCOMPARE(mistakeIn(row), QString());
        QVERIFY2(asked.contains("\r\nAccept-Encoding: identity\r\n"), asked.constData());
        row.keyword = u"ok"_s;
        row.outcome = Outcome::Down;
        row.failure = "http.response.mismatch";
        row.sentence = u"127.0.0.1 answered 200, but its text cannot be checked: "_s + how;
        QCOMPARE(mistakeIn(row), QString());
    }
};

QTEST_GUILESS_MAIN(HostileFramingTest)
#include "tst_hostile_framing.moc"
