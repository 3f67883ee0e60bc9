// SPDX-License-Identifier: GPL-3.0-or-later
// Name servers that never answer, alone and beside others, in a place where resolv.conf names sockets of this test.
#include <engine/demo/loopbackserver.h>
#include <engine/monitor/engine.h>
#include <engine/net/dnsprobe.h>
#include <engine/net/lookup.h>
#include <support/hostileresolver.h>
#include <support/watchedservice.h>

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QNetworkDatagram>
#include <QProcess>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QUdpSocket>

using namespace Gatewatch;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

constexpr int patience = 30000;

Service serviceFor(const QString& id, const QUrl& url)
{
    return watchedService(id, url, 4s);
}

qsizetype threads()
{
    return QDir(u"/proc/self/task"_s).entryList(QDir::Dirs | QDir::NoDotAndDotDot).size();
}

} // namespace

class DeadResolverTest : public QObject {
    Q_OBJECT
private slots:
    void whoIsBlamed_data()
    {
        QTest::addColumn<QString>("services"); // what their names begin with: how they are answered
        QTest::addColumn<QStringList>("connectivity"); // the same; empty: by number
        QTest::addColumn<LocalNetwork>("network");
        QTest::addColumn<Outcome>("outcome");
        const QStringList silentNames{u"silent.a"_s, u"silent.b"_s};
        const QStringList failingNames{u"servfail.a"_s, u"servfail.b"_s};
        const auto row = [](const char* name, const QString& services, const QStringList& connectivity,
                            LocalNetwork network,
                            Outcome outcome) { QTest::newRow(name) << services << connectivity << network << outcome; };
        constexpr auto nobody = Outcome::NotMeasured;
        row("silence", u"silent"_s, silentNames, LocalNetwork::NoNameService, nobody);
        row("silence, online by number", u"silent"_s, {{}}, LocalNetwork::Online, nobody);
        row("silence, both", u"silent"_s, {{}, u"silent.a"_s}, LocalNetwork::OnlyByNumber, nobody);
        row("silence of one", u"silent"_s, {{}, u"late0-a"_s}, LocalNetwork::Online, Outcome::Down);
        row("errors", u"servfail"_s, failingNames, LocalNetwork::NoNameService, nobody);
        row("errors, online by number", u"servfail"_s, {{}}, LocalNetwork::Online, nobody);
        row("errors, both", u"servfail"_s, {{}, u"servfail.a"_s}, LocalNetwork::OnlyByNumber, nobody);
        row("an error of one", u"servfail"_s, {{}, u"late0-a"_s}, LocalNetwork::Online, Outcome::Down);
    }
    void whoIsBlamed()
    {
        QFETCH(QString, services);
        QFETCH(QStringList, connectivity);
        QFETCH(LocalNetwork, network);
        QFETCH(Outcome, outcome);
        const HostileResolver resolver;
        if (!resolver.listens() || !name("nameserver 127.0.0.1\n"))
            QSKIP("the name service cannot be replaced here");
        LoopbackServer server([](const ServerRequest& request) {
            return ServerReply{
                request.path == "/204" ? httpResponse(204, "No Content", "") : httpResponse(200, "OK", "body")};
        });
        QVERIFY(server.listen());
        const auto url = [&](const QString& host) {
            QUrl there = server.url(u"/204"_s);
            if (!host.isEmpty())
                there.setHost(host + u".test"_s);
            return there;
        };
        Config config;
        for (int i = 0; i < 5; ++i)
            config.services.append(serviceFor(u"named%1"_s.arg(i), url(u"%1.s%2"_s.arg(services).arg(i))));
        config.services.append(serviceFor(u"numbered"_s, server.url())); // the network itself is fine
        for (const QString& host : connectivity)
            config.diagnosis.connectivityChecks.append({url(host), 204});
        Engine engine;
        QSignalSpy spy(&engine, &Engine::samplesReady);
        QSignalSpy networks(&engine, &Engine::networkChanged);
        engine.setConfig(config);
        const auto count = [&](Outcome wanted) {
            qsizetype all = 0;
            for (const auto& batch : spy)
                all += std::ranges::count(batch.first().value<QList<Sample>>(), wanted, &Sample::outcome);
            return all;
        };
        QTRY_VERIFY_WITH_TIMEOUT(count(outcome) >= 5, patience);
        QCOMPARE(count(outcome == Outcome::Down ? Outcome::NotMeasured : Outcome::Down), 0);
        QVERIFY(count(Outcome::Up) > 0);
        QCOMPARE(networks.size(), 1);
        QCOMPARE(networks.first().first().value<LocalNetwork>(), network);
    }

