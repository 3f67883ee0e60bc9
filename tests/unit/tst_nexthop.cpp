// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/net/nexthop.h>

#include <QTest>

using namespace Gatewatch;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

const QString here = u"https://a.test/one"_s;

ProbeRequest requestOf(const QByteArray& method = "GET", const QByteArray& body = {})
{
    ProbeRequest request;
    request.url = QUrl(here);
    request.method = method;
    request.body = body;
    request.maxRedirects = 5;
    return request;
}

/// With everything that is meant for one origin only.
ProbeRequest privateRequest()
{
    ProbeRequest request = requestOf();
    request.headers = {{"Authorization", "Bearer secret"}};
    request.certificateFile = "own.pem";
    request.keyFile = "own.key";
    request.keyPassword = "secret";
    request.resolve = {u"192.0.2.7"_s, u"192.0.2.8:8443"_s};
    request.verifyTls = false;
    return request;
}

Exchange redirect(int status, const QByteArray& location)
{
    Exchange exchange;
    exchange.url = QUrl(here);
    exchange.response = ResponseHead{status, "1.1", "", {{"Location", location}}};
    return exchange;
}

} // namespace

class NextHopTest : public QObject {
    Q_OBJECT
private slots:
    void methods_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("method");
        QTest::addColumn<QByteArray>("next");
        QTest::addColumn<QByteArray>("body");
        const QByteArray body = "x=1";
        QTest::newRow("301, posted") << 301 << QByteArray("POST") << QByteArray("GET") << QByteArray();
        QTest::newRow("302, posted") << 302 << QByteArray("POST") << QByteArray("GET") << QByteArray();
        QTest::newRow("303, posted") << 303 << QByteArray("POST") << QByteArray("GET") << QByteArray();
        QTest::newRow("307, posted") << 307 << QByteArray("POST") << QByteArray("POST") << body;
        QTest::newRow("308, posted") << 308 << QByteArray("POST") << QByteArray("POST") << body;
        QTest::newRow("301, another method") << 301 << QByteArray("OPTIONS") << QByteArray("OPTIONS") << body;
        QTest::newRow("303, another method") << 303 << QByteArray("OPTIONS") << QByteArray("GET") << QByteArray();
        QTest::newRow("303, the head only") << 303 << QByteArray("HEAD") << QByteArray("HEAD") << body;
    }
    void methods()
    {
        QFETCH(int, status);
        QFETCH(QByteArray, method);
        Exchange exchange = redirect(status, "/two");
        const auto next = nextHop(requestOf(method, "x=1"), 1, exchange);
        QVERIFY(next.has_value());
        QCOMPARE(next->url, QUrl(u"https://a.test/two"_s));
        QTEST(next->method, "next");
        QTEST(next->body, "body");
    }

    void whatIsNotFollowed_data()
    {
        QTest::addColumn<Exchange>("exchange");
        QTest::addColumn<int>("left");
        QTest::addColumn<Failure>("failure");
        const auto refused = Failure::HttpResponseRedirectRefused;
        Exchange broken = redirect(302, "/two");
        broken.failure = Failure::HttpResponseIncomplete;
        Exchange withoutTarget = redirect(302, "/two");
        withoutTarget.response->headers.clear();
        QTest::newRow("an answer") << redirect(200, "/two") << 1 << Failure::Ok;
        QTest::newRow("a redirect that is none (304)") << redirect(304, "/two") << 1 << Failure::Ok;
        QTest::newRow("without Location") << withoutTarget << 1 << Failure::Ok;
        QTest::newRow("broken off") << broken << 1 << Failure::HttpResponseIncomplete;
        QTest::newRow("one too many") << redirect(302, "/two") << 0 << Failure::HttpResponseRedirectLoop;
        QTest::newRow("to nowhere") << redirect(302, "") << 1 << refused;
        QTest::newRow("to nowhere, and one too many") << redirect(302, "") << 0 << refused;
        QTest::newRow("into the open") << redirect(302, "http://a.test/") << 1 << refused;
        QTest::newRow("to another scheme") << redirect(302, "ftp://a.test/") << 1 << refused;
        QTest::newRow("with the body elsewhere") << redirect(307, "https://b.test/") << 1 << refused;
    }
    void whatIsNotFollowed()
    {
        QFETCH(Exchange, exchange);
        QFETCH(int, left);
        QVERIFY(!nextHop(requestOf("POST", "x=1"), left, exchange));
        QTEST(exchange.failure, "failure");
        QVERIFY(exchange.notes.isEmpty());
    }

    void redirectsCanBeAnswers()
    {
        ProbeRequest request = requestOf();
        request.maxRedirects = 0;
        Exchange exchange = redirect(302, "/two");
        QVERIFY(!nextHop(request, 1, exchange));
        QCOMPARE(exchange, redirect(302, "/two"));
    }

    void theSameOriginIsToldEverything()
    {
        Exchange exchange = redirect(302, "https://a.test:443/two");
        ProbeRequest wanted = privateRequest();
        wanted.url = QUrl(u"https://a.test:443/two"_s);
        QCOMPARE(nextHop(privateRequest(), 1, exchange), wanted);
        QVERIFY(exchange.notes.isEmpty());
    }

    void anotherOriginIsToldNothing_data()
    {
        QTest::addColumn<QByteArray>("target");
        QTest::addColumn<QStringList>("pins");
        QTest::addColumn<bool>("verifies");
        QTest::newRow("another host") << QByteArray("https://b.test/") << QStringList() << true;
        // It is still the machine whose certificate need not be believed.
        QTest::newRow("another port") << QByteArray("https://a.test:8443/") << QStringList{u"192.0.2.7"_s} << false;
    }
    void anotherOriginIsToldNothing()
    {
        QFETCH(QByteArray, target);
        Exchange exchange = redirect(302, target);
        const auto next = nextHop(privateRequest(), 1, exchange);
        QVERIFY(next.has_value());
        QVERIFY(next->headers.isEmpty());
        QVERIFY(next->certificateFile.isEmpty() && next->keyFile.isEmpty() && next->keyPassword.isEmpty());
        QTEST(next->resolve, "pins");
        QTEST(next->verifyTls, "verifies");
        QCOMPARE(exchange.notes, QList<Note>{Note::FieldsWithheld});
    }

    void nobodyChoosesOurLogin_data()
    {
        QTest::addColumn<QByteArray>("target");
        QTest::addColumn<QUrl>("next");
        QTest::newRow("elsewhere") << QByteArray("https://user:pw@b.test/two") << QUrl(u"https://b.test/two"_s);
        QTest::newRow("the same origin") << QByteArray("https://user@a.test/two") << QUrl(u"https://a.test/two"_s);
        QTest::newRow("without a scheme") << QByteArray("//user:pw@b.test/") << QUrl(u"https://b.test/"_s);
    }
    void nobodyChoosesOurLogin()
    {
        QFETCH(QByteArray, target);
        Exchange exchange = redirect(302, target);
        const auto next = nextHop(requestOf(), 1, exchange);
        QVERIFY(next.has_value());
        QTEST(next->url, "next");
    }

    void whoIsOutside_data()
    {
        QTest::addColumn<QUrl>("asked");
        QTest::addColumn<QString>("address");
        QTest::addColumn<bool>("viaProxy");
        QTest::addColumn<bool>("outside");
        const QUrl name(u"http://a.test/"_s);
        const QUrl number(u"http://10.0.0.7/"_s);
        QTest::newRow("public") << name << u"8.8.4.4"_s << false << true;
        QTest::newRow("private") << name << u"10.0.0.1"_s << false << false;
        QTest::newRow("behind a proxy at home") << name << u"10.0.0.1"_s << true << true;
        QTest::newRow("near, through a proxy far away") << number << u"8.8.4.4"_s << true << false;
    }
    void whoIsOutside()
    {
        QFETCH(QUrl, asked);
        QFETCH(QString, address);
        QFETCH(bool, viaProxy);
        Exchange hop;
        hop.address = address;
        hop.viaProxy = viaProxy;
        QTEST(isOutside(asked, hop), "outside");
    }

    void whereNothingIsPrivateNothingIsKeptBack()
    {
        Exchange exchange = redirect(302, "https://b.test/");
        QVERIFY(nextHop(requestOf(), 1, exchange).has_value());
        QVERIFY(exchange.notes.isEmpty());
    }

    void aChainIsOneExchange()
    {
        Exchange first = redirect(302, "https://b.test/");
        first.at = TimePoint(1s);
        first.address = u"192.0.2.1"_s;
        first.total = 30ms;
        first.phases = {5ms, 10ms, 15ms, {}, {}};
        first.notes = {Note::FieldsWithheld};
        Exchange second;
        second.at = TimePoint(2s);
        second.url = QUrl(u"https://b.test/"_s);
        second.address = u"192.0.2.2"_s;
        second.total = 20ms;
        second.phases = {1ms, 2ms, {}, 17ms, {}};
        second.notes = {Note::FieldsWithheld};
        const Exchange chain = joined(first, second);
        QCOMPARE(chain.at, first.at);
        QCOMPARE(chain.url, first.url);
        QCOMPARE(chain.address, second.address);
        QCOMPARE(chain.redirects, 1);
        QVERIFY(chain.total == 50ms);
        QVERIFY((chain.phases == Phases{6ms, 12ms, 15ms, 17ms, {}})); // not reached by either is not reached
        QCOMPARE(chain.notes, QList<Note>{Note::FieldsWithheld}); // once
        QCOMPARE(joined(chain, second).redirects, 2);
        Exchange silent;
        silent.phases = {1ms, 2ms, {}, {}, {}};
        const Phases unanswered = joined(chain, silent).phases; // that others answered is not an answer of its own
        QVERIFY((unanswered == Phases{7ms, 14ms, 15ms, {}, {}}));
    }
};

QTEST_APPLESS_MAIN(NextHopTest)
#include "tst_nexthop.moc"
