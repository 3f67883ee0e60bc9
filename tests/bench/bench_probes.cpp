// SPDX-License-Identifier: GPL-3.0-or-later
// bench_probes [REQUESTS]: a million requests (or so many) of every kind and end, over real connections to an nginx of
// its own, as fast as they go. Prints what the process holds on the way; the exit status is 1 if that grows after the
// first fifth. Asks nothing outside this computer where it is started in a network of its own (unshare --net).
#include <bench/footprint.h>
#include <engine/net/prepare.h>
#include <support/certificates.h>
#include <support/nginx.h>

#include <QCoreApplication>
#include <QElapsedTimer>

#include <cstdio>
#include <map>

using namespace Gatewatch;
using namespace std::chrono_literals;

namespace {

constexpr size_t atOnce = 16;
constexpr int cancelledOfHundred = 3;

ProbeRequest webRequest(const QUrl& url)
{
    ProbeRequest request;
    request.url = url;
    request.timeout = 5s;
    request.maxRedirects = 5;
    return request;
}

/// A server for good and bad ends, and the requests that meet them.
class World {
public:
    /// False when nginx does not start.
    bool begin();
    [[nodiscard]] const std::vector<CheckRequest>& requests() const { return m_requests; }

private:
    TestAuthority m_authority;
    QTemporaryDir m_folder;
    TestNginx m_nginx;
    std::vector<CheckRequest> m_requests;
};

bool World::begin()
{
    const Certificate own = makeServerCertificate(m_authority.certificate());
    const quint16 tlsPort = freePort();
    QFile pem(m_folder.filePath(QStringLiteral("server.pem")));
    if (!pem.open(QIODevice::WriteOnly) || pem.write(own.pem() + own.keyPem()) < 0)
        return false;
    pem.close();
    QByteArray extra = "listen 127.0.0.1:TLS ssl; ssl_certificate PEM; ssl_certificate_key PEM;\n"
                       "location = /well { return 200 well; } location = /bad { return 502; }\n"
                       "location = /moved { return 302 /well; } location = /silent { return 444; }";
    extra.replace("TLS", QByteArray::number(tlsPort)).replace("PEM", QFile::encodeName(pem.fileName()));
    const quint16 closed = freePort();
    if (!m_nginx.start(closed, extra))
        return false;
    for (const char* path : {"/well", "/well", "/bad", "/moved", "/silent"})
        m_requests.emplace_back(webRequest(m_nginx.url(QString::fromLatin1(path))));
    m_requests.emplace_back(webRequest(QUrl(QStringLiteral("http://127.0.0.1:%1/").arg(closed))));
    m_requests.emplace_back(webRequest(QUrl(QStringLiteral("http://nobody.invalid/"))));
    ProbeRequest secure = webRequest(QUrl(QStringLiteral("https://127.0.0.1:%1/well").arg(tlsPort)));
    m_requests.emplace_back(secure); // whose certificate is not believed
    secure.caFile = m_authority.file();
    m_requests.emplace_back(secure);
    ProbeRequest talk = webRequest(QUrl(QStringLiteral("tcp://127.0.0.1:%1").arg(m_nginx.port())));
    talk.method.clear();
    talk.lines = Lines{"GET /well HTTP/1.0\r\n\r\n", true, "well"};
    m_requests.emplace_back(talk);
    DnsRequest question;
    question.name = QStringLiteral("nobody.invalid");
    question.server = QStringLiteral("127.0.0.1:%1").arg(closed);
    question.timeout = 1s;
    m_requests.emplace_back(question);
    PingRequest ping;
    ping.host = QStringLiteral("127.0.0.1");
    m_requests.emplace_back(ping);
    return true;
}

/// Keeps so many requests running until all have ended.
class Soak {
public:
    explicit Soak(const World& world)
        : m_world(world)
    {
    }
    /// Returns once so many more have ended.
    void run(qint64 requests);
    [[nodiscard]] const ProbeLoop& loop() const { return m_loop; }

private:
    void fill();
    void launch();

    const World& m_world;
    ProbeLoop m_loop;
    qint64 m_started = 0;
    qint64 m_target = 0;
    std::map<qint64, std::unique_ptr<ProbeHandle>> m_running;
    QEventLoop m_wait;
};

void Soak::run(qint64 requests)
{
    m_target += requests;
    QTimer::singleShot(0, &m_loop, [this] { fill(); });
    m_wait.exec();
}

void Soak::fill()
{
    while (m_started < m_target && m_running.size() < atOnce)
        launch();
    if (m_running.empty())
        m_wait.quit();
}

void Soak::launch()
{
    const qint64 number = m_started++;
    const CheckRequest& request = m_world.requests()[static_cast<size_t>(number) % m_world.requests().size()];
    auto handle = start(m_loop, request, [this, number](const Exchange&) {
        // The handle must outlive the callback that it is calling.
        QTimer::singleShot(0, &m_loop, [this, number] {
            m_running.erase(number);
            fill();
        });
    });
    if (number % 100 >= cancelledOfHundred)
        m_running.emplace(number, std::move(handle));
}

} // namespace

int main(int argc, char** argv)
{
    const QCoreApplication app(argc, argv);
    const qint64 requests = argc > 1 ? QByteArray(argv[1]).toLongLong() : 1'000'000;
    World world;
    if (requests < 1000 || !world.begin()) {
        std::fputs("usage: bench_probes [REQUESTS, at least 1000]; needs nginx\n", stderr);
        return 2;
    }
    Soak soak(world);
    QElapsedTimer clock;
    clock.start();
    Footprint early;
    Footprint last;
    for (int tenth = 1; tenth <= 10; ++tenth) {
        soak.run(requests / 10);
        last = Footprint::now(soak.loop());
        if (tenth == 2)
            early = last;
        std::printf(
            "%10lld requests %8.1f s ", static_cast<long long>(requests / 10 * tenth),
            static_cast<double>(clock.elapsed()) / 1000);
        last.print();
    }
    return last.isWithin(early) ? 0 : 1;
}
