// SPDX-License-Identifier: GPL-3.0-or-later
// The real program with its window, asked to end as a session does that is over.
#include <core/config.h>
#include <engine/demo/loopbackserver.h>
#include <engine/history/database.h>
#include <support/cliprocess.h>
#include <support/watchedservice.h>

#include <QElapsedTimer>
#include <QTest>

using namespace Gatewatch;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {
constexpr int patience = 20000;
constexpr int atOnceAgainstOneHost = 6;
} // namespace

class WindowEndTest : public QObject {
    Q_OBJECT
private slots:
    void aRequestToEndLosesNothing()
    {
        LoopbackServer server([](const ServerRequest&) { return ServerReply{httpResponse(200, "OK", "well")}; });
        LoopbackServer silent([](const ServerRequest&) { return ServerReply{{}, 0ms, ServerReply::End::Hang}; });
        QVERIFY(server.listen() && silent.listen());
        Config config;
        config.diagnosis.connectivityChecks.clear();
        for (int i = 0; i < 20; ++i)
            config.services.append(watchedService(u"well%1"_s.arg(i), server.url(), 5s));
        config.services.append(watchedService(u"silent"_s, silent.url(), 60s));
        CliProcess window(QStringLiteral(GATEWATCH_WINDOW));
        QProcessEnvironment environment = window.process().processEnvironment();
        environment.insert(u"QT_QPA_PLATFORM"_s, u"offscreen"_s);
        window.process().setProcessEnvironment(environment);
        const QString file = window.write(u"config.json"_s, writeConfig(config));
        window.start({u"--config"_s, file, u"--data-dir"_s, window.path(u"data"_s)});
        QTRY_VERIFY_WITH_TIMEOUT(server.requests() >= 60 && silent.requests() > 0, patience);
        QElapsedTimer clock;
        clock.start();
        window.process().terminate();
        const CliResult result = window.wait(10s);
        QVERIFY2(clock.elapsed() < 2000, qPrintable(QString::number(clock.elapsed())));
        QVERIFY2(result.exitCode == 0, result.err.constData());

        Database stored;
        QVERIFY(!stored.open(window.path(u"data/history.sqlite"_s), History::Mode::ReadOnly));
        const qint64 underWay = server.requests() - stored.number(u"SELECT count(*) FROM sample"_s);
        QVERIFY2(underWay >= 0 && underWay <= atOnceAgainstOneHost, qPrintable(QString::number(underWay)));
        QVERIFY(!QFile::exists(window.path(u"data/history.sqlite.lock"_s)));
    }
};

QTEST_GUILESS_MAIN(WindowEndTest)
#include "tst_windowend.moc"
