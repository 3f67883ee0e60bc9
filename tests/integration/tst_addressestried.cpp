// SPDX-License-Identifier: GPL-3.0-or-later
// Several addresses of one name, some of which cannot be connected to: which were tried, and what came of each.
#include <core/addressestried.h>
#include <support/hostilecase.h>
#include <support/nginx.h>
#include <support/ownnetwork.h>

#include <QTest>

using namespace Gatewatch;
using namespace Qt::StringLiterals;

Q_DECLARE_METATYPE(QList<Gatewatch::AddressTried>)

namespace {

const OwnNetwork* network = nullptr;

using Tried = QList<AddressTried>;

QStringList many(int count)
{
    QStringList addresses;
    for (int i = 0; i < count; ++i)
        addresses.append(u"127.0.1.%1"_s.arg(i + 1));
    return addresses;
}

} // namespace

class AddressesTriedTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase()
    {
        if (!network->error().isEmpty())
            QSKIP(qPrintable(network->error()));
        // A way for IPv6 that leads nowhere: what is sent comes back in, and nobody here has that address.
        QVERIFY(OwnNetwork::run(u"ip -6 address add 2001:db8:f::1/128 dev lo"_s));
        QVERIFY(OwnNetwork::run(u"ip -6 route add 2001:db8::/32 dev lo"_s));
        QVERIFY(OwnNetwork::run(u"ip -6 route add unreachable 2001:db8:1::/48"_s));
        QVERIFY(OwnNetwork::run(u"ip route add 192.0.2.0/24 dev lo"_s)); // the same for IPv4
        QVERIFY(OwnNetwork::run(u"ip route add prohibit 198.51.100.1"_s));
    }

    void aBrokenWayForIpv6()
    {
        HostileServer server(answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));
        ProbeRequest request;
        request.url = QUrl(u"http://both.test:%1/"_s.arg(server.port()));
        request.timeout = hostileDeadline;
        const Exchange exchange = measured(request);
        QCOMPARE(judge(exchange, {}), (Judgement{Outcome::Up, Failure::Ok, {}}));
        QCOMPARE(exchange.notes, QList<Note>{Note::FamilyFailed});
        QCOMPARE(sentenceOf(Note::FamilyFailed, exchange), u"It could not be reached over IPv6, only over IPv4"_s);
        QCOMPARE(triedText(exchange), u"2001:db8::7 tcp.timed_out, 127.0.0.1 ok"_s);
        QCOMPARE(exchange.address, u"127.0.0.1"_s);
    }

    void aSilentAddressBesideAGoodOne()
    {
        HostileServer server(answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));
        ProbeRequest request;
        request.url = QUrl(u"http://shop.test:%1/"_s.arg(server.port()));
        request.timeout = hostileDeadline;
        request.resolve = {u"192.0.2.7"_s, u"127.0.0.1"_s};
        const Exchange exchange = measured(request);
        QCOMPARE(judge(exchange, {}), (Judgement{Outcome::Up, Failure::Ok, {}}));
        QCOMPARE(triedText(exchange), u"192.0.2.7 tcp.timed_out, 127.0.0.1 ok"_s);
    }

    void addresses_data()
    {
        QTest::addColumn<QStringList>("addresses");
        QTest::addColumn<Tried>("tried");
        QTest::addColumn<QString>("failed");
        const AddressTried good{u"127.0.0.1"_s, Failure::Ok};
        const auto row = [](const char* name, const QStringList& addresses, const Tried& tried, const QString& failed) {
            QTest::newRow(name) << addresses << tried << failed;
        };
        row("the first one is well", {u"127.0.0.1"_s, u"::1"_s}, {}, {});
        row("IPv6 refuses", {u"::1"_s, u"127.0.0.1"_s}, {{u"::1"_s, Failure::TcpRefused}, good}, u"IPv6"_s);
        row("IPv6 has no way", {u"2001:db8:1::7"_s, u"127.0.0.1"_s},
            {{u"2001:db8:1::7"_s, Failure::TcpAddressUnreachable}, good}, u"IPv6"_s);
        row("two of one kind", {u"127.0.0.2"_s, u"198.51.100.1"_s, u"127.0.0.1"_s},
            {{u"127.0.0.2"_s, Failure::TcpRefused}, {u"198.51.100.1"_s, Failure::TcpFailed}, good}, {});
        row("only one, which refuses", {u"127.0.0.2"_s}, {{u"127.0.0.2"_s, Failure::TcpRefused}}, {});
        row("all of them", {u"::1"_s, u"127.0.0.2"_s},
            {{u"::1"_s, Failure::TcpRefused}, {u"127.0.0.2"_s, Failure::TcpRefused}}, {});
        Tried sixteen;
        for (const QString& address : many(15))
            sixteen.append({address, Failure::TcpRefused});
        row("very many", many(30) + QStringList{u"127.0.0.1"_s}, sixteen + Tried{good}, {});
    }
    void addresses()
    {
        QFETCH(QStringList, addresses);
        QFETCH(QString, failed);
        HostileServer server(answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));
        ProbeRequest request;
        request.url = QUrl(u"http://shop.test:%1/"_s.arg(server.port()));
        request.timeout = Seconds(5);
        request.resolve = addresses;
        const Exchange exchange = measured(request);
        QFETCH(Tried, tried);
        Exchange expected;
        expected.addressesTried = tried;
        QCOMPARE(triedText(exchange), triedText(expected));
        QVERIFY2(exchange.total < hostileDeadline, "whoever refuses holds nobody up");
        const bool reached = addresses.contains(u"127.0.0.1"_s);
        QCOMPARE(judge(exchange, {}).outcome, reached ? Outcome::Up : Outcome::Down);
        QCOMPARE(failedFamily(exchange), failed);
    }

    void theFailureIsOfTheAddressThatSaidMost_data()
    {
        QTest::addColumn<QStringList>("addresses");
        QTest::addColumn<Failure>("failure");
        const QString refuses = u"127.0.0.2"_s;
        const QString noWay = u"2001:db8:1::7"_s;
        QTest::newRow("refuses, no way") << QStringList{refuses, noWay} << Failure::TcpRefused;
        QTest::newRow("no way, refuses") << QStringList{noWay, refuses} << Failure::TcpRefused;
        QTest::newRow("forbidden, no way") << QStringList{u"198.51.100.1"_s, noWay} << Failure::TcpFailed;
        QTest::newRow("silent, no way") << QStringList{u"192.0.2.7"_s, noWay} << Failure::TcpTimedOut;
        QTest::newRow("no way at all") << QStringList{noWay, u"203.0.113.7"_s} << Failure::TcpAddressUnreachable;
    }
    void theFailureIsOfTheAddressThatSaidMost()
    {
        QFETCH(QStringList, addresses);
        ProbeRequest request;
        request.url = QUrl(u"http://shop.test:%1/"_s.arg(freePort()));
        request.timeout = hostileDeadline;
        request.resolve = addresses;
        const Exchange exchange = measured(request);
        QTEST(exchange.failure, "failure");
        QCOMPARE(exchange.addressesTried.size(), addresses.size());
    }

    /// A connection that was made and then failed is no address that failed.
    void afterTheConnection()
    {
        HostileServer server([](HostilePeer& peer) {
            peer.read();
            peer.reset();
        });
        ProbeRequest request;
        request.url = QUrl(u"https://shop.test:%1/"_s.arg(server.port()));
        request.timeout = hostileDeadline;
        request.resolve = {u"127.0.0.2"_s, u"127.0.0.1"_s};
        const Exchange exchange = measured(request);
        QCOMPARE(exchange.failure, Failure::TlsFailed);
        QCOMPARE(triedText(exchange), u"127.0.0.2 tcp.refused, 127.0.0.1 ok"_s);
    }

    void theAddressesOfAProxyAreNobodysBusiness()
    {
        ProbeRequest request;
        request.url = QUrl(u"http://shop.test/"_s);
        request.timeout = hostileDeadline;
        request.proxy = u"http://127.0.0.1:%1"_s.arg(freePort());
        const Exchange exchange = measured(request);
        QCOMPARE(exchange.failure, Failure::ProxyFailed);
        QCOMPARE(triedText(exchange), QString());
    }
};

int main(int argc, char* argv[])
{
    const OwnNetwork own;
    network = &own;
    QCoreApplication application(argc, argv);
    AddressesTriedTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_addressestried.moc"
