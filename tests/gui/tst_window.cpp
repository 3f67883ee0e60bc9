// SPDX-License-Identifier: GPL-3.0-or-later
#include "windowbench.h"

#include <widgets/addpage.h>
#include <widgets/diagnosispanel.h>
#include <widgets/noticebar.h>
#include <widgets/servicelist.h>
#include <widgets/servicepage.h>
#include <widgets/settingspage.h>
#include <widgets/troubleshooting.h>
#include <widgets/windowactions.h>

#include <QApplication>
#include <QCheckBox>
#include <QSignalSpy>
#include <QTest>

#include <functional>

using namespace Gatewatch;
using namespace Qt::StringLiterals;
using Test::Bench;

class TestWindow : public QObject {
    Q_OBJECT
private slots:
    void initTestCase() { m_theme = std::make_unique<ThemeControl>(*qApp); }
    void twoClicksToAWatchedService();
    void typedAddressGetsAScheme();
    void wrongAddressIsExplained();
    void addressFrom_data();
    void addressFrom();
    void removeAndUndo();
    void narrowShowsOneOfBoth();
    void aSignInPageIsAClickAway();
    void troubleshootAndBack();
    void everyKeyOnce();
    void typingInTheSearchStaysThere();
    void firstStartHasTheKeysInThePicker();
    void settingsTakeEffectAtOnce();
    void settingsSearch();
    void setupKeepsAWrongValue();
    void closingEndsWithoutATray();
    void preferencesSurvive();
    void everyFocusableControlHasAName();

private:
    std::unique_ptr<ThemeControl> m_theme; ///< the style sheet makes the sizes
};

void TestWindow::twoClicksToAWatchedService()
{
    Bench bench(false);
    bench.window->showAdd(true);
    AddPage& page = bench.window->addPage();
    page.setEntries(
        {{u"github"_s,
          u"GitHub"_s,
          u"developer"_s,
          QUrl(u"https://github.com"_s),
          QUrl(u"https://www.githubstatus.com"_s),
          u"statuspage"_s,
          {},
          {},
          {}}});
    const auto boxes = page.findChildren<QCheckBox*>();
    QCOMPARE(boxes.size(), 1);
    QCOMPARE(Bench::field(page, u"Search the list of services"_s)->nextInFocusChain(), boxes.first());
    QCOMPARE(boxes.first()->nextInFocusChain(), Bench::field(page, u"Any address"_s));
    QTest::mouseClick(boxes.first(), Qt::LeftButton);
    QPushButton* watch = Bench::button(page, u"Watch 1 service"_s);
    QVERIFY(watch);
    QTest::mouseClick(watch, Qt::LeftButton);
    QVERIFY(bench.session.config().find(u"github"_s));
    QVERIFY(!page.isVisible());
    QCOMPARE(bench.window->servicePage().service(), u"github"_s);
}

void TestWindow::typedAddressGetsAScheme()
{
    Bench bench(false);
    bench.window->showAdd(true);
    AddPage& page = bench.window->addPage();
    page.setAddress(u"status.example.test/health"_s);
    QTest::keyClick(Bench::field(page, u"Any address"_s), Qt::Key_Return);
    QCOMPARE(bench.session.config().services.size(), 1);
    const Service service = bench.session.config().services.constFirst();
    QCOMPARE(service.endpoints.constFirst().http()->url, QUrl(u"https://status.example.test/health"_s));
}

void TestWindow::wrongAddressIsExplained()
{
    Bench bench(false);
    bench.window->showAdd(true);
    AddPage& page = bench.window->addPage();
    page.setAddress(u"not an address"_s);
    QLineEdit* field = Bench::field(page, u"Any address"_s);
    QTest::keyClick(field, Qt::Key_Return);
    QVERIFY(bench.session.config().services.isEmpty());
    QVERIFY(page.isVisible());
    QCOMPARE(field->text(), u"not an address"_s);
    QVERIFY(field->property("wrong").toBool());
}

void TestWindow::addressFrom_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QString>("url");
    QTest::newRow("host") << u"example.org"_s << u"https://example.org"_s;
    QTest::newRow("port") << u"localhost:8080/x"_s << u"https://localhost:8080/x"_s;
    QTest::newRow("http") << u"http://example.org/"_s << u"http://example.org/"_s;
    QTest::newRow("spaces around") << u"  example.org/a "_s << u"https://example.org/a"_s;
    QTest::newRow("other scheme") << u"ftp://example.org"_s << QString();
    QTest::newRow("script") << u"javascript://alert"_s << QString();
    QTest::newRow("empty") << QString() << QString();
    QTest::newRow("words") << u"my router"_s << QString();
    QTest::newRow("no host") << u"https:///path"_s << QString();
}

void TestWindow::addressFrom()
{
    QFETCH(QString, typed);
    QFETCH(QString, url);
    QCOMPARE(Troubleshooting::addressFrom(typed).toString(), url);
}

