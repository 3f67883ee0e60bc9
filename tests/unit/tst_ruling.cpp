// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/monitor/ruling.h>

#include <QTest>

using namespace Gatewatch;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

constexpr TimePoint now{std::chrono::sys_days(std::chrono::year(2026) / 6 / 1)};
const QString plain = u"http://a.test/"_s;
const QString secure = u"https://a.test/"_s;
const QString there = u"203.0.113.7"_s;
const QString nearby = u"10.0.0.7"_s;
const QString itself = u"127.0.0.1"_s;

Check checkOf(const QUrl& url)
{
    HttpCheck http;
    http.url = url;
    Check check;
    check.how = http;
    return check;
}

Exchange answered(const QString& url, const QString& address, int status, const QByteArray& retryAfter = {})
{
    Exchange exchange;
    exchange.at = now;
    exchange.url = exchange.finalUrl = QUrl(url);
    exchange.address = address;
    exchange.response = ResponseHead{status, "1.1", "", {}};
    if (!retryAfter.isEmpty())
        exchange.response->headers.append({"Retry-After", retryAfter});
    if (exchange.url.scheme() == u"https"_s)
        exchange.certificate.emplace();
    return exchange;
}

Exchange failed(Failure failure, const QString& address = {}, const QString& url = plain)
{
    Exchange exchange;
    exchange.at = now;
    exchange.url = exchange.finalUrl = QUrl(url);
    exchange.address = address;
    exchange.failure = failure;
    return exchange;
}

Exchange viaProxy(Exchange exchange)
{
    exchange.viaProxy = true;
    return exchange;
}

Reading readingOf(const Exchange& exchange, bool seesPortal = false)
{
    const Check check = checkOf(exchange.url);
    return readingOf(check, exchange, judge(exchange, check.expect()), seesPortal);
}

Circumstances in(LocalNetwork network, bool wasOnline = true)
{
    return {network, wasOnline, true, false, {}, now};
}

Circumstances excusedIn(LocalNetwork network)
{
    return {network, true, false, true, {}, now};
}

Circumstances withClock(std::optional<Seconds> ahead)
{
    return {LocalNetwork::Online, true, true, false, ahead, now};
}

/// Where nobody else was found by name.
Circumstances withoutNamesIn(LocalNetwork network)
{
    return {network, true, false, false, {}, now};
}

constexpr auto online = LocalNetwork::Online;
constexpr auto offline = LocalNetwork::Offline;
constexpr auto portal = LocalNetwork::CaptivePortal;
constexpr auto nameless = LocalNetwork::NoNameService;
constexpr auto byNumber = LocalNetwork::OnlyByNumber;
constexpr auto unknown = LocalNetwork::Unknown;

} // namespace

class RulingTest : public QObject {
    Q_OBJECT
private slots:
    void whatAnEndShowsOfTheNetwork_data()
    {
        QTest::addColumn<Exchange>("exchange");
        QTest::addColumn<bool>("seesPortal");
        QTest::addColumn<bool>("reachedOut");
        QTest::addColumn<bool>("provesOnline");
        QTest::addColumn<bool>("needsGate");
        const auto row = [](const char* name, const Exchange& exchange, bool seesPortal, bool reached, bool proves,
                            bool asks) { QTest::newRow(name) << exchange << seesPortal << reached << proves << asks; };
        row("proved", answered(secure, there, 200), false, true, true, false);
        row("proved, with an error", answered(secure, there, 502), false, true, true, false);
        row("proved, while a sign-in page is known", answered(secure, there, 200), true, true, true, false);
        row("proved, but nearby", answered(secure, nearby, 200), false, true, false, false);
        row("proved, through a proxy", viaProxy(answered(secure, itself, 200)), false, true, false, false);
        row("by nobody who proved it", answered(plain, there, 200), false, true, false, false);
        row("by nobody, while a sign-in page is known", answered(plain, there, 200), true, true, false, true);
        row("an error of nobody", answered(plain, there, 502), false, true, false, true);
        row("by this computer", answered(plain, itself, 200), true, false, false, false);
        row("an error of this computer", answered(plain, itself, 502), false, false, false, false);
        row("refused by this computer", failed(Failure::TcpRefused, itself), false, false, false, false);
        row("an error through a proxy on it", viaProxy(answered(plain, itself, 502)), false, true, false, true);
        row("refused from far away", failed(Failure::TcpRefused, there), false, false, false, true);
        row("refused nearby", failed(Failure::TcpRefused, nearby, u"http://10.0.0.7/"_s), false, false, false, false);
        row("no name", failed(Failure::DnsNameNotResolved), false, false, false, true);
        row("asked for patience", answered(plain, there, 429), false, true, false, false);
        row("not asked at all", failed(Failure::Abandoned), false, false, false, false);
    }
    void whatAnEndShowsOfTheNetwork()
    {
        QFETCH(Exchange, exchange);
        QFETCH(bool, seesPortal);
        const Reading reading = readingOf(exchange, seesPortal);
        QTEST(reading.reachedOut, "reachedOut");
        QTEST(reading.provesOnline, "provesOnline");
        QTEST(reading.needsGate, "needsGate");
    }

