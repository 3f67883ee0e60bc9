// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/judge.h>
#include <engine/demo/loopbackserver.h>
#include <engine/descriptors.h>
#include <engine/net/probeloop.h>

#include <QTest>

#include <sys/resource.h>
#include <unistd.h>

using namespace Gatewatch;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

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

rlim_t softLimit()
{
    rlimit limit{};
    getrlimit(RLIMIT_NOFILE, &limit);
    return limit.rlim_cur;
}

void setSoftLimit(rlim_t wanted)
{
    rlimit limit{};
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = wanted;
    setrlimit(RLIMIT_NOFILE, &limit);
}

} // namespace

class DescriptorsTest : public QObject {
    Q_OBJECT
private slots:
    void theLimitIsRaised()
    {
        setSoftLimit(200);
        raiseDescriptorLimit();
        QVERIFY(softLimit() > 200);
    }

    void running_data()
    {
        QTest::addColumn<int>("left");
        QTest::addColumn<bool>("begun"); // the probe was under way before they ran out
        QTest::addColumn<QString>("host");
        for (const int left : {0, 1, 2, 3, 5}) {
            for (const bool begun : {false, true}) {
                const QByteArray when = QByteArray::number(left) + (begun ? " left, under way" : " left, before");
                QTest::newRow((when + ", address").constData()) << left << begun << u"127.0.0.1"_s;
                QTest::newRow((when + ", name").constData()) << left << begun << u"localhost"_s;
            }
        }
    }
    void running()
    {
#ifdef __SANITIZE_ADDRESS__
        QSKIP("the sanitizers look at memory through pipes and take their lack for a fault");
#endif
        QFETCH(int, left);
        QFETCH(bool, begun);
        QFETCH(QString, host);
        setSoftLimit(200);
        LoopbackServer server([](const ServerRequest&) { return ServerReply{httpResponse(200, "OK", "body")}; });
        QVERIFY(server.listen());
        ProbeLoop loop;
        ProbeRequest request;
        request.url = server.url();
        request.url.setHost(host);
        request.timeout = 3s;
        std::optional<Exchange> seen;
        std::unique_ptr<ProbeHandle> handle;
        {
            std::optional<Hunger> hunger;
            if (!begun)
                hunger.emplace(left);
            handle = loop.start(request, [&](const Exchange& exchange) { seen = exchange; });
            if (begun)
                hunger.emplace(left);
            QTRY_VERIFY_WITH_TIMEOUT(seen, 8000);
        }
        QVERIFY2(judge(*seen, {}).outcome != Outcome::Down, qPrintable(idOf(seen->failure) + u": "_s + seen->detail));
        if (!begun)
            QCOMPARE(idOf(seen->failure), u"abandoned"_s);
        seen.reset(); // with descriptors again, it goes on; a server that ran out of them itself accepts no more
        LoopbackServer other([](const ServerRequest&) { return ServerReply{httpResponse(200, "OK", "body")}; });
        QVERIFY(other.listen());
        request.url.setPort(other.port());
        handle = loop.start(request, [&](const Exchange& exchange) { seen = exchange; });
        QTRY_VERIFY_WITH_TIMEOUT(seen, 8000);
        QCOMPARE(idOf(seen->failure), u"ok"_s);
    }
};

QTEST_GUILESS_MAIN(DescriptorsTest)
#include "tst_descriptors.moc"
