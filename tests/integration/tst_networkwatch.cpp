// SPDX-License-Identifier: GPL-3.0-or-later
// Addresses come and go for real, in a network that only this test has.
#include <core/baseline.h>
#include <engine/demo/loopbackserver.h>
#include <engine/monitor/engine.h>
#include <engine/net/probeloop.h>
#include <engine/system/networkwatch.h>
#include <support/cliprocess.h>
#include <support/ownlink.h>
#include <support/samplesin.h>
#include <support/watchedservice.h>

#include <QJsonDocument>
#include <QSignalSpy>
#include <QTest>

using namespace Gatewatch;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

constexpr int patience = 10000;

/// This computer with a cable and a tunnel, both of them up, where everything goes through the cable.
bool plugInBoth()
{
    return ip(u"addr add 198.51.100.7/24 dev eth7"_s) && ip(u"route add default dev eth7"_s) && plugIn(u"wg7"_s)
        && ip(u"addr add 10.8.0.2/24 dev wg7"_s);
}

bool tells(const QSignalSpy& events, EventKind kind)
{
    return std::ranges::any_of(
        events, [kind](const QVariantList& event) { return event.first().value<Event>().kind == kind; });
}

QSet<QString> networksIn(const QSignalSpy& spy)
{
    QSet<QString> networks;
    for (const Sample& sample : samplesIn(spy))
        networks.insert(sample.network);
    return networks;
}

} // namespace

class NetworkWatchTest : public QObject {
    Q_OBJECT
private slots:
    void init()
    {
        if (!plugIn(u"eth7"_s))
            QSKIP("no link can be made here");
    }
    void cleanup()
    {
        ip(u"link del eth7"_s);
        ip(u"link del eth8"_s);
        ip(u"link del wg7"_s);
        ip(u"rule del table 7"_s);
    }

    void anAddressIsAnotherNetwork()
    {
        NetworkWatch watch;
        watch.start();
        QVERIFY(watch.network().isEmpty());
        QSignalSpy changed(&watch, &NetworkWatch::changed);
        QVERIFY(ip(u"addr add 198.51.100.7/24 dev eth7"_s));
        QTRY_COMPARE_WITH_TIMEOUT(changed.size(), 1, patience);
        const QString home = watch.network();
        QVERIFY(!home.isEmpty());
        QVERIFY(!home.contains(u"198"_s)); // it tells nobody where we are
        QVERIFY(ip(u"addr flush dev eth7"_s));
        QTRY_COMPARE_WITH_TIMEOUT(changed.size(), 2, patience);
        QCOMPARE(watch.network(), QString());
        QVERIFY(ip(u"addr add 198.51.100.99/24 dev eth7"_s)); // home again, with another address
        QTRY_COMPARE_WITH_TIMEOUT(changed.size(), 3, patience);
        QCOMPARE(watch.network(), home);
    }

    void aSecondAddressInTheSameNetworkIsNone()
    {
        QVERIFY(ip(u"addr add 198.51.100.7/24 dev eth7"_s));
        NetworkWatch watch;
        watch.start();
        QSignalSpy changed(&watch, &NetworkWatch::changed);
        QVERIFY(ip(u"addr add 198.51.100.8/24 dev eth7"_s));
        QVERIFY(!changed.wait(1500));
    }

    void aSecondCableIntoTheSameNetworkIsNone()
    {
        QVERIFY(ip(u"addr add 198.51.100.7/24 dev eth7"_s) && ip(u"route add default dev eth7"_s));
        NetworkWatch watch;
        watch.start();
        QSignalSpy changed(&watch, &NetworkWatch::changed);
        QVERIFY(plugIn(u"eth8"_s) && ip(u"addr add 198.51.100.8/24 dev eth8"_s));
        QVERIFY(ip(u"route replace default dev eth8"_s));
        QVERIFY(!changed.wait(1500));
    }

