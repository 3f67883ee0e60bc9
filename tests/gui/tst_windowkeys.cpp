// SPDX-License-Identifier: GPL-3.0-or-later
// What keys and menus act on: the service that is shown, and nothing that is not.
#include "windowbench.h"

#include <widgets/addpage.h>
#include <widgets/diagnosispanel.h>
#include <widgets/noticebar.h>
#include <widgets/servicelist.h>
#include <widgets/servicepage.h>
#include <widgets/setuppage.h>
#include <widgets/topbar.h>
#include <widgets/windowactions.h>

#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QLabel>
#include <QMenu>
#include <QTest>

using namespace Gatewatch;
using namespace Qt::StringLiterals;
using Test::Bench;

namespace {

ServiceList& listOf(const Bench& bench)
{
    return *bench.window->findChild<ServiceList*>();
}

int countOf(const Bench& bench)
{
    return static_cast<int>(bench.session.config().services.size());
}

} // namespace

class WindowKeysTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase() { m_theme = std::make_unique<ThemeControl>(*qApp); }
    void removingLeadsToTheNeighbour();
    void aHeldKeyRemovesOne();
    void nothingIsRemovedFromOtherPages();
    void aDoubleClickRemovesOne();
    void everyRemovalCanBeUndone();
    void whatWasAddedAgainIsNotUndone();
    void keysActOnTheShownService();
    void openingShowsWhatAFilterHides();
    void f6GoesThroughThePanes();
    void f2RenamesTheService();
    void selectedTextIsCopied();
    void withoutADiagnosisNothingIsCopied();
    void theMenuPausesAndGoesOn();
    void enterPressesTheFocusedButton();
    void theChoiceInThePickerSurvivesEscape();

private:
    std::unique_ptr<ThemeControl> m_theme;
};

void WindowKeysTest::removingLeadsToTheNeighbour()
{
    Bench bench;
    bench.window->openService(u"shop.example"_s);
    bench.window->servicePage().setTab(ServicePage::Setup);
    bench.window->actions().remove->trigger();
    QCOMPARE(bench.window->servicePage().service(), u"mail.example"_s); // the next one in the list
    QCOMPARE(listOf(bench).selected(), u"mail.example"_s);
    QVERIFY(!bench.window->findChild<SetupPage*>()->isVisible());
    bench.window->openService(u"npm"_s); // the last one
    bench.window->actions().remove->trigger();
    QCOMPARE(bench.window->servicePage().service(), u"Foo CI"_s);
}

void WindowKeysTest::aHeldKeyRemovesOne()
{
    const Bench bench;
    QVERIFY(!bench.window->actions().remove->autoRepeat());
}

void WindowKeysTest::nothingIsRemovedFromOtherPages()
{
    Bench bench;
    bench.window->openService(u"shop.example"_s);
    const int before = countOf(bench);
    bench.window->showSettings();
    bench.window->actions().remove->trigger();
    bench.window->troubleshoot(u"shop.example"_s);
    bench.window->actions().remove->trigger();
    QCOMPARE(countOf(bench), before);
    bench.window->showServices();
    bench.window->actions().remove->trigger();
    QCOMPARE(countOf(bench), before - 1);
}

void WindowKeysTest::aDoubleClickRemovesOne()
{
    Bench bench;
    bench.window->openService(u"shop.example"_s);
    bench.window->servicePage().setTab(ServicePage::Setup);
    const int before = countOf(bench);
    QPushButton* remove = Bench::button(bench.window->servicePage(), u"Remove this service"_s);
    QVERIFY(remove);
    QTest::mouseClick(remove, Qt::LeftButton);
    QCOMPARE(countOf(bench), before - 1);
    QVERIFY(!remove->isVisible()); // the second click cannot meet it
}

void WindowKeysTest::everyRemovalCanBeUndone()
{
    Bench bench;
    const Config before = bench.session.config();
    for (const QString& id : {u"shop.example"_s, u"npm"_s, u"Claude"_s}) {
        bench.window->openService(id);
        bench.window->actions().remove->trigger();
    }
    QCOMPARE(countOf(bench), 7);
    for (int i = 0; i < 3; ++i)
        bench.window->actions().undo->trigger();
    QCOMPARE(bench.session.config(), before);
    bench.window->actions().undo->trigger();
    QCOMPARE(bench.session.config(), before);
}

void WindowKeysTest::whatWasAddedAgainIsNotUndone()
{
    Bench bench;
    const Service npm = *bench.session.config().find(u"npm"_s);
    bench.session.removeService(u"Claude"_s);
    bench.session.removeService(u"npm"_s);
    bench.session.addServices({npm});
    QVERIFY(bench.session.undoRemove());
    QVERIFY(bench.session.config().find(u"Claude"_s));
    QCOMPARE(countOf(bench), 10);
    QVERIFY(!bench.session.undoRemove());
}

void WindowKeysTest::keysActOnTheShownService()
{
    Bench bench;
    bench.window->openService(u"mail.example"_s);
    // A search hides it from the list; its page is shown all the same.
    QLineEdit* search = Bench::field(*bench.window, u"Search services"_s);
    search->setText(u"no such service"_s);
    QVERIFY(listOf(bench).selected().isEmpty());
    QCOMPARE(bench.window->servicePage().service(), u"mail.example"_s);
    bench.window->actions().mute->trigger();
    QVERIFY(bench.session.mutedUntil(u"mail.example"_s));
    bench.window->actions().copyRow->trigger();
    QVERIFY(QApplication::clipboard()->text().startsWith(u"mail.example: "_s));
    bench.window->showSettings();
    QVERIFY(!bench.window->actions().checkThis->isEnabled());
    QVERIFY(!Bench(false).window->actions().checkThis->isEnabled()); // without one it must not mean all
    bench.window->troubleshoot(u"npm"_s);
    QVERIFY(bench.window->actions().checkThis->isEnabled());
    bench.window->actions().mute->trigger();
    QVERIFY(bench.session.mutedUntil(u"npm"_s));
}

