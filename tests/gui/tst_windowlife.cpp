// SPDX-License-Identifier: GPL-3.0-or-later
// How the window opens, gives way, closes and fits.
#include "windowbench.h"

#include <widgets/addresslist.h>
#include <widgets/diagnosispanel.h>
#include <widgets/noticebar.h>
#include <widgets/notifier.h>
#include <widgets/servicelist.h>
#include <widgets/servicepage.h>
#include <widgets/statecard.h>
#include <widgets/telling.h>
#include <widgets/topbar.h>
#include <widgets/windowactions.h>

#include <QAbstractSpinBox>
#include <QApplication>
#include <QClipboard>
#include <QCloseEvent>
#include <QPointer>
#include <QScrollArea>
#include <QTest>
#include <QTimer>

using namespace Gatewatch;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using Test::Bench;

namespace {

QLabel* labelNamed(const QWidget& parent, const QString& name)
{
    return parent.findChild<QLabel*>(name);
}

/// As the window system sends it when somebody presses the cross.
bool closedByTheUser(MainWindow& window)
{
    QCloseEvent event;
    QSpontaneKeyEvent::setSpontaneous(&event);
    QApplication::instance()->notify(&window, &event);
    return event.isAccepted();
}

QString wordsOf(const QWidget& parent)
{
    QStringList words;
    for (const QLabel* label : parent.findChildren<QLabel*>()) {
        if (label->isVisible())
            words << label->text();
    }
    return words.join(u'\n');
}

/// Scroll areas here scroll up and down only: what is wider than they are is cut off.
QString cutOff(const QWidget& window)
{
    for (const QScrollArea* area : window.findChildren<QScrollArea*>()) {
        if (area->isVisible() && area->widget() && area->widget()->width() > area->viewport()->width())
            return u"%1 of %2"_s.arg(area->viewport()->width()).arg(area->widget()->width());
    }
    return {};
}

} // namespace

class WindowLifeTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase() { m_theme = std::make_unique<ThemeControl>(*qApp); }
    void theDemoIsMarkedEverywhere();
    void closingWithoutATrayIsExplainedOnce();
    void endingIsNotClosing();
    void whatIsChosenIsKeptAtTheEnd();
    void aHiddenWindowWithoutATrayComesBack();
    void thePanelDoesNotOpenWhileSomebodyTypes();
    void anOldDiagnosisSaysNothingAboutThisOutage();
    void theExpertsWordsAreKept();
    void nobodyShowsNotificationsIsSaid();
    void unchangedListsAreNotMadeAnew();
    void theWheelScrollsTheSettings();
    void countsGiveWay();
    void nothingIsCutOff_data();
    void nothingIsCutOff();

private:
    std::unique_ptr<ThemeControl> m_theme;
};

void WindowLifeTest::theDemoIsMarkedEverywhere()
{
    Bench bench(true, true);
    MainWindow& window = *bench.window;
    const QLabel* ribbon = labelNamed(window, u"ribbon"_s);
    QVERIFY(ribbon && ribbon->isVisible());
    QVERIFY(window.telling().tray().toolTip().startsWith(u"Demo: "_s));
    window.troubleshoot(u"api.example"_s);
    QVERIFY(window.panel().isVisible());
    QVERIFY(ribbon->isVisible());
    window.panel().setDiagnosis(Test::sampleDiagnosis(), Test::sampleNow());
    window.actions().copyReport->trigger();
    QVERIFY(QApplication::clipboard()->text().startsWith(u"Demo: "_s));
    const Bench real;
    QVERIFY(!labelNamed(*real.window, u"ribbon"_s)->isVisible());
    QVERIFY(!real.window->telling().tray().toolTip().startsWith(u"Demo: "_s));
}

void WindowLifeTest::closingWithoutATrayIsExplainedOnce()
{
    Bench bench;
    const auto* notice = bench.window->findChild<NoticeBar*>();
    QVERIFY(!notice->isVisible());
    bench.window->explainClosing();
    QVERIFY(notice->isVisible());
    QVERIFY(closedByTheUser(*bench.window)); // explained or not, it ends the program
    QVERIFY(bench.preferences().load().closingExplained);
}

void WindowLifeTest::endingIsNotClosing()
{
    // Qt closes all windows when the program is to end; one that refuses keeps it alive.
    Bench bench;
    QVERIFY(bench.window->close());
}

void WindowLifeTest::whatIsChosenIsKeptAtTheEnd()
{
    Bench bench;
    bench.window->openService(u"npm"_s);
    bench.window->hide(); // it is not closed, as it is not when a signal ends the program
    QTimer::singleShot(0, qApp, &QCoreApplication::quit);
    QCOMPARE(QApplication::exec(), 0);
    QCOMPARE(bench.preferences().load().selectedService, u"npm"_s);
}

void WindowLifeTest::aHiddenWindowWithoutATrayComesBack()
{
    Bench bench;
    QVERIFY(!bench.window->telling().tray().isInTray()); // the offscreen platform has none
    bench.window->hide();
    QTRY_VERIFY_WITH_TIMEOUT(bench.window->isVisible(), 10000);
}

void WindowLifeTest::thePanelDoesNotOpenWhileSomebodyTypes()
{
    Bench plain; // makes the configuration
    const Config config = plain.session.config();
    plain.window.reset();

    const QTemporaryDir place;
    Backend backend(
        {place.filePath(u"config.json"_s), place.filePath(u"data"_s)}, Backend::Threads::OneThread); // never started
    Session session;
    session.attach(backend);
    session.setConfig(config);
    MainWindow window({session, Preferences(place.filePath(u"window.ini"_s)), nullptr, Ask()});
    window.show();
    window.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    window.openService(u"mail.example"_s);
    window.servicePage().rename();
    QVERIFY(qobject_cast<QLineEdit*>(window.focusWidget()));
    emit backend.engine().badGatewayConfirmed(u"api.example"_s);
    QTRY_VERIFY(window.findChild<NoticeBar*>()->isVisible());
    QVERIFY(!window.panel().isVisible());
    window.findChild<ServiceList*>()->focusList();
    emit backend.engine().badGatewayConfirmed(u"api.example"_s);
    QTRY_VERIFY(window.panel().isVisible());
}