    void aVpnIsNoticed()
    {
        QVERIFY(ip(u"addr add 198.51.100.7/24 dev eth7"_s));
        NetworkWatch watch;
        watch.start();
        const QString without = watch.network();
        QSignalSpy changed(&watch, &NetworkWatch::changed);
        if (!plugIn(u"wg7"_s) || !ip(u"addr add 10.8.0.2/24 dev wg7"_s))
            QSKIP("no tunnel can be made here");
        QTRY_VERIFY_WITH_TIMEOUT(watch.network() != without, patience);
        QVERIFY(ip(u"link del wg7"_s));
        QTRY_COMPARE_WITH_TIMEOUT(watch.network(), without, patience);
    }

    void aContainerIsNoOtherNetwork()
    {
        QVERIFY(ip(u"addr add 198.51.100.7/24 dev eth7"_s));
        NetworkWatch watch;
        watch.start();
        QSignalSpy changed(&watch, &NetworkWatch::changed);
        QVERIFY(ip(u"addr add 172.17.0.1/16 dev veth-eth7"_s));
        QVERIFY(!changed.wait(1500));
    }

    void anUnpluggedCableIsNoNetwork()
    {
        QVERIFY(ip(u"addr add 198.51.100.7/24 dev eth7"_s));
        NetworkWatch watch;
        watch.start();
        QVERIFY(ip(u"link set veth-eth7 down"_s));
        QTRY_COMPARE_WITH_TIMEOUT(watch.network(), QString(), patience);
    }

    /// The addresses stay; only the way changes.
    void aTunnelThatTakesTheWay_data()
    {
        QTest::addColumn<QStringList>("takes");
        QTest::addColumn<QStringList>("gives");
        QTest::newRow("the default route")
            << QStringList{u"route replace default dev wg7"_s} << QStringList{u"route replace default dev eth7"_s};
        QTest::newRow("a better one beside it") // a smaller metric
            << QStringList{u"route del default"_s, u"route add default dev eth7 metric 50"_s, u"route add default dev wg7 metric 20"_s}
            << QStringList{u"route del default dev wg7"_s};
        QTest::newRow("both halves, as OpenVPN does")
            << QStringList{u"route add 0.0.0.0/1 dev wg7"_s, u"route add 128.0.0.0/1 dev wg7"_s}
            << QStringList{u"route del 0.0.0.0/1"_s, u"route del 128.0.0.0/1"_s};
        QTest::newRow("a table of its own, as wg-quick does")
            << QStringList{u"route add default dev wg7 table 7"_s, u"rule add table 7"_s}
            << QStringList{u"rule del table 7"_s};
        QTest::newRow("no way at all") << QStringList{u"route del default"_s}
                                       << QStringList{u"route add default dev eth7"_s};
    }
    void aTunnelThatTakesTheWay()
    {
        QFETCH(QStringList, takes);
        QFETCH(QStringList, gives);
        if (!plugInBoth())
            QSKIP("no tunnel can be made here");
        NetworkWatch watch;
        watch.start();
        const QString home = watch.network();
        QVERIFY(std::ranges::all_of(takes, ip));
        QTRY_VERIFY_WITH_TIMEOUT(watch.network() != home, patience);
        QVERIFY(!watch.network().isEmpty());
        QVERIFY(std::ranges::all_of(gives, ip));
        QTRY_COMPARE_WITH_TIMEOUT(watch.network(), home, patience);
    }

    void anotherWayThatIsNotTakenIsNone_data()
    {
        QTest::addColumn<QString>("words");
        QTest::newRow("to one other network") << u"route add 203.0.113.0/24 dev wg7"_s;
        QTest::newRow("worse than the one there is") << u"route add default dev wg7 metric 500"_s;
        QTest::newRow("for IPv6 beside IPv4") << u"-6 route add default dev wg7"_s;
    }
    void anotherWayThatIsNotTakenIsNone()
    {
        QFETCH(QString, words);
        if (!plugInBoth() || !ip(u"-6 addr add 2001:db8:7::2/64 dev wg7 nodad"_s))
            QSKIP("no tunnel with both kinds of addresses can be made here");
        NetworkWatch watch;
        watch.start();
        QSignalSpy changed(&watch, &NetworkWatch::changed);
        QVERIFY(ip(words));
        QVERIFY(!changed.wait(1500));
    }

