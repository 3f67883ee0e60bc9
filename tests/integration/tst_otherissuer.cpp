// SPDX-License-Identifier: GPL-3.0-or-later
// A server whose certificate comes from another issuer than before, seen by the whole program.
#include <backend.h>
#include <support/certificates.h>
#include <support/cliprocess.h>
#include <support/hostileserver.h>
#include <support/samplesin.h>
#include <support/watchedservice.h>

#include <QFile>
#include <QSignalSpy>
#include <QTest>

#include <array>
#include <atomic>
#include <optional>
#include <vector>

using namespace Gatewatch;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

constexpr int patience = 15000;

enum Issuer { R10, R11, Proxy, Nameless, Odd, Stranger };

/// A server with a certificate of each of those, of which it shows the one that is chosen.
class ManyFaces {
public:
    ManyFaces()
    {
        QFile file(authorities());
        if (!file.open(QIODevice::WriteOnly))
            qFatal("no file for the authorities");
        for (const CertificateWish& wish : std::initializer_list<CertificateWish>{
                 {.commonName = "R10", .organisation = "Let's Encrypt", .authority = true},
                 {.commonName = "R11", .organisation = "Let's Encrypt", .authority = true},
                 {.commonName = "Zscaler Intermediate Root CA", .organisation = "Zscaler Inc.", .authority = true},
                 {.commonName = "Home authority", .authority = true},
                 {.commonName = "Odd", .organisation = "<b>Odd\x1b[31m\u202e Änd Sons</b>", .authority = true},
                 {.commonName = "Stranger", .organisation = "Stranger", .authority = true}}) {
            const Certificate authority = makeCertificate(wish);
            if (m_contexts.size() != Stranger)
                file.write(authority.pem());
            m_contexts.push_back(serverContext({.own = makeServerCertificate(authority)}));
        }
    }

    [[nodiscard]] QString authorities() const { return m_folder.filePath(u"authorities.pem"_s); }
    void show(Issuer issuer) { m_shown = issuer; }
    /// How many connections were shown a certificate of that issuer.
    [[nodiscard]] int shown(Issuer issuer) const { return m_counts[issuer]; }

    [[nodiscard]] Service service(bool verify = true) const
    {
        Service service = watchedService(u"shop"_s, m_server.url(u"https"_s), 3s, 1s);
        auto& http = std::get<HttpCheck>(service.endpoints.first().how);
        http.verifyTls = verify;
        http.tls.authorities = authorities();
        return service;
    }
    [[nodiscard]] Config config(bool verify = true) const
    {
        Config config;
        config.services = {service(verify)};
        config.diagnosis.connectivityChecks.clear();
        return config;
    }

private:
    QTemporaryDir m_folder;
    std::vector<std::shared_ptr<SSL_CTX>> m_contexts;
    std::atomic<Issuer> m_shown = R10;
    std::array<std::atomic<int>, Stranger + 1> m_counts{};
    HostileServer m_server{[this](HostilePeer& peer) {
        const Issuer issuer = m_shown;
        ++m_counts[issuer];
        if (peer.startTls(m_contexts[issuer].get()) && !peer.readRequest().isEmpty()) {
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
            peer.closeTls();
        }
    }};
};

/// What was told of issuers; other events have their own tests.
QStringList toldBy(const QList<Event>& events)
{
    QStringList told;
    for (const Event& event : events) {
        if (event.kind == EventKind::CertificateIssuerChanged)
            told.append(event.detail.section(u':', 0, 0));
    }
    return told;
}

QStringList toldIn(const QSignalSpy& spy)
{
    QList<Event> events;
    for (const auto& each : spy)
        events.append(each.first().value<Event>());
    return toldBy(events);
}

const auto toProxy = u"The certificate of 127.0.0.1 came from Let's Encrypt and comes from Zscaler Inc. now"_s;

} // namespace

class OtherIssuerTest : public QObject {
    Q_OBJECT
private:
    std::optional<ManyFaces> m_server; ///< made within the tests, whose framework sets handlers of signals before them

    /// When it is asked the second time, the first answer was judged: a check never runs twice at once.
    bool sees(Engine& engine, Issuer issuer)
    {
        m_server->show(issuer);
        const int before = m_server->shown(issuer);
        return QTest::qWaitFor(
            [&] {
                engine.checkNow({});
                return m_server->shown(issuer) >= before + 2;
            },
            patience);
    }

private slots:
    void initTestCase() { m_server.emplace(); }

