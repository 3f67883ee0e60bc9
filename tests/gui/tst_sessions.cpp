// SPDX-License-Identifier: GPL-3.0-or-later
// Troubleshooting sessions of before, in the window: listed, opened as they were, annotated, exported and imported.
#include "windowbench.h"

#include <core/diagnosis/session.h>
#include <engine/demo/loopbackserver.h>
#include <widgets/addresspage.h>
#include <widgets/comparisonpage.h>
#include <widgets/controls.h>
#include <widgets/diagnosispanel.h>
#include <widgets/earliersessions.h>
#include <widgets/noticebar.h>
#include <widgets/troubleshooting.h>

#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QDropEvent>
#include <QFile>
#include <QHostAddress>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QMimeData>
#include <QSignalSpy>
#include <QTcpSocket>
#include <QTest>

using namespace Gatewatch;
using namespace Qt::StringLiterals;
using Test::Bench;

namespace {

constexpr int patience = 30000;

SavedSession sampleSession()
{
    SavedSession session;
    session.id = u"0123456789ab"_s;
    session.about.target = QUrl(u"https://api.example/health?key=canary"_s);
    session.about.startedAt = Test::sampleNow() - std::chrono::hours(30);
    HttpReply reply;
    reply.exchange.response = ResponseHead{502, "1.1", "Bad Gateway", {{"Server", "nginx"}}};
    reply.exchange.body = "<center><h1>502 Bad Gateway</h1></center><hr><center>nginx</center>";
    session.evidence = {reply};
    session.diagnosis = judgeEvidence(session.about, session.evidence, {}, session.about.startedAt + Seconds(3));
    return session;
}

/// An hour later, when it worked again.
SavedSession laterSession()
{
    SavedSession session = sampleSession();
    session.id = u"ba9876543210"_s;
    session.about.startedAt += std::chrono::hours(1);
    auto& reply = std::get<HttpReply>(session.evidence.first());
    reply.good = true;
    reply.exchange.response = ResponseHead{200, "1.1", "OK", {}};
    reply.exchange.body = "fine";
    session.diagnosis = judgeEvidence(session.about, session.evidence, {}, session.about.startedAt + Seconds(3));
    return session;
}

/// The window over a backend on this thread, with a history.
struct Archive {
    Archive()
    {
        session.attach(backend);
        Config config = defaultConfig();
        config.diagnosis = {};
        config.diagnosis.connectivityChecks.clear();
        config.diagnosis.controlSites.clear();
        config.diagnosis.resolvers.clear();
        session.setConfig(config);
        session.setClock([] { return Test::sampleNow(); });
        backend.history().open();
        ask.openFile = [this](QWidget*, const QString&, const QString&, const Ask::Answer& answer) { answer(file); };
        ask.saveFile = [this](QWidget*, const QString&, const QString& suggested, const Ask::Answer& answer) {
            file = place.filePath(suggested);
            answer(file);
        };
        window = std::make_unique<MainWindow>(
            MainWindow::Setup{session, Preferences(place.filePath(u"window.ini"_s)), nullptr, ask});
        window->resize(1280, 900);
        window->show();
    }
    Archive(const Archive&) = delete;
    template <typename Widget>
    Widget* find(const QString& name) const
    {
        return window->findChild<Widget*>(name);
    }
    SavedSession kept(const QString& id)
    {
        QSignalSpy ready(&backend.history(), &History::sessionReady);
        backend.history().requestSession(1000, id);
        return ready.value(0).value(1).value<SavedSession>();
    }
    QList<CheckBox*> boxes() const { return window->findChild<EarlierSessions*>()->findChildren<CheckBox*>(); }
    bool reads(const QString& text) const
    {
        for (const QLabel* label : window->findChildren<QLabel*>()) {
            const auto* elided = qobject_cast<const ElidedLabel*>(label);
            if (label->isVisible() && (elided ? elided->fullText() : label->text()).contains(text))
                return true;
        }
        return false;
    }
    QTemporaryDir place;
    Backend backend{{place.filePath(u"config.json"_s), place.filePath(u"data"_s)}, Backend::Threads::OneThread};
    Session session;
    Ask ask;
    QString file;
    std::unique_ptr<MainWindow> window;
};

} // namespace

class SessionsTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase() { m_theme = std::make_unique<ThemeControl>(*qApp); }

    void oneOfBeforeIsOpenedAsItWas()
    {
        Archive archive;
        archive.window->offerAddress();
        QVERIFY(archive.reads(u"None yet"_s));
        archive.backend.history().saveSession(sampleSession());
        QTRY_VERIFY(archive.reads(sampleSession().diagnosis.verdict.headline));
        QVERIFY(!archive.reads(u"canary"_s));
        QPushButton* open = Bench::button(*archive.window, u"Open"_s);
        QVERIFY(open);
        open->click();
        QVERIFY(archive.window->panel().isVisible());
        QCOMPARE(archive.window->panel().diagnosis().verdict.headline, sampleSession().diagnosis.verdict.headline);
        QVERIFY(archive.reads(u"As it was "_s));
        QVERIFY(archive.find<QWidget>(u"sessionCard"_s)->isVisible());
        // What was secret in the address was not kept, so that it cannot be asked again.
        Bench::button(*archive.window, u"Test again"_s)->click();
        QVERIFY(archive.window->findChild<NoticeBar*>()->isVisible());
        QVERIFY(archive.window->panel().diagnosis().finished);
    }
    void wordsOfTheUserAreKept()
    {
        Archive archive;
        archive.backend.history().saveSession(sampleSession());
        archive.window->findChild<Troubleshooting*>()->openSession(sampleSession().id);
        auto* note = archive.find<QLineEdit>(u"sessionNote"_s);
        QVERIFY(note->isVisible());
        QTest::keyClicks(note, u"the new router"_s);
        QTest::keyClick(note, Qt::Key_Return);
        QCOMPARE(archive.kept(sampleSession().id).note, u"the new router"_s);
        archive.find<QPushButton>(u"verdictWrong"_s)->click();
        auto* where = archive.find<QComboBox>(u"wrongPlace"_s);
        QVERIFY(where->isVisible());
        where->setCurrentText(u"It was the network here"_s);
        QTest::keyClicks(archive.find<QLineEdit>(u"wrongWords"_s), u"of the office"_s);
        archive.find<QPushButton>(u"wrongKeep"_s)->click();
        const SavedSession kept = archive.kept(sampleSession().id);
        QCOMPARE(kept.correction, (Correction{Test::sampleNow(), VerdictPlace::Network, u"of the office"_s}));
        QCOMPARE(kept.note, u"the new router"_s);
        QVERIFY(archive.reads(u"it was the network here. of the office"_s));
    }
    void itIsExportedAndImported()
    {
        Archive archive;
        archive.backend.history().saveSession(sampleSession());
        archive.window->findChild<Troubleshooting*>()->openSession(sampleSession().id);
        const QList<QAction*> ways = archive.find<QPushButton>(u"exportSession"_s)->menu()->actions();
        QCOMPARE(ways.size(), 3);
        for (QAction* way : ways) {
            way->trigger();
            QFile file(archive.file);
            QVERIFY2(file.open(QIODevice::ReadOnly), qPrintable(archive.file));
            QVERIFY(!file.readAll().contains("canary"));
        }
        QVERIFY(archive.file.endsWith(
            u"gatewatch-api.example-%1.json"_s.arg(toIso(sampleSession().about.startedAt).left(10))));
        archive.backend.history().removeSession(sampleSession().id);
        archive.find<QPushButton>(u"importSession"_s)->click();
        QCOMPARE(archive.kept(sampleSession().id).id, sampleSession().id);
        QVERIFY(archive.window->panel().isVisible());
        archive.file = archive.place.filePath(u"window.ini"_s); // no session
        archive.find<QPushButton>(u"importSession"_s)->click();
        QVERIFY(archive.reads(u"Nothing was imported"_s));
    }
    void oneIsRemovedAndComesBack()
    {
        Archive archive;
        archive.backend.history().saveSession(sampleSession());
        archive.window->offerAddress();
        QTRY_VERIFY(archive.reads(sampleSession().diagnosis.verdict.headline));
        Bench::button(*archive.window->findChild<EarlierSessions*>(), u"✕"_s)->click();
        QTRY_VERIFY(archive.reads(u"None yet"_s));
        QVERIFY(archive.kept(sampleSession().id).id.isEmpty());
        Bench::button(*archive.window, u"Undo"_s)->click();
        QTRY_VERIFY(archive.reads(sampleSession().diagnosis.verdict.headline));
        QCOMPARE(archive.kept(sampleSession().id).id, sampleSession().id);
    }
    void howTheEstimateDidIsShown_data()
    {
        QTest::addColumn<bool>("watched");
        QTest::newRow("of a watch that saw it back") << false;
        QTest::newRow("of the incident of a service") << true;
    }
    void howTheEstimateDidIsShown()
    {
        QFETCH(bool, watched);
        Archive archive;
        SavedSession session = sampleSession();
        const TimePoint begin = session.about.startedAt - Seconds(60);
        if (watched)
            session.about.service = u"api"_s;
        session.diagnosis.expectation = {};
        session.diagnosis.expectation.bracket = u"minutes"_s;
        session.diagnosis.expectation.medianSeconds = 300;
        session.diagnosis.expectation.since = begin;
        archive.backend.history().saveSession(session);
        auto* troubleshooting = archive.window->findChild<Troubleshooting*>();
        troubleshooting->openSession(session.id);
        const auto* grade = archive.find<QLabel>(u"sessionGrade"_s);
        auto* note = archive.find<QLineEdit>(u"sessionNote"_s);
        QVERIFY(note->isVisible() && !grade->isVisible());
        QTest::keyClicks(note, u"the new"_s); // still being typed when it is over
        const TimePoint over = session.about.startedAt + session.diagnosis.duration + std::chrono::minutes(12);
        if (watched) {
            Incident incident;
            incident.service = u"api"_s;
            incident.endpoint = u"web"_s;
            incident.opened = begin;
            incident.closed = over;
            archive.backend.history().saveIncident(incident);
        } else {
            archive.backend.history().sessionIsOver(session.id, over);
        }
        QVERIFY(grade->isVisible());
        const QString told = u"Expected about 5 min more, and it took 12 min: the estimate was too short."_s;
        QCOMPARE(grade->text(), told);
        QCOMPARE(note->text(), u"the new"_s);
        archive.window->showServices();
        QVERIFY(!grade->isVisible());
        troubleshooting->openSession(session.id); // as it was, and what became of it
        QVERIFY(grade->isVisible());
        QCOMPARE(grade->text(), told);
    }
    void twoAreComparedSideBySide()
    {
        Archive archive;
        archive.window->offerAddress();
        auto* compare = archive.find<QPushButton>(u"compareSessions"_s);
        QVERIFY(!compare->isVisible());
        archive.backend.history().saveSession(sampleSession());
        QTRY_COMPARE(archive.boxes().size(), 1);
        QVERIFY(!archive.boxes().first()->isVisible()); // nothing to be compared with
        archive.backend.history().saveSession(laterSession());
        QTRY_COMPARE(archive.boxes().size(), 2);
        QVERIFY(compare->isVisible() && !compare->isEnabled());
        const QList<CheckBox*> boxes = archive.boxes(); // the newest first
        QVERIFY2(
            boxes[0]->accessibleName().startsWith(u"Compare the session about api.example, 21 Nov "_s),
            qPrintable(boxes[0]->accessibleName()));
        QVERIFY(boxes[0]->accessibleName() != boxes[1]->accessibleName());
        QTest::mouseClick(boxes[0], Qt::LeftButton);
        QVERIFY(!compare->isEnabled());
        boxes[1]->setFocus();
        QTest::keyClick(boxes[1], Qt::Key_Space);
        QVERIFY(compare->isEnabled());
        compare->setFocus();
        QTest::keyClick(compare, Qt::Key_Space);

        const auto* page = archive.window->findChild<ComparisonPage*>();
        QVERIFY(page->isVisible());
        QVERIFY(archive.reads(u"In the first there was a fault, in the second nothing was wrong."_s));
        const auto* first = archive.find<QLabel>(u"first_place"_s);
        const auto* second = archive.find<QLabel>(u"second_place"_s);
        QVERIFY(first->isVisible() && second->isVisible());
        QCOMPARE(first->text(), u"the service"_s); // the older one is the first, whichever was chosen before
        QCOMPARE(second->text(), u"nowhere, nothing is wrong"_s);
        QCOMPARE(first->accessibleName(), u"Where the fault is, first: the service"_s);
        QVERIFY(archive.find<QLabel>(u"findingsWent"_s));
        QVERIFY(!archive.reads(u"canary"_s));
        QTest::keyClick(archive.window->focusWidget(), Qt::Key_Escape);
        QVERIFY(!page->isVisible());
        QVERIFY(compare->isVisible());
        QCOMPARE(archive.window->focusWidget(), compare);
        QVERIFY(boxes[0]->isChecked() && boxes[1]->isChecked());
        compare->click();
        archive.find<QPushButton>(u"openSecond"_s)->click();
        QVERIFY(archive.window->panel().isVisible());
        QCOMPARE(archive.window->panel().diagnosis().startedAt, laterSession().diagnosis.startedAt);
    }
    void onlyTwoCanBeChosen()
    {
        Archive archive;
        archive.window->offerAddress();
        SavedSession third = laterSession();
        third.id = u"00000000cafe"_s;
        for (const SavedSession& one : {sampleSession(), laterSession(), third})
            archive.backend.history().saveSession(one);
        QTRY_COMPARE(archive.boxes().size(), 3);
        archive.boxes()[0]->click();
        archive.boxes()[1]->click();
        QVERIFY(!archive.boxes()[2]->isEnabled());
        QVERIFY(archive.boxes()[2]->toolTip().contains(u"Two are chosen"_s));
        // One that is gone is not chosen any more.
        archive.backend.history().removeSession(sampleSession().id);
        QTRY_COMPARE(archive.boxes().size(), 2);
        const bool both = archive.boxes()[0]->isChecked() && archive.boxes()[1]->isChecked();
        QCOMPARE(archive.find<QPushButton>(u"compareSessions"_s)->isEnabled(), both);
        archive.backend.history().removeSession(third.id);
        QTRY_COMPARE(archive.boxes().size(), 1);
        QVERIFY(!archive.find<QPushButton>(u"compareSessions"_s)->isEnabled());
    }
    void whatCannotBeComparedIsSaid()
    {
        Archive archive;
        archive.window->offerAddress();
        auto& page = *archive.window->findChild<ComparisonPage*>();
        page.setSessions(sampleSession(), sampleSession());
        const auto* conclusion = archive.find<QLabel>(u"comparisonConclusion"_s);
        QCOMPARE(conclusion->text(), u"This is the same session twice."_s);
        QVERIFY(archive.find<QLabel>(u"first_place"_s));
        archive.backend.history().saveSession(sampleSession());
        page.compare(sampleSession().id, laterSession().id); // which was never kept
        QCOMPARE(conclusion->text(), u"One of these sessions cannot be read any more."_s);
        QVERIFY(!archive.find<QLabel>(u"first_place"_s));
        archive.backend.history().saveSession(laterSession());
        page.compare(sampleSession().id, laterSession().id);
        QVERIFY(archive.find<QLabel>(u"first_place"_s));
    }
    void aDiagnosisIsKeptWhenItIsOver()
    {
        LoopbackServer server([](const ServerRequest&) {
            ServerReply reply;
            reply.bytes = httpResponse(502, "Bad Gateway", "no");
            return reply;
        });
        QVERIFY(server.listen());
        Archive archive;
        archive.window->findChild<Troubleshooting*>()->openUrl(server.url());
        QVERIFY(!archive.find<QWidget>(u"sessionCard"_s)->isVisible());
        QTRY_VERIFY_WITH_TIMEOUT(archive.find<QWidget>(u"sessionCard"_s)->isVisible(), patience);
        archive.window->offerAddress();
        QTRY_VERIFY(archive.reads(server.url().toString()));
    }
    void aLinkFillsInAnAddressAndAsksNobody_data()
    {
        QTest::addColumn<QString>("link");
        QTest::addColumn<QUrl>("address");
        const auto row = [](const char* name, const QString& link, const QString& address) {
            QTest::newRow(name) << link << QUrl(address);
        };
        row("an address", u"gatewatch:troubleshoot?url=https://a.example/x"_s, u"https://a.example/x"_s);
        row("escaped", u"gatewatch:troubleshoot?url=https%3A%2F%2Fa.example%2F%3Fa%3D1"_s, u"https://a.example/?a=1"_s);
        row("without a scheme", u"gatewatch:troubleshoot?url=a.example"_s, u"https://a.example"_s);
        row("another scheme inside", u"gatewatch:troubleshoot?url=file:///etc/passwd"_s, {});
        row("another verb", u"gatewatch:remove?url=https://a.example/"_s, {});
        row("no address", u"gatewatch:troubleshoot"_s, {});
        row("another scheme", u"https://a.example/"_s, {});
        row("nothing", {}, {});
    }
    void aLinkFillsInAnAddressAndAsksNobody()
    {
        QFETCH(QString, link);
        QFETCH(QUrl, address);
        QCOMPARE(Troubleshooting::addressFromLink(link), address);
    }
    void aDroppedAddressIsFilledIn()
    {
        LoopbackServer server([](const ServerRequest&) { return ServerReply(); });
        QVERIFY(server.listen());
        Archive archive;
        QMimeData dropped;
        dropped.setUrls({server.url(u"/a"_s)});
        QDragEnterEvent enter(QPoint(5, 5), Qt::CopyAction, &dropped, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(archive.window.get(), &enter);
        QVERIFY(enter.isAccepted());
        QDropEvent drop(QPointF(5, 5), Qt::CopyAction, &dropped, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(archive.window.get(), &drop);
        QLineEdit* field = Bench::field(*archive.window->findChild<AddressPage*>(), u"Address"_s);
        QVERIFY(field && field->isVisible());
        QCOMPARE(field->text(), server.url(u"/a"_s).toString());
        QVERIFY(!archive.window->panel().isVisible());
        QCOMPARE(archive.window->findChild<Troubleshooting*>()->shown().startedAt, TimePoint{}); // nothing was begun
        QTcpSocket ours; // whoever was asked before this has noticed
        ours.connectToHost(QHostAddress::LocalHost, server.port());
        QTRY_COMPARE(server.connections(), 1);
    }

private:
    std::unique_ptr<ThemeControl> m_theme;
};

QTEST_MAIN(SessionsTest)
#include "tst_sessions.moc"
