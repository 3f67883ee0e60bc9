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
    void noServiceIsBlamed()
    {
        QUdpSocket resolver;
        int asked = 0;
        connect(&resolver, &QUdpSocket::readyRead, this, [&] {
            while (resolver.hasPendingDatagrams()) {
                resolver.receiveDatagram(); // and drops it
                ++asked;
            }
        });
        if (!resolver.bind(QHostAddress(u"127.0.0.1"_s), 53) || !name("nameserver 127.0.0.1\n"))
            QSKIP("the name service cannot be replaced here");
        LoopbackServer server([](const ServerRequest&) { return ServerReply{httpResponse(200, "OK", "body")}; });
        QVERIFY(server.listen());

        Config config;
        for (int i = 0; i < 5; ++i)
            config.services.append(serviceFor(u"named%1"_s.arg(i), QUrl(u"http://s%1.example.test/"_s.arg(i))));
        config.services.append(serviceFor(u"numbered"_s, server.url())); // the network itself is fine
        config.diagnosis.connectivityChecks = {
            {QUrl(u"http://a.example.test/204"_s), 204}, {QUrl(u"http://b.example.test/204"_s), 204}};
        Engine engine;
        QSignalSpy spy(&engine, &Engine::samplesReady);
        engine.setConfig(config);
        const auto count = [&](Outcome outcome) {
            qsizetype all = 0;
            for (const auto& batch : spy)
                all += std::ranges::count(batch.first().value<QList<Sample>>(), outcome, &Sample::outcome);
            return all;
        };
        QTRY_VERIFY_WITH_TIMEOUT(count(Outcome::NotMeasured) >= 10, patience);
        QVERIFY(asked > 0);
        QCOMPARE(count(Outcome::Down), 0);
        QVERIFY(count(Outcome::Up) > 0);
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