void TestWindow::removeAndUndo()
{
    Bench bench;
    bench.window->openService(u"shop.example"_s);
    const Config before = bench.session.config();
    bench.window->actions().remove->trigger();
    QVERIFY(!bench.session.config().find(u"shop.example"_s));
    QVERIFY(bench.window->findChild<NoticeBar*>()->isVisible());
    bench.window->actions().undo->trigger();
    QCOMPARE(bench.session.config(), before);
}

void TestWindow::narrowShowsOneOfBoth()
{
    Bench bench;
    auto* list = bench.window->findChild<ServiceList*>();
    auto& page = bench.window->servicePage();
    bench.window->resize(1000, 700);
    QTRY_VERIFY(list->isVisible());
    bench.window->openService(u"GitHub"_s);
    QVERIFY(list->isVisible() && page.isVisible());
    bench.window->resize(480, 700);
    QTRY_VERIFY(!list->isVisible());
    QVERIFY(page.isVisible());
    bench.window->actions().back->trigger();
    QVERIFY(list->isVisible());
    QVERIFY(!page.isVisible());
}

void TestWindow::aSignInPageIsAClickAway()
{
    Bench bench;
    const auto button = [&] { return Bench::button(*bench.window, u"Open sign-in page"_s); };
    Config config = bench.session.config();
    config.diagnosis.connectivityChecks = {
        {QUrl(u"https://a.example.test/"_s), 200}, {QUrl(u"http://b.example.test/204"_s), 204}};
    bench.session.setConfig(config);
    QVERIFY(!button());
    bench.session.setNetwork(LocalNetwork::CaptivePortal);
    QVERIFY(button());
    button()->click();
    QCOMPARE(bench.opened, QStringList{u"http://b.example.test/204"_s});
    bench.session.setNetwork(LocalNetwork::Online);
    QVERIFY(!button());
}

void TestWindow::troubleshootAndBack()
{
    Bench bench;
    bench.window->openService(u"api.example"_s);
    bench.window->actions().troubleshoot->trigger();
    DiagnosisPanel& panel = bench.window->panel();
    QVERIFY(panel.isVisible());
    QCOMPARE(panel.diagnosis().service, u"api.example"_s);
    QTest::keyClick(bench.window.get(), Qt::Key_Escape);
    QVERIFY(!panel.isVisible());
    QVERIFY(bench.window->servicePage().isVisible());
}

void TestWindow::everyKeyOnce()
{
    Bench bench;
    QHash<QString, QString> owners;
    for (const QAction* action : bench.window->actions().all()) {
        QVERIFY2(!action->text().isEmpty(), "an action has no words");
        for (const QKeySequence& key : action->shortcuts()) {
            const QString name = key.toString(QKeySequence::PortableText);
            QVERIFY2(
                !owners.contains(name), qPrintable(name + u": "_s + owners.value(name) + u", "_s + action->text()));
            owners.insert(name, action->text());
        }
    }
    for (const QString& key :
         {u"Ctrl+N"_s, u"F5"_s, u"Ctrl+Shift+F5"_s, u"Ctrl+T"_s, u"Ctrl+M"_s, u"Ctrl+F"_s, u"Ctrl+K"_s, u"Ctrl+Z"_s,
          u"Del"_s, u"F2"_s, u"Alt+1"_s, u"Alt+5"_s, u"F6"_s, u"Ctrl+,"_s, u"Ctrl+Q"_s})
        QVERIFY2(owners.contains(key), qPrintable(key));
}

void TestWindow::settingsTakeEffectAtOnce()
{
    Bench bench;
    bench.window->showSettings();
    auto* page = bench.window->findChild<SettingsPage*>();
    QCheckBox* recovery = nullptr;
    for (QCheckBox* box : page->findChildren<QCheckBox*>()) {
        if (box->accessibleName() == u"When it is back"_s)
            recovery = box;
    }
    QVERIFY(recovery);
    QVERIFY(recovery->isChecked());
    recovery->click();
    QVERIFY(!bench.session.config().notifications.onRecovery);
    recovery->click();
    QVERIFY(bench.session.config().notifications.onRecovery);
}

void TestWindow::settingsSearch()
{
    Bench bench;
    bench.window->showSettings();
    auto* page = bench.window->findChild<SettingsPage*>();
    const auto shown = [page](const QString& name) {
        for (QCheckBox* box : page->findChildren<QCheckBox*>()) {
            if (box->accessibleName() == name)
                return box->isVisible();
        }
        return false;
    };
    QVERIFY(shown(u"Quiet hours"_s));
    Bench::field(*page, u"Search settings"_s)->setText(u"quiet"_s);
    QVERIFY(shown(u"Quiet hours"_s));
    QVERIFY(!shown(u"When it is back"_s));
}

void TestWindow::setupKeepsAWrongValue()
{
    Bench bench;
    bench.window->openService(u"mail.example"_s);
    bench.window->servicePage().setTab(ServicePage::Setup);
    const Config before = bench.session.config();
    QLineEdit* field = Bench::field(bench.window->servicePage(), u"Address"_s);
    QVERIFY(field);
    field->setText(u"nonsense"_s);
    emit field->editingFinished();
    QCOMPARE(bench.session.config(), before);
    QCOMPARE(field->text(), u"nonsense"_s);
    QVERIFY(field->property("wrong").toBool());
    field->setText(u"https://mail.example/new"_s);
    emit field->editingFinished();
    QCOMPARE(
        bench.session.config().find(u"mail.example"_s)->endpoints.constFirst().http()->url,
        QUrl(u"https://mail.example/new"_s));
    QVERIFY(!field->property("wrong").toBool());
}

