// SPDX-License-Identifier: GPL-3.0-or-later
#include <backend.h>
#include <support/nginx.h>

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace Gatewatch;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

constexpr int patience = 20000;

Config watching(const QUrl& url)
{
    Check check;
    check.id = u"web"_s;
    HttpCheck http;
    http.url = url;
    check.how = http;
    check.interval = 1s;
    check.timeout = 5s;
    Service service;
    service.id = u"shop"_s;
    service.name = u"Shop"_s;
    service.endpoints = {check};
    Config config = defaultConfig();
    config.services = {service};
    config.diagnosis.connectivityChecks.clear(); // nothing outside loopback
    config.diagnosis.controlSites.clear();
    config.diagnosis.resolvers.clear();
    return config;
}

void writeFile(const QString& path, const QByteArray& text)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(text);
}

template <typename T>
T last(const QSignalSpy& spy, int argument = 0)
{
    return spy.isEmpty() ? T{} : spy.last().at(argument).value<T>();
}

} // namespace

class MainJobTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase()
    {
        if (TestNginx::program().isEmpty())
            QSKIP("nginx is not installed (package nginx-light)");
    }

    /// The whole main job: a real nginx in front of a closed port is watched, found down with 502, explained, and its
    /// recovery is noticed.
    void aRealBadGatewayFromEndToEnd()
    {
        TestOrigin origin;
        TestNginx nginx;
        QVERIFY(nginx.start(origin.port()));
        QTemporaryDir dir;
        const Paths paths{dir.filePath(u"config.json"_s), dir.filePath(u"data"_s)};
        const Config config = watching(nginx.url());
        writeFile(paths.configFile, writeConfig(config));

        Backend backend(paths, Backend::Threads::OneThread);
        QSignalSpy samples(&backend.engine(), &Engine::samplesReady);
        QSignalSpy changes(&backend.engine(), &Engine::stateChanged);
        QSignalSpy incidents(&backend.engine(), &Engine::incidentChanged);
        QSignalSpy gateway(&backend.engine(), &Engine::badGatewayConfirmed);
        QSignalSpy diagnosed(&backend.engine(), &Engine::diagnosisFinished);
        QSignalSpy watched(&backend.engine(), &Engine::watchEnded);
        QSignalSpy estimates(&backend.history(), &History::estimatesKnown);
        backend.start();

        // Down within two runs, told once: a little later, in case that others go down with it.
        const auto runs = [&samples] {
            qsizetype count = 0;
            for (const auto& batch : samples)
                count += batch.first().value<QList<Sample>>().size();
            return count;
        };
        QTRY_COMPARE_WITH_TIMEOUT(incidents.size(), 1, patience);
        QTRY_COMPARE(runs(), 2);
        const auto opened = last<Incident>(incidents);
        QVERIFY(!opened.closed);
        QVERIFY(opened.evidence.contains("502"));
        QCOMPARE(gateway.size(), 1);
        QTRY_COMPARE_WITH_TIMEOUT(changes.size(), 1, patience);
        const auto down = last<StateChange>(changes);
        QCOMPARE(down.after, State::Down);
        QCOMPARE(down.sample->status, 502);
        QCOMPARE(idOf(down.sample->failure), u"http.error"_s);

        // Explained.
        const quint64 session = backend.diagnoseService(u"shop"_s);
        const quint64 watch = backend.watch(*config.services[0].endpoints[0].http(), 5s);
        QTRY_COMPARE_WITH_TIMEOUT(diagnosed.size(), 1, patience);
        QCOMPARE(diagnosed.last().at(0).toULongLong(), session);
        const auto diagnosis = last<Diagnosis>(diagnosed, 1);
        QCOMPARE(idOf(diagnosis.verdict.place), u"service"_s);
        QCOMPARE(diagnosis.responder.id, u"nginx"_s);
        QCOMPARE(diagnosis.responder.authored.value_or(false), true);
        QVERIFY(diagnosis.verdict.confidence >= 0.6 && diagnosis.verdict.confidence < 0.75); // as in findings_answer
        QVERIFY(diagnosis.advice.size() <= 3);
        QVERIFY(diagnosis.duration < 10s);
        QVERIFY(watched.isEmpty());

        // Back.
        QVERIFY(origin.start());
        QTRY_COMPARE_WITH_TIMEOUT(changes.size(), 2, patience);
        QCOMPARE(last<StateChange>(changes).after, State::Up);
        QTRY_COMPARE_WITH_TIMEOUT(incidents.size(), 2, patience);
        const auto closed = last<Incident>(incidents);
        QVERIFY(closed.closed && *closed.closed > closed.opened);
        const auto records = last<QHash<ServiceId, EstimateRecord>>(estimates);
        QCOMPARE(records.value(u"shop"_s).graded, 1); // what was expected in the session above
        QTRY_COMPARE_WITH_TIMEOUT(watched.size(), 1, patience);
        QCOMPARE(watched.last().at(0).toULongLong(), watch);
        QCOMPARE(gateway.size(), 1);
        backend.stop();

        // All of it is there again after a restart.
        Backend again(paths, Backend::Threads::OneThread);
        QSignalSpy remembered(&again.history(), &History::incidentsReady);
        QSignalSpy recent(&again.history(), &History::recentReady);
        again.start();
        again.requestRecent(1000);
        QTRY_VERIFY_WITH_TIMEOUT(!remembered.isEmpty() && !recent.isEmpty(), patience);
        const auto stored = last<QList<Incident>>(remembered, 1);
        QCOMPARE(stored.size(), 1);
        QCOMPARE(stored.first().status, 502);
        QCOMPARE(stored.first().closed, closed.closed);
        const auto history = last<QHash<CheckId, QList<Sample>>>(recent, 1).value({u"shop"_s, u"web"_s});
        QVERIFY(history.size() >= 4);
        QCOMPARE(history.first().status, 502);
    }

    void theSameFromTheCommandLine()
    {
        TestOrigin origin;
        TestNginx nginx;
        QVERIFY(nginx.start(origin.port()));
        QTemporaryDir dir;
        const QString configFile = dir.filePath(u"config.json"_s);
        writeFile(configFile, writeConfig(watching(nginx.url())));
        QProcess cli;
        cli.start(
            QStringLiteral(GATEWATCH_CLI),
            {u"diagnose"_s, nginx.url().toString(), u"--json"_s, u"--config"_s, configFile, u"--data-dir"_s,
             dir.filePath(u"data"_s)});
        QSignalSpy ended(&cli, &QProcess::finished);
        QTRY_COMPARE_WITH_TIMEOUT(ended.size(), 1, patience);
        QCOMPARE(cli.exitCode(), 1);
        const QJsonObject document = QJsonDocument::fromJson(cli.readAllStandardOutput()).object();
        QCOMPARE(document.value(u"schema"_s).toString(), u"gatewatch.diagnosis/1"_s);
        QCOMPARE(document.value(u"symptom"_s)[u"status"_s].toInt(), 502);
        QCOMPARE(document.value(u"verdict"_s)[u"place"_s].toString(), u"service"_s);
        QCOMPARE(document.value(u"responder"_s)[u"id"_s].toString(), u"nginx"_s);
        QCOMPARE(document.value(u"responder"_s)[u"authored"_s].toBool(), true);
        QVERIFY(document.value(u"steps"_s).toArray().size() >= 6);
    }
};

QTEST_GUILESS_MAIN(MainJobTest)
#include "tst_mainjob.moc"
