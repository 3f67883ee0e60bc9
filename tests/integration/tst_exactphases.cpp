// SPDX-License-Identifier: GPL-3.0-or-later
// What the window shows as the five phases of a check is what curl's -w tells of the same servers at the same time.
#include <backend.h>
#include <support/certificates.h>
#include <support/delayedlink.h>
#include <support/hostileresolver.h>
#include <support/hostileserver.h>
#include <support/ownnetwork.h>
#include <support/watchedservice.h>

#include <QProcess>
#include <QStandardPaths>
#include <QTest>

#include <sched.h>

#include <array>
#include <future>

using namespace Gatewatch;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

/// What a server and the name server in front of it take their time for.
struct Script {
    Millis resolve, tls, wait, transfer;
};
// All between 20 and 60 ms, and each phase different from the others of its script.
constexpr std::array<Script, 4> scripts{{
    {20ms, 30ms, 40ms, 60ms},
    {30ms, 40ms, 60ms, 20ms},
    {40ms, 60ms, 20ms, 30ms},
    {60ms, 20ms, 30ms, 40ms},
}};

// The sanitizers make everything several times slower, ours more than curl, which is not built with them.
#ifdef GATEWATCH_SANITIZED
constexpr bool exactBuild = false;
#else
constexpr bool exactBuild = true;
#endif
constexpr qsizetype pairsOfScript = exactBuild ? 50 : 20; // 200 in all
constexpr int checksOfScript = 5; // once a second each, so that ours and curl's come at the same pace
constexpr int patience = 60000;
constexpr Micros punctual = 300us; // a server that is no later than this is not to blame

using PhasesOfScripts = std::array<QList<Phases>, scripts.size()>;

const OwnNetwork* network = nullptr;
Micros allowance = 1ms; ///< what the two may differ by; five per cent where that is more

/// One server for each script, with one certificate for all names.
class ScriptedServers final {
public:
    ScriptedServers(const char* address, Lateness& lateness)
        : m_context(
            serverContext({.own = makeCertificate({.names = {"DNS:*.phases.test"}}, &m_authority.certificate())}))
    {
        for (const Script& script : scripts)
            m_servers.push_back(std::make_unique<HostileServer>(
                [this, &lateness, script](HostilePeer& peer) { answer(peer, script, lateness); }, address));
    }
    [[nodiscard]] QByteArray authorityFile() const { return m_authority.file(); }
    /// `guest` makes the name one that nobody else asks for.
    [[nodiscard]] QUrl url(size_t script, const QString& guest) const
    {
        return QUrl(u"https://late%1-%2.phases.test:%3/"_s.arg(scripts[script].resolve.count())
                        .arg(guest)
                        .arg(m_servers[script]->port()));
    }

private:
    void answer(HostilePeer& peer, const Script& script, Lateness& lateness)
    {
        lateness.pause(script.tls);
        if (!peer.startTls(m_context.get()) || peer.readRequest().isEmpty())
            return;
        lateness.pause(script.wait);
        peer.send("HTTP/1.1 200 OK\r\nContent-Length: 8\r\nConnection: close\r\n\r\nslow");
        lateness.pause(script.transfer);
        peer.send("body");
    }

    TestAuthority m_authority;
    std::shared_ptr<SSL_CTX> m_context;
    std::vector<std::unique_ptr<HostileServer>> m_servers;
};

Config configFor(const ScriptedServers& servers)
{
    Config config = defaultConfig();
    config.diagnosis = {};
    for (size_t script = 0; script < scripts.size(); ++script) {
        for (int number = 0; number < checksOfScript; ++number) {
            const QString id = u"%1-%2"_s.arg(script).arg(number);
            Service service = watchedService(id, servers.url(script, u"ours%1"_s.arg(number)), 5s);
            auto& check = std::get<HttpCheck>(service.endpoints.first().how);
            check.proxy = u"none"_s;
            check.tls.authorities = QString::fromLocal8Bit(servers.authorityFile());
            config.services.append(service);
        }
    }
    return config;
}

