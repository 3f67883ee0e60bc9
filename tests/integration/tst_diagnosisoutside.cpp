// SPDX-License-Identifier: GPL-3.0-or-later
// Whom a session of the whole table asks, what it tells them, and what it does where there is nobody to ask.
#include <engine/demo/loopbackserver.h>
#include <engine/diagnosis/diagnosisrun.h>
#include <engine/net/probeloop.h>
#include <engine/net/statuspageclient.h>
#include <integration/steps/stepcase.h>
#include <support/dnsmasq.h>
#include <support/hostileresolver.h>
#include <support/inownnetwork.h>

#include <QFile>
#include <QSignalSpy>
#include <QTest>
#include <QThread>

#include <algorithm>

using namespace Gatewatch;
using namespace Gatewatch::Scenarios;
using namespace Qt::StringLiterals;

namespace {

/// A way out into nothing, which counts what is sent there.
class Canary final {
public:
    Canary()
    {
        m_ok = OwnNetwork::run(u"ip link add canary type veth peer name cage"_s)
            && OwnNetwork::run(u"ip link set canary addrgenmode none"_s)
            && OwnNetwork::run(u"ip address add 192.0.2.1/24 dev canary"_s)
            && OwnNetwork::run(u"ip link set cage addrgenmode none up"_s) && OwnNetwork::run(u"ip link set canary up"_s)
            && OwnNetwork::run(u"ip route add default dev canary"_s);
    }
    ~Canary() { OwnNetwork::run(u"ip link del canary"_s); }
    Q_DISABLE_COPY_MOVE(Canary)

    [[nodiscard]] bool isThere() const { return m_ok; }
    [[nodiscard]] static qint64 packets()
    {
        QFile file(u"/proc/thread-self/net/dev"_s);
        if (!file.open(QIODevice::ReadOnly))
            return -1;
        for (const QByteArray& line : file.readAll().split('\n')) {
            if (line.simplified().startsWith("canary:"))
                return line.simplified().split(' ').value(10).toLongLong(); // sent, behind eight numbers of what came
        }
        return -1;
    }

private:
    bool m_ok = false;
};

/// Answers everybody alike and remembers what it was told.
class Listener final {
public:
    explicit Listener(const QString& address, const QByteArray& answer, quint16 port = 0)
        : m_server([this, answer](const ServerRequest& request) {
            heard += request.method + ' ' + request.path + '\n';
            for (const HeaderField& field : request.headers)
                heard += field.name + ": " + field.value + '\n';
            heard += request.body + '\n';
            return ServerReply{answer};
        })
    {
        if (!m_server.listen(QHostAddress(address), port))
            qFatal("no listener");
    }
    [[nodiscard]] quint16 port() const { return m_server.port(); }

    QByteArray heard;

private:
    LoopbackServer m_server;
};

StepReport stepOf(const Diagnosis& diagnosis, const QString& id)
{
    const auto found = std::ranges::find(diagnosis.steps, id, &StepReport::id);
    return found == diagnosis.steps.end() ? StepReport() : *found;
}

HeaderSetting header(const QString& name, const QString& value)
{
    return {name, HeaderSetting::Source::Plain, value};
}

} // namespace

class DiagnosisOutsideTest : public QObject {
    Q_OBJECT
private slots:
    void nobodyIsAskedWithoutOutsideAddresses()
    {
        const Canary canary;
        const HostileResolver resolver;
        QVERIFY(canary.isThere() && resolver.listens());
        Scene scene;
        serving(scene, answers(badPage));
        scene.request.check.url.setHost(u"late0.shop.test"_s);
        scene.request.settings = {};
        const Diagnosis diagnosis = diagnose(scene.request);
        QCOMPARE(Canary::packets(), 0);
        QVERIFY(!diagnosis.verdict.headline.isEmpty());
        QCOMPARE(diagnosis.symptom.status, 502);
        for (const auto& step : {u"connectivity"_s, u"control_sites"_s, u"resolvers"_s, u"answers_agree"_s}) {
            const StepReport report = stepOf(diagnosis, step);
            QCOMPARE(idOf(report.state), u"skipped"_s);
            QVERIFY2(
                report.plain.startsWith(u"Not tried: no other"_s) || report.plain.contains(u"configuration"_s),
                qPrintable(report.plain));
        }
        QCOMPARE(idOf(stepOf(diagnosis, u"status_page"_s).state), u"skipped"_s);

        scene.request.settings.connectivityChecks = {{QUrl(u"http://198.51.100.20/"_s), 204}};
        diagnose(scene.request);
        QVERIFY(Canary::packets() > 0); // the canary lives
    }

    void withoutAnyAddress()
    {
        Scene scene;
        scene.ask(QUrl(u"https://shop.test/"_s));
        scene.request.settings.connectivityChecks = {{QUrl(u"http://198.51.100.20/"_s), 204}};
        scene.request.settings.controlSites = {QUrl(u"https://one.test/"_s), QUrl(u"https://198.51.100.21/"_s)};
        ResolverSetting other;
        other.name = u"other"_s;
        other.server = u"198.51.100.53"_s;
        scene.request.settings.resolvers = {other};
        const Diagnosis diagnosis = diagnose(scene.request);
        QCOMPARE(idOf(diagnosis.verdict.place), u"network"_s);
        QCOMPARE(diagnosis.verdict.cause, u"local_network_down"_s);
        QCOMPARE(stepOf(diagnosis, u"network"_s).plain, u"Not connected to any network"_s);
    }

