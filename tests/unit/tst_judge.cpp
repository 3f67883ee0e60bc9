// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/judge.h>

#include <QTest>

using namespace Gatewatch;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

Exchange answer(int status, QByteArray body = {}, QList<HeaderField> headers = {})
{
    Exchange exchange;
    exchange.response = ResponseHead{status, "1.1", "", std::move(headers)};
    exchange.body = std::move(body);
    exchange.total = 100ms;
    return exchange;
}

Exchange broken(Failure failure)
{
    Exchange exchange;
    exchange.failure = failure;
    return exchange;
}

Expectation with(auto change)
{
    Expectation expectation;
    change(expectation);
    return expectation;
}

} // namespace

class JudgeTest : public QObject {
    Q_OBJECT
private slots:
    void verdicts_data()
    {
        QTest::addColumn<Exchange>("exchange");
        QTest::addColumn<Expectation>("expectation");
        QTest::addColumn<Outcome>("outcome");
        QTest::addColumn<Failure>("failure");
        const auto row = [](const char* name, Exchange exchange, Expectation expectation, Outcome outcome,
                            Failure failure) { QTest::newRow(name) << exchange << expectation << outcome << failure; };
        const Expectation usual;
        row("200", answer(200), usual, Outcome::Up, Failure::Ok);
        row("502", answer(502), usual, Outcome::Down, Failure::HttpError);
        row("404", answer(404), usual, Outcome::Down, Failure::HttpError);
        row("401 where it is expected", answer(401), with([](Expectation& e) {
                e.status = {{200, 299}, {401, 401}};
            }),
            Outcome::Up, Failure::Ok);
        row("200 where 401 is expected", answer(200), with([](Expectation& e) {
                e.status = {{401, 401}};
            }),
            Outcome::Down, Failure::HttpError);
        row("304 unasked", answer(304), usual, Outcome::Up, Failure::Ok);
        row("304 where 200 is not expected", answer(304), with([](Expectation& e) {
                e.status = {{401, 401}};
            }),
            Outcome::Down, Failure::HttpError);
        row("304 has no body for a rule", answer(304), with([](Expectation& e) { e.keyword = u"fine"_s; }),
            Outcome::Down, Failure::HttpResponseMismatch);
        row("asked too often", answer(429), usual, Outcome::Up, Failure::Ok);
        row("429 as expected", answer(429), with([](Expectation& e) {
                e.status = {{200, 299}, {429, 429}};
            }),
            Outcome::Up, Failure::Ok);
        row("429 as expected, but not with its words", answer(429, "no"), with([](Expectation& e) {
                e.status = {{429, 429}};
                e.keyword = u"slowly"_s;
            }),
            Outcome::Down, Failure::HttpResponseMismatch);
        row("proxy wants a password", answer(407), usual, Outcome::NotMeasured, Failure::ProxyAuthRequired);
        row("network wants a sign-in", answer(511), usual, Outcome::NotMeasured, Failure::LocalCaptivePortal);
        row("bot wall by header", answer(403, {}, {{"cf-mitigated", "challenge"}}), usual, Outcome::NotMeasured,
            Failure::HttpChallenged);
        row("bot wall by page", answer(503, "<title>Just a moment...</title>"), usual, Outcome::NotMeasured,
            Failure::HttpChallenged);
        for (const auto& [status, name, value] :
             {std::tuple{429, "X-Vercel-Mitigated", "challenge"},
              {202, "x-amzn-waf-action", "challenge"},
              {405, "x-amzn-waf-action", "captcha"},
              {200, "cf-mitigated", "challenge"}})
            row(qPrintable(u"bot wall by %1: %2"_s.arg(QLatin1String(name), QLatin1String(value))),
                answer(status, {}, {{name, value}}), usual, Outcome::NotMeasured, Failure::HttpChallenged);
        for (const char* page :
             {"<script id=\"anubis_challenge\" type=\"application/json\">{}</script>",
              "<script>var sucuri_cloudproxy_js='';</script>",
              "<iframe>Request unsuccessful. Incapsula incident ID: 1-2</iframe>"}) {
            row(qPrintable(u"bot wall by page with 200: %1"_s.arg(QLatin1String(page))), answer(200, page), usual,
                Outcome::NotMeasured, Failure::HttpChallenged);
            row(qPrintable(u"a long text about it: %1"_s.arg(QLatin1String(page))),
                answer(200, page + QByteArray(70000, ' ')), usual, Outcome::Up, Failure::Ok);
        }
        row("a refusal by a wall that is wanted", answer(403, {}, {{"cf-mitigated", "challenge"}}),
            with([](Expectation& e) {
                e.status = {{403, 403}};
            }),
            Outcome::Up, Failure::Ok);
        row("plain 403", answer(403, "no"), usual, Outcome::Down, Failure::HttpError);
        row("keyword there", answer(200, "all fine"), with([](Expectation& e) { e.keyword = u"fine"_s; }), Outcome::Up,
            Failure::Ok);
        row("keyword missing", answer(200, "all"), with([](Expectation& e) { e.keyword = u"fine"_s; }), Outcome::Down,
            Failure::HttpResponseMismatch);
        row("unwanted keyword", answer(200, "error"), with([](Expectation& e) { e.notKeyword = u"error"_s; }),
            Outcome::Down, Failure::HttpResponseMismatch);
        const auto json = with([](Expectation& e) { e.json = JsonExpectation{u"parts.1.state"_s, u"ok"_s}; });
        row("json value", answer(200, R"({"parts":[{},{"state":"ok"}]})"), json, Outcome::Up, Failure::Ok);
        row("json value differs", answer(200, R"({"parts":[{},{"state":"bad"}]})"), json, Outcome::Down,
            Failure::HttpResponseMismatch);
        row("html instead of json", answer(200, "<html>"), json, Outcome::Down, Failure::HttpResponseMismatch);
        row("json in UTF-16",
            answer(
                200, QByteArray("{\0\"\0a\0\"\0:\0001\0}\0", 14),
                {{"Content-Type", "application/json; charset=utf-16le"}}),
            with([](Expectation& e) {
                e.json = JsonExpectation{u"a"_s, 1};
            }),
            Outcome::Up, Failure::Ok);
        row("slow", answer(200), with([](Expectation& e) { e.maxMs = 50; }), Outcome::Slow, Failure::Ok);
        row("quick enough", answer(200), with([](Expectation& e) { e.maxMs = 100; }), Outcome::Up, Failure::Ok);
        row("refused", broken(Failure::TcpRefused), usual, Outcome::Down, Failure::TcpRefused);
        row("offline", broken(Failure::LocalOffline), usual, Outcome::NotMeasured, Failure::LocalOffline);
        row("cancelled", broken(Failure::Abandoned), usual, Outcome::NotMeasured, Failure::Abandoned);
        row("proxy broken", broken(Failure::ProxyFailed), usual, Outcome::NotMeasured, Failure::ProxyFailed);
    }
    void verdicts()
    {
        QFETCH(Exchange, exchange);
        QFETCH(Expectation, expectation);
        QFETCH(Outcome, outcome);
        QFETCH(Failure, failure);
        const Judgement judgement = judge(exchange, expectation);
        QCOMPARE(idOf(judgement.outcome), idOf(outcome));
        QCOMPARE(idOf(judgement.failure), idOf(failure));
    }