/// One line of curl's, with seconds since its start; empty when the request failed.
std::optional<Phases> phasesOf(const QByteArray& line)
{
    const QList<QByteArray> fields = line.split(' ');
    if (fields.size() != 7 || fields.first() != "200")
        return std::nullopt;
    const auto between = [&](int from, int to) {
        return Micros(qRound64((fields[to].toDouble() - fields[from].toDouble()) * 1e6));
    };
    return Phases{
        Micros(qRound64(fields[1].toDouble() * 1e6)), between(1, 2), between(2, 3), between(4, 5), between(5, 6)};
}

/// Runs one curl that asks a script's server so often, five times a second, each time by another name, so that nothing
/// is known from before. It ends at its first fault.
QList<Phases> askWithCurl(const ScriptedServers& servers, size_t script)
{
    QByteArray config = "silent\nfail-early\nnoproxy = *\nmax-time = 5\nrate = 5/s\ncacert = " + servers.authorityFile()
        + "\nwrite-out = \"%{http_code} %{time_namelookup} %{time_connect} %{time_appconnect} %{time_pretransfer} "
          "%{time_starttransfer} %{time_total}\\n\"\n";
    for (int number = 0; number < pairsOfScript + 5; ++number)
        config += "url = " + servers.url(script, u"curls%1"_s.arg(number)).toEncoded() + "\noutput = /dev/null\n";
    QProcess curl;
    curl.start(u"curl"_s, {u"-q"_s, u"-K"_s, u"-"_s});
    curl.write(config);
    curl.closeWriteChannel();
    curl.waitForFinished(patience);
    QList<Phases> all;
    for (const QByteArray& line : curl.readAllStandardOutput().split('\n')) {
        if (const auto phases = phasesOf(line))
            all.append(*phases);
    }
    return all.mid(1); // the first one reads certificates and whatever else it needs once
}

/// In how far 95 of 100 pairs of ours and curl's agree about one phase; empty when they do.
QString mistakeIn(
    const PhasesOfScripts& ours, const PhasesOfScripts& curls, const char* name, std::optional<Micros> Phases::*phase)
{
    QList<Micros> beyond; // what they may differ by
    for (size_t script = 0; script < scripts.size(); ++script) {
        for (qsizetype pair = 0; pair < pairsOfScript; ++pair) {
            const Micros theirs = (curls[script][pair].*phase).value();
            if (!(ours[script][pair].*phase))
                return u"%1 is missing; "_s.arg(QLatin1StringView(name));
            const Micros mine = (ours[script][pair].*phase).value();
            beyond.append(std::chrono::abs(mine - theirs) - std::max(allowance, theirs / 20));
        }
    }
    std::ranges::sort(beyond);
    const Micros most = beyond[beyond.size() * 95 / 100 - 1];
    return most <= Micros(0)
        ? QString()
        : u"%1 differs by %2 µs more than it may; "_s.arg(QLatin1StringView(name)).arg(most.count());
}

QString mistakeIn(const PhasesOfScripts& ours, const PhasesOfScripts& curls)
{
    for (const PhasesOfScripts* all : {&ours, &curls}) {
        for (const QList<Phases>& some : *all) {
            if (some.size() < pairsOfScript)
                return u"only %1 of %2 requests of %3 succeeded"_s.arg(some.size())
                    .arg(pairsOfScript)
                    .arg(all == &ours ? u"ours"_s : u"curl"_s);
        }
    }
    return mistakeIn(ours, curls, "resolve", &Phases::resolve) + mistakeIn(ours, curls, "connect", &Phases::connect)
        + mistakeIn(ours, curls, "tls", &Phases::tls) + mistakeIn(ours, curls, "wait", &Phases::wait)
        + mistakeIn(ours, curls, "transfer", &Phases::transfer);
}

