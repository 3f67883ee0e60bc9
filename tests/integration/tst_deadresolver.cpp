// SPDX-License-Identifier: GPL-3.0-or-later
// The name service is asked and never answers, in a place where resolv.conf names a socket of this test.
#include <engine/demo/loopbackserver.h>
#include <engine/monitor/engine.h>
#include <support/watchedservice.h>

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
        if (!resolver.bind(QHostAddress(u"127.0.0.1"_s), 53) || !nameIt())
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

private:
    /// A resolv.conf of our own over the system's; only this process and its children see it (own_network.sh).
    bool nameIt()
    {
        QFile file(m_place.filePath(u"resolv.conf"_s));
        if (!file.open(QIODevice::WriteOnly) || file.write("nameserver 127.0.0.1\n") < 0)
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
