// SPDX-License-Identifier: GPL-3.0-or-later
// Ten thousand checks of services that are well, through a network of this test's own to which everything happens that
// can happen to a computer: none of them may say Down.
#include <engine/demo/loopbackserver.h>
#include <engine/monitor/engine.h>
#include <engine/system/systemwatch.h>
#include <support/farnetwork.h>
#include <support/hostileresolver.h>
#include <support/ownnetwork.h>
#include <support/watchedservice.h>

#include <QTest>
#include <QTimer>
#include <QUdpSocket>

#include <functional>
#include <memory>
#include <unistd.h>
#include <vector>

using namespace Gatewatch;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

constexpr int wanted = 10000;
constexpr int hosts = 20;
constexpr Millis patience = 3s; ///< of a check; what lasts longer is noticed while it lasts
const OwnNetwork* own = nullptr;

/// Something that happens, and for how long it stays like that.
struct Happening {
    std::function<void()> begin;
    Millis lasts{0};
};

/// What is counted, of the services that are well and of the one that is not.
struct Tally {
    int up = 0;
    int notMeasured = 0;
    QStringList down;
    int brokenDown = 0;
    QHash<Failure, int> reasons; ///< of those that were not measured
};

void count(const QList<Sample>& samples, Tally& tally)
{
    for (const Sample& sample : samples) {
        const bool down = sample.outcome == Outcome::Down;
        if (sample.check.service == u"broken"_s) {
            tally.brokenDown += down ? 1 : 0;
        } else if (down) {
            tally.down.append(
                sample.check.toString() + u' ' + idOf(sample.failure) + u' ' + QString::number(sample.status));
        } else if (sample.outcome == Outcome::NotMeasured) {
            ++tally.notMeasured;
            ++tally.reasons[sample.failure];
        } else {
            ++tally.up;
        }
    }
}

} // namespace

class LocalFaultsTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase();
    void noneOfTenThousandIsDown();

private:
    ServerReply answer(const ServerRequest& request, int host) const;
    [[nodiscard]] QUrl url(int host, const QString& name = {}) const;
    [[nodiscard]] Config watching() const;
    QList<Happening> happenings(SystemWatch& system);
    void happen();

    std::unique_ptr<FarNetwork> m_far;
    std::unique_ptr<HostileResolver> m_names;
    QUdpSocket m_silent;
    std::vector<std::unique_ptr<LoopbackServer>> m_servers;
    bool m_portal = false;
    QList<Happening> m_happenings;
    qsizetype m_happened = 0;
};

void LocalFaultsTest::initTestCase()
{
    if (!own->error().isEmpty())
        QSKIP(qPrintable(own->error()));
    m_far = std::make_unique<FarNetwork>();
    if (!m_far->error().isEmpty())
        QSKIP(qPrintable(m_far->error()));
    bool ready = true;
    m_far->there([&] {
        m_names = std::make_unique<HostileResolver>("198.51.100.1", nullptr, FarNetwork::router);
        ready = m_names->listens() && m_silent.bind(QHostAddress(u"198.51.100.99"_s), 53);
        for (int host = 1; host <= hosts; ++host) {
            m_servers.push_back(std::make_unique<LoopbackServer>(
                [this, host](const ServerRequest& request) { return answer(request, host); }));
            ready = ready && m_servers.back()->listen(QHostAddress(u"198.51.100.%1"_s.arg(host)));
        }
    });
    QVERIFY(ready && OwnNetwork::setNameServer(FarNetwork::router));
}

/// Behind a sign-in page everybody says the same.
ServerReply LocalFaultsTest::answer(const ServerRequest& request, int host) const
{
    const QByteArray page = "<h1>Sign in</h1>";
    if (m_portal && host % 2 == 0)
        return {httpResponse(200, "OK", page)};
    if (m_portal && request.path != "/login")
        return {httpResponse(302, "Found", "", {{"Location", url(hosts, {}).toEncoded() + "login"}})};
    if (request.path == "/204")
        return {httpResponse(204, "No Content", "")};
    if (request.path == "/broken")
        return {httpResponse(500, "Internal Server Error", "")};
    return {httpResponse(200, "OK", "all is well"), host % 3 == 0 ? 300ms : 0ms};
}

/// By number, or by a name that leads to the first host.
QUrl LocalFaultsTest::url(int host, const QString& name) const
{
    const LoopbackServer& server = *m_servers[static_cast<size_t>(host - 1)];
    QUrl url = server.url();
    url.setHost(name.isEmpty() ? u"198.51.100.%1"_s.arg(host) : u"late0-%1.test"_s.arg(name));
    return url;
}