    /// What such a body is said to lack or to have; empty where nothing is wrong with it.
    void textIsReadAsItIsWritten_data()
    {
        QTest::addColumn<QByteArray>("type");
        QTest::addColumn<QByteArray>("coding");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QString>("word");
        QTest::addColumn<QString>("present"); ///< the judgement where the word must be there
        QTest::addColumn<QString>("absent"); ///< and where it must not
        const auto row = [](const char* name, const char* type, const char* coding, const QByteArray& body,
                            const QString& word, const QString& present, const QString& absent) {
            QTest::newRow(name) << QByteArray(type) << QByteArray(coding) << body << word << present << absent;
        };
        const QString there = u"keyword \"%1\" is there"_s;
        const QString missing = u"keyword \"%1\" is missing"_s;
        const QString unknown = u"its text cannot be checked: it is in an unknown encoding"_s;
        const QString packed = u"its text cannot be checked: it is packed (gzip), which nobody asked for"_s;
        const QString twice = u"its text cannot be checked: it is packed more than once, which nobody asked for"_s;
        const QString strange = u"its text cannot be checked: it is packed in an unknown way"_s;
        const QString hello = u"hällo"_s;
        const QByteArray latin = "h\xe4llo";
        const QByteArray utf8 = "h\xc3\xa4llo";
        const QByteArray wide("\0h\0\xe4\0l\0l\0o", 10);
        row("UTF-8", "text/html; charset=utf-8", "", utf8, hello, {}, there);
        row("UTF-8 unnamed", "", "", utf8, hello, {}, there);
        row("Latin-1", "text/html; charset=ISO-8859-1", "", latin, hello, {}, there);
        row("Latin-1 by another name", "text/plain;charset=\"latin1\"", "", latin, hello, {}, there);
        row("Latin-1 unnamed", "text/plain", "", latin, hello, {}, there);
        row("Latin-1 named inside", "text/html", "", "<meta charset=iso-8859-1>" + latin, hello, {}, there);
        row("Latin-1 called UTF-8", "text/html; charset=utf-8", "", latin, hello, {}, there);
        row("UTF-16", "text/plain; charset=utf-16", "", wide, hello, {}, there);
        row("UTF-16 with a mark", "text/plain", "", "\xfe\xff" + wide, hello, {}, there);
        row("UTF-8, another word", "text/html; charset=utf-8", "", utf8, u"böse"_s, missing, {});
        row("Latin-1, another word", "text/html; charset=iso-8859-1", "", latin, u"böse"_s, missing, {});
        row("by guess, another word", "", "", latin, u"böse"_s, unknown, unknown);
        row("by guess, a word of ASCII", "", "", latin, u"error"_s, missing, {});
        row("a superset of ASCII", "text/html; charset=windows-9999", "", latin, u"error"_s, missing, {});
        row("a superset of ASCII, another word", "text/html; charset=windows-9999", "", latin, u"böse"_s, unknown,
            unknown);
        row("an unknown encoding", "text/html; charset=rot13", "", "all well", u"error"_s, unknown, unknown);
        row("an unknown encoding, and yet there", "text/html; charset=rot13", "", "all well", u"well"_s, {}, there);
        row("packed", "text/html", "gzip", "\x1f\x8b\x08 ok", u"ok"_s, packed, packed);
        row("packed twice", "text/html", "gzip, gzip", "\x1f\x8b", u"ok"_s, twice, twice);
        row("packed somehow", "text/html", "rot13", "bx", u"ok"_s, strange, strange);
        row("identity", "text/html", "identity", "ok", u"ok"_s, {}, there);
    }
    void textIsReadAsItIsWritten()
    {
        QFETCH(QByteArray, type);
        QFETCH(QByteArray, coding);
        QFETCH(QByteArray, body);
        QFETCH(QString, word);
        QFETCH(QString, present);
        QFETCH(QString, absent);
        QList<HeaderField> fields{{"Content-Type", type}};
        if (!coding.isEmpty())
            fields.append({"Content-Encoding", coding});
        const Exchange exchange = answer(200, body, fields);
        const auto judged = [](QString detail, const QString& keyword) {
            detail.replace(u"%1"_s, keyword);
            return detail.isEmpty() ? Judgement{Outcome::Up, Failure::Ok, {}}
                                    : Judgement{Outcome::Down, Failure::HttpResponseMismatch, detail};
        };
        QCOMPARE(judge(exchange, with([&](Expectation& e) { e.keyword = word; })), judged(present, word));
        QCOMPARE(judge(exchange, with([&](Expectation& e) { e.notKeyword = word; })), judged(absent, word));
    }

    void recordsMayBeWrittenInAnyWay()
    {
        Exchange exchange;
        exchange.url = QUrl(u"dns:a.test?type=AAAA"_s);
        exchange.body = "2001:db8::7";
        const auto judged = [&](const QString& wanted) {
            return judge(exchange, with([&](Expectation& e) { e.answers = {wanted}; })).outcome;
        };
        QCOMPARE(judged(u"2001:DB8:0:0:0:0:0:7"_s), Outcome::Up);
        QCOMPARE(judged(u"2001:0db8::0007"_s), Outcome::Up);
        QCOMPARE(judged(u"2001:db8::8"_s), Outcome::Down);
    }
};

QTEST_APPLESS_MAIN(JudgeTest)
#include "tst_judge.moc"