    void howLongToStayAway_data()
    {
        QTest::addColumn<Exchange>("exchange");
        QTest::addColumn<int>("seconds"); // -1: as long as always
        QTest::newRow("429") << answered(plain, there, 429, "90") << 90;
        QTest::newRow("429 that does not say") << answered(plain, there, 429) << 60;
        QTest::newRow("429 that says nonsense") << answered(plain, there, 429, "soon") << 60;
        QTest::newRow("429 that says now") << answered(plain, there, 429, "0") << 60;
        QTest::newRow("503") << answered(plain, there, 503, "90") << 90;
        QTest::newRow("503 that does not say") << answered(plain, there, 503) << 0;
        QTest::newRow("503, a date") << answered(plain, there, 503, "Mon, 01 Jun 2026 00:02:00 GMT") << 120;
        QTest::newRow("for a day") << answered(plain, there, 503, "86400") << 3600;
        QTest::newRow("of this computer") << answered(plain, itself, 503, "90") << 90;
        QTest::newRow("502") << answered(plain, there, 502, "90") << -1;
        QTest::newRow("200") << answered(plain, there, 200, "90") << -1;
        QTest::newRow("nobody there") << failed(Failure::TcpRefused, there) << -1;
    }
    void howLongToStayAway()
    {
        QFETCH(Exchange, exchange);
        QFETCH(int, seconds);
        const auto wanted = seconds < 0 ? std::optional<Seconds>() : std::optional(Seconds(seconds));
        const Reading reading = readingOf(exchange);
        QVERIFY(reading.stayAway == wanted);
        QVERIFY(rulingOn(reading, checkOf(exchange.url), in(online)).stayAway == wanted);
    }

