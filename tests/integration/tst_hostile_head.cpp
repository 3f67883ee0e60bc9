// SPDX-License-Identifier: GPL-3.0-or-later
#include <support/hostilecase.h>

#include <QTest>

using namespace Gatewatch;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

const QByteArray rest = "Content-Length: 2\r\n\r\nok";

/// `start` and then `more` until the peer leaves.
HostileServer::Script endless(const QByteArray& start, const QByteArray& more)
{
    return [start, more](HostilePeer& peer) {
        peer.readRequest();
        peer.send(start);
        peer.sendForEver(more);
    };
}

QByteArray ok(const QByteArray& fields)
{
    return "HTTP/1.1 200 OK\r\n" + fields + rest;
}

QByteArray fields(int count)
{
    QByteArray all;
    for (int i = 0; i < count; ++i)
        all += "X-" + QByteArray::number(i) + ": y\r\n";
    return all;
}

HostileCase up(const HostileServer::Script& script)
{
    return {.script = script, .outcome = Outcome::Up, .failure = "ok", .sentence = u"200 OK in *"_s};
}

HostileCase tooLong(const HostileServer::Script& script)
{
    return {
        .script = script,
        .failure = "http.response.too_large",
        .sentence = u"The head of the answer from 127.0.0.1 is longer than the limit"_s};
}

HostileCase invalid(const QString& sentence, const HostileServer::Script& script)
{
    return {.script = script, .failure = "http.response.invalid", .sentence = sentence};
}

const QString unknownVersion = u"127.0.0.1 answered in an unknown version of HTTP"_s;
const QString invalidStatus = u"The answer from 127.0.0.1 has an invalid status code"_s;
const QString invalidLine = u"The answer from 127.0.0.1 begins with an invalid status line"_s;
const QString brokenField = u"The answer from 127.0.0.1 has a broken header"_s;

} // namespace

/// Rows B and C of the matrix of hostile servers: status lines and header fields.
class HostileHeadTest : public QObject {
    Q_OBJECT
private slots:
    void statusLines_data()
    {
        QTest::addColumn<HostileCase>("row");
        const auto row = [](const char* name, const HostileCase& each) { QTest::newRow(name) << each; };
        const auto of = [&](const char* version) { return answering(version + (" 200 OK\r\n" + rest)); };
        row("B1 HTTP/1.2 as text", invalid(tellsVersionFromStatus() ? unknownVersion : invalidLine, of("HTTP/1.2")));
        for (const char* version : {"HTTP/2", "HTTP/3.0", "HTTP/x.y"})
            row(qPrintable(u"B1 %1 as text"_s.arg(QLatin1StringView(version))), invalid(unknownVersion, of(version)));
        for (const char* status : {"2", "20", "-12"})
            row(qPrintable(u"B2 status %1"_s.arg(QLatin1StringView(status))),
                invalid(
                    tellsVersionFromStatus() ? invalidStatus : invalidLine,
                    answering("HTTP/1.1 " + (status + (" OK\r\n" + rest)))));
        row("B2 status 000", invalid(invalidStatus, answering("HTTP/1.1 000 OK\r\n" + rest)));
        for (const char* status : {"2000", "999"})
            row(qPrintable(u"B3 status %1"_s.arg(QLatin1StringView(status))),
                invalid(invalidStatus, answering("HTTP/1.1 " + (status + (" OK\r\n" + rest)))));
        row("B3 status of 100 digits",
            invalid(invalidStatus, answering("HTTP/1.1 " + QByteArray(100, '2') + " OK\r\n" + rest)));
        row("B4 status line without end", tooLong(endless("HTTP/1.1 200 ", QByteArray(4096, 'x'))));
        row("B5 502 without a reason",
            {.script = answering("HTTP/1.1 502\r\n" + rest),
             .failure = "http.error",
             .sentence = u"A gateway could not reach the server behind it (502 from 127.0.0.1)"_s});
        row("B6 HTML in the reason",
            {.script = answering("HTTP/1.1 502 <img src=x>\r\n" + rest),
             .failure = "http.error",
             .sentence = u"A gateway could not reach the server behind it (502 from 127.0.0.1)"_s});
        row("B6 bidi override in the reason",
            up(answering(
                "HTTP/1.1 200 \xe2\x80\xae"
                "evil\x1b[31m\r\n"
                + rest)));
        row("B7 line feeds only",
            noted(up(answering("HTTP/1.1 200 OK\nContent-Length: 2\n\nok")), u"http.line_ends"_s));
    }
    void statusLines()
    {
        QFETCH(HostileCase, row);
        QCOMPARE(mistakeIn(row), QString());
    }

