// SPDX-License-Identifier: GPL-3.0-or-later
// A session of the whole table, deleted at many moments, leaves nothing that runs.
#include <engine/diagnosis/diagnosisrun.h>
#include <engine/net/probeloop.h>
#include <engine/net/statuspageclient.h>
#include <integration/scenarios/world.h>
#include <support/certificates.h>
#include <support/hostilecase.h>
#include <support/hostileresolver.h>
#include <support/ownnetwork.h>

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QTest>
#include <QTimer>
#include <QUdpSocket>

#include <cstdio>

using namespace Gatewatch;
using namespace Gatewatch::Scenarios;
using namespace Qt::StringLiterals;

namespace {

constexpr int patience = 15000; ///< for lookups that nobody can call back

qsizetype entriesOf(const QString& folder)
{
    return QDir(folder).entryList(QDir::AllEntries | QDir::System | QDir::NoDotAndDotDot).size();
}

/// What a process has that a forgotten transfer would keep.
struct Holdings {
    qsizetype files = entriesOf(u"/proc/self/fd"_s);
    qsizetype threads = entriesOf(u"/proc/self/task"_s);
};

/// Sends half of what it promised.
void stopInside(HostilePeer& peer)
{
    if (peer.readRequest().isEmpty())
        return;
    peer.send("HTTP/1.1 502 Bad Gateway\r\nServer: nginx\r\nContent-Length: 9000\r\n\r\n<h1>502 Bad");
    peer.hold();
}

/// Runs that are deleted at one moment each.
class Doomed final : public QObject {
public:
    Doomed(ProbeLoop& probes, StatusPageClient& pages, const DiagnosisRequest& request)
        : m_run(std::make_unique<DiagnosisRun>(probes, pages, request))
    {
        connect(m_run.get(), &DiagnosisRun::changed, this, [this] { heard(m_lastSignal); });
        connect(m_run.get(), &DiagnosisRun::finished, this, [this] { heard(1); });
    }
    /// After so many signals, from inside the last of them; 0: from inside finished().
    void startUntil(int signal)
    {
        m_lastSignal = signal;
        m_run->start();
    }
    /// From the event loop.
    void startFor(Millis time)
    {
        QTimer::singleShot(time, this, [this] { m_run.reset(); });
        m_run->start();
    }
    void end() { m_run.reset(); }
    [[nodiscard]] bool isGone() const { return !m_run; }
    int late = 0; ///< signals after the end

private:
    void heard(int last)
    {
        late += m_run ? 0 : 1;
        if (++m_heard == last || last == 1)
            m_run.reset();
    }

    std::unique_ptr<DiagnosisRun> m_run;
    int m_heard = 0;
    int m_lastSignal = 0;
};

} // namespace

class DiagnosisCancelTest : public QObject {
    Q_OBJECT
private slots:
    /// What is made once and kept is there afterwards.
    void initTestCase()
    {
        const HostileResolver resolver;
        Scene scene;
        silentAround(scene);
        serve(scene, u"late0.shop.test"_s, u"http"_s, 0);
        endAtAllMoments(scene.request);
        QTRY_COMPARE_WITH_TIMEOUT(m_open.load(), 0, patience);
    }

