// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/demo/loopbackserver.h>
#include <engine/monitor/engine.h>
#include <support/samplesin.h>
#include <support/watchedservice.h>

#include <QJsonDocument>
#include <QJsonObject>
#include <QSignalSpy>
#include <QTest>
#include <QTimer>

using namespace Gatewatch;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

constexpr int patience = 15000;

Service serviceFor(const QString& id, const QUrl& url, Seconds interval = 1s)
{
    return watchedService(id, url, 3s, interval);
}

Config watching(const QList<Service>& services)
{
    Config config;
    config.services = services;
    return config;
}

LoopbackServer::Answer always(int status, const QList<HeaderField>& headers = {})
{
    return [=](const ServerRequest&) { return ServerReply{httpResponse(status, "X", "body", headers)}; };
}

State stateIn(const QSignalSpy& statuses)
{
    return statuses.isEmpty() ? State::Unknown : statuses.last().first().value<QList<ServiceStatus>>().last().state;
}

/// A status page (Atlassian Statuspage) that is green, with one piece of work of that status.
QByteArray pageWith(const QByteArray& work)
{
    QByteArray page = "{'page':{'id':'p','name':'Shop','url':'http://shop.test'},'status':{'indicator':'none',"
                      "'description':'All good'},'components':[],'incidents':[],'scheduled_maintenances':[{'id':'m',"
                      "'name':'Work','status':'"
        + work + "','incident_updates':[],'components':[]}]}";
    return page.replace('\'', '"');
}

/// A name that cannot exist (RFC 6761): the lookup fails without anything of a service being reached.
QUrl nowhere()
{
    return QUrl(u"http://nosuchhost.invalid/"_s);
}

} // namespace

class EngineTest : public QObject {
    Q_OBJECT
private slots:
    void aGoodServiceIsUpAfterItsFirstAnswer()
    {
        LoopbackServer server(always(200));
        QVERIFY(server.listen());
        Engine engine;
        QSignalSpy changes(&engine, &Engine::stateChanged);
        QSignalSpy events(&engine, &Engine::eventHappened);
        engine.setConfig(watching({serviceFor(u"a"_s, server.url())}));
        QTRY_COMPARE_WITH_TIMEOUT(changes.size(), 1, patience);
        QCOMPARE(changes.first().first().value<StateChange>().after, State::Up);
        QVERIFY(events.isEmpty()); // that all is well is no event
    }

    void anUnchangedServiceKeepsItsState()
    {
        LoopbackServer server(always(200));
        QVERIFY(server.listen());
        Engine engine;
        QSignalSpy changes(&engine, &Engine::stateChanged);
        const Service first = serviceFor(u"a"_s, server.url());
        engine.setConfig(watching({first}));
        QTRY_COMPARE_WITH_TIMEOUT(changes.size(), 1, patience);
        engine.setConfig(watching({first, serviceFor(u"b"_s, server.url())}));
        QTRY_COMPARE_WITH_TIMEOUT(changes.size(), 2, patience);
        QCOMPARE(changes.last().first().value<StateChange>().service, u"b"_s);
        engine.setConfig(watching({}));
        const int asked = server.requests();
        QSignalSpy samples(&engine, &Engine::samplesReady);
        samples.wait(500); // what was measured before may still be told
        QVERIFY(!samples.wait(1500));
        QCOMPARE(server.requests(), asked);
    }

    void pausedNothingIsAsked()
    {
        LoopbackServer server(always(200));
        QVERIFY(server.listen());
        Engine engine;
        QSignalSpy statuses(&engine, &Engine::statusChanged);
        QSignalSpy changes(&engine, &Engine::stateChanged);
        engine.setConfig(watching({serviceFor(u"a"_s, server.url())}));
        QTRY_COMPARE_WITH_TIMEOUT(changes.size(), 1, patience);
        engine.setPaused(true);
        QTRY_COMPARE_WITH_TIMEOUT(stateIn(statuses), State::Paused, patience);
        const int asked = server.requests();
        QSignalSpy samples(&engine, &Engine::samplesReady);
        QVERIFY(!samples.wait(1500));
        QCOMPARE(server.requests(), asked);
        engine.setPaused(false);
        QTRY_VERIFY_WITH_TIMEOUT(server.requests() > asked, patience);
        QTRY_COMPARE_WITH_TIMEOUT(stateIn(statuses), State::Up, patience);
        QCOMPARE(changes.size(), 1); // pausing is no news about the service
    }