Config LocalFaultsTest::watching() const
{
    Config config;
    for (int i = 0; i < 100; ++i)
        config.services.append(watchedService(u"numbered%1"_s.arg(i), url(i % hosts + 1), patience));
    for (int i = 0; i < 20; ++i) {
        Service named = watchedService(u"named%1"_s.arg(i), url(1, u"s%1"_s.arg(i)), patience);
        std::get<HttpCheck>(named.endpoints.first().how).expect.keyword = u"all is well"_s;
        config.services.append(named);
    }
    config.services.append(watchedService(u"broken"_s, url(2).resolved(QUrl(u"/broken"_s)), patience));
    for (const QString& name : {u"a"_s, u"b"_s})
        config.diagnosis.connectivityChecks.append({url(1, name).resolved(QUrl(u"/204"_s)), 204});
    return config;
}

QList<Happening> LocalFaultsTest::happenings(SystemWatch& system)
{
    const auto stopped = [] { // as a computer that swaps, or whose lid is closed without a word
        QProcess::startDetached(u"sh"_s, {u"-c"_s, u"kill -STOP %1; sleep 5; kill -CONT %1"_s.arg(getpid())});
    };
    const auto vpn = [](bool on) {
        OwnNetwork::run(on ? u"ip link add wg0 type veth peer name wg1"_s : u"ip link del wg0"_s);
        if (on) {
            OwnNetwork::run(u"ip address add 10.99.0.2/24 dev wg0"_s);
            OwnNetwork::run(u"ip link set wg1 up"_s);
            OwnNetwork::run(u"ip link set wg0 up"_s);
        }
    };
    return {
        {[this] { m_far->setPlugged(false); }, 3s},
        {[this] { m_far->setPlugged(true); }, 4s},
        {[this] { m_far->setSilent(true); }, 7s},
        {[this] { m_far->setSilent(false); }, 4s},
        {[this] { m_portal = true; }, 4s},
        {[this] { m_portal = false; }, 3s},
        {[] { OwnNetwork::setNameServer("198.51.100.99"); }, 8s},
        {[] { OwnNetwork::setNameServer(FarNetwork::router); }, 3s},
        {[vpn] { vpn(true); }, 3s},
        {[vpn] { vpn(false); }, 3s},
        {[&system] { system.prepareForSleep(true); }, 1s},
        {[&system] { system.prepareForSleep(false); }, 3s},
        {[&system] { system.setMetered(true); }, 1s},
        {[&system] { system.setMetered(false); }, 1s},
        {[&system] { emit system.wallClockSet(); }, 1s},
        {stopped, 8s},
        {[this] { m_far->setSilent(true); }, 500ms}, // what is lost is sent again
        {[this] { m_far->setSilent(false); }, 3s},
    };
}

void LocalFaultsTest::happen()
{
    const Happening& next = m_happenings.at(m_happened++ % m_happenings.size());
    next.begin();
    QTimer::singleShot(next.lasts, this, [this] { happen(); });
}

void LocalFaultsTest::noneOfTenThousandIsDown()
{
    Engine engine;
    Tally tally;
    QStringList alarms;
    connect(&engine, &Engine::samplesReady, this, [&](const QList<Sample>& samples) { count(samples, tally); });
    connect(&engine, &Engine::stateChanged, this, [&](const StateChange& change) {
        if (change.after == State::Down && change.service != u"broken"_s)
            alarms.append(change.service);
    });
    engine.setConfig(watching());
    QTRY_VERIFY_WITH_TIMEOUT(tally.up > 100 && tally.brokenDown > 0, 30000);
    m_happenings = happenings(engine.systemWatch());
    happen();
    QTimer hurry; // everybody's turn comes at once, again and again
    connect(&hurry, &QTimer::timeout, this, [&] { engine.checkNow({}); });
    hurry.start(150ms);

    const auto all = [&] { return tally.up + tally.notMeasured + tally.down.size(); };
    const auto isThrough = [&] { return all() >= wanted && m_happened > m_happenings.size(); };
    QTRY_VERIFY_WITH_TIMEOUT(isThrough(), 240000);
    hurry.stop();
    qInfo("%d up, %d not measured, in %d happenings", tally.up, tally.notMeasured, static_cast<int>(m_happened));
    for (const Failure reason : allFailures()) {
        if (tally.reasons.contains(reason))
            qInfo("not measured, %s: %d", qPrintable(idOf(reason)), tally.reasons.value(reason));
    }
    QVERIFY2(tally.down.isEmpty(), qPrintable(tally.down.mid(0, 40).join(u'\n')));
    QVERIFY2(alarms.isEmpty(), qPrintable(alarms.join(u'\n')));
    QVERIFY(tally.up > 1000);
    for (const Failure reason : {Failure::LocalOffline, Failure::LocalCaptivePortal, Failure::DnsUnreachable})
        QVERIFY2(tally.reasons.value(reason) > 0, qPrintable(idOf(reason)));

    const int before = tally.brokenDown; // and still it is seen what is broken over there
    QTRY_VERIFY_WITH_TIMEOUT(tally.brokenDown > before, 60000);
}

int main(int argc, char* argv[])
{
    const OwnNetwork network;
    own = &network;
    QCoreApplication application(argc, argv);
    LocalFaultsTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_localfaults.moc"