void WindowKeysTest::openingShowsWhatAFilterHides()
{
    Bench bench;
    bench.window->openService(u"api.example"_s);
    QPushButton* down = Bench::button(listOf(bench), u"Down 2"_s);
    QVERIFY(down);
    down->click();
    bench.window->openService(u"GitHub"_s);
    QCOMPARE(listOf(bench).selected(), u"GitHub"_s);
    QVERIFY(!down->isChecked());
}

void WindowKeysTest::f6GoesThroughThePanes()
{
    Bench bench;
    MainWindow& window = *bench.window;
    window.openService(u"api.example"_s);
    QAction* next = window.actions().nextPane;
    QVERIFY(listOf(bench).isAncestorOf(window.focusWidget()));
    next->trigger();
    QVERIFY(window.servicePage().isAncestorOf(window.focusWidget()));
    next->trigger();
    QVERIFY(window.findChild<TopBar*>()->isAncestorOf(window.focusWidget()));
    next->trigger();
    QVERIFY(listOf(bench).isAncestorOf(window.focusWidget()));
    window.troubleshoot(u"api.example"_s);
    next->trigger();
    QVERIFY(window.panel().isAncestorOf(window.focusWidget()));
}

void WindowKeysTest::f2RenamesTheService()
{
    Bench bench;
    bench.window->openService(u"npm"_s);
    bench.window->actions().rename->trigger();
    auto* field = qobject_cast<QLineEdit*>(bench.window->focusWidget());
    QVERIFY(field);
    QCOMPARE(field->selectedText(), u"npm"_s);
    QTest::keyClicks(field, u"The registry"_s);
    QTest::keyClick(field, Qt::Key_Return);
    QCOMPARE(bench.session.config().find(u"npm"_s)->name, u"The registry"_s);
}

void WindowKeysTest::selectedTextIsCopied()
{
    Bench bench;
    bench.window->openService(u"api.example"_s);
    auto* label = new QLabel(u"a finding in words"_s, &bench.window->servicePage());
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    label->show();
    label->setFocus();
    label->setSelection(2, 7);
    bench.window->actions().copyRow->trigger();
    QCOMPARE(QApplication::clipboard()->text(), u"finding"_s);
}

void WindowKeysTest::withoutADiagnosisNothingIsCopied()
{
    Bench bench;
    QApplication::clipboard()->setText(u"mine"_s);
    bench.window->openService(u"api.example"_s);
    bench.window->actions().copyReport->trigger();
    QCOMPARE(QApplication::clipboard()->text(), u"mine"_s);
    QVERIFY(bench.window->findChild<NoticeBar*>()->isVisible());
}

void WindowKeysTest::theMenuPausesAndGoesOn()
{
    const Bench bench;
    const WindowActions& actions = bench.window->actions();
    QVERIFY(!actions.resume->isVisible());
    QCOMPARE(actions.pauses.size(), 4);
    actions.pauses.first()->trigger();
    QVERIFY(bench.session.paused());
    QVERIFY(!bench.session.config().polling.paused); // for a while only
    QVERIFY(actions.resume->isVisible());
    QVERIFY(!actions.pauseMenu()->menuAction()->isVisible());
    actions.resume->trigger();
    QVERIFY(!bench.session.paused());
    actions.pauses.last()->trigger();
    QVERIFY(bench.session.config().polling.paused);
}

void WindowKeysTest::enterPressesTheFocusedButton()
{
    Bench bench(false);
    bench.window->showAdd(false);
    AddPage& page = bench.window->addPage();
    page.setAddress(u"https://new.example/"_s);
    QPushButton* cancel = Bench::button(page, u"Cancel"_s);
    QVERIFY(cancel);
    cancel->setFocus();
    QTest::keyClick(cancel, Qt::Key_Return);
    QCOMPARE(countOf(bench), 0);
    QVERIFY(!page.isVisible());
}

void WindowKeysTest::theChoiceInThePickerSurvivesEscape()
{
    Bench bench(false);
    AddPage& page = bench.window->addPage();
    bench.window->showAdd(false);
    page.setAddress(u"https://new.example/"_s);
    const QList<QCheckBox*> boxes = page.findChildren<QCheckBox*>();
    boxes.first()->click();
    QTest::keyClick(bench.window.get(), Qt::Key_Escape);
    QVERIFY(!page.isVisible());
    bench.window->showAdd(false);
    QVERIFY(page.findChildren<QCheckBox*>().first()->isChecked());
    QCOMPARE(Bench::field(page, u"Any address"_s)->text(), u"https://new.example/"_s);
    Bench::button(page, u"Cancel"_s)->click();
    bench.window->showAdd(false);
    QVERIFY(!page.findChildren<QCheckBox*>().first()->isChecked());
    QVERIFY(Bench::field(page, u"Any address"_s)->text().isEmpty());
}

QTEST_MAIN(WindowKeysTest)
#include "tst_windowkeys.moc"
