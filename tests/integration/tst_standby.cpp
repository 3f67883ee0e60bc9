// SPDX-License-Identifier: GPL-3.0-or-later
// What this computer goes through – sleep, another network, metered connections – is nobody's outage.
#include <engine/demo/loopbackserver.h>
#include <engine/monitor/engine.h>
#include <engine/system/networkwatch.h>
#include <engine/system/systemwatch.h>
#include <support/ownnetwork.h>
#include <support/samplesin.h>
#include <support/watchedservice.h>

#include <QSignalSpy>
#include <QTest>

using namespace Gatewatch;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

constexpr int patience = 25000;

Service serviceFor(const QString& id, const QUrl& url, Seconds interval = 1s)
{
    return watchedService(id, url, 3s, interval);
}

/// A name that cannot exist (RFC 6761): the lookup fails, as it does without a network.
Service unreachable()
{
    return serviceFor(u"away"_s, QUrl(u"http://nosuchhost.invalid/"_s));
}

LoopbackServer::Answer always(int status)
{
    return [=](const ServerRequest&) { return ServerReply{httpResponse(status, "X", "body")}; };
}

ServerReply silence(const ServerRequest&)
{
    return {{}, Millis(0), ServerReply::End::Hang};
}

qsizetype countIn(const QSignalSpy& spy, Outcome outcome)
{
    return std::ranges::count(samplesIn(spy), outcome, &Sample::outcome);
}

QList<EventKind> kindsIn(const QSignalSpy& spy)
{
    QList<EventKind> kinds;
    for (const auto& each : spy)
        kinds.append(each.first().value<Event>().kind);
    return kinds;
}

} // namespace

class StandbyTest : public QObject {
    Q_OBJECT
private slots:
    void sleepDropsWhatIsUnderWay()
    {
        LoopbackServer server(silence);
        QVERIFY(server.listen());
        Config config;
        config.services = {serviceFor(u"a"_s, server.url())};
        Engine engine;
        QSignalSpy samples(&engine, &Engine::samplesReady);
        engine.setConfig(config);
        QTRY_COMPARE_WITH_TIMEOUT(server.requests(), 1, patience);
        engine.systemWatch().prepareForSleep(true);
        QVERIFY(!samples.wait(4000)); // it would have timed out after three seconds
        QCOMPARE(server.requests(), 1);
        engine.checkNow({});
        QVERIFY(!samples.wait(500));
        QCOMPARE(server.requests(), 1); // nobody is asked any more before it sleeps
    }

    void wakingWaitsForTheNetwork()
    {
        int status = 500; // their server does not give the right answer yet, as before the Wi-Fi is there
        LoopbackServer anchor([&](const ServerRequest&) { return ServerReply{httpResponse(status, "X", "")}; });
        LoopbackServer server(always(200));
        QVERIFY(anchor.listen() && server.listen());
        Config config;
        config.services = {serviceFor(u"a"_s, server.url())};
        config.diagnosis.connectivityChecks = {{anchor.url(u"/204"_s), 204}};
        Engine engine;
        QSignalSpy samples(&engine, &Engine::samplesReady);
        engine.setConfig(config);
        QTRY_VERIFY_WITH_TIMEOUT(!samples.isEmpty(), patience);
        engine.systemWatch().prepareForSleep(true);
        engine.systemWatch().prepareForSleep(false);
        const int before = server.requests();
        QTRY_VERIFY_WITH_TIMEOUT(anchor.requests() >= 2, patience); // asked, and asked again
        QCOMPARE(server.requests(), before);
        status = 204;
        QTRY_VERIFY_WITH_TIMEOUT(server.requests() > before, 6000); // long before the 15 s are over
        QCOMPARE(countIn(samples, Outcome::Down), 0);
    }

    void wakingWaitsNoLongerThanTheLimit()
    {
        LoopbackServer dead([](const ServerRequest&) { return ServerReply{}; });
        LoopbackServer server(always(200));
        QVERIFY(dead.listen() && server.listen());
        Config config;
        config.services = {serviceFor(u"a"_s, server.url())};
        config.diagnosis.connectivityChecks = {{dead.url(u"/204"_s), 204}};
        Engine engine;
        engine.setConfig(config);
        QTRY_VERIFY_WITH_TIMEOUT(server.requests() > 0, patience);
        engine.systemWatch().prepareForSleep(true);
        engine.systemWatch().prepareForSleep(false);
        const int before = server.requests();
        QElapsedTimer clock;
        clock.start();
        QTRY_VERIFY_WITH_TIMEOUT(server.requests() > before, patience);
        QVERIFY2(clock.elapsed() > 13000, qPrintable(QString::number(clock.elapsed())));
    }