    void farAboveItsHabitIsSlow()
    {
        Millis delay{0};
        LoopbackServer server([&delay](const ServerRequest&) {
            ServerReply reply{httpResponse(200, "OK", "x")};
            reply.delay = delay;
            return reply;
        });
        QVERIFY(server.listen());
        Engine engine;
        QSignalSpy samples(&engine, &Engine::samplesReady);
        engine.setConfig(watching({serviceFor(u"a"_s, server.url(), 60s)}));
        QTRY_VERIFY_WITH_TIMEOUT((engine.checkNow({}), samplesIn(samples).size() >= 20), patience);
        for (const Sample& sample : samplesIn(samples))
            QCOMPARE(idOf(sample.outcome), u"up"_s);
        delay = 700ms;
        samples.clear();
        QTRY_VERIFY_WITH_TIMEOUT(
            (engine.checkNow({}), !samples.isEmpty() && samplesIn(samples).last().outcome == Outcome::Slow), patience);
        QVERIFY(samplesIn(samples).last().usual < std::optional<Micros>(200ms));
    }

    void aServerThatStartsAnewIsNotDown()
    {
        LoopbackServer server(always(502));
        QVERIFY(server.listen());
        QList<Service> services;
        for (int i = 0; i < 8; ++i)
            services.append(serviceFor(u"s%1"_s.arg(i), server.url()));
        Engine engine;
        QSignalSpy samples(&engine, &Engine::samplesReady);
        QSignalSpy changes(&engine, &Engine::stateChanged);
        engine.setConfig(watching(services));
        QTRY_COMPARE_WITH_TIMEOUT(changes.size(), 8, patience);
        QTRY_VERIFY_WITH_TIMEOUT(samplesIn(samples).size() >= 16, patience);
        // Two failures within less than the interval would be one reload of the server, seen twice.
        QHash<CheckId, TimePoint> first;
        QSet<CheckId> confirmed;
        for (const Sample& sample : samplesIn(samples)) {
            if (!first.contains(sample.check))
                first.insert(sample.check, sample.at);
            else if (!confirmed.contains(sample.check)) {
                confirmed.insert(sample.check);
                QVERIFY2(sample.at - first.value(sample.check) >= 990ms, qPrintable(sample.check.toString()));
            }
        }
        QCOMPARE(confirmed.size(), 8);
    }

    void everyRunIsAConnectionOfItsOwn()
    {
        // It offers to keep the connection open: whoever used it again would get no answer.
        int status = 502;
        LoopbackServer server([&status](const ServerRequest&) {
            const QByteArray head = "HTTP/1.1 " + QByteArray::number(status) + " X\r\nContent-Length: 1\r\n";
            return ServerReply{head + "Connection: keep-alive\r\n\r\nx", Millis(0), ServerReply::End::Hang};
        });
        QVERIFY(server.listen());
        Engine engine;
        QSignalSpy statuses(&engine, &Engine::statusChanged);
        QSignalSpy changes(&engine, &Engine::stateChanged);
        engine.setConfig(watching({serviceFor(u"a"_s, server.url())}));
        QTRY_COMPARE_WITH_TIMEOUT(stateIn(statuses), State::Down, patience); // people are told a moment later
        QCOMPARE(server.connections(), 2); // one for each failure
        status = 200;
        QTRY_COMPARE_WITH_TIMEOUT(changes.size(), 2, patience);
        QCOMPARE(changes.first().first().value<StateChange>().after, State::Down);
        QCOMPARE(changes.last().first().value<StateChange>().after, State::Up);
        QCOMPARE(server.connections(), 4); // and one for each good answer
    }

