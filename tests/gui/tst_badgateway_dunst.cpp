// SPDX-License-Identifier: GPL-3.0-or-later
// The whole program on a screen: a real nginx fails, the real dunst shows it, its button opens the panel, and the
// recovery takes the place of the alarm. Nothing is made up.
#include <gui/badgatewayworld.h>
#include <gui/dunst.h>
#include <widgets/diagnosispanel.h>

#include <QTest>

using namespace Gatewatch;
using namespace Qt::StringLiterals;

namespace {
constexpr int patience = 30000;
}

class BadGatewayDunstTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase()
    {
        if (!Dunst::isHere() || TestNginx::program().isEmpty())
            QSKIP("dunst, nginx or a display is missing; ctest starts this test with own_desktop.sh");
        QCOMPARE(QGuiApplication::platformName(), u"xcb"_s);
        QVERIFY(m_dunst.start());
        QTRY_VERIFY(Dunst::answers());
    }
    void cleanupTestCase() { m_dunst.stop(); }

    void theButtonThatDunstShowsOpensThePanelAndRecoveryTakesItsPlace()
    {
        BadGatewayWorld world;
        QVERIFY(world.start(false));
        QTRY_COMPARE_WITH_TIMEOUT(Dunst::displayed(), QByteArray("1"), patience);
        QTRY_VERIFY2(m_dunst.printed().contains("Corner Shop is down"), m_dunst.printed().constData());
        for (const char* part : {"502 from the gateway since ", "Troubleshoot", "Mute 1 h", "urgency: CRITICAL"})
            QTRY_VERIFY2(m_dunst.printed().contains(part), m_dunst.printed().constData());
        DiagnosisPanel& panel = world.window.panel();
        QVERIFY(!panel.isVisible());

        Dunst::pressTroubleshoot();
        QTRY_VERIFY_WITH_TIMEOUT(panel.isVisible(), patience);
        QTRY_VERIFY_WITH_TIMEOUT(panel.diagnosis().finished, patience);
        QCOMPARE(panel.diagnosis().service, u"shop"_s);
        QCOMPARE(panel.diagnosis().responder.id, u"nginx"_s);

        m_dunst.forget();
        QVERIFY(world.origin.start());
        QTRY_VERIFY_WITH_TIMEOUT(m_dunst.printed().contains("Corner Shop is back"), patience);
        QVERIFY2(m_dunst.printed().contains("urgency: NORMAL"), m_dunst.printed().constData());
        QVERIFY2(Dunst::displayed() <= "1", "the recovery stands beside the alarm");
    }

private:
    Dunst m_dunst;
};

QTEST_MAIN(BadGatewayDunstTest)
#include "tst_badgateway_dunst.moc"