    void anotherNetworkExcusesFailuresForAWhile()
    {
        if (!hasAddress())
            QSKIP("alone, without any network, every failure is excused");
        Config config;
        config.services = {serviceFor(u"away"_s, QUrl(u"http://198.51.100.7/"_s))}; // a way on which nobody answers
        Engine engine;
        QSignalSpy samples(&engine, &Engine::samplesReady);
        engine.setConfig(config);
        emit engine.systemWatch().networkChanged(u"11111111"_s);
        QTRY_VERIFY_WITH_TIMEOUT(countIn(samples, Outcome::NotMeasured) > 0, patience);
        QCOMPARE(countIn(samples, Outcome::Down), 0);
        QTRY_VERIFY_WITH_TIMEOUT(countIn(samples, Outcome::Down) > 0, patience); // not for ever
    }

    void aNetworkThatProvedItselfExcusesNothing()
    {
        LoopbackServer neutral(always(204));
        QVERIFY(neutral.listen());
        Config config;
        config.services = {unreachable()};
        QUrl proof = neutral.url(u"/204"_s);
        proof.setHost(u"localhost"_s); // names are found, so that the one that is not found is no fault of ours
        config.diagnosis.connectivityChecks = {{proof, 204}};
        Engine engine;
        QSignalSpy samples(&engine, &Engine::samplesReady);
        engine.setConfig(config);
        emit engine.systemWatch().networkChanged(u"11111111"_s);
        QTRY_VERIFY_WITH_TIMEOUT(!samples.isEmpty(), 8000); // before the grace of ten seconds would end
        QCOMPARE(countIn(samples, Outcome::NotMeasured), 0);
        QVERIFY(countIn(samples, Outcome::Down) > 0);
    }

    void anotherNetworkIsToldOnce()
    {
        Engine engine;
        QSignalSpy events(&engine, &Engine::eventHappened);
        engine.setConfig({});
        emit engine.systemWatch().networkChanged(u"11111111"_s);
        events.wait(6000); // whether that was another one depends on where the test runs
        events.clear();
        emit engine.systemWatch().networkChanged({}); // the link is away for a moment
        emit engine.systemWatch().networkChanged(u"11112222"_s); // and comes back address by address
        emit engine.systemWatch().networkChanged(u"11111111"_s);
        QVERIFY(!events.wait(6000));
        emit engine.systemWatch().networkChanged(u"22222222"_s);
        QTRY_COMPARE_WITH_TIMEOUT(kindsIn(events), QList<EventKind>{EventKind::NetworkChanged}, patience);
    }

    void aSetClockIsTold()
    {
        Engine engine;
        QSignalSpy events(&engine, &Engine::eventHappened);
        engine.setConfig({});
        emit engine.systemWatch().wallClockSet();
        QCOMPARE(kindsIn(events), QList<EventKind>{EventKind::ClockSet});
    }

    void beforeTheNetworkIsThereNothingIsNews()
    {
        LoopbackServer dead([](const ServerRequest&) { return ServerReply{}; });
        QVERIFY(dead.listen());
        Config config;
        config.services = {unreachable()};
        config.diagnosis.connectivityChecks = {{dead.url(u"/204"_s), 204}};
        Engine engine;
        QSignalSpy events(&engine, &Engine::eventHappened);
        QSignalSpy changes(&engine, &Engine::stateChanged);
        QSignalSpy network(&engine, &Engine::networkChanged);
        QSignalSpy samples(&engine, &Engine::samplesReady);
        engine.setConfig(config);
        QTRY_VERIFY_WITH_TIMEOUT(samplesIn(samples).size() >= 5, patience);
        QCOMPARE(network.last().first().value<LocalNetwork>(), LocalNetwork::Offline); // shown, but no alarm
        QCOMPARE(countIn(samples, Outcome::Down), 0);
        QVERIFY(changes.isEmpty());
        QVERIFY(events.isEmpty());
    }

    void meteredChecksRunMoreSeldom()
    {
        LoopbackServer server(always(200));
        QVERIFY(server.listen());
        Config config;
        config.services = {serviceFor(u"a"_s, server.url())};
        Engine engine;
        QSignalSpy statuses(&engine, &Engine::statusChanged);
        engine.setConfig(config);
        engine.systemWatch().setMetered(true);
        QTRY_VERIFY_WITH_TIMEOUT(server.requests() >= 1, patience);
        const int before = server.requests();
        statuses.wait(1000);
        QTest::qWait(9000);
        QVERIFY2(server.requests() - before <= 3, qPrintable(QString::number(server.requests() - before)));
        engine.systemWatch().setMetered(false);
        const int after = server.requests();
        QTRY_VERIFY_WITH_TIMEOUT(server.requests() >= after + 3, 5000);
    }
};

/// A cable to nobody: an address, so that this computer is not alone, and a way to everywhere.
void layCable()
{
    for (const char* command :
         {"ip link add home type veth peer name nobody", "ip address add 192.168.77.2/24 dev home",
          "ip link set nobody up", "ip link set home up", "ip route add default via 192.168.77.1"})
        OwnNetwork::run(QString::fromLatin1(command));
}

int main(int argc, char* argv[])
{
    const OwnNetwork own;
    QCoreApplication application(argc, argv);
    if (own.error().isEmpty())
        layCable();
    StandbyTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_standby.moc"