    void whatDiesTogetherIsOneCause()
    {
        int status = 200;
        const auto answer = [&status](const ServerRequest&) { return ServerReply{httpResponse(status, "X", "x")}; };
        LoopbackServer first(answer);
        LoopbackServer second(answer);
        LoopbackServer third(answer);
        LoopbackServer other(always(200));
        QVERIFY(first.listen() && second.listen() && third.listen() && other.listen());
        Engine engine;
        QSignalSpy changes(&engine, &Engine::stateChanged);
        QSignalSpy causes(&engine, &Engine::commonCauseFound);
        qsizetype toldBefore = 0;
        connect(&engine, &Engine::commonCauseFound, this, [&] { toldBefore = changes.size(); });
        engine.setConfig(watching(
            {serviceFor(u"a"_s, first.url()), serviceFor(u"b"_s, second.url()), serviceFor(u"c"_s, third.url()),
             serviceFor(u"d"_s, other.url()), serviceFor(u"e"_s, other.url()), serviceFor(u"f"_s, other.url()),
             serviceFor(u"g"_s, other.url())}));
        QTRY_COMPARE_WITH_TIMEOUT(changes.size(), 7, patience);
        QVERIFY(causes.isEmpty());
        status = 502;
        QTRY_COMPARE_WITH_TIMEOUT(changes.size(), 10, patience);
        QCOMPARE(causes.size(), 1);
        const auto cause = causes.first().first().value<CommonCause>();
        QCOMPARE(cause.kind, CommonCause::Kind::Host);
        QCOMPARE(cause.what, u"127.0.0.1"_s);
        QCOMPARE(cause.services.size(), 3);
        QCOMPARE(cause.newest.size(), 3);
        QCOMPARE(toldBefore, 7); // before the changes of all of them
    }

    void announcedWorkIsNoOutage()
    {
        int status = 200;
        LoopbackServer server([&status](const ServerRequest&) { return ServerReply{httpResponse(status, "X", "x")}; });
        QByteArray work = "in_progress";
        LoopbackServer page([&work](const ServerRequest&) {
            return ServerReply{httpResponse(200, "OK", pageWith(work), {{"Content-Type", "application/json"}})};
        });
        QVERIFY(server.listen() && page.listen());
        Service service = serviceFor(u"a"_s, server.url());
        service.statusPage = StatusPageSource{};
        service.statusPage->url = page.url(u"/api/v2/summary.json"_s);
        Engine engine;
        QSignalSpy statuses(&engine, &Engine::statusChanged);
        QSignalSpy incidents(&engine, &Engine::incidentChanged);
        QSignalSpy reports(&engine, &Engine::reportReady);
        engine.setConfig(watching({service}));
        QTRY_VERIFY_WITH_TIMEOUT(!reports.isEmpty(), patience);
        status = 503;
        QTRY_COMPARE_WITH_TIMEOUT(stateIn(statuses), State::Maintenance, patience);
        QVERIFY(incidents.isEmpty());
        work = "completed";
        engine.checkNow({}); // reads the page as well
        QTRY_COMPARE_WITH_TIMEOUT(stateIn(statuses), State::Down, patience);
        QCOMPARE(incidents.size(), 1);
    }

    void anotherFaultWithinAnIncidentIsKeptAsWell()
    {
        int status = 502;
        LoopbackServer server([&status](const ServerRequest&) { return ServerReply{httpResponse(status, "X", "x")}; });
        QVERIFY(server.listen());
        Engine engine;
        QSignalSpy incidents(&engine, &Engine::incidentChanged);
        engine.setConfig(watching({serviceFor(u"a"_s, server.url())}));
        QTRY_COMPARE_WITH_TIMEOUT(incidents.size(), 1, patience);
        const auto evidence = [&incidents] {
            QStringList lines;
            for (const QByteArray& line : incidents.last().first().value<Incident>().evidence.split('\n')) {
                const QJsonObject object = QJsonDocument::fromJson(line).object();
                lines.append(object["failure"_L1].toString() + u' ' + object["statusLine"_L1].toString());
            }
            return lines;
        };
        QCOMPARE(evidence(), QStringList{u"http.error HTTP/1.1 502 X"_s});
        status = 500;
        engine.checkNow({});
        QTRY_COMPARE_WITH_TIMEOUT(incidents.size(), 2, patience);
        QCOMPARE(evidence(), (QStringList{u"http.error HTTP/1.1 502 X"_s, u"http.error HTTP/1.1 500 X"_s}));
    }

