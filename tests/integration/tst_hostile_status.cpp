// SPDX-License-Identifier: GPL-3.0-or-later
#include <support/hostilecase.h>

#include <QTest>

using namespace Gatewatch;
using namespace Qt::StringLiterals;

namespace {

QByteArray answer(int status, const QByteArray& fields = {}, const QByteArray& body = "body")
{
    return "HTTP/1.1 " + QByteArray::number(status) + " canary\r\n" + fields
        + "Content-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body;
}

} // namespace

/// Rows F of the matrix of hostile servers: complete answers that say no.
class HostileStatusTest : public QObject {
    Q_OBJECT
private slots:
    void statuses_data()
    {
        QTest::addColumn<HostileCase>("row");
        const auto row = [](const QByteArray& name, Outcome outcome, const char* failure, const QString& sentence,
                            const QByteArray& bytes, const QString& keyword = {}) {
            QTest::newRow(name.constData()) << HostileCase{
                .script = answering(bytes),
                .outcome = outcome,
                .failure = failure,
                .sentence = sentence,
                .keyword = keyword};
        };
        const auto error = [&](int status, const char* group, const QString& sentence) {
            row(qPrintable(u"%1 status %2"_s.arg(QLatin1StringView(group)).arg(status)), Outcome::Down, "http.error",
                u"%1 (%2 from 127.0.0.1)"_s.arg(sentence).arg(status), answer(status));
        };
        error(401, "F1", u"Reachable, but it wants different credentials"_s);
        error(403, "F1", u"Reachable, but it wants different credentials"_s);
        error(404, "F2", u"Reachable, but this address is wrong or gone"_s);
        error(410, "F2", u"Reachable, but this address is wrong or gone"_s);
        row("F3 status 407", Outcome::NotMeasured, "proxy.auth_required",
            u"The proxy for 127.0.0.1 asks for a password"_s, answer(407, "Proxy-Authenticate: Basic realm=\"x\"\r\n"));
        error(408, "F4", u"The server gave up waiting for the request"_s);
        error(421, "F4", u"This request reached the wrong server"_s);
        error(425, "F4", u"The server wants the request again, later"_s);
        const QString often = u"It is there, but we are asking too often (429)"_s;
        const auto tooOften = [&](const QByteArray& after, const QString& wish) {
            row("F5 Retry-After " + after, Outcome::Up, "ok", often + wish,
                answer(429, "Retry-After: " + after + "\r\n"));
        };
        tooOften("7", u"; it wants to be left alone for 7 s"_s);
        tooOften("600", u"; it wants to be left alone for 10 min"_s);
        tooOften(
            QDateTime::currentDateTimeUtc().addSecs(7199).toString(u"ddd, dd MMM yyyy hh:mm:ss 'GMT'"_s).toLatin1(),
            u"; it wants to be left alone for * min"_s);
        tooOften("Fri, 31 Dec 9999 23:59:59 GMT", u"; it wants to be left alone for 365 days"_s);
        tooOften("-1", {});
        tooOften("soon", {});
        for (const int status : {500, 501, 505, 507})
            error(status, "F6", u"The service itself failed"_s);
        error(502, "F7", u"A gateway could not reach the server behind it"_s);
        error(504, "F7", u"A gateway waited too long for the server behind it"_s);
        error(503, "F8", u"Overloaded or under maintenance"_s);
        row("F8 status 503 with Retry-After", Outcome::Down, "http.error",
            u"Overloaded or under maintenance (503 from 127.0.0.1); it asks for 60 s"_s,
            answer(503, "Retry-After: 60\r\n"));
        error(520, "F9", u"The edge got a broken answer from the server behind it"_s);
        error(521, "F9", u"The server behind the edge refuses connections"_s);
        error(522, "F9", u"The server behind the edge does not react"_s);
        error(523, "F9", u"The edge finds no way to the server behind it"_s);
        error(524, "F9", u"The server behind the edge took too long"_s);
        error(525, "F9", u"The edge and the server behind it could not agree on encryption"_s);
        error(526, "F9", u"The server behind the edge has a bad certificate"_s);
        error(530, "F9", u"The edge cannot find the server behind it"_s);
        row("F10 status 511", Outcome::NotMeasured, "local.captive_portal",
            u"The network wants you to sign in first; open a browser"_s, answer(511));
        row("F10 bot wall", Outcome::NotMeasured, "http.challenged",
            u"A bot check answered instead of 127.0.0.1; a browser may be fine"_s,
            answer(403, "cf-mitigated: challenge\r\n"));
        const QString mismatch = u"127.0.0.1 answered 200, but not with what is expected"_s;
        row("F11 page about an error", Outcome::Down, "http.response.mismatch", mismatch,
            answer(200, {}, "<h1>Something went wrong</h1>"), u"Welcome"_s);
        row("F11 empty", Outcome::Down, "http.response.mismatch", mismatch, answer(200, {}, {}), u"Welcome"_s);
        row("F11 another type", Outcome::Down, "http.response.mismatch", mismatch,
            answer(200, "Content-Type: image/png\r\n", "\x89PNG"), u"Welcome"_s);
    }
    void statuses()
    {
        QFETCH(HostileCase, row);
        QCOMPARE(mistakeIn(row), QString());
    }
};

QTEST_GUILESS_MAIN(HostileStatusTest)
#include "tst_hostile_status.moc"