void TestWindow::closingEndsWithoutATray()
{
    Bench bench;
    UiPreferences preferences;
    preferences.closeHides = true; // wanted, but there is no tray here
    Preferences(bench.place.filePath(u"other.ini"_s)).save(preferences);
    MainWindow window({bench.session, Preferences(bench.place.filePath(u"other.ini"_s)), nullptr, bench.ask});
    window.show();
    QVERIFY(window.close());
}

void TestWindow::preferencesSurvive()
{
    const QTemporaryDir place;
    const Preferences store(place.filePath(u"window.ini"_s));
    QCOMPARE(store.load(), UiPreferences{});
    UiPreferences p;
    p.theme = ThemeChoice::Dark;
    p.closeHides = true;
    p.expert = true;
    p.closingExplained = true;
    p.rangeIndex = 4;
    p.lastSeenEvent = 1795000000000;
    p.geometry = QByteArray("\0\1\2geometry", 11);
    p.selectedService = u"api.example"_s;
    store.save(p);
    QCOMPARE(store.load(), p);
    QFile file(place.filePath(u"window.ini"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("[window]\ntheme=purple\n[chart]\nrange=77\n");
    file.close();
    QCOMPARE(store.load().theme, ThemeChoice::Desktop);
    QCOMPARE(store.load().rangeIndex, 5);
}

void TestWindow::typingInTheSearchStaysThere()
{
    Bench bench;
    bench.window->openService(u"api.example"_s);
    QVERIFY(bench.window->focusWidget());
    QLineEdit* search = nullptr;
    for (QLineEdit* field : bench.window->findChildren<QLineEdit*>()) {
        if (field->placeholderText().startsWith(u"Filter the"))
            search = field;
    }
    QVERIFY(search);
    search->setFocus();
    for (const QChar letter : u"git"_s) {
        QCOMPARE(bench.window->focusWidget(), search);
        QTest::keyClick(bench.window->focusWidget(), letter.toLatin1());
    }
    QCOMPARE(search->text(), u"git"_s);
    QTest::keyClick(search, Qt::Key_Return);
    QCOMPARE(bench.window->servicePage().service(), u"GitHub"_s);
    QVERIFY(search->text().isEmpty()); // the rest of the list is there again
}

void TestWindow::firstStartHasTheKeysInThePicker()
{
    const QTemporaryDir place;
    Backend backend({place.filePath(u"config.json"_s), place.filePath(u"data"_s)});
    Session session;
    session.attach(backend);
    MainWindow window({session, Preferences(place.filePath(u"window.ini"_s)), nullptr, Ask()});
    window.show();
    backend.start();
    QTRY_VERIFY(window.addPage().isVisible());
    QCOMPARE(window.focusWidget(), Bench::field(window.addPage(), u"Search the list of services"_s));
    QTest::keyClicks(window.focusWidget(), u"github"_s);
    const auto boxes = window.addPage().findChildren<QCheckBox*>();
    QCOMPARE(boxes.size(), 1);
    QTRY_VERIFY(boxes.first()->isVisible());
    QTest::keyClick(window.focusWidget(), Qt::Key_Tab);
    QTest::keyClick(window.focusWidget(), Qt::Key_Space);
    const QPushButton* watch = Bench::button(window.addPage(), u"Watch 1 service"_s);
    QVERIFY(watch);
    QTest::keyClick(window.focusWidget(), Qt::Key_Return);
    QTRY_VERIFY(session.config().find(u"github"_s));
}

void TestWindow::everyFocusableControlHasAName()
{
    Bench bench;
    MainWindow& window = *bench.window;
    window.openService(u"api.example"_s);
    const QList<std::function<void()>> pages{
        [] {}, [&] { window.showSettings(); }, [&] { window.showEvents(); }, [&] { window.showAdd(false); },
        [&] { window.troubleshoot(u"api.example"_s); }};
    for (const auto& go : pages) {
        go();
        for (const QWidget* widget : window.findChildren<QWidget*>()) {
            if (!(widget->focusPolicy() & Qt::TabFocus) || widget->focusProxy() || !widget->isVisible())
                continue;
            const auto* button = qobject_cast<const QAbstractButton*>(widget);
            const bool named = !widget->accessibleName().isEmpty() || (button && !button->text().isEmpty());
            const bool inner = widget->inherits("QSplitterHandle") || widget->objectName() == u"qt_spinbox_lineedit"_s;
            QVERIFY2(named || inner, widget->metaObject()->className());
            if (button)
                QTRY_VERIFY2(
                    button->width() >= 24 && button->height() >= 24,
                    qPrintable(u"%1: %2 x %3"_s.arg(button->text()).arg(button->width()).arg(button->height())));
        }
    }
}

QTEST_MAIN(TestWindow)
#include "tst_window.moc"
