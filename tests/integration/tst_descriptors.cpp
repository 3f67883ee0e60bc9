// SPDX-License-Identifier: GPL-3.0-or-later
// What this process may have no more of: files, sockets and threads, taken away for real. None of it is an outage.
#include <core/judge.h>
#include <engine/demo/loopbackserver.h>
#include <engine/descriptors.h>
#include <engine/net/lookup.h>
#include <engine/net/prepare.h>
#include <support/hostileresolver.h>

#include <QFile>
#include <QScopeGuard>
#include <QTest>

#include <sys/resource.h>
#include <unistd.h>

using namespace Gatewatch;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

constexpr int patience = 8000;

/// Takes every descriptor that is left, but for `but`.
class Hunger {
public:
    explicit Hunger(int but)
    {
        for (int copy = dup(0); copy >= 0; copy = dup(0))
            m_copies.append(copy);
        for (int i = 0; i < but && !m_copies.isEmpty(); ++i)
            close(m_copies.takeLast());
    }
    ~Hunger()
    {
        for (const int copy : m_copies)
            close(copy);
    }
    Hunger(const Hunger&) = delete;
    Hunger& operator=(const Hunger&) = delete;

private:
    QList<int> m_copies;
};

rlim_t softLimit(__rlimit_resource what)
{
    rlimit limit{};
    getrlimit(what, &limit);
    return limit.rlim_cur;
}

void setSoftLimit(__rlimit_resource what, rlim_t wanted)
{
    rlimit limit{};
    getrlimit(what, &limit);
    limit.rlim_cur = wanted;
    setrlimit(what, &limit);
}

/// The address space that this process has, in bytes.
rlim_t addressSpace()
{
    QFile file(u"/proc/self/statm"_s);
    const bool open = file.open(QIODevice::ReadOnly);
    return open ? file.readAll().split(' ').first().toULongLong() * static_cast<rlim_t>(sysconf(_SC_PAGESIZE)) : 0;
}

/// Echoes need a permission of the system (icmp(7)), which this network of our own can be given.
bool allowPing()
{
    QFile setting(u"/proc/sys/net/ipv4/ping_group_range"_s);
    return setting.open(QIODevice::WriteOnly | QIODevice::Unbuffered) && setting.write("0 2147483647") > 0;
}

enum class Kind { Http, Tcp, Dns, Ping };

/// A check of that kind which goes well. The question is asked of a name server at port 53 of 127.0.0.1.
CheckRequest requestFor(Kind kind, const QString& host, quint16 port)
{
    Check check;
    check.timeout = 3s;
    HttpCheck http;
    http.url.setScheme(u"http"_s);
    http.url.setHost(host);
    http.url.setPort(port);
    TcpCheck tcp;
    tcp.host = host;
    tcp.port = port;
    DnsCheck dns;
    dns.name = u"late0.test"_s;
    dns.server = host;
    PingCheck ping;
    ping.host = host;
    switch (kind) {
    case Kind::Http:
        check.how = http;
        break;
    case Kind::Tcp:
        check.how = tcp;
        break;
    case Kind::Dns:
        check.how = dns;
        break;
    case Kind::Ping:
        check.how = ping;
        break;
    }
    return prepare(check, {}).request;
}

} // namespace

Q_DECLARE_METATYPE(Kind)

class DescriptorsTest : public QObject {
    Q_OBJECT
private slots:
    /// First, for the stacks of threads that ended are kept for the next ones.
    void noThreadCanBeMade()
    {
#ifdef GATEWATCH_SANITIZED
        QSKIP("the sanitizers need more address space than any limit");
#endif
        const rlim_t before = softLimit(RLIMIT_AS);
        const auto restore = qScopeGuard([before] { setSoftLimit(RLIMIT_AS, before); });
        std::optional<LookupAnswer> answer;
        QObject asking;
        const auto ask = [&] {
            answer.reset();
            lookUp(u"localhost"_s, IpFamily::V4, 3s, &asking, [&](const LookupAnswer& said) { answer = said; });
        };
        constexpr rlim_t lessThanAStack = 1024 * 1024;
        setSoftLimit(RLIMIT_AS, addressSpace() + lessThanAStack);
        ask();
        QVERIFY(!answer); // never before the event loop
        QTRY_VERIFY_WITH_TIMEOUT(answer, patience);
        QCOMPARE(idOf(answer->failure), u"abandoned"_s);
        QVERIFY2(answer->lack.contains(u"threads"_s), qPrintable(answer->lack));
        ProbeLoop loop; // libcurl makes a thread for the name, save for localhost
        std::optional<Exchange> seen;
        const auto handle = start(
            loop, requestFor(Kind::Http, u"somewhere.test"_s, 9), [&](const Exchange& exchange) { seen = exchange; });
        QTRY_VERIFY_WITH_TIMEOUT(seen, patience);
        QCOMPARE(idOf(seen->failure) + u": "_s + seen->detail, u"abandoned: "_s + answer->lack);
        setSoftLimit(RLIMIT_AS, before);
        ask();
        QTRY_VERIFY_WITH_TIMEOUT(answer, patience);
        QCOMPARE(idOf(answer->failure), u"ok"_s);
    }