    /// Of earlier runs of the program as well as of this one.
    void aDiagnosisIsToldWhatWasMeasuredBefore()
    {
        int status = 200;
        LoopbackServer server([&status](const ServerRequest&) { return ServerReply{httpResponse(status, "X", "x")}; });
        QVERIFY(server.listen());
        const Service service = serviceFor(u"a"_s, server.url());
        const CheckId check{service.id, service.endpoints.first().id};
        QList<Sample> earlier;
        for (int minutes = 120; minutes > 20; --minutes)
            earlier.append(
                {check, wallClock() - Seconds(minutes * 60), Outcome::Up, Failure::Ok, 200, {}, Millis(100)});
        Engine engine;
        QSignalSpy changes(&engine, &Engine::stateChanged);
        QSignalSpy incidents(&engine, &Engine::incidentChanged);
        QSignalSpy ended(&engine, &Engine::sessionEnded);
        engine.restoreSamples({{check, earlier}});
        engine.restoreEstimates({{service.id, {3, 4}}});
        const CheckId gone{u"b"_s, u"web"_s}; // from the configuration, while nothing ran
        engine.restoreAddresses({{check, {u"127.0.0.1"_s, {u"192.0.2.7"_s}}}, {gone, {u"b.test"_s, {u"192.0.2.8"_s}}}});
        QSignalSpy addresses(&engine, &Engine::addressesSeen);
        engine.setConfig(watching({service}));
        QCOMPARE(addresses.size(), 1);
        QCOMPARE(addresses.first().at(0).value<CheckId>(), gone);
        QCOMPARE(addresses.first().at(1).value<GoodAddresses>(), GoodAddresses{});
        QTRY_COMPARE_WITH_TIMEOUT(changes.size(), 1, patience);
        QCOMPARE(addresses.size(), 2); // however many answers came from there
        QCOMPARE(
            addresses.last().at(1).value<GoodAddresses>(),
            (GoodAddresses{u"127.0.0.1"_s, {u"127.0.0.1"_s, u"192.0.2.7"_s}}));
        status = 502;
        QTRY_COMPARE_WITH_TIMEOUT(incidents.size(), 1, patience);
        engine.diagnoseService(1, service.id);
        QTRY_COMPARE_WITH_TIMEOUT(ended.size(), 1, patience);
        const auto session = ended.first().at(1).value<SavedSession>();
        std::optional<BeforeFact> before;
        for (const Evidence& one : session.evidence) {
            if (const auto* fact = std::get_if<BeforeFact>(&one))
                before = *fact;
        }
        QVERIFY(before);
        QCOMPARE(before->usual, std::optional(Micros(Millis(100))));
        QVERIFY(before->lately && *before->lately < Millis(100));
        QVERIFY(before->goodLately > 0 && before->failedSince > 0);
        QCOMPARE(before->goodSince + before->failedLately, 0);
        QCOMPARE(before->addresses, (QStringList{u"127.0.0.1"_s, u"192.0.2.7"_s}));
        QCOMPARE(
            session.diagnosis.expectation.record, u"Earlier estimates for this service were right in 3 of 4 cases."_s);
    }

    void aBotWallIsTheReasonWhyNothingIsKnown()
    {
        LoopbackServer server(always(403, {{"cf-mitigated", "challenge"}}));
        QVERIFY(server.listen());
        Engine engine;
        QSignalSpy statuses(&engine, &Engine::statusChanged);
        engine.setConfig(watching({serviceFor(u"a"_s, server.url())}));
        const auto reason = [&statuses] {
            return statuses.isEmpty() ? std::optional<Failure>()
                                      : statuses.last().first().value<QList<ServiceStatus>>().last().notMeasured;
        };
        QTRY_COMPARE_WITH_TIMEOUT(reason(), std::optional(Failure::HttpChallenged), patience);
        QCOMPARE(stateIn(statuses), State::Unknown);
    }