    void besideAnother_data()
    {
        QTest::addColumn<QByteArray>("servers"); // 127.0.0.1 is silent
        QTest::addColumn<QString>("host");
        QTest::addColumn<Failure>("failure");
        const QByteArray silentFirst = "nameserver 127.0.0.1\nnameserver 127.0.0.2\n";
        const QByteArray silentLast = "nameserver 127.0.0.2\nnameserver 127.0.0.1\n";
        QTest::newRow("a good one") << silentFirst << u"late0.test"_s << Failure::Ok;
        QTest::newRow("one that fails") << silentFirst << u"servfail.test"_s << Failure::DnsFailed;
        QTest::newRow("one that fails, asked first") << silentLast << u"servfail.test"_s << Failure::DnsFailed;
        QTest::newRow("one that refuses") << silentFirst << u"refused.test"_s << Failure::DnsFailed;
        QTest::newRow("one that knows no such name")
            << silentFirst << u"nxdomain.test"_s << Failure::DnsNameNotResolved;
        QTest::newRow("another silent one") << silentFirst << u"silence.test"_s << Failure::DnsUnreachable;
    }
    void besideAnother()
    {
        QFETCH(QByteArray, servers);
        QFETCH(QString, host);
        QFETCH(Failure, failure);
        QUdpSocket silent;
        const HostileResolver other("127.0.0.9", nullptr, "127.0.0.2");
        if (!silent.bind(QHostAddress(u"127.0.0.1"_s), 53) || !other.listens()
            || !name(servers + "options timeout:1 attempts:1\n"))
            QSKIP("the name service cannot be replaced here");
        std::optional<LookupAnswer> answer;
        QObject asking;
        lookUp(host, IpFamily::V4, 6s, &asking, [&](const LookupAnswer& said) { answer = said; });
        QTRY_VERIFY_WITH_TIMEOUT(answer, patience);
        QCOMPARE(answer->failure, failure);
        const QList<QHostAddress> there{QHostAddress(u"127.0.0.9"_s)};
        QCOMPARE(answer->addresses, failure == Failure::Ok ? there : QList<QHostAddress>());
    }

    void questionsBesideAnother_data()
    {
        QTest::addColumn<QString>("host");
        QTest::addColumn<Failure>("failure");
        QTest::newRow("a slow one") << u"late600.test"_s << Failure::Ok;
        QTest::newRow("one that fails") << u"servfail.test"_s << Failure::DnsFailed;
        QTest::newRow("another silent one") << u"silence.test"_s << Failure::DnsUnreachable;
    }
    /// The first one is silent; the other one is asked in time for a slow answer.
    void questionsBesideAnother()
    {
        QFETCH(QString, host);
        QFETCH(Failure, failure);
        QUdpSocket silent;
        const HostileResolver other("127.0.0.9", nullptr, "127.0.0.2");
        if (!silent.bind(QHostAddress(u"127.0.0.1"_s), 53) || !other.listens()
            || !name("nameserver 127.0.0.1\nnameserver 127.0.0.2\n"))
            QSKIP("the name service cannot be replaced here");
        std::optional<Failure> end;
        const auto question =
            startDnsProbe({{}, host, u"A"_s, {}, 1s}, [&](const Exchange& exchange) { end = exchange.failure; });
        QTRY_VERIFY_WITH_TIMEOUT(end, patience);
        QCOMPARE(idOf(*end), idOf(failure));
    }

    /// Last, for it leaves lookups behind. The system's resolver waits longer here than anybody who asks.
    void lookupsThatHangDoNotPileUp()
    {
        QUdpSocket silent;
        if (!silent.bind(QHostAddress(u"127.0.0.1"_s), 53)
            || !name("nameserver 127.0.0.1\noptions timeout:4 attempts:1\n"))
            QSKIP("the name service cannot be replaced here");
        constexpr int wanted = 300;
        constexpr int atOnce = 64;
        const qsizetype before = threads();
        QList<LookupAnswer> answers;
        QObject asking;
        QElapsedTimer clock;
        clock.start();
        for (int i = 0; i < wanted; ++i)
            lookUp(u"s%1.example.test"_s.arg(i), IpFamily::V4, 1500ms, &asking, [&](const LookupAnswer& said) {
                answers.append(said);
            });
        QTRY_VERIFY(threads() > before);
        QTRY_COMPARE_WITH_TIMEOUT(answers.size(), wanted, patience);
        QVERIFY2(clock.elapsed() < 3000, "each within its own time");
        QVERIFY2(threads() <= before + atOnce, qPrintable(QString::number(threads())));
        QCOMPARE(std::ranges::count(answers, Failure::DnsUnreachable, &LookupAnswer::failure), atOnce);
        QCOMPARE(std::ranges::count(answers, Failure::Abandoned, &LookupAnswer::failure), wanted - atOnce);

        std::optional<LookupAnswer> late; // gets its turn when the first of those that were left behind end
        lookUp(u"localhost"_s, IpFamily::V4, 10s, &asking, [&](const LookupAnswer& said) { late = said; });
        QTRY_VERIFY_WITH_TIMEOUT(late, patience);
        QCOMPARE(late->failure, Failure::Ok);
        QTRY_VERIFY_WITH_TIMEOUT(threads() <= before, patience);
    }

private:
    /// A resolv.conf of our own over the system's; only this process and its children see it (own_network.sh).
    bool name(const QByteArray& servers)
    {
        QFile file(m_place.filePath(u"resolv.conf"_s));
        if (!file.open(QIODevice::WriteOnly) || file.write(servers) < 0)
            return false;
        file.close();
        QProcess mount;
        mount.start(u"mount"_s, {u"--bind"_s, file.fileName(), u"/etc/resolv.conf"_s});
        return mount.waitForFinished() && mount.exitCode() == 0;
    }

    QTemporaryDir m_place;
};

QTEST_GUILESS_MAIN(DeadResolverTest)
#include "tst_deadresolver.moc"
