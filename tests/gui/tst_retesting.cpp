// SPDX-License-Identifier: GPL-3.0-or-later
// The panel tests again by itself when the network really changes, in a network that only this test has.
#include "windowbench.h"

#include <core/diagnosis/session.h>
#include <engine/demo/loopbackserver.h>
#include <support/ownlink.h>
#include <widgets/diagnosispanel.h>
#include <widgets/retestcard.h>
#include <widgets/retesting.h>
#include <widgets/troubleshooting.h>

#include <QLabel>
#include <QSignalSpy>
#include <QTest>

using namespace Gatewatch;
using namespace Qt::StringLiterals;

namespace {

constexpr int patience = 60000;

SavedSession sessionOf(VerdictPlace place, const QByteArray& method = "GET")
{
    SavedSession session;
    session.diagnosis = Test::sampleDiagnosis();
    session.diagnosis.verdict.place = place;
    session.diagnosis.method = method;
    return session;
}

QString textOf(const QWidget& parent, const QString& name)
{
    const auto* label = parent.findChild<QLabel*>(name);
    return label && label->isVisibleTo(&parent) ? label->text() : QString();
}

} // namespace

class RetestingTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase() { m_theme = std::make_unique<ThemeControl>(*qApp); }
    void cleanup()
    {
        ip(u"link del eth7"_s);
        ip(u"link del wg7"_s);
    }

    void whatIsPlanned_data()
    {
        QTest::addColumn<SavedSession>("session");
        QTest::addColumn<QString>("network");
        QTest::addColumn<bool>("planned");
        QTest::newRow("a fault") << sessionOf(VerdictPlace::Path) << u"22"_s << true;
        QTest::newRow("not clear") << sessionOf(VerdictPlace::Inconclusive) << u"22"_s << true;
        QTest::newRow("without a network") << sessionOf(VerdictPlace::Path) << QString() << false;
        QTest::newRow("nothing wrong") << sessionOf(VerdictPlace::None) << u"22"_s << false;
        QTest::newRow("something is sent") << sessionOf(VerdictPlace::Path, "POST") << u"22"_s << false;
    }
    void whatIsPlanned()
    {
        QFETCH(const SavedSession, session);
        QFETCH(const QString, network);
        QFETCH(const bool, planned);
        Retesting retesting;
        const auto* timer = retesting.findChild<QTimer*>();
        retesting.begin();
        retesting.finished(session);
        QVERIFY(!timer->isActive());
        retesting.wayOutChanged(network);
        QCOMPARE(timer->isActive(), planned);
        retesting.wayOutChanged(u"33"_s);
        retesting.begin(); // it sees what has changed until now
        QVERIFY(!timer->isActive());
        retesting.wayOutChanged(u"44"_s); // while it runs: afterwards
        QVERIFY(!timer->isActive());
        retesting.finished(session);
        QCOMPARE(timer->isActive(), session.diagnosis.method == "GET");
        retesting.forget();
        QVERIFY(!timer->isActive());
        retesting.wayOutChanged(u"55"_s);
        QVERIFY(!timer->isActive());
    }

    void anotherNetworkIsTestedByItself()
    {
        if (!plugIn(u"eth7"_s) || !ip(u"addr add 198.51.100.7/24 dev eth7"_s) || !ip(u"route add default dev eth7"_s))
            QSKIP("no link can be made here");
        int status = 502;
        LoopbackServer server(
            [&status](const ServerRequest&) { return ServerReply{httpResponse(status, "Some", "text")}; });
        QVERIFY(server.listen());
        QTemporaryDir place;
        Backend backend({place.filePath(u"config.json"_s), place.filePath(u"data"_s)}, Backend::Threads::OneThread);
        Session session;
        session.attach(backend);
        Config config = defaultConfig();
        config.services.clear();
        config.diagnosis.connectivityChecks.clear();
        config.diagnosis.controlSites.clear();
        config.diagnosis.resolvers.clear();
        session.setConfig(config);
        backend.engine().setConfig(config);
        MainWindow window(
            MainWindow::Setup{session, Preferences(place.filePath(u"window.ini"_s)), nullptr, Ask::real(), false});
        window.resize(1280, 900);
        window.show();
        QSignalSpy finished(&backend.engine(), &Engine::diagnosisFinished);
        window.findChild<Troubleshooting*>()->openUrl(server.url());
        QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, patience);
        const RetestCard& card = window.panel().retestCard();
        QVERIFY(card.isHidden());
        QVERIFY(window.panel().diagnosis().verdict.place != VerdictPlace::None);

        status = 200;
        QVERIFY(plugIn(u"wg7"_s) && ip(u"addr add 10.8.0.2/24 dev wg7"_s) && ip(u"route replace default dev wg7"_s));
        QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 2, patience);
        QVERIFY(card.isVisible());
        QVERIFY(!textOf(card, u"retestConclusion"_s).isEmpty());
        QCOMPARE(textOf(card, u"retestNow"_s), window.panel().diagnosis().verdict.headline);
        QVERIFY(textOf(card, u"retestBefore"_s) != textOf(card, u"retestNow"_s));
        const QList<Trial>& trials = window.findChild<Retesting*>()->trials();
        QCOMPARE(trials.constFirst().circumstances.way, u"Cable (eth7)"_s);
        QCOMPARE(trials.constLast().circumstances.way, u"VPN (wg7)"_s);

        status = 502; // back again: one side of the comparison, although nothing was wrong
        QVERIFY(ip(u"link del wg7"_s));
        ip(u"route replace default dev eth7"_s);
        QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 3, patience);
        QCOMPARE(trials.size(), 3);
        QCOMPARE(trialBefore(trials), 1);
        QCOMPARE(textOf(card, u"retestNow"_s), window.panel().diagnosis().verdict.headline);
    }

private:
    std::unique_ptr<ThemeControl> m_theme;
};

QTEST_MAIN(RetestingTest)
#include "tst_retesting.moc"
