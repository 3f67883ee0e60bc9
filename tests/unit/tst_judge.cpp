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
};

QTEST_APPLESS_MAIN(JudgeTest)
#include "tst_judge.moc"
