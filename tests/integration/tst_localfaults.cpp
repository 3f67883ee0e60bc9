// SPDX-License-Identifier: GPL-3.0-or-later
// Ten thousand checks while this computer goes through everything that can happen to it: none of them may say Down.
#include <engine/demo/loopbackserver.h>
#include <engine/monitor/engine.h>
#include <engine/system/systemwatch.h>
#include <support/watchedservice.h>

#include <QSignalSpy>
#include <QTest>
#include <QTimer>

#include <functional>
#include <memory>
#include <vector>

using namespace Gatewatch;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

constexpr int wanted = 10000;

Service serviceFor(const QString& id, const QUrl& url)
{
    return watchedService(id, url, 10s);
}

} // namespace

class LocalFaultsTest : public QObject {
    Q_OBJECT
private slots:
    void noneOfTenThousandIsDown()
    {
        std::vector<std::unique_ptr<LoopbackServer>> here; // several, for few checks run at once against one
        for (int i = 0; i < 20; ++i) {
            here.push_back(std::make_unique<LoopbackServer>(
                [](const ServerRequest&) { return ServerReply{httpResponse(200, "OK", "body")}; }));
            QVERIFY(here.back()->listen());
        }
        bool portal = false;
        LoopbackServer anchor([&](const ServerRequest&) {
            return portal ? ServerReply{httpResponse(302, "Found", "", {{"Location", "http://portal.test/"}})}
                          : ServerReply{};
        });
        QVERIFY(anchor.listen());
        Config config;
        config.diagnosis.connectivityChecks = {{anchor.url(u"/204"_s), 204}};
        // Services on this computer, which answer whatever happens outside, and some that only a network reaches.
        for (int i = 0; i < 120; ++i)
            config.services.append(serviceFor(u"here%1"_s.arg(i), here[static_cast<size_t>(i) % here.size()]->url()));
        for (int i = 0; i < 20; ++i)
            config.services.append(
                watchedService(u"away%1"_s.arg(i), QUrl(u"http://s%1.nosuchhost.invalid/"_s.arg(i)), 500ms));

        Engine engine;
        SystemWatch& system = engine.systemWatch();
        int up = 0;
        int notMeasured = 0;
        QStringList down;
        connect(&engine, &Engine::samplesReady, this, [&](const QList<Sample>& samples) {
            for (const Sample& sample : samples) {
                up += sample.outcome == Outcome::Up ? 1 : 0;
                notMeasured += sample.outcome == Outcome::NotMeasured ? 1 : 0;
                if (sample.outcome == Outcome::Down)
                    down.append(sample.check.toString() + u' ' + idOf(sample.failure));
            }
        });
        QSignalSpy changes(&engine, &Engine::stateChanged);
        engine.setConfig(config);

        int round = 0;
        const QList<std::function<void()>> faults{
            [&] { system.prepareForSleep(true); },
            [&] { system.prepareForSleep(false); },
            [&] { portal = !portal; },
            [&] { emit system.networkChanged(QString::number(round)); },
            [&] { emit system.wallClockSet(); },
            [&] { system.setMetered(round % 2 == 0); },
            [&] { emit system.networkChanged({}); },
        };
        QTimer fault;
        connect(&fault, &QTimer::timeout, this, [&] { faults[round++ % faults.size()](); });
        fault.start(400ms);
        QTimer hurry; // everybody's turn comes at once, again and again
        connect(&hurry, &QTimer::timeout, this, [&] { engine.checkNow({}); });
        hurry.start(100ms);

        const int rounds = 2 * static_cast<int>(faults.size()); // each of them happened, more than once
        QTRY_VERIFY_WITH_TIMEOUT(up + notMeasured + down.size() >= wanted && round >= rounds, 180000);
        QVERIFY2(down.isEmpty(), qPrintable(down.mid(0, 20).join(u'\n')));
        QVERIFY2(notMeasured > 100 && up > 100, qPrintable(QString::number(notMeasured)));
        qInfo("%d up, %d not measured, in %d faults", up, notMeasured, round);
        for (const auto& change : changes)
            QVERIFY(change.first().value<StateChange>().after != State::Down);
    }
};

QTEST_GUILESS_MAIN(LocalFaultsTest)
#include "tst_localfaults.moc"