    void leavesNothing_data()
    {
        QTest::addColumn<QString>("host");
        QTest::addColumn<QString>("scheme");
        QTest::addColumn<int>("script"); // of `scripts`
        QTest::addRow("quick errors") << u"late0.shop.test"_s << u"http"_s << 0;
        QTest::addRow("no answer") << u"late0.shop.test"_s << u"http"_s << 1;
        QTest::addRow("half an answer") << u"late0.shop.test"_s << u"http"_s << 2;
        QTest::addRow("half an encrypted answer") << u"late0.shop.test"_s << u"https"_s << 3;
        QTest::addRow("half a handshake") << u"127.0.0.1"_s << u"https"_s << 1;
        QTest::addRow("no address") << u"silent.shop.test"_s << u"http"_s << 0;
        QTest::addRow("hard to look up") << u"servfail.shop.test"_s << u"http"_s << 0;
    }
    void leavesNothing()
    {
        QFETCH(QString, host);
        QFETCH(QString, scheme);
        QFETCH(int, script);
        const HostileResolver resolver;
        QVERIFY(resolver.listens());
        Scene scene;
        silentAround(scene);
        serve(scene, host, scheme, script);
        QVERIFY2(scene.trouble.isEmpty(), qPrintable(scene.trouble));
        const Holdings before;
        const qsizetype objects = m_probes.findChildren<QObject*>().size();
        endAtAllMoments(scene.request);
        QCOMPARE(m_probes.running(), 0);
        QTest::qWait(0); // what was on the stack goes with the next turn
        QVERIFY(m_probes.findChildren<QObject*>().size() <= objects);
        QTRY_COMPARE_WITH_TIMEOUT(m_open.load(), 0, patience);
        QTRY_VERIFY_WITH_TIMEOUT(Holdings().files <= before.files, patience);
        QTRY_VERIFY_WITH_TIMEOUT(Holdings().threads <= before.threads, patience);
    }

private:
    /// Some before they start, some from inside their own signals, the others from the event loop within two seconds.
    void endAtAllMoments(const DiagnosisRequest& request)
    {
        constexpr int moments = 14;
        std::vector<std::unique_ptr<Doomed>> runs;
        const auto add = [&]() -> Doomed& {
            runs.push_back(std::make_unique<Doomed>(m_probes, m_pages, request));
            return *runs.back();
        };
        add().end();
        for (int signal = 1; signal <= moments; ++signal)
            add().startUntil(signal);
        for (int moment = 0; moment < moments; ++moment)
            add().startFor(Millis(moment * moment * 12));
        QTest::qWait(moments * moments * 12);
        for (const auto& run : runs) {
            run->end();
            QCOMPARE(run->late, 0);
        }
    }

    /// Every outside place takes connections and questions, and says nothing.
    void silentAround(Scene& scene)
    {
        const auto url = [&](const QString& form, const char* address) {
            return QUrl(form.arg(QLatin1StringView(address)).arg(scene.origin(counted(hang), address)));
        };
        auto& nameServer = scene.keep<QUdpSocket>();
        scene.require(nameServer.bind(QHostAddress(u"127.0.0.6"_s)), u"no silent name server"_s);
        ResolverSetting silent;
        silent.name = u"silent"_s;
        silent.server = u"127.0.0.6:%1"_s.arg(nameServer.localPort());
        ResolverSetting encrypted;
        encrypted.name = u"encrypted"_s;
        encrypted.doh = url(u"https://%1:%2/"_s, "127.0.0.5");
        DiagnosisSettings& settings = scene.request.settings;
        settings.resolvers = {silent, encrypted};
        settings.connectivityChecks = {{url(u"http://%1:%2/"_s, "127.0.0.2"), 204}};
        settings.controlSites = {url(u"https://%1:%2/"_s, "127.0.0.3")};
        StatusPageSource page;
        page.url = url(u"http://%1:%2/"_s, "127.0.0.4");
        scene.request.statusPage = page;
    }

    void serve(Scene& scene, const QString& host, const QString& scheme, int script)
    {
        scene.request.check.tls.authorities = QString::fromLocal8Bit(m_authority.file());
        scene.ask(QUrl(u"%1://%2:%3/"_s.arg(scheme, host).arg(scene.origin(counted(scripts().at(script))))));
    }

    HostileServer::Script counted(HostileServer::Script script)
    {
        return [this, script = std::move(script)](HostilePeer& peer) {
            ++m_open;
            script(peer);
            --m_open;
        };
    }

    QList<HostileServer::Script> scripts()
    {
        const auto context = serverContext({.own = makeServerCertificate(m_authority.certificate())});
        return {answers(page(502, "Bad Gateway", "wrong")), hang, stopInside, inTls(context, stopInside)};
    }

    ProbeLoop m_probes;
    DocumentLoader m_loader;
    StatusPageClient m_pages{m_loader};
    TestAuthority m_authority;
    std::atomic<int> m_open = 0; ///< connections that the servers hold
};

int main(int argc, char* argv[])
{
    const OwnNetwork own; // before there is any thread
    if (!own.error().isEmpty()) {
        std::printf("skipped: %s\n", qPrintable(own.error()));
        return 77;
    }
    QCoreApplication application(argc, argv);
    // Silence takes a second for each lookup, so that the moments reach into the second one.
    if (QFile file(u"/etc/resolv.conf"_s); file.open(QIODevice::WriteOnly))
        file.write("nameserver 127.0.0.1\noptions timeout:1 attempts:1\n");
    DiagnosisCancelTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_diagnosiscancel.moc"
