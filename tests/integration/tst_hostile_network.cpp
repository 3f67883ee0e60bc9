// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/explain.h>
#include <core/judge.h>
#include <engine/net/prepare.h>
#include <support/hostilecase.h>
#include <support/hostileresolver.h>
#include <support/ownnetwork.h>

#include <QElapsedTimer>
#include <QFile>
#include <QTest>

using namespace Gatewatch;
using namespace Qt::StringLiterals;

namespace {

const OwnNetwork* network = nullptr;

QString mistakeAt(const QString& url, const HostileCase& row)
{
    ProbeRequest request;
    request.url = QUrl(url);
    request.timeout = hostileDeadline;
    request.maxRedirects = 5;
    QElapsedTimer clock;
    clock.start();
    const Exchange exchange = measured(request);
    return mistakeIn(row, exchange, Millis(clock.elapsed()));
}

HostileServer::Script redirectingTo(const QByteArray& target)
{
    return answering("HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: " + target + "\r\n\r\n");
}

HostileCase notFollowed()
{
    return {
        .outcome = Outcome::NotMeasured,
        .failure = "http.response.redirect_refused",
        .sentence = u"A redirect led to * in a private network and was not followed"_s};
}

/// How a check of another kind ends.
Exchange endOf(const decltype(Check::how)& how)
{
    Check check;
    check.how = how;
    check.timeout = hostileDeadline;
    ProbeLoop loop;
    std::optional<Exchange> end;
    const auto handle = start(loop, prepare(check, {}).request, [&](const Exchange& exchange) { end = exchange; });
    return QTest::qWaitFor([&] { return end.has_value(); }) ? *end : Exchange{};
}

Failure failureOf(const decltype(Check::how)& how)
{
    return endOf(how).failure;
}

Failure failureOfPing(const QString& host)
{
    PingCheck ping;
    ping.host = host;
    return failureOf(ping);
}

Failure failureOfQuestion(const QString& name)
{
    DnsCheck dns;
    dns.name = name;
    return failureOf(dns);
}

} // namespace