/// Servers with their name server, and the program's own threads that ask them all the time.
class SlowWorld final {
public:
    SlowWorld(const char* serverAddress, const char* nameAddress, Lateness& lateness)
        : m_resolver(nameAddress, &lateness)
        , m_servers(serverAddress, lateness)
        , m_backend({m_folder.filePath(u"config.json"_s), m_folder.filePath(u"data"_s)})
    {
        QObject::connect(&m_backend.engine(), &Engine::samplesReady, &m_backend, [this](const QList<Sample>& some) {
            m_samples += some;
        });
        m_backend.start();
        m_backend.saveConfig(configFor(m_servers));
    }
    /// Whether it has found its pace: the first requests of all kinds are made.
    [[nodiscard]] bool isSettled() const { return m_samples.size() > 2 * qsizetype(scripts.size() * checksOfScript); }
    /// Lets curl ask as well. Empty when it found what we found meanwhile.
    [[nodiscard]] QString compareWithCurl(bool blockThisThread)
    {
        const TimePoint begun = wallClock();
        std::vector<std::future<QList<Phases>>> running;
        for (size_t script = 0; script < scripts.size(); ++script)
            running.push_back(
                std::async(std::launch::async, [this, script] { return askWithCurl(m_servers, script); }));
        const auto haveEnded = [&] {
            return std::ranges::all_of(
                running, [](const auto& each) { return each.wait_for(0s) == std::future_status::ready; });
        };
        if (!blockThisThread && !QTest::qWaitFor(haveEnded, patience))
            return u"curl does not end"_s;
        PhasesOfScripts curls;
        for (size_t script = 0; script < scripts.size(); ++script)
            curls[script] = running[script].get(); // handles no event meanwhile
        const TimePoint ended = wallClock();
        if (!QTest::qWaitFor([&] { return m_samples.last().at > ended; }, patience))
            return u"the last measurements do not come"_s;
        return mistakeIn(measuredBetween(begun, ended), curls);
    }

private:
    [[nodiscard]] PhasesOfScripts measuredBetween(TimePoint begun, TimePoint ended) const
    {
        PhasesOfScripts ours;
        for (const Sample& sample : m_samples) {
            if (sample.at >= begun && sample.at < ended && sample.status == 200)
                ours[sample.check.service.first(1).toUInt()].append(sample.phases);
        }
        return ours;
    }

    QTemporaryDir m_folder;
    HostileResolver m_resolver;
    ScriptedServers m_servers;
    Backend m_backend;
    QList<Sample> m_samples;
};

/// Before all other programs, or what those do would be measured as well. False where it is not allowed.
bool takePrecedence()
{
    sched_param lowest{};
    lowest.sched_priority = sched_get_priority_min(SCHED_RR);
    return sched_setscheduler(0, SCHED_RR, &lowest) == 0;
}

} // namespace

class ExactPhasesTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase()
    {
        if (!network->error().isEmpty())
            QSKIP(qPrintable(network->error()));
        if (QStandardPaths::findExecutable(u"curl"_s).isEmpty())
            QSKIP("curl is not installed");
        if (!takePrecedence() || !exactBuild)
            allowance = 10ms; // others are measured as well
    }

    void phasesAreThoseOfCurl_data()
    {
        QTest::addColumn<bool>("blocked");
        QTest::addColumn<Millis>("linkDelay");
        QTest::newRow("slow servers") << false << 0ms;
        QTest::newRow("slow servers while the window is blocked") << true << 0ms;
        QTest::newRow("behind a delayed link in a network namespace") << false << 10ms;
    }
    void phasesAreThoseOfCurl()
    {
        QFETCH(bool, blocked);
        QFETCH(Millis, linkDelay);
        // What is wrong with us is wrong twice; what the machine did meanwhile is not.
        QString mistake;
        Micros late{0};
        for (int attempt = 0; attempt < 2; ++attempt) {
            Lateness lateness;
            const auto link = linkDelay > 0ms ? std::make_unique<DelayedLink>(linkDelay, &lateness) : nullptr;
            if (link && !link->error().isEmpty())
                QSKIP(qPrintable(link->error()));
            SlowWorld world(link ? DelayedLink::here : "127.0.0.1", link ? DelayedLink::there : "127.0.0.1", lateness);
            QTRY_VERIFY_WITH_TIMEOUT(world.isSettled(), patience);
            mistake = world.compareWithCurl(blocked);
            if (mistake.isEmpty())
                return;
            late = std::max(late, lateness.percentile95());
        }
        if (late > punctual)
            QSKIP(qPrintable(u"the servers were %1 µs late themselves"_s.arg(late.count())));
        QFAIL(qPrintable(mistake));
    }
};

int main(int argc, char* argv[])
{
    const OwnNetwork own;
    network = &own;
    QCoreApplication application(argc, argv);
    ExactPhasesTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_exactphases.moc"
