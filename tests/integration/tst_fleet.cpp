// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/statuspage/formats.h>
#include <engine/demo/fleet.h>
#include <engine/demo/fleetplan.h>
#include <engine/net/statuspageclient.h>

#include <QElapsedTimer>
#include <QHostAddress>
#include <QJsonArray>
#include <QJsonObject>
#include <QTcpSocket>
#include <QTest>

using namespace Gatewatch;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

QList<QUrl> everyAddress(const Config& config)
{
    QList<QUrl> urls;
    for (const Service& service : config.services) {
        urls.append(service.homepage);
        if (service.statusPage)
            urls.append(service.statusPage->url);
        for (const Check& check : service.endpoints)
            urls.append(check.http()->url);
    }
    for (const ConnectivityCheck& check : config.diagnosis.connectivityChecks)
        urls.append(check.url);
    return urls + config.diagnosis.controlSites;
}

const DemoService& planned(const char* id)
{
    return *findDemoService(QLatin1StringView(id));
}

} // namespace

class FleetTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase() { QVERIFY2(m_fleet.start(), qPrintable(m_fleet.errorString())); }
    void nothingLeavesThisComputer();
    void theDescriptionFitsTheConfiguration();
    void theWellOneAnswers();
    void theSlowOneIsSlow();
    void theShopIsBehindAGatewayThatCannotReachIt();
    void theFlappingOneComesAndGoes();
    void episodesComeAndGo();
    void theLatePageAdmitsAfterFiveMinutes();
    void theGreenPageStaysGreen();
    void neutralServers();
    void anotherFleetCanRunBeside();

private:
    /// The raw answer to a GET of the service's check.
    void askInto(const QUrl& url, QByteArray* answer)
    {
        QTcpSocket socket;
        socket.connectToHost(url.host(), static_cast<quint16>(url.port()));
        socket.write("GET " + url.path().toUtf8() + " HTTP/1.1\r\nHost: x\r\n\r\n");
        QTRY_COMPARE_WITH_TIMEOUT(socket.state(), QAbstractSocket::UnconnectedState, 5000);
        *answer = socket.readAll();
    }
    QByteArray ask(const QUrl& url)
    {
        QByteArray answer;
        askInto(url, &answer);
        return answer;
    }
    QByteArray ask(const char* id)
    {
        return ask(m_fleet.config().find(QLatin1StringView(id))->endpoints[0].http()->url);
    }
    void reportInto(const char* id, StatusReport* result)
    {
        std::optional<StatusReport> report;
        const auto handle = m_client.read(
            *m_fleet.config().find(QLatin1StringView(id))->statusPage, {}, 5s,
            [&report](const StatusReport& found) { report = found; });
        QTRY_VERIFY_WITH_TIMEOUT(report.has_value(), 6000);
        *result = *report;
    }
    StatusReport report(const char* id)
    {
        StatusReport result;
        reportInto(id, &result);
        return result;
    }
    /// Moves the fleet to that second of the round of a service.
    void moveTo(const char* id, Seconds second)
    {
        const Millis round = planned(id).up + planned(id).down;
        m_fleet.advance((second + round - m_fleet.sinceStart() % round) % round);
    }

    DemoFleet m_fleet;
    DocumentLoader m_loader;
    StatusPageClient m_client{m_loader};
};

void FleetTest::nothingLeavesThisComputer()
{
    const Config config = m_fleet.config();
    QCOMPARE(config.services.size(), 7);
    for (const QUrl& url : everyAddress(config)) {
        QCOMPARE(url.scheme(), u"http"_s);
        QVERIFY2(QHostAddress(url.host()).isInSubnet(QHostAddress(u"127.0.0.0"_s), 8), qPrintable(url.toString()));
        QVERIFY(url.port() > 0);
    }
    QVERIFY(config.diagnosis.resolvers.isEmpty());
    QCOMPARE(config.diagnosis.connectivityChecks.size(), 1);
    QCOMPARE(config.diagnosis.controlSites.size(), 2);
    for (const Service& service : config.services) {
        QVERIFY(!service.name.isEmpty() && !service.group.isEmpty());
        for (const Check& check : service.endpoints) {
            QCOMPARE(check.http()->proxy, u"none"_s);
            QVERIFY(check.interval >= 2s && check.interval <= 5s);
        }
    }
    const Result<LoadedConfig> again = parseConfig(writeConfig(config));
    QVERIFY2(again.ok(), qPrintable(again.reason()));
    QCOMPARE(again->config.services, config.services);
}

void FleetTest::theDescriptionFitsTheConfiguration()
{
    const QJsonObject description = m_fleet.describe();
    QCOMPARE(description[u"schema"].toString(), u"gatewatch.demo/1"_s);
    const Config config = m_fleet.config();
    QStringList shown;
    for (const QJsonValue& row : description[u"services"].toArray()) {
        const Service* service = config.find(row[u"id"].toString());
        QVERIFY(service);
        QCOMPARE(row[u"url"].toString(), service->endpoints[0].http()->url.toString());
        QCOMPARE(row[u"statusPage"].isNull(), !service->statusPage.has_value());
        shown.append(row[u"shows"].toString());
    }
    QCOMPARE(shown, (QStringList{u"well"_s, u"502"_s, u"slow"_s, u"flapping"_s, u"episodes"_s, u"late"_s, u"green"_s}));
}

