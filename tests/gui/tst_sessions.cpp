// SPDX-License-Identifier: GPL-3.0-or-later
// Troubleshooting sessions of before, in the window: listed, opened as they were, annotated, exported and imported.
#include "windowbench.h"

#include <core/diagnosis/session.h>
#include <engine/demo/loopbackserver.h>
#include <widgets/addresspage.h>
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
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QMimeData>
#include <QSignalSpy>
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
        QTest::qWait(50);
        QCOMPARE(server.connections(), 0);
    }

private:
    std::unique_ptr<ThemeControl> m_theme;
};

QTEST_MAIN(SessionsTest)
#include "tst_sessions.moc"