void WindowLifeTest::anOldDiagnosisSaysNothingAboutThisOutage()
{
    Bench bench;
    bench.window->openService(u"api.example"_s);
    Diagnosis diagnosis = Test::sampleDiagnosis();
    diagnosis.startedAt = bench.session.status(u"api.example"_s).since - 1h;
    bench.session.setDiagnosis(diagnosis);
    const auto* card = bench.window->findChild<StateCard*>();
    QVERIFY2(!wordsOf(*card).contains(diagnosis.verdict.headline), qPrintable(wordsOf(*card)));
    QVERIFY(!wordsOf(*card).contains(u"85 %"_s));
    bench.session.setDiagnosis(Test::sampleDiagnosis());
    QVERIFY2(wordsOf(*card).contains(diagnosis.verdict.headline), qPrintable(wordsOf(*card)));
    QVERIFY(wordsOf(*card).contains(u"85 %"_s));
}

void WindowLifeTest::theExpertsWordsAreKept()
{
    Bench bench;
    bench.window->troubleshoot(u"api.example"_s);
    Bench::button(bench.window->panel(), u"Expert"_s)->click();
    closedByTheUser(*bench.window); // writes what the window remembers
    QVERIFY(bench.preferences().load().expert);
    const MainWindow next({bench.session, bench.preferences(), nullptr, bench.ask});
    QVERIFY(next.findChild<DiagnosisPanel*>()->isExpert());
}

void WindowLifeTest::nobodyShowsNotificationsIsSaid()
{
    Bench bench;
    emit bench.window->telling().notifier().unavailable();
    QVERIFY(!bench.window->findChild<NoticeBar*>()->isVisible());
    bench.window->showSettings();
    emit bench.window->telling().notifier().unavailable();
    QVERIFY(bench.window->findChild<NoticeBar*>()->isVisible());
}

void WindowLifeTest::unchangedListsAreNotMadeAnew()
{
    Bench bench;
    bench.window->showSettings();
    const QPointer<QPushButton> remove = Bench::button(*bench.window->findChild<AddressList*>(), u"Remove"_s);
    QVERIFY(remove);
    Config config = bench.session.config();
    config.notifications.onRecovery = !config.notifications.onRecovery;
    bench.session.updateConfig(config);
    QVERIFY(remove);
    config.diagnosis.controlSites.clear();
    bench.session.updateConfig(config);
    QVERIFY(!remove);
}

void WindowLifeTest::theWheelScrollsTheSettings()
{
    Bench bench;
    bench.window->showSettings();
    bench.window->openService(u"npm"_s);
    bench.window->servicePage().setTab(ServicePage::Setup);
    const QList<QAbstractSpinBox*> fields = bench.window->findChildren<QAbstractSpinBox*>();
    QVERIFY(fields.size() >= 9);
    for (const QAbstractSpinBox* field : fields)
        QCOMPARE(field->focusPolicy(), Qt::StrongFocus);
}

void WindowLifeTest::countsGiveWay()
{
    Bench bench;
    const auto* bar = bench.window->findChild<TopBar*>();
    QTRY_VERIFY(wordsOf(*bar).contains(u"2 down"_s));
    bench.window->resize(780, 700);
    QTRY_VERIFY(!wordsOf(*bar).contains(u"2 down"_s));
    for (const QPushButton* button : bar->findChildren<QPushButton*>()) {
        if (button->isVisible())
            QTRY_VERIFY2(button->x() >= 0 && button->geometry().right() < bar->width(), qPrintable(button->text()));
    }
}

void WindowLifeTest::nothingIsCutOff_data()
{
    QTest::addColumn<QSize>("size");
    QTest::newRow("800 x 600") << QSize(800, 600);
    QTest::newRow("480 x 700") << QSize(480, 700);
}

void WindowLifeTest::nothingIsCutOff()
{
    QFETCH(const QSize, size);
    Bench bench;
    MainWindow& window = *bench.window;
    window.resize(size);
    window.showSettings();
    QTRY_VERIFY2(cutOff(window).isEmpty(), qPrintable(u"settings: "_s + cutOff(window)));
    window.troubleshoot(u"api.example"_s);
    window.panel().setDiagnosis(Test::sampleDiagnosis(), Test::sampleNow());
    QTRY_VERIFY2(cutOff(window).isEmpty(), qPrintable(u"panel: "_s + cutOff(window)));
    window.panel().setExpert(true);
    QTRY_VERIFY2(cutOff(window).isEmpty(), qPrintable(u"panel for experts: "_s + cutOff(window)));
    window.showAdd(false);
    QTRY_VERIFY2(cutOff(window).isEmpty(), qPrintable(u"picker: "_s + cutOff(window)));
    window.openService(u"api.example"_s);
    for (const auto tab : {ServicePage::Now, ServicePage::Incidents, ServicePage::Provider, ServicePage::Setup}) {
        window.servicePage().setTab(tab);
        QTRY_VERIFY2(cutOff(window).isEmpty(), qPrintable(u"tab %1: %2"_s.arg(tab).arg(cutOff(window))));
    }
    QCOMPARE(window.size(), size);
}

QTEST_MAIN(WindowLifeTest)
#include "tst_windowlife.moc"
