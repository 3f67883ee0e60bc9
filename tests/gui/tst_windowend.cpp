// SPDX-License-Identifier: GPL-3.0-or-later
// The real program with its window, asked to end as a session does that is over.
#include <core/config.h>
#include <engine/demo/loopbackserver.h>
#include <engine/history/database.h>
#include <support/cliprocess.h>
#include <support/ownnetwork.h>
#include <support/watchedservice.h>

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QTest>
#include <QUdpSocket>

using namespace Gatewatch;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

constexpr int patience = 20000;
constexpr int atOnceAgainstOneHost = 6;
const OwnNetwork* network = nullptr;

/// The program with its window, which nobody sees, and a configuration.
class Window {
public:
    explicit Window(const Config& config)
        : m_window(QStringLiteral(GATEWATCH_WINDOW))
    {
        QProcessEnvironment environment = m_window.process().processEnvironment();
        environment.insert(u"QT_QPA_PLATFORM"_s, u"offscreen"_s);
        m_window.process().setProcessEnvironment(environment);
        const QString file = m_window.write(u"config.json"_s, writeConfig(config));
        m_window.start({u"--config"_s, file, u"--data-dir"_s, m_window.path(u"data"_s)});
    }
    /// Asks it to end.
    CliResult end()
    {
        QElapsedTimer clock;
        clock.start();
        m_window.process().terminate();
        CliResult result = m_window.wait(20s);
        result.took = Millis(clock.elapsed());
        return result;
    }
    [[nodiscard]] QString history() const { return m_window.path(u"data/history.sqlite"_s); }

private:
    CliProcess m_window;
};

Config watching(const QList<Service>& services)
{
    Config config;
    config.services = services;
    config.diagnosis.connectivityChecks.clear();
    return config;
}

} // namespace

class WindowEndTest : public QObject {
    Q_OBJECT
private slots:
    void aRequestToEndLosesNothing()
    {
        LoopbackServer server([](const ServerRequest&) { return ServerReply{httpResponse(200, "OK", "well")}; });
        LoopbackServer silent([](const ServerRequest&) { return ServerReply{{}, 0ms, ServerReply::End::Hang}; });
        QVERIFY(server.listen() && silent.listen());
        QList<Service> services{watchedService(u"silent"_s, silent.url(), 60s)};
        for (int i = 0; i < 20; ++i)
            services.append(watchedService(u"well%1"_s.arg(i), server.url(), 5s));
        Window window(watching(services));
        QTRY_VERIFY_WITH_TIMEOUT(server.requests() >= 60 && silent.requests() > 0, patience);
        const CliResult result = window.end();
        QVERIFY2(result.exitCode == 0, result.err.constData());
        QVERIFY2(result.took < 2s, qPrintable(QString::number(result.took.count())));

        Database stored;
        QVERIFY(!stored.open(window.history(), History::Mode::ReadOnly));
        const qint64 underWay = server.requests() - stored.number(u"SELECT count(*) FROM sample"_s);
        QVERIFY2(underWay >= 0 && underWay <= atOnceAgainstOneHost, qPrintable(QString::number(underWay)));
        QVERIFY(!QFile::exists(window.history() + u".lock"_s));
    }

    /// The provider's page is read by Qt, which cannot cancel a lookup.
    void whileANameIsLookedUp()
    {
        if (!network->error().isEmpty())
            QSKIP(qPrintable(network->error()));
        QUdpSocket resolver; // which the system asks there, in vain
        QVERIFY(resolver.bind(QHostAddress(QHostAddress::LocalHost), 53));
        LoopbackServer server([](const ServerRequest&) { return ServerReply{httpResponse(200, "OK", "well")}; });
        QVERIFY(server.listen());
        Service service = watchedService(u"shop"_s, server.url(), 5s);
        service.statusPage = StatusPageSource{};
        service.statusPage->url = QUrl(u"http://status.example.test/"_s);
        Window window(watching({service}));
        QTRY_VERIFY_WITH_TIMEOUT(server.requests() >= 2 && resolver.hasPendingDatagrams(), patience);
        const CliResult result = window.end();
        QVERIFY2(result.exitCode == 0, result.err.constData());
        QVERIFY2(result.took < 2s, qPrintable(QString::number(result.took.count())));
        Database stored;
        QVERIFY(!stored.open(window.history(), History::Mode::ReadOnly));
        QVERIFY(stored.number(u"SELECT count(*) FROM sample"_s) >= 1);
    }
};

int main(int argc, char* argv[])
{
    const OwnNetwork own;
    network = &own;
    QCoreApplication application(argc, argv);
    WindowEndTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_windowend.moc"