/// Rows A and G of the matrix of hostile servers for which a network has to be broken: names, routes, addresses.
class HostileNetworkTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase()
    {
        if (!network->error().isEmpty())
            QSKIP(qPrintable(network->error()));
        QVERIFY(OwnNetwork::run(u"ip route add prohibit 198.51.100.1"_s));
        QVERIFY(OwnNetwork::run(u"ip route add unreachable 198.51.100.2"_s));
        for (const char* each : {"203.0.113.1/32", "10.1.2.3/32", "169.254.169.254/32"})
            QVERIFY(OwnNetwork::run(u"ip address add %1 dev lo"_s.arg(QLatin1StringView(each))));
        QFile hosts(u"/etc/hosts"_s); // those that only this test sees
        QVERIFY(hosts.open(QIODevice::Append) && hosts.write("127.0.0.1 nxdomain.hosts.test\n") > 0);
        QFile pings(u"/proc/sys/net/ipv4/ping_group_range"_s);
        if (!pings.open(QIODevice::WriteOnly | QIODevice::Unbuffered) || pings.write("0 0") != 3)
            qWarning("pings cannot be allowed here");
    }

    void names_data()
    {
        QTest::addColumn<QString>("host");
        QTest::addColumn<QByteArray>("failure");
        QTest::addColumn<QString>("sentence");
        const QString unknown = u"The name * does not exist; check the spelling"_s;
        QTest::newRow("A1 name does not exist") << u"nxdomain.test"_s << QByteArray("dns.name_not_resolved") << unknown;
        QTest::newRow("A1 name without an address")
            << u"empty.test"_s << QByteArray("dns.name_not_resolved") << u"The name * exists but has no address"_s;
        const QString error = u"The name service answered the question for * with an error"_s;
        QTest::newRow("A2 resolver fails") << u"servfail.test"_s << QByteArray("dns.failed") << error;
        QTest::newRow("A2 resolver refuses") << u"refused.test"_s << QByteArray("dns.failed") << error;
        QTest::newRow("A2 resolver is silent")
            << u"silent.test"_s << QByteArray("dns.unreachable")
            << u"No name service answered the question for *; is the network connected?"_s;
    }
    void names()
    {
        QFETCH(QString, host);
        QFETCH(QByteArray, failure);
        QFETCH(QString, sentence);
        const HostileResolver resolver;
        QVERIFY(resolver.listens());
        QCOMPARE(mistakeAt(u"http://%1/"_s.arg(host), {.failure = failure, .sentence = sentence}), QString());
    }
    /// Of the resolver that the system has, for the kinds of check that ask it in another way.
    void namesOfOtherKinds_data()
    {
        QTest::addColumn<QString>("host");
        QTest::addColumn<Failure>("failure");
        QTest::newRow("does not exist") << u"nxdomain.test"_s << Failure::DnsNameNotResolved;
        QTest::newRow("fails") << u"servfail.test"_s << Failure::DnsFailed;
        QTest::newRow("refuses") << u"refused.test"_s << Failure::DnsFailed;
        QTest::newRow("is silent") << u"silent.test"_s << Failure::DnsUnreachable;
    }
    void namesOfOtherKinds()
    {
        QFETCH(QString, host);
        QFETCH(Failure, failure);
        const HostileResolver resolver;
        QVERIFY(resolver.listens());
        QCOMPARE(failureOfPing(host), failure);
        QCOMPARE(failureOfQuestion(host), failure);
    }
    /// There is nothing wrong with the spelling of a name that has only addresses of the other family.
    void namesOfTheOtherFamily_data()
    {
        QTest::addColumn<QString>("host");
        QTest::newRow("of a name server") << u"late0.test"_s;
        QTest::newRow("of the hosts file") << u"nxdomain.hosts.test"_s;
        QTest::newRow("a numeric one") << u"127.0.0.1"_s;
    }
    void namesOfTheOtherFamily()
    {
        QFETCH(QString, host);
        const HostileResolver resolver;
        QVERIFY(resolver.listens());
        HttpCheck page;
        page.url = QUrl(u"http://%1:81/"_s.arg(host));
        page.ipFamily = IpFamily::V6;
        page.proxy = u"none"_s;
        TcpCheck connection;
        connection.host = host;
        connection.port = 81;
        connection.ipFamily = IpFamily::V6;
        PingCheck ping;
        ping.host = host;
        ping.ipFamily = IpFamily::V6;
        for (const decltype(Check::how)& how : {decltype(Check::how)(page), {connection}, {ping}}) {
            const Exchange exchange = endOf(how);
            QCOMPARE(idOf(exchange.failure), u"dns.name_not_resolved"_s);
            QCOMPARE(explain(exchange, judge(exchange, Expectation{})), u"%1 has no IPv6 address"_s.arg(host));
        }
    }
    /// The only server has the whole time of the check, and is asked again before it is over.
    void aSlowResolverHasTheWholeTime()
    {
        const HostileResolver resolver;
        QVERIFY(resolver.listens());
        DnsCheck dns;
        dns.name = u"late600.test"_s;
        const Exchange exchange = endOf(dns);
        QCOMPARE(idOf(exchange.failure), u"ok"_s);
        QCOMPARE(exchange.body, QByteArray("127.0.0.1"));
    }

    /// IPv6 leads into a route that swallows everything, as with a broken tunnel.
    void anEchoMayComeOverTheOtherFamily()
    {
        QVERIFY(OwnNetwork::run(u"ip link add sink type veth peer name drain"_s));
        QVERIFY(OwnNetwork::run(u"ip link set drain up"_s));
        QVERIFY(OwnNetwork::run(u"ip link set sink up"_s));
        QVERIFY(OwnNetwork::run(u"ip address add 2001:db8::1/64 dev sink nodad"_s));
        QVERIFY(OwnNetwork::run(u"ip neighbour add 2001:db8::7 lladdr 02:00:00:00:00:07 dev sink"_s));
        PingCheck ping;
        ping.host = u"both.test"_s;
        const Exchange exchange = endOf(ping);
        QVERIFY(OwnNetwork::run(u"ip link delete sink"_s));
        if (exchange.failure == Failure::Abandoned)
            QSKIP(qPrintable(exchange.detail));
        QCOMPARE(idOf(exchange.failure), u"ok"_s);
        QCOMPARE(exchange.address, u"127.0.0.1"_s);
        QCOMPARE(
            exchange.addressesTried,
            (QList<AddressTried>{{u"2001:db8::7"_s, Failure::TcpTimedOut}, {u"127.0.0.1"_s, Failure::Ok}}));
        QCOMPARE(exchange.notes, QList<Note>{Note::FamilyFailed});
    }
    void theAddressOfAWholeNetworkIsNamed()
    {
        QVERIFY(OwnNetwork::run(u"ip link add crowd type veth peer name edge"_s));
        QVERIFY(OwnNetwork::run(u"ip link set edge up"_s));
        QVERIFY(OwnNetwork::run(u"ip link set crowd up"_s));
        QVERIFY(OwnNetwork::run(u"ip address add 10.9.0.1/24 broadcast 10.9.0.255 dev crowd"_s));
        PingCheck ping;
        ping.host = u"10.9.0.255"_s;
        const Exchange exchange = endOf(ping);
        QVERIFY(OwnNetwork::run(u"ip link delete crowd"_s));
        if (exchange.detail.contains(u"ping_group_range"_s))
            QSKIP(qPrintable(exchange.detail));
        QCOMPARE(
            explain(exchange, judge(exchange, Expectation{})),
            u"10.9.0.255 is the address of a whole network, not of one computer"_s);
    }

    void noResolverAtAll()
    {
        const HostileCase row{
            .failure = "dns.unreachable",
            .sentence = u"No name service answered the question for *; is the network connected?"_s};
        QCOMPARE(mistakeAt(u"http://nxdomain.test/"_s, row), QString()); // A2
        QCOMPARE(failureOfPing(u"nxdomain.test"_s), Failure::DnsUnreachable);
        QCOMPARE(failureOfQuestion(u"nxdomain.test"_s), Failure::DnsUnreachable);
    }

    void routes_data()
    {
        QTest::addColumn<QString>("url");
        QTest::addColumn<QByteArray>("failure");
        QTest::addColumn<QString>("sentence");
        const QString noRoute = u"This computer has no route to *"_s;
        QTest::newRow("A4 no route") << u"http://192.0.2.1/"_s << QByteArray("tcp.address_unreachable") << noRoute;
        QTest::newRow("A4 no route for IPv6")
            << u"http://[2001:db8::1]/"_s << QByteArray("tcp.address_unreachable") << noRoute;
        QTest::newRow("A4 route that ends here")
            << u"http://198.51.100.2/"_s << QByteArray("tcp.address_unreachable") << noRoute;
        QTest::newRow("A4 forbidden by a rule of this computer")
            << u"http://198.51.100.1/"_s << QByteArray("tcp.failed")
            << u"No connection to 198.51.100.1 on port 80 could be made"_s;
        QTest::newRow("A4 link-local address without its link")
            << u"http://[fe80::1]/"_s << QByteArray("tcp.address_invalid")
            << u"fe80::1 has no address that can be connected to"_s;
    }
    void routes()
    {
        QFETCH(QString, url);
        QFETCH(QByteArray, failure);
        QFETCH(QString, sentence);
        const Outcome outcome = sentence.contains(u"no route"_s) ? Outcome::NotMeasured : Outcome::Down;
        QCOMPARE(mistakeAt(url, {.outcome = outcome, .failure = failure, .sentence = sentence}), QString());
    }

    void redirectsIntoPrivateNetworks_data()
    {
        QTest::addColumn<QByteArray>("target");
        QTest::addColumn<QString>("scheme");
        for (const char* scheme : {"http", "https"}) {
            const auto row = [scheme](const char* where, const char* target) {
                QTest::addRow("G7 %s to %s", scheme, where) << QByteArray(target) << QString::fromLatin1(scheme);
            };
            row("loopback", "127.0.0.1");
            row("a private range", "10.1.2.3");
            row("link-local", "169.254.169.254");
        }
    }
    void redirectsIntoPrivateNetworks()
    {
        QFETCH(QByteArray, target);
        QFETCH(QString, scheme);
        HostileServer inside(answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"), target.constData());
        HostileServer outside(redirectingTo(inside.url(scheme).toEncoded()), "203.0.113.1");
        QCOMPARE(mistakeAt(outside.url(u"http"_s).toString(), notFollowed()), QString());
        QCOMPARE(inside.connections(), 0);
    }
    /// Whether anybody listens there is nobody's business either.
    void redirectsToClosedPrivatePorts_data()
    {
        QTest::addColumn<QByteArray>("target");
        QTest::newRow("G7 closed") << QByteArray("http://127.0.0.1:9/");
        QTest::newRow("G7 closed, TLS") << QByteArray("https://10.1.2.3:9/");
        QTest::newRow("G7 closed, IPv6") << QByteArray("http://[::1]:9/");
        QTest::newRow("G7 nobody there") << QByteArray("http://10.1.2.4:9/");
    }
    void redirectsToClosedPrivatePorts()
    {
        QFETCH(QByteArray, target);
        HostileServer outside(redirectingTo(target), "203.0.113.1");
        QCOMPARE(mistakeAt(outside.url(u"http"_s).toString(), notFollowed()), QString());
    }
    void aHopInBetweenIsNoWayIn()
    {
        HostileServer inside(answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));
        HostileServer outside(redirectingTo(inside.url(u"http"_s).toEncoded()), "203.0.113.1");
        HostileServer first(redirectingTo(outside.url(u"http"_s).toEncoded()));
        QCOMPARE(mistakeAt(first.url(u"http"_s).toString(), notFollowed()), QString()); // G7
        QCOMPARE(inside.connections(), 0);
    }
    void atHomeRedirectsAreFollowed()
    {
        HostileServer inside(answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));
        HostileServer first(redirectingTo(inside.url(u"http"_s).toEncoded()), "10.1.2.3");
        const HostileCase row{.outcome = Outcome::Up, .failure = "ok", .sentence = u"200 OK in *"_s};
        QCOMPARE(mistakeAt(first.url(u"http"_s).toString(), row), QString());
    }
};

int main(int argc, char* argv[])
{
    const OwnNetwork own;
    network = &own;
    QCoreApplication application(argc, argv);
    HostileNetworkTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_hostile_network.moc"