    void theLimitIsRaised()
    {
        setSoftLimit(RLIMIT_NOFILE, 200);
        raiseDescriptorLimit();
        QVERIFY(softLimit(RLIMIT_NOFILE) > 200);
    }

    void whatIsOurs()
    {
        for (const int error : {EMFILE, ENFILE, ENOBUFS, ENOMEM})
            QVERIFY(!lackOf(error).isEmpty());
        for (const int error : {0, ECONNREFUSED, EHOSTUNREACH, ENETUNREACH, ETIMEDOUT, EACCES})
            QVERIFY(lackOf(error).isEmpty());
    }

    void running_data()
    {
        QTest::addColumn<Kind>("kind");
        QTest::addColumn<int>("left");
        QTest::addColumn<bool>("begun"); // the probe was under way before they ran out
        QTest::addColumn<QString>("host");
        constexpr std::array<std::pair<Kind, const char*>, 4> kinds{
            {{Kind::Http, "http"}, {Kind::Tcp, "tcp"}, {Kind::Dns, "dns"}, {Kind::Ping, "ping"}}};
        for (const auto& [kind, name] : kinds) {
            for (const int left : {0, 1, 2, 3, 5}) {
                for (const bool begun : {false, true}) {
                    const char* when = begun ? "under way" : "before";
                    QTest::addRow("%s, %d left, %s, address", name, left, when)
                        << kind << left << begun << u"127.0.0.1"_s;
                    if (kind != Kind::Dns) // its server is always an address
                        QTest::addRow("%s, %d left, %s, name", name, left, when)
                            << kind << left << begun << u"localhost"_s;
                }
            }
        }
    }
    void running()
    {
        QFETCH(Kind, kind);
        QFETCH(int, left);
        QFETCH(bool, begun);
        QFETCH(QString, host);
        const HostileResolver resolver;
        if (kind == Kind::Dns && !resolver.listens())
            QSKIP("no name server can be made here");
        if (kind == Kind::Ping && !allowPing())
            QSKIP("echoes cannot be allowed here");
        setSoftLimit(RLIMIT_NOFILE, 200);
        LoopbackServer server([](const ServerRequest&) { return ServerReply{httpResponse(200, "OK", "body")}; });
        QVERIFY(server.listen());
        ProbeLoop loop;
        std::optional<Exchange> seen;
        const ProbeLoop::Done keep = [&](const Exchange& exchange) { seen = exchange; };
        std::unique_ptr<ProbeHandle> handle;
        {
            std::optional<Hunger> hunger;
            if (!begun)
                hunger.emplace(left);
            handle = start(loop, requestFor(kind, host, server.port()), keep);
            if (begun)
                hunger.emplace(left);
            QTRY_VERIFY_WITH_TIMEOUT(seen, patience);
        }
        const QString said = idOf(seen->failure) + u": "_s + seen->detail;
        QVERIFY2(judge(*seen, {}).outcome != Outcome::Down, qPrintable(said));
        if (!begun)
            QCOMPARE(said, u"abandoned: this program has too many files and connections open"_s);
        seen.reset(); // with descriptors again, it goes on; a server that ran out of them itself accepts no more
        LoopbackServer other([](const ServerRequest&) { return ServerReply{httpResponse(200, "OK", "body")}; });
        QVERIFY(other.listen());
        handle = start(loop, requestFor(kind, host, other.port()), keep);
        QTRY_VERIFY_WITH_TIMEOUT(seen, patience);
        QCOMPARE(idOf(seen->failure) + seen->detail, u"ok"_s);
    }
};

QTEST_GUILESS_MAIN(DescriptorsTest)
#include "tst_descriptors.moc"
