// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/monitor/doubt.h>

#include <QTest>

using namespace Gatewatch;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

constexpr TimePoint now{std::chrono::sys_days(std::chrono::year(2026) / 6 / 1)};

Check checkOf(const QString& url, bool verifyTls = true)
{
    HttpCheck http;
    http.url = QUrl(url);
    http.verifyTls = verifyTls;
    Check check;
    check.how = http;
    return check;
}

Exchange answerOf(const QString& url, const QString& address, int status, const QString& finalUrl = {})
{
    Exchange exchange;
    exchange.url = QUrl(url);
    exchange.finalUrl = QUrl(finalUrl.isEmpty() ? url : finalUrl);
    exchange.address = address;
    exchange.response = ResponseHead{status, "1.1", "", {}};
    if (exchange.finalUrl.scheme() == u"https"_s)
        exchange.certificate.emplace();
    return exchange;
}

} // namespace

class DoubtTest : public QObject {
    Q_OBJECT
private slots:
    void peers()
    {
        const auto peer = [](const QString& url, const QString& address, bool verifyTls = true) {
            return peerOf(checkOf(url, verifyTls), answerOf(url, address, 200));
        };
        QVERIFY(peer(u"https://a.test/"_s, u"203.0.113.7"_s).proved);
        QVERIFY(!peer(u"https://a.test/"_s, u"203.0.113.7"_s, false).proved); // anybody can show a certificate
        QVERIFY(!peer(u"http://a.test/"_s, u"203.0.113.7"_s).proved);
        QVERIFY(!peer(u"https://a.test/"_s, u"203.0.113.7"_s).nearby);
        QVERIFY(peer(u"http://a.test/"_s, u"192.168.1.9"_s).nearby);
        QVERIFY(!peer(u"http://a.test/"_s, u"192.168.1.9"_s).numbered);
        QVERIFY(peer(u"http://192.168.1.9/"_s, u"192.168.1.9"_s).numbered);
        Exchange proxied = answerOf(u"http://a.test/"_s, u"127.0.0.1"_s, 200);
        proxied.viaProxy = true;
        QVERIFY(!peerOf(checkOf(u"http://a.test/"_s), proxied).nearby);
        QVERIFY(!peerOf(checkOf(u"http://a.test/"_s), proxied).here);
        QVERIFY(peer(u"http://a.test/"_s, u"127.0.0.1"_s).here);
        QVERIFY(!peer(u"http://a.test/"_s, u"192.168.1.9"_s).here);
        Exchange inVain = answerOf(u"http://a.test/"_s, {}, 0); // nobody was connected
        inVain.addressesTried = {{u"10.0.0.7"_s}, {u"192.168.1.9"_s}};
        QVERIFY(peerOf(checkOf(u"http://a.test/"_s), inVain).nearby);
        inVain.addressesTried.append({u"203.0.113.7"_s});
        QVERIFY(!peerOf(checkOf(u"http://a.test/"_s), inVain).nearby);
        inVain.addressesTried = {{u"127.0.0.1"_s}, {u"::1"_s}};
        QVERIFY(peerOf(checkOf(u"http://a.test/"_s), inVain).here);
        // The certificate is that of where the way ended.
        const Exchange moved = answerOf(u"http://a.test/"_s, u"203.0.113.7"_s, 200, u"https://hotel.test/"_s);
        QVERIFY(!peerOf(checkOf(u"http://a.test/"_s), moved).proved);
    }

