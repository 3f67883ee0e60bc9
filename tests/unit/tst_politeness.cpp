// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/politeness.h>

#include <QTest>

using namespace Gatewatch;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

class PolitenessTest : public QObject {
    Q_OBJECT
private slots:
    void interval_data();
    void interval();
    void statusPage();
};

void PolitenessTest::interval_data()
{
    QTest::addColumn<QByteArray>("check"); // its keys in the file
    QTest::addColumn<int>("kept");
    QTest::newRow("an endpoint of the catalogue")
        << R"("url": "https://api.openai.com/v1/models", "intervalSeconds": 5)"_ba << 30;
    QTest::newRow("its host, another path")
        << R"("url": "https://API.openai.com/health", "intervalSeconds": 1)"_ba << 30;
    QTest::newRow("a home page") << R"("url": "https://github.com/", "intervalSeconds": 29)"_ba << 30;
    QTest::newRow("a connection to it")
        << R"("type": "tcp", "host": "github.com", "port": 22, "intervalSeconds": 10)"_ba << 30;
    QTest::newRow("an echo from it") << R"("type": "ping", "host": "github.com", "intervalSeconds": 2)"_ba << 30;
    QTest::newRow("longer is kept") << R"("url": "https://github.com/", "intervalSeconds": 45)"_ba << 45;
    QTest::newRow("a host of somebody's own") << R"("url": "https://example.org/", "intervalSeconds": 1)"_ba << 1;
    QTest::newRow("a host below theirs") << R"("url": "https://me.github.com/", "intervalSeconds": 1)"_ba << 1;
    QTest::newRow("the name server is who is asked")
        << R"("type": "dns", "name": "github.com", "server": "127.0.0.1", "intervalSeconds": 1)"_ba << 1;
}

void PolitenessTest::interval()
{
    QFETCH(QByteArray, check);
    QFETCH(int, kept);
    const auto loaded = parseConfig(
        R"({"version": 1, "services": [{"id": "s", "endpoints": [{"id": "e", %1}]}]})"_ba.replace("%1", check));
    QVERIFY2(loaded.ok(), qPrintable(loaded.reason()));
    const Config& config = loaded.value().config;
    const Check written = config.services.first().endpoints.first();
    QCOMPARE(withPoliteIntervals(config).services.first().endpoints.first().interval, Seconds(kept));
    QCOMPARE(politeInterval(written), Seconds(kept));

    const bool raised = written.interval != Seconds(kept);
    QCOMPARE(loaded.value().warnings.size(), raised ? 1 : 0);
    if (raised)
        QVERIFY(loaded.value().warnings.first().startsWith(u"/services/0/endpoints/0/intervalSeconds: is "_s));
    QCOMPARE(parseConfig(writeConfig(config)).value().config, config); // the file keeps what was written
}

void PolitenessTest::statusPage()
{
    const auto loaded = parseConfig(R"({"version": 1, "services": [
        {"id": "a", "statusPage": {"url": "https://www.githubstatus.com", "intervalSeconds": 2}},
        {"id": "b", "statusPage": {"url": "https://status.example.org", "intervalSeconds": 2}}]})");
    QVERIFY2(loaded.ok(), qPrintable(loaded.reason()));
    QCOMPARE(loaded.value().warnings.size(), 1);
    const Config polite = withPoliteIntervals(loaded.value().config);
    QCOMPARE(polite.services.at(0).statusPage->interval, 30s);
    QCOMPARE(polite.services.at(1).statusPage->interval, 2s);
}

QTEST_APPLESS_MAIN(PolitenessTest)
#include "tst_politeness.moc"
