// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/demo/fleet.h>
#include <engine/demo/fleetplan.h>

#include <QTest>

#include <algorithm>
#include <ctime>

using namespace Gatewatch;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const TimePoint now = *fromIso(u"2026-05-04T10:00:30Z"_s);

/// The services of the plan, without any server.
Config plannedConfig()
{
    Config config;
    for (const DemoService& planned : demoServices()) {
        HttpCheck http;
        http.url = QUrl(u"http://127.0.0.1:1/"_s);
        if (planned.maxMs > 0)
            http.expect.maxMs = planned.maxMs;
        Check check;
        check.id = u"api"_s;
        check.how = http;
        Service service;
        service.id = QString::fromLatin1(planned.id);
        service.endpoints = {check};
        config.services.append(service);
    }
    return config;
}

QList<Sample> of(const QList<Sample>& samples, const QString& service)
{
    QList<Sample> own;
    std::ranges::copy_if(
        samples, std::back_inserter(own), [&service](const Sample& s) { return s.check.service == service; });
    return own;
}

double share(const QList<Sample>& samples, Outcome outcome)
{
    return static_cast<double>(std::ranges::count(samples, outcome, &Sample::outcome))
        / static_cast<double>(samples.size());
}

} // namespace

class MadeUpTest : public QObject {
    Q_OBJECT
private slots:
    void twoWeeksAreMadeInASecond();
    void everySampleMakesSense();
    void theServicesDiffer();
    void oneServiceHasNightlyGaps();
    void theSameAgain();
    void incidentsAndSamplesAgree();
    void nothingForNothing();
    void planOfAService();
};

void MadeUpTest::twoWeeksAreMadeInASecond()
{
    const std::clock_t before = std::clock(); // of the processor: other programs do not count
    const QList<Sample> samples = madeUpHistory(plannedConfig(), now, 14, 120s);
    QVERIFY(std::clock() - before < CLOCKS_PER_SEC);
    QCOMPARE(of(samples, u"well"_s).size(), 14 * 720);
    QVERIFY(samples.size() > 6 * 14 * 720);
}

void MadeUpTest::everySampleMakesSense()
{
    const QList<Sample> samples = madeUpHistory(plannedConfig(), now, 3, 120s);
    CheckId check;
    TimePoint before{};
    for (const Sample& sample : samples) {
        if (sample.check != check)
            before = now - std::chrono::days{4};
        check = sample.check;
        QVERIFY(sample.at > before && sample.at < now && sample.at >= now - std::chrono::days{3});
        before = sample.at;
        QVERIFY(sample.total > 0us && sample.total < 10s);
        QVERIFY(!sample.phases.resolve && !sample.phases.tls && sample.phases.wait);
        QCOMPARE(sample.outcome == Outcome::Down, sample.failure == Failure::HttpError);
        QCOMPARE(sample.status >= 500, sample.outcome == Outcome::Down);
    }
}

void MadeUpTest::theServicesDiffer()
{
    const QList<Sample> samples = madeUpHistory(plannedConfig(), now, 14, 120s);
    QVERIFY(share(of(samples, u"well"_s), Outcome::Up) > 0.998);
    QVERIFY(share(of(samples, u"slow"_s), Outcome::Slow) > 0.2);
    QVERIFY(share(of(samples, u"episodes"_s), Outcome::Down) > 0.005);
    for (const QString& id : {u"shop"_s, u"late"_s, u"green"_s, u"flapping"_s})
        QVERIFY2(
            share(of(samples, id), Outcome::Down) > 0.001 && share(of(samples, id), Outcome::Down) < 0.1,
            qPrintable(id));

    // Slower in the afternoon than before dawn
    Micros night{0};
    Micros day{0};
    for (const Sample& sample : of(samples, u"well"_s)) {
        const auto hour = sample.at.time_since_epoch() % std::chrono::days{1} / 1h;
        if (sample.outcome == Outcome::Up && hour == 3)
            night += sample.total;
        if (sample.outcome == Outcome::Up && hour == 15)
            day += sample.total;
    }
    QVERIFY(day > night * 5 / 4);
}

void MadeUpTest::oneServiceHasNightlyGaps()
{
    const QList<Sample> green = of(madeUpHistory(plannedConfig(), now, 14, 120s), u"green"_s);
    int gaps = 0;
    for (qsizetype i = 1; i < green.size(); ++i)
        if (green[i].at - green[i - 1].at > 2h)
            ++gaps;
    QCOMPARE(gaps, 14);
}

void MadeUpTest::theSameAgain()
{
    QCOMPARE(madeUpHistory(plannedConfig(), now, 2, 60s), madeUpHistory(plannedConfig(), now, 2, 60s));
    QCOMPARE(madeUpIncidents(plannedConfig(), now, 14), madeUpIncidents(plannedConfig(), now, 14));
}

void MadeUpTest::incidentsAndSamplesAgree()
{
    const QList<Sample> samples = madeUpHistory(plannedConfig(), now, 14, 60s);
    const QList<Incident> incidents = madeUpIncidents(plannedConfig(), now, 14);
    QVERIFY(incidents.size() >= 7);
    TimePoint before{};
    for (const Incident& incident : incidents) {
        QVERIFY(incident.opened >= before);
        before = incident.opened;
        QVERIFY(incident.closed && *incident.closed > incident.opened && *incident.closed < now);
        QCOMPARE(incident.endpoint, u"api"_s);
    }
    for (const Sample& sample : samples) {
        const bool inside = std::ranges::any_of(incidents, [&sample](const Incident& incident) {
            return incident.service == sample.check.service && sample.at >= incident.opened
                && sample.at < *incident.closed;
        });
        QCOMPARE(sample.outcome == Outcome::Down, inside);
    }
}

void MadeUpTest::nothingForNothing()
{
    QVERIFY(madeUpHistory({}, now, 14, 120s).isEmpty());
    QVERIFY(madeUpHistory(plannedConfig(), now, 0, 120s).isEmpty());
    QVERIFY(madeUpHistory(plannedConfig(), now, 14, 0s).isEmpty());
    QVERIFY(madeUpIncidents(plannedConfig(), now, 0).isEmpty());
}

void MadeUpTest::planOfAService()
{
    const DemoService* episodes = findDemoService(u"episodes"_s);
    QVERIFY(episodes);
    for (const Seconds round : {0s, 135s, 1350s}) {
        QVERIFY(demoIsUp(*episodes, round));
        QVERIFY(demoIsUp(*episodes, round + 89s));
        QVERIFY(!demoIsUp(*episodes, round + 90s));
        QVERIFY(!demoIsUp(*episodes, round + 134s));
    }
    QVERIFY(!demoIsUp(*findDemoService(u"shop"_s), 0s));
    QVERIFY(demoIsUp(*findDemoService(u"well"_s), 59s + 59s));
    QVERIFY(!findDemoService(u"nobody"_s));
}

QTEST_APPLESS_MAIN(MadeUpTest)
#include "tst_madeup.moc"