    /// Samples are gathered for a moment before they are told, reasons are not.
    void theReasonComesAfterWhatWasMeasuredBefore()
    {
        LoopbackServer server([](const ServerRequest& request) {
            return request.number == 1
                ? ServerReply{httpResponse(200, "OK", "well")}
                : ServerReply{httpResponse(403, "Forbidden", "", {{"cf-mitigated", "challenge"}})};
        });
        QVERIFY(server.listen());
        Engine engine;
        QStringList heard;
        connect(&engine, &Engine::samplesReady, &engine, [&heard](const QList<Sample>& samples) {
            for (const Sample& sample : samples)
                heard.append(idOf(sample.outcome));
        });
        connect(&engine, &Engine::notMeasured, &engine, [&heard] { heard.append(u"why"_s); });
        engine.setConfig(watching({serviceFor(u"a"_s, server.url())}));
        QTRY_VERIFY_WITH_TIMEOUT((engine.checkNow({}), heard.size() >= 3), patience);
        QCOMPARE(heard.first(3), (QStringList{u"up"_s, u"why"_s, u"not_measured"_s}));
    }

    void offlineIsNobodysOutage()
    {
        LoopbackServer dead([](const ServerRequest&) { return ServerReply{}; });
        QVERIFY(dead.listen());
        Config config = watching({serviceFor(u"a"_s, nowhere()), serviceFor(u"b"_s, nowhere())});
        config.diagnosis.connectivityChecks = {{dead.url(u"/204"_s), 204}};
        Engine engine;
        QSignalSpy samples(&engine, &Engine::samplesReady);
        QSignalSpy changes(&engine, &Engine::stateChanged);
        QSignalSpy network(&engine, &Engine::networkChanged);
        engine.setConfig(config);
        QTRY_VERIFY_WITH_TIMEOUT(samplesIn(samples).size() >= 4, patience);
        for (const Sample& sample : samplesIn(samples)) {
            QCOMPARE(idOf(sample.outcome), u"not_measured"_s);
            QCOMPARE(idOf(sample.failure), u"local.offline"_s);
        }
        QVERIFY(changes.isEmpty());
        QCOMPARE(network.last().first().value<LocalNetwork>(), LocalNetwork::Offline);
        QVERIFY(dead.requests() <= 4); // one question serves all
    }

    void onlineTheServiceIsToBlame()
    {
        LoopbackServer neutral(always(204));
        QVERIFY(neutral.listen());
        Config config = watching({serviceFor(u"a"_s, nowhere())});
        QUrl byName = neutral.url(u"/204"_s);
        byName.setHost(u"localhost"_s); // so that it also shows that names are found
        config.diagnosis.connectivityChecks = {{byName, 204}};
        Engine engine;
        QSignalSpy changes(&engine, &Engine::stateChanged);
        engine.setConfig(config);
        QTRY_COMPARE_WITH_TIMEOUT(changes.size(), 1, patience);
        QCOMPARE(changes.first().first().value<StateChange>().after, State::Down);
    }

    void aSignInPageIsNoOutage()
    {
        LoopbackServer portal(always(302, {{"Location", "http://portal.test/"}}));
        QVERIFY(portal.listen());
        Config config = watching({serviceFor(u"a"_s, nowhere())});
        config.diagnosis.connectivityChecks = {{portal.url(u"/204"_s), 204}};
        Engine engine;
        QSignalSpy samples(&engine, &Engine::samplesReady);
        engine.setConfig(config);
        QTRY_VERIFY_WITH_TIMEOUT(!samples.isEmpty(), patience);
        QCOMPARE(idOf(samplesIn(samples).first().failure), u"local.captive_portal"_s);
    }

    void retryAfterIsObeyed()
    {
        LoopbackServer server(always(503, {{"Retry-After", "30"}}));
        QVERIFY(server.listen());
        Engine engine;
        engine.setConfig(watching({serviceFor(u"a"_s, server.url())}));
        QTRY_COMPARE_WITH_TIMEOUT(server.requests(), 1, patience);
        QSignalSpy samples(&engine, &Engine::samplesReady);
        samples.wait(500);
        QVERIFY(!samples.wait(2500));
        QCOMPARE(server.requests(), 1);
        engine.checkNow({}); // nor when a person is in a hurry
        QVERIFY(!samples.wait(1000));
        QCOMPARE(server.requests(), 1);
    }