    void whereThereIsOnlyIpv6ItsWayCounts()
    {
        if (!plugIn(u"wg7"_s) || !ip(u"-6 addr add 2001:db8::7/64 dev eth7 nodad"_s)
            || !ip(u"-6 addr add 2001:db8:7::2/64 dev wg7 nodad"_s) || !ip(u"-6 route add default dev eth7"_s))
            QSKIP("there is no IPv6 here");
        NetworkWatch watch;
        watch.start();
        const QString home = watch.network();
        QVERIFY(ip(u"-6 route add default dev wg7 metric 20"_s));
        QTRY_VERIFY_WITH_TIMEOUT(watch.network() != home, patience);
    }

    void theEngineTellsThatOnlyTheWayChanged()
    {
        if (!plugInBoth())
            QSKIP("no tunnel can be made here");
        Engine engine;
        QSignalSpy events(&engine, &Engine::eventHappened);
        engine.setConfig({});
        QVERIFY(ip(u"route replace default dev wg7"_s));
        QTRY_COMPARE_WITH_TIMEOUT(events.size(), 1, patience);
        QCOMPARE(events.first().first().value<Event>().kind, EventKind::NetworkChanged);
    }

    void theEngineTellsIt()
    {
        QVERIFY(ip(u"addr add 198.51.100.7/24 dev eth7"_s));
        Engine engine;
        QSignalSpy events(&engine, &Engine::eventHappened);
        engine.setConfig({});
        QVERIFY(ip(u"addr flush dev eth7"_s) && ip(u"addr add 203.0.113.7/24 dev eth7"_s));
        QTRY_COMPARE_WITH_TIMEOUT(events.size(), 1, patience);
        QCOMPARE(events.first().first().value<Event>().kind, EventKind::NetworkChanged);
    }

    void samplesSayWhereTheyWereTaken()
    {
        LoopbackServer server([](const ServerRequest&) { return ServerReply{httpResponse(200, "OK", "body")}; });
        QVERIFY(server.listen() && ip(u"addr add 198.51.100.7/24 dev eth7"_s));
        Config config;
        config.services = {watchedService(u"a"_s, server.url(), 3s, 1s)};
        Engine engine;
        QSignalSpy samples(&engine, &Engine::samplesReady);
        engine.setConfig(config);
        const QString home = networkId();
        QTRY_COMPARE_WITH_TIMEOUT(networksIn(samples), QSet{home}, patience);
        QVERIFY(ip(u"addr flush dev eth7"_s) && ip(u"addr add 203.0.113.7/24 dev eth7"_s));
        const QString away = networkId();
        QVERIFY(away != home && !away.isEmpty());
        QTRY_VERIFY_WITH_TIMEOUT(networksIn(samples).contains(away), patience);
        QCOMPARE(networksIn(samples) - QSet{QString()}, (QSet{home, away})); // unknown while its addresses come
    }