    void whatCounts_data()
    {
        QTest::addColumn<Exchange>("exchange");
        QTest::addColumn<Circumstances>("circumstances");
        QTest::addColumn<Outcome>("outcome");
        QTest::addColumn<Failure>("failure");
        QTest::addColumn<bool>("askAgain");
        const auto counts = [](const char* name, const Exchange& exchange, const Circumstances& circumstances,
                               Outcome outcome, Failure failure) {
            QTest::newRow(name) << exchange << circumstances << outcome << failure << false;
        };
        const auto isNothing = [](const char* name, const Exchange& exchange, const Circumstances& circumstances,
                                  Failure failure, bool again = false) {
            QTest::newRow(name) << exchange << circumstances << Outcome::NotMeasured << failure << again;
        };
        const Exchange refused = failed(Failure::TcpRefused, there);
        const Exchange noName = failed(Failure::DnsNameNotResolved);
        const Exchange well = answered(plain, there, 200);
        const Exchange error = answered(plain, there, 502);

        counts("well", well, in(unknown), Outcome::Up, Failure::Ok);
        counts("an error", answered(secure, there, 502), in(unknown), Outcome::Down, Failure::HttpError);
        counts("refused, online", refused, in(online), Outcome::Down, Failure::TcpRefused);
        counts("refused, nobody knows", refused, in(unknown), Outcome::Down, Failure::TcpRefused);

        isNothing("refused, offline", refused, in(offline), Failure::LocalOffline);
        isNothing("no name, offline", noName, in(offline), Failure::LocalOffline);
        isNothing("no name, silent name servers", noName, in(nameless), Failure::DnsUnreachable);
        isNothing("refused, silent name servers", refused, in(nameless), Failure::LocalOffline);
        isNothing("an error, of a sign-in page", error, in(portal), Failure::LocalCaptivePortal);
        isNothing("well, of a sign-in page", well, in(portal), Failure::LocalCaptivePortal);
        counts("an error, offline", error, in(offline), Outcome::Down, Failure::HttpError); // it did answer
        counts(
            "proved, at a sign-in page", answered(secure, there, 502), in(portal), Outcome::Down, Failure::HttpError);

        const Exchange cutNearby = failed(Failure::TcpTimedOut, nearby);
        isNothing("silent nearby, offline", cutNearby, in(offline), Failure::LocalOffline);
        counts(
            "silent nearby, where there never was an internet", cutNearby, in(offline, false), Outcome::Down,
            Failure::TcpTimedOut);
        counts(
            "silent nearby, where there never was an internet and names fail", cutNearby, in(nameless, false),
            Outcome::Down, Failure::TcpTimedOut);
        isNothing(
            "silent far away, where there never was an internet", failed(Failure::TcpTimedOut, there),
            in(offline, false), Failure::LocalOffline);
        isNothing(
            "silent nearby, at a sign-in page that was always there", cutNearby, in(portal, false),
            Failure::LocalCaptivePortal);

        const Exchange silent = failed(Failure::DnsUnreachable);
        isNothing("silent name servers of ours", silent, withoutNamesIn(unknown), Failure::DnsUnreachable);
        isNothing("silent, nobody else was found", silent, withoutNamesIn(online), Failure::DnsUnreachable);
        isNothing("silent, nobody is found", silent, withoutNamesIn(byNumber), Failure::DnsUnreachable);
        const Exchange namesFail = failed(Failure::DnsFailed);
        counts(
            "failing name servers, nobody knows", namesFail, withoutNamesIn(unknown), Outcome::Down, namesFail.failure);
        counts("failing name servers, others were found", namesFail, in(online), Outcome::Down, namesFail.failure);
        isNothing("failing, nobody else was found", namesFail, withoutNamesIn(online), namesFail.failure);
        isNothing("failing, nobody is found", namesFail, withoutNamesIn(byNumber), namesFail.failure);
        isNothing("failing, and nothing is found out", namesFail, withoutNamesIn(nameless), namesFail.failure);
        counts("no such name, others fail", noName, withoutNamesIn(byNumber), Outcome::Down, noName.failure);
        counts("refused, names are not found", refused, withoutNamesIn(byNumber), Outcome::Down, refused.failure);
        counts("silent name servers, others were found", silent, in(online), Outcome::Down, Failure::DnsUnreachable);
        const Exchange ended = failed(Failure::TlsCertDateInvalid, there, secure);
        counts("an ended certificate", ended, withClock(1min), Outcome::Down, Failure::TlsCertDateInvalid);
        isNothing("a wrong clock", ended, withClock(25h), Failure::TlsCertDateInvalid);
        counts("an error, with a wrong clock", error, withClock(25h), Outcome::Down, Failure::HttpError);

        isNothing("refused in transition", refused, excusedIn(unknown), Failure::Abandoned, true);
        isNothing("refused in transition, and online", refused, excusedIn(online), Failure::Abandoned, true);
        isNothing("refused in transition, and offline", refused, excusedIn(offline), Failure::LocalOffline);
        isNothing("silent name servers in transition", silent, excusedIn(unknown), Failure::DnsUnreachable);
        counts("well in transition", well, excusedIn(unknown), Outcome::Up, Failure::Ok);
    }
    void whatCounts()
    {
        QFETCH(Exchange, exchange);
        QFETCH(Circumstances, circumstances);
        QFETCH(bool, askAgain);
        const Reading reading = readingOf(exchange);
        const Ruling ruling = rulingOn(reading, checkOf(exchange.url), circumstances);
        QTEST(ruling.judgement.outcome, "outcome");
        QTEST(ruling.judgement.failure, "failure");
        QVERIFY(ruling.askAgain == (askAgain ? std::optional<Millis>(15s) : std::nullopt));
    }
};

QTEST_APPLESS_MAIN(RulingTest)
#include "tst_ruling.moc"