    void theEngineTellsItOnce()
    {
        Engine engine;
        QSignalSpy events(&engine, &Engine::eventHappened);
        QSignalSpy changes(&engine, &Engine::stateChanged);
        engine.setConfig(m_server->config());
        QVERIFY(sees(engine, R10));
        QVERIFY(sees(engine, R11));
        QCOMPARE(toldIn(events), QStringList());
        QVERIFY(sees(engine, Proxy));
        QCOMPARE(toldIn(events), QStringList{toProxy});
        QVERIFY(sees(engine, R10));
        QVERIFY(sees(engine, Proxy));
        QCOMPARE(toldIn(events), QStringList{toProxy}); // both are known here
        QCOMPARE(changes.size(), 1); // it was up all the time
        QCOMPARE(changes.first().first().value<StateChange>().after, State::Up);
    }

    void whatAnIssuerCallsItselfIsPlainText()
    {
        Engine engine;
        QSignalSpy events(&engine, &Engine::eventHappened);
        engine.setConfig(m_server->config());
        QVERIFY(sees(engine, Nameless));
        QVERIFY(sees(engine, Odd));
        QCOMPARE(
            toldIn(events),
            QStringList{
                u"The certificate of 127.0.0.1 came from Home authority and comes from <b>Odd[31m Änd Sons</b> now"_s});
    }

    void whoIsNotBelievedIsNoIssuer()
    {
        Engine engine;
        QSignalSpy samples(&engine, &Engine::samplesReady);
        QSignalSpy events(&engine, &Engine::eventHappened);
        engine.setConfig(m_server->config());
        QVERIFY(sees(engine, R10));
        QVERIFY(sees(engine, Stranger));
        QTRY_VERIFY_WITH_TIMEOUT(
            !samples.isEmpty() && samplesIn(samples).last().failure == Failure::TlsCertAuthorityInvalid, patience);
        QVERIFY(sees(engine, R10));
        QCOMPARE(toldIn(events), QStringList());
    }

    void whereAnyCertificateWillDoNothingIsTold()
    {
        Engine engine;
        QSignalSpy events(&engine, &Engine::eventHappened);
        engine.setConfig(m_server->config(false));
        QVERIFY(sees(engine, R10));
        QVERIFY(sees(engine, Proxy));
        QCOMPARE(toldIn(events), QStringList());
    }

    /// Yesterday's issuer is known today, to the window's engine and to that of the command line.
    void itIsRememberedAcrossRestarts()
    {
        CliProcess cli(QStringLiteral(GATEWATCH_CLI));
        const Paths paths{cli.write(u"config.json"_s, writeConfig(m_server->config())), cli.path(u"data"_s)};
        QStringList stored;
        const auto run = [&](Issuer issuer) {
            Backend backend(paths, Backend::Threads::OneThread);
            QSignalSpy events(&backend.engine(), &Engine::eventHappened);
            backend.start();
            if (!sees(backend.engine(), issuer))
                return QStringList{u"nothing was measured"_s};
            QSignalSpy kept(&backend.history(), &History::eventsReady);
            backend.requestEvents(10);
            stored = toldBy(kept.value(0).value(1).value<QList<Event>>());
            return toldIn(events);
        };
        QCOMPARE(run(R10), QStringList());
        QCOMPARE(run(Proxy), QStringList{toProxy});
        QCOMPARE(stored, QStringList{toProxy});
        QCOMPARE(run(Proxy), QStringList());
        m_server->show(Nameless);
        const CliResult told = cli.run(
            {u"watch"_s, u"--jsonl"_s, u"--for"_s, u"3"_s, u"--config"_s, paths.configFile, u"--data-dir"_s,
             paths.dataDir});
        QCOMPARE(told.exitCode, 0);
        const QByteArray line = "! shop: The certificate of 127.0.0.1 came from Zscaler Inc. and comes from Home "
                                "authority now: a renewal";
        QVERIFY2(told.err.count(line) == 1, told.err.constData());
        QCOMPARE(run(Nameless), QStringList());
        QCOMPARE(stored.size(), 2);
    }
};

QTEST_GUILESS_MAIN(OtherIssuerTest)
#include "tst_otherissuer.moc"