    /// What is usual at home is no measure for what comes through a VPN.
    void aHabitIsThatOfOneNetwork()
    {
        Millis delay = 0ms;
        LoopbackServer server([&delay](const ServerRequest&) {
            return ServerReply{httpResponse(200, "OK", "body"), delay};
        });
        QVERIFY(server.listen() && ip(u"addr add 198.51.100.7/24 dev eth7"_s));
        Config config;
        config.services = {watchedService(u"a"_s, server.url(), 3s, 60s)};
        Engine engine;
        QSignalSpy samples(&engine, &Engine::samplesReady);
        QSignalSpy events(&engine, &Engine::eventHappened);
        engine.setConfig(config);
        const auto measured = [&](Outcome outcome) {
            engine.checkNow({});
            return !samples.isEmpty() && samplesIn(samples).last().outcome == outcome;
        };
        QTRY_VERIFY_WITH_TIMEOUT(measured(Outcome::Up) && samplesIn(samples).size() >= Baseline::enough, patience);
        delay = 800ms;
        QTRY_VERIFY_WITH_TIMEOUT(measured(Outcome::Slow), patience);
        QVERIFY(ip(u"addr flush dev eth7"_s) && ip(u"addr add 203.0.113.7/24 dev eth7"_s));
        QTRY_VERIFY_WITH_TIMEOUT(tells(events, EventKind::NetworkChanged), patience); // also of slowness, if it lasts
        samples.clear();
        QTRY_VERIFY_WITH_TIMEOUT(measured(Outcome::Up), patience);
        QVERIFY(std::ranges::none_of(
            samplesIn(samples), [](const Sample& sample) { return sample.outcome == Outcome::Slow; }));
    }

    void theCommandLineTellsItOnce()
    {
        LoopbackServer dead([](const ServerRequest&) { return ServerReply{}; });
        LoopbackServer server([](const ServerRequest&) { return ServerReply{httpResponse(200, "OK", "body")}; });
        QVERIFY(dead.listen() && server.listen() && ip(u"addr add 198.51.100.7/24 dev eth7"_s));
        Config config;
        config.services = {watchedService(u"a"_s, server.url(), 3s, 1s)};
        config.diagnosis.connectivityChecks = {{dead.url(u"/204"_s), 204}};
        CliProcess cli(QStringLiteral(GATEWATCH_CLI));
        const QString file = cli.write(u"config.json"_s, writeConfig(config));
        cli.start({u"watch"_s, u"--jsonl"_s, u"--config"_s, file, u"--data-dir"_s, cli.path(u"data"_s)});
        QTRY_VERIFY_WITH_TIMEOUT(server.requests() >= 2, patience);
        const QString home = networkId();
        QVERIFY(ip(u"addr flush dev eth7"_s) && ip(u"addr add 203.0.113.7/24 dev eth7"_s));
        QTRY_VERIFY_WITH_TIMEOUT(dead.requests() >= 3, patience); // asked again and again
        cli.process().terminate();
        const CliResult result = cli.wait(patience * 1ms);
        QCOMPARE(result.exitCode, 0);
        QCOMPARE(result.err.count("This computer is offline"), 1);
        const QByteArray first = result.out.left(result.out.indexOf('\n'));
        QCOMPARE(QJsonDocument::fromJson(first).object()["network"_L1].toString(), home);
    }

    /// A way for IPv6 that swallows everything: what answers over IPv4 is not down.
    void aBrokenWayForOneFamilyIsNoOutage()
    {
        if (!ip(u"-6 addr add 2001:db8::7/64 dev eth7 nodad"_s) || !ip(u"-6 route add default dev eth7"_s))
            QSKIP("there is no IPv6 here");
        LoopbackServer server([](const ServerRequest&) { return ServerReply{httpResponse(200, "OK", "body")}; });
        QVERIFY(server.listen());
        ProbeLoop loop;
        ProbeRequest request;
        request.url = server.url();
        request.url.setHost(u"both.test"_s);
        request.resolve = {u"2001:db8:1::1"_s, u"127.0.0.1"_s};
        request.timeout = 5s;
        std::optional<Exchange> seen;
        const auto handle = loop.start(request, [&](const Exchange& exchange) { seen = exchange; });
        QTRY_VERIFY_WITH_TIMEOUT(seen, patience);
        QCOMPARE(idOf(seen->failure), u"ok"_s);
        QCOMPARE(seen->address, u"127.0.0.1"_s);
    }
};

QTEST_GUILESS_MAIN(NetworkWatchTest)
#include "tst_networkwatch.moc"