    void whoIsAskedAbout_data()
    {
        QTest::addColumn<Exchange>("exchange");
        QTest::addColumn<bool>("portal"); // is known to be there
        QTest::addColumn<bool>("asked");
        const QString plain = u"http://a.test/"_s;
        const QString secure = u"https://a.test/"_s;
        const QString there = u"203.0.113.7"_s;
        QTest::newRow("well") << answerOf(plain, there, 200) << false << false;
        QTest::newRow("well, while there is a sign-in page") << answerOf(plain, there, 200) << true << true;
        QTest::newRow("proved, while there is one") << answerOf(secure, there, 200) << true << false;
        QTest::newRow("led elsewhere") << answerOf(plain, there, 200, u"https://hotel.test/"_s) << false << true;
        QTest::newRow("led to www") << answerOf(plain, there, 200, u"https://www.a.test/"_s) << false << false;
        QTest::newRow("proved, and led elsewhere")
            << answerOf(secure, there, 200, u"https://b.test/"_s) << false << false;
        QTest::newRow("an error") << answerOf(plain, there, 502) << false << true;
        QTest::newRow("a proved error") << answerOf(secure, there, 502) << false << false;
        QTest::newRow("an error nearby") << answerOf(u"http://10.0.0.7/"_s, u"10.0.0.7"_s, 502) << false << false;
        QTest::newRow("an error of this computer") << answerOf(plain, u"127.0.0.1"_s, 502) << true << false;
        Exchange nowhere = answerOf(plain, there, 0);
        nowhere.response.reset();
        nowhere.failure = Failure::TcpAddressUnreachable;
        nowhere.lacksRoute = true;
        QTest::newRow("no route") << nowhere << false << true;
        nowhere.address = u"::1"_s;
        QTest::newRow("no route to ourselves") << nowhere << false << false;
    }
    void whoIsAskedAbout()
    {
        QFETCH(Exchange, exchange);
        QFETCH(bool, portal);
        const Check check = checkOf(exchange.url.toString());
        QTEST(needsGate(judge(exchange, check.expect()), exchange, peerOf(check, exchange), portal), "asked");
    }

    void aRequestForPatienceIsNoVerdict()
    {
        Check check = checkOf(u"http://a.test/"_s);
        const Exchange often = answerOf(u"http://a.test/"_s, u"203.0.113.7"_s, 429);
        QVERIFY(asksForPatience(check, often));
        QVERIFY(!asksForPatience(check, answerOf(u"http://a.test/"_s, u"203.0.113.7"_s, 503)));
        std::get<HttpCheck>(check.how).expect.status = {{429, 429}};
        QVERIFY(!asksForPatience(check, often));
    }

    void namesAndClocks()
    {
        const Check check = checkOf(u"https://a.test/"_s);
        Check question;
        question.how = DnsCheck{u"a.test"_s, u"A"_s, u"192.0.2.53"_s, {}};
        const auto ours = [](Failure failure, const Check& what, LocalNetwork network,
                             std::optional<Seconds> ahead = {}, TimePoint at = now) {
            return isOfThisComputer(failure, what, {network, true, false, false, ahead, at});
        };
        const auto oursBesideOthers = [](Failure failure, const Check& what) {
            return isOfThisComputer(failure, what, {LocalNetwork::Online, true, true, false, {}, now});
        };
        QVERIFY(ours(Failure::DnsUnreachable, check, LocalNetwork::Unknown));
        QVERIFY(ours(Failure::DnsUnreachable, check, LocalNetwork::Online)); // online, as others by number showed
        QVERIFY(!oursBesideOthers(Failure::DnsUnreachable, check));
        QVERIFY(!ours(Failure::DnsUnreachable, question, LocalNetwork::Unknown)); // it is what is checked
        QVERIFY(!ours(Failure::DnsFailed, check, LocalNetwork::Unknown));
        QVERIFY(ours(Failure::DnsFailed, check, LocalNetwork::Online));
        QVERIFY(!ours(Failure::DnsFailed, question, LocalNetwork::Online));
        QVERIFY(!oursBesideOthers(Failure::DnsFailed, check));
        QVERIFY(!ours(Failure::DnsNameNotResolved, check, LocalNetwork::Online)); // that is an answer
        QVERIFY(!ours(Failure::TlsCertDateInvalid, check, LocalNetwork::Online));
        QVERIFY(!ours(Failure::TlsCertDateInvalid, check, LocalNetwork::Online, 1h));
        QVERIFY(ours(Failure::TlsCertDateInvalid, check, LocalNetwork::Online, 25h));
        QVERIFY(ours(Failure::TlsCertDateInvalid, check, LocalNetwork::Online, -25h));
        QVERIFY(ours(Failure::TlsCertDateInvalid, check, LocalNetwork::Unknown, {}, TimePoint(1s)));
        QVERIFY(!ours(Failure::TlsCertNameInvalid, check, LocalNetwork::Online, 25h));
    }
};

QTEST_APPLESS_MAIN(DoubtTest)
#include "tst_doubt.moc"