void FleetTest::theWellOneAnswers()
{
    const QByteArray answer = ask("well");
    QVERIFY2(answer.startsWith("HTTP/1.1 200 OK\r\n"), answer);
    QCOMPARE(report("well").overall, Indicator::Operational);
}

void FleetTest::theSlowOneIsSlow()
{
    QElapsedTimer clock;
    clock.start();
    for (int i = 0; i < 3; ++i)
        QVERIFY(ask("slow").startsWith("HTTP/1.1 200 "));
    QVERIFY2(clock.elapsed() >= 900, qPrintable(QString::number(clock.elapsed())));
    QCOMPARE(m_fleet.config().find(u"slow"_s)->endpoints[0].http()->expect.maxMs, 400);
}

void FleetTest::theShopIsBehindAGatewayThatCannotReachIt()
{
    const QByteArray answer = ask("shop");
    const qsizetype end = answer.indexOf("\r\n\r\n");
    QList<QByteArray> names;
    for (const QByteArray& line : answer.first(end).split('\n').sliced(1))
        names.append(line.first(line.indexOf(':')));
    QVERIFY2(answer.startsWith("HTTP/1.1 502 Bad Gateway\r\nServer: nginx/1.22.1\r\nDate: "), answer);
    QCOMPARE(names, (QList<QByteArray>{"Server", "Date", "Content-Type", "Content-Length", "Connection"}));
    QVERIFY(answer.contains("Content-Length: 157\r\n"));
    QCOMPARE(answer.size() - end - 4, 157);
    QVERIFY(answer.endsWith("<hr><center>nginx/1.22.1</center>\r\n</body>\r\n</html>\r\n"));

    const StatusReport page = report("shop");
    QCOMPARE(page.overall, Indicator::MajorOutage);
    QCOMPARE(page.incidents.size(), 1);
    QVERIFY(page.incidents[0].open());
}

void FleetTest::theFlappingOneComesAndGoes()
{
    moveTo("flapping", 1s);
    QVERIFY(ask("flapping").startsWith("HTTP/1.1 200 "));
    moveTo("flapping", 15s);
    QVERIFY(ask("flapping").startsWith("HTTP/1.1 500 "));
    QVERIFY(!m_fleet.config().find(u"flapping"_s)->statusPage);
}

void FleetTest::episodesComeAndGo()
{
    moveTo("episodes", 2s);
    QTRY_VERIFY(ask("episodes").startsWith("HTTP/1.1 200 OK\r\nServer: nginx/1.22.1\r\n"));
    moveTo("episodes", 92s);
    QTRY_VERIFY(ask("episodes").startsWith("HTTP/1.1 502 Bad Gateway\r\nServer: nginx/1.22.1\r\n"));
    moveTo("episodes", 2s);
    QTRY_VERIFY(ask("episodes").startsWith("HTTP/1.1 200 OK\r\n"));
    QCOMPARE(report("episodes").overall, Indicator::DegradedPerformance);
}

void FleetTest::theLatePageAdmitsAfterFiveMinutes()
{
    moveTo("late", 62s);
    QTRY_VERIFY(ask("late").startsWith("HTTP/1.1 502 "));
    QCOMPARE(report("late").overall, Indicator::Operational);
    moveTo("late", 350s);
    QVERIFY(ask("late").startsWith("HTTP/1.1 502 "));
    QCOMPARE(report("late").overall, Indicator::Operational);
    moveTo("late", 362s);
    const StatusReport admitted = report("late");
    QCOMPARE(admitted.overall, Indicator::PartialOutage);
    QCOMPARE(admitted.incidents.value(0).status, u"investigating"_s);
    moveTo("late", 2s);
    QTRY_VERIFY(ask("late").startsWith("HTTP/1.1 200 "));
    QCOMPARE(report("late").incidents.value(0).status, u"monitoring"_s);
}

void FleetTest::theGreenPageStaysGreen()
{
    moveTo("green", 80s);
    QTRY_VERIFY(ask("green").startsWith("HTTP/1.1 502 "));
    moveTo("green", 370s);
    QCOMPARE(report("green").overall, Indicator::Operational);
    QVERIFY(report("green").incidents.isEmpty());
}

void FleetTest::neutralServers()
{
    const DiagnosisSettings settings = m_fleet.config().diagnosis;
    QVERIFY(ask(settings.connectivityChecks[0].url).startsWith("HTTP/1.1 204 "));
    for (const QUrl& site : settings.controlSites)
        QVERIFY(ask(site).startsWith("HTTP/1.1 200 "));
    QVERIFY(settings.controlSites[0].port() != settings.controlSites[1].port());
}

void FleetTest::anotherFleetCanRunBeside()
{
    DemoFleet never;
    DemoFleet other;
    QVERIFY(other.start());
    QVERIFY(other.start());
    QVERIFY(other.config().services[0].homepage != m_fleet.config().services[0].homepage);
}

QTEST_GUILESS_MAIN(FleetTest)
#include "tst_fleet.moc"