    void whoAsksToBeAskedLessOftenEndsNoIncident()
    {
        int status = 502;
        LoopbackServer server([&status](const ServerRequest&) {
            return ServerReply{httpResponse(status, "X", "x", {{"Retry-After", status == 429 ? "1" : "0"}})};
        });
        QVERIFY(server.listen());
        Engine engine;
        QSignalSpy changes(&engine, &Engine::stateChanged);
        QSignalSpy samples(&engine, &Engine::samplesReady);
        engine.setConfig(watching({serviceFor(u"a"_s, server.url())}));
        QTRY_COMPARE_WITH_TIMEOUT(changes.size(), 1, patience);
        QCOMPARE(changes.first().first().value<StateChange>().after, State::Down);
        status = 429;
        samples.clear();
        QTRY_VERIFY_WITH_TIMEOUT(samplesIn(samples).size() >= 3, patience);
        QCOMPARE(changes.size(), 1);
        QCOMPARE(idOf(samplesIn(samples).last().outcome), u"not_measured"_s);
        status = 200;
        QTRY_COMPARE_WITH_TIMEOUT(changes.size(), 2, patience);
        QCOMPARE(changes.last().first().value<StateChange>().after, State::Up);
        status = 429;
        samples.clear();
        QTRY_VERIFY_WITH_TIMEOUT(samplesIn(samples).size() >= 3, patience);
        QCOMPARE(changes.size(), 2);
    }

    void retryAfterOutlastsAnEdit()
    {
        LoopbackServer server(always(503, {{"Retry-After", "600"}}));
        QVERIFY(server.listen());
        Engine engine;
        QSignalSpy samples(&engine, &Engine::samplesReady);
        engine.setConfig(watching({serviceFor(u"a"_s, server.url())}));
        QTRY_VERIFY_WITH_TIMEOUT(!samples.isEmpty(), patience);
        engine.setConfig(watching({serviceFor(u"a"_s, server.url(), 2s)}));
        QVERIFY(!samples.wait(2500));
        engine.setConfig(watching({serviceFor(u"a"_s, server.url(u"/health"_s), 2s)}));
        QVERIFY(!samples.wait(2500));
        QCOMPARE(server.requests(), 1);
    }

    void retryAfterNeedsNoConfirmation()
    {
        LoopbackServer server(always(503, {{"Retry-After", "600"}}));
        QVERIFY(server.listen());
        Engine engine;
        QSignalSpy due(&engine, &Engine::nextDue);
        QSignalSpy changes(&engine, &Engine::stateChanged);
        engine.setConfig(watching({serviceFor(u"a"_s, server.url(), 60s)}));
        QTRY_VERIFY_WITH_TIMEOUT(server.requests() == 1, patience);
        const TimePoint began = wallClock();
        // The first failure would be looked at again after 15 s. The service itself has said what this look would find.
        QTRY_COMPARE_WITH_TIMEOUT(changes.size(), 1, patience);
        QCOMPARE(changes.first().first().value<StateChange>().after, State::Down);
        QTRY_VERIFY_WITH_TIMEOUT(!due.isEmpty() && due.last().first().value<TimePoint>() - began > 590s, patience);
        QCOMPARE(server.requests(), 1);
    }

    void whatWasEditedIsAskedSoon()
    {
        LoopbackServer first(always(200));
        LoopbackServer second(always(200));
        QVERIFY(first.listen() && second.listen());
        Engine engine;
        engine.setConfig(watching({serviceFor(u"a"_s, first.url(), 3600s)}));
        QTRY_COMPARE_WITH_TIMEOUT(first.requests(), 1, patience);
        engine.setConfig(watching({serviceFor(u"a"_s, second.url(), 3600s)}));
        QTRY_COMPARE_WITH_TIMEOUT(second.requests(), 1, 5000);
    }

    void anotherSettingDoesNotEndAPause()
    {
        LoopbackServer server(always(200));
        QVERIFY(server.listen());
        Engine engine;
        QSignalSpy statuses(&engine, &Engine::statusChanged);
        Config config = watching({serviceFor(u"a"_s, server.url())});
        engine.setConfig(config);
        engine.setPaused(true);
        config.services.first().name = u"Renamed"_s;
        engine.setConfig(config);
        const int asked = server.requests();
        QSignalSpy samples(&engine, &Engine::samplesReady);
        QVERIFY(!samples.wait(1500));
        QCOMPARE(server.requests(), asked);
        QCOMPARE(stateIn(statuses), State::Paused);
    }