    void headerFields_data()
    {
        QTest::addColumn<HostileCase>("row");
        const auto row = [](const char* name, const HostileCase& each) { QTest::newRow(name) << each; };
        row("C1 line without a colon", invalid(brokenField, answering(ok("no colon here\r\n"))));
        row("C1 line of a colon only", invalid(brokenField, answering(ok(": value\r\n"))));
        row("C2 NUL in a header", invalid(brokenField, answering(ok(QByteArray("X: a\0b\r\n", 8)))));
        row("C2 bare CR in a header", invalid(brokenField, answering(ok("X: a\rb\r\n"))));
        row("C3 folded header", up(answering(ok("X: a\r\n b\r\n\tc\r\n"))));
        // RFC 9112 section 2.2 lets a client refuse this; libcurl does.
        row("C4 first header begins with a blank", invalid(brokenField, answering(ok(" X: a\r\n"))));
        row("C5 one header of 100 KiB", tooLong(answering(ok("X: " + QByteArray(100 * 1024, 'y') + "\r\n"))));
        row("C6 100 headers", up(answering(ok(fields(99)))));
        row("C6 101 headers", noted(up(answering(ok(fields(100)))), u"http.many_fields"_s));
        row("C6 499 headers", noted(up(answering(ok(fields(498)))), u"http.many_fields"_s));
        row("C6 501 headers", tooLong(answering(ok(fields(501)))));
        row("C6 5000 headers", tooLong(answering(ok(fields(5000)))));
        row("C7 300 cookies of 4 kB",
            tooLong(answering(ok(("Set-Cookie: a=" + QByteArray(4096, 'y') + "\r\n").repeated(300)))));
        row("C8 endless header", tooLong(endless("HTTP/1.1 200 OK\r\nX: ", QByteArray(4096, 'y'))));
        row("C8 endless headers", tooLong(endless("HTTP/1.1 200 OK\r\n", "X: y\r\n")));
        row("C8 endless folded header", tooLong(endless("HTTP/1.1 200 OK\r\nX: y\r\n", " more\r\n")));
        row("C9 head one byte at a time",
            {.script =
                 [](HostilePeer& peer) {
                     peer.readRequest();
                     peer.drip(ok(fields(40)), 1, 15ms);
                 },
             .failure = "http.response.timed_out",
             .sentence = u"The answer from 127.0.0.1 comes so slowly that it did not end within 1.0 s"_s});
        row("C9 status line one byte at a time",
            {.script =
                 [](HostilePeer& peer) {
                     peer.readRequest();
                     peer.drip(ok(fields(40)), 1, 120ms);
                 },
             .failure = "http.response.timed_out",
             .sentence = u"The answer from 127.0.0.1 comes so slowly that it did not end within 1.0 s"_s});
    }
    void headerFields()
    {
        QFETCH(HostileCase, row);
        QCOMPARE(mistakeIn(row), QString());
    }
    /// Of C4; libcurl's own words for it are about libcurl.
    void aBlankAtTheBeginningIsNamed()
    {
        HostileServer server(answering(ok(" X: a\r\n")));
        ProbeRequest request;
        request.url = server.url(u"http"_s);
        const QString detail = measured(request).detail;
        QVERIFY2(detail.contains(u"head"_s) && !detail.contains(u"libcurl"_s), qPrintable(detail));
    }
};

QTEST_GUILESS_MAIN(HostileHeadTest)
#include "tst_hostile_head.moc"