    void endsInTimeThoughEverythingHangs()
    {
        Scene scene;
        const auto hanging = [&](const char* address) {
            return QUrl(u"https://%1:%2/"_s.arg(QLatin1StringView(address)).arg(scene.origin(hang, address)));
        };
        scene.ask(hanging("127.0.0.1"));
        scene.request.timeout = Millis(60000);
        scene.request.settings.connectivityChecks = {{hanging("127.0.0.2"), 204}};
        scene.request.settings.controlSites = {hanging("127.0.0.3")};
        scene.request.statusPage = StatusPageSource();
        scene.request.statusPage->url = hanging("127.0.0.4");
        const Diagnosis diagnosis = diagnose(scene.request);
        QVERIFY(!diagnosis.verdict.headline.isEmpty());
        QVERIFY2(diagnosis.duration <= Millis(10000), qPrintable(QString::number(diagnosis.duration.count())));
    }

    void asksOneHostAtMostTwiceAtOnce()
    {
        std::atomic<int> open = 0, most = 0;
        Scene scene;
        serving(scene, [&](HostilePeer& peer) {
            ++open;
            QThread::msleep(20); // until the ends of others were noticed
            most = std::max(most.load(), open.load());
            if (!peer.readRequest().isEmpty()) {
                QThread::msleep(60);
                peer.send(badPage);
            }
            peer.hold();
            --open;
        });
        diagnose(scene.request);
        QCOMPARE(most.load(), 2);
    }

    void unsafeRequestsAreNotSent_data()
    {
        QTest::addColumn<QString>("method");
        for (const char* method : {"POST", "PUT", "PATCH", "DELETE"})
            QTest::newRow(method) << QString::fromLatin1(method);
    }
    void unsafeRequestsAreNotSent()
    {
        QFETCH(QString, method);
        Listener shop(u"127.0.0.1"_s, badPage);
        Scene scene;
        scene.ask(QUrl(u"http://127.0.0.1:%1/"_s.arg(shop.port())));
        scene.request.check.method = method;
        scene.request.check.body = u"order=1"_s;
        QCOMPARE(idOf(diagnose(scene.request).verdict.place), u"inconclusive"_s);
        QCOMPARE(shop.heard, QByteArray());
    }

    /// The service redirects, another name server names another address, and the environment names a proxy.
    void secretsAreToldToTheServiceAlone()
    {
        if (TestDnsmasq::program().isEmpty())
            QSKIP("dnsmasq is not installed");
        const HostileResolver resolver;
        TestDnsmasq other;
        QVERIFY(resolver.listens() && other.start({u"--host-record=late0.shop.test,127.0.0.7"_s}));
        Listener away(u"127.0.0.3"_s, badPage), place(u"127.0.0.4"_s, httpResponse(204, "No Content", ""));
        Listener proxy(u"127.0.0.5"_s, goodPage);
        Listener shop(
            u"127.0.0.1"_s,
            httpResponse(307, "Over there", "", {{"Location", "http://127.0.0.3:" + QByteArray::number(away.port())}}));
        Listener otherAddress(u"127.0.0.7"_s, goodPage, shop.port());
        const Variable variable("http_proxy", "http://127.0.0.5:" + QByteArray::number(proxy.port()));
        Scene scene;
        scene.ask(QUrl(u"http://late0.shop.test:%1/"_s.arg(shop.port())));
        HttpCheck& check = scene.request.check;
        check.headers = {
            header(u"Authorization"_s, u"Bearer canary1"_s), header(u"Cookie"_s, u"session=canary2"_s),
            header(u"X-Api-Key"_s, u"canary3"_s)};
        check.body = u"canary4"_s;
        const QUrl there(u"http://127.0.0.4:%1/"_s.arg(place.port()));
        ResolverSetting setting;
        setting.name = u"other"_s;
        setting.server = other.server();
        scene.request.settings.resolvers = {setting};
        scene.request.settings.connectivityChecks = {{there, 204}};
        scene.request.settings.controlSites = {there};
        diagnose(scene.request);
        for (const char* secret : {"canary1", "canary2", "canary3", "canary4"})
            QVERIFY2(shop.heard.contains(secret), secret);
        for (const Listener* each : {&place, &proxy, &otherAddress}) {
            QVERIFY(!each->heard.isEmpty());
            QVERIFY2(!each->heard.contains("canary"), each->heard.constData());
        }
        QVERIFY2(!away.heard.contains("canary"), away.heard.constData());
    }

private:
    Diagnosis diagnose(const DiagnosisRequest& request)
    {
        DiagnosisRun run(m_probes, m_pages, request);
        QSignalSpy finished(&run, &DiagnosisRun::finished);
        run.start();
        [&] { QVERIFY(!finished.isEmpty() || finished.wait(20000)); }();
        return run.diagnosis();
    }

    ProbeLoop m_probes;
    DocumentLoader m_loader;
    StatusPageClient m_pages{m_loader};
};

int main(int argc, char* argv[])
{
    return runInOwnNetwork<DiagnosisOutsideTest>(argc, argv);
}

#include "tst_diagnosisoutside.moc"