    void withoutItsSecretNothingIsSent()
    {
        LoopbackServer server(always(200));
        QVERIFY(server.listen());
        Service service = serviceFor(u"a"_s, server.url());
        auto http = std::get<HttpCheck>(service.endpoints.first().how);
        http.headers = {{u"Authorization"_s, HeaderSetting::Source::Environment, u"GATEWATCH_TEST_UNSET"_s}};
        service.endpoints.first().how = http;
        Engine engine;
        QSignalSpy missing(&engine, &Engine::secretMissing);
        QSignalSpy samples(&engine, &Engine::samplesReady);
        engine.setConfig(watching({service}));
        QTRY_VERIFY_WITH_TIMEOUT(samplesIn(samples).size() >= 2, patience);
        QCOMPARE(missing.size(), 1);
        const SecretName name{HeaderSetting::Source::Environment, u"GATEWATCH_TEST_UNSET"_s};
        QCOMPARE(
            missing.first().at(1).value<QList<MissingSecret>>(), (QList<MissingSecret>{{name, SecretProblem::NotSet}}));
        QCOMPARE(idOf(samplesIn(samples).first().outcome), u"not_measured"_s);
        QCOMPARE(server.connections(), 0);
    }

    void fewAtOnceAgainstOneHost()
    {
        LoopbackServer server([](const ServerRequest&) { return ServerReply{{}, Millis(0), ServerReply::End::Hang}; });
        QVERIFY(server.listen());
        QList<Service> services;
        for (int i = 0; i < 30; ++i)
            services.append(serviceFor(u"s%1"_s.arg(i), server.url(), 60s));
        Engine engine;
        engine.setConfig(watching(services));
        engine.checkNow({});
        QTRY_VERIFY_WITH_TIMEOUT(server.requests() >= 6, patience);
        QSignalSpy samples(&engine, &Engine::samplesReady);
        samples.wait(1000); // the first ones have not yet timed out
        QCOMPARE(server.requests(), 6);
    }

    void noMoreAtOnceThanAllowed()
    {
        int open = 0;
        int most = 0;
        LoopbackServer server([&](const ServerRequest&) {
            most = std::max(most, ++open);
            ServerReply reply{httpResponse(200, "OK", "x")};
            reply.delay = 100ms;
            QTimer::singleShot(100, &server, [&] { --open; });
            return reply;
        });
        QVERIFY(server.listen());
        QList<Service> services;
        for (int i = 0; i < 30; ++i)
            services.append(serviceFor(u"s%1"_s.arg(i), server.url(), 60s));
        Config config = watching(services);
        config.polling.maxConcurrent = 3;
        Engine engine;
        QSignalSpy samples(&engine, &Engine::samplesReady);
        engine.setConfig(config);
        engine.checkNow({});
        QTRY_VERIFY_WITH_TIMEOUT(samplesIn(samples).size() >= 30, patience);
        QVERIFY2(most <= 4, qPrintable(QString::number(most)));
    }

    void stoppingIsQuickAndFinal()
    {
        std::vector<std::unique_ptr<LoopbackServer>> servers;
        QList<Service> services;
        for (int i = 0; i < 64; ++i) {
            if (i % 4 == 0) {
                servers.push_back(std::make_unique<LoopbackServer>([](const ServerRequest&) {
                    return ServerReply{{}, Millis(0), ServerReply::End::Hang};
                }));
                QVERIFY(servers.back()->listen());
            }
            services.append(serviceFor(u"s%1"_s.arg(i), servers.back()->url(), 60s));
        }
        Engine engine;
        engine.setConfig(watching(services));
        engine.checkNow({});
        const auto asked = [&] {
            int all = 0;
            for (const auto& server : servers)
                all += server->requests();
            return all;
        };
        QTRY_VERIFY_WITH_TIMEOUT(asked() >= 50, patience);
        QSignalSpy stopped(&engine, &Engine::stopped);
        QElapsedTimer clock;
        clock.start();
        engine.stop();
        QVERIFY(clock.elapsed() < 300);
        QCOMPARE(stopped.size(), 1);
        QSignalSpy samples(&engine, &Engine::samplesReady);
        engine.checkNow({});
        QVERIFY(!samples.wait(500));
    }
};

QTEST_GUILESS_MAIN(EngineTest)
#include "tst_engine.moc"
