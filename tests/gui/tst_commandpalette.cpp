// SPDX-License-Identifier: GPL-3.0-or-later
// Everything the window can do, found by a few letters.
#include "windowbench.h"

#include <widgets/commandpalette.h>
#include <widgets/diagnosispanel.h>
#include <widgets/fuzzymatch.h>
#include <widgets/servicepage.h>
#include <widgets/settingspage.h>
#include <widgets/windowactions.h>

#include <QApplication>
#include <QListWidget>
#include <QTest>

using namespace Gatewatch;
using namespace Qt::StringLiterals;
using Test::Bench;

namespace {

/// The palette of a window, opened by its action.
struct Opened {
    explicit Opened(Bench& bench)
        : palette(*bench.window->findChild<CommandPalette*>())
        , field(*palette.findChild<QLineEdit*>())
        , list(*palette.findChild<QListWidget*>())
    {
        bench.window->actions().jump->trigger();
    }
    [[nodiscard]] QString first() const { return list.count() > 0 ? list.item(0)->text() : QString(); }
    void type(const QString& text) { QTest::keyClicks(&field, text); }
    void press(Qt::Key key) { QTest::keyClick(&field, key); }

    CommandPalette& palette;
    QLineEdit& field;
    QListWidget& list;
};

} // namespace

class CommandPaletteTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase() { m_theme = std::make_unique<ThemeControl>(*qApp); }
    void wordsFit_data();
    void wordsFit();
    void theBetterOneComesFirst_data();
    void theBetterOneComesFirst();
    void threeLettersOpenAService();
    void twoWordsTroubleshoot();
    void anAddressIsTroubleshot();
    void whatCannotBeUsedIsNotOffered();
    void whatWasChosenLatelyComesFirst();
    void escapeGivesTheFocusBack();
    void nothingIsCalledLikeThat();
    void itFitsANarrowWindow();

private:
    std::unique_ptr<ThemeControl> m_theme;
};

void CommandPaletteTest::wordsFit_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("fits");
    const auto row = [](const char* name, const QString& typed, const QString& text, bool fits) {
        QTest::newRow(name) << typed << text << fits;
    };
    row("nothing", {}, u"Settings"_s, true);
    row("letter case", u"SETT"_s, u"settings"_s, true);
    row("words in any order", u"api tr"_s, u"Troubleshoot api.example"_s, true);
    row("scattered", u"tsh"_s, u"Troubleshoot"_s, true);
    row("scattered, wrong order", u"hst"_s, u"Troubleshoot"_s, false);
    row("scattered from the middle of a word", u"rsh"_s, u"Troubleshoot"_s, false);
    row("one word does not fit", u"api zz"_s, u"Troubleshoot api.example"_s, false);
    row("letters with marks", u"ÉTAT"_s, u"l’état"_s, true);
}

void CommandPaletteTest::wordsFit()
{
    QFETCH(QString, typed);
    QFETCH(QString, text);
    QFETCH(bool, fits);
    QCOMPARE(fuzzyScore(typed, text).has_value(), fits);
}

void CommandPaletteTest::theBetterOneComesFirst_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QString>("better");
    QTest::addColumn<QString>("worse");
    QTest::newRow("beginning before word") << u"api"_s << u"api.example"_s << u"the api"_s;
    QTest::newRow("word before inside") << u"api"_s << u"my api"_s << u"rapid"_s;
    QTest::newRow("inside before scattered") << u"api"_s << u"rapid"_s << u"a pile of ink"_s;
    QTest::newRow("near before far") << u"tsh"_s << u"tush"_s << u"the last h"_s;
}

void CommandPaletteTest::theBetterOneComesFirst()
{
    QFETCH(QString, typed);
    QFETCH(QString, better);
    QFETCH(QString, worse);
    QVERIFY(fuzzyScore(typed, better));
    QVERIFY(fuzzyScore(typed, worse));
    QCOMPARE_GT(*fuzzyScore(typed, better), *fuzzyScore(typed, worse));
}

void CommandPaletteTest::threeLettersOpenAService()
{
    Bench bench;
    Opened opened(bench);
    QVERIFY(opened.palette.isVisible());
    opened.type(u"npm"_s);
    QCOMPARE(opened.first(), u"Open npm"_s);
    opened.press(Qt::Key_Return);
    QVERIFY(!opened.palette.isVisible());
    QCOMPARE(bench.window->servicePage().service(), u"npm"_s);
}

void CommandPaletteTest::twoWordsTroubleshoot()
{
    Bench bench;
    Opened opened(bench);
    opened.type(u"shop tr"_s);
    QCOMPARE(opened.first(), u"Troubleshoot shop.example"_s);
    opened.press(Qt::Key_Return);
    QVERIFY(bench.window->panel().isVisible());
    QCOMPARE(bench.window->panel().diagnosis().service, u"shop.example"_s);
}

void CommandPaletteTest::anAddressIsTroubleshot()
{
    Bench bench;
    Opened opened(bench);
    opened.type(u"status.example/x"_s);
    QCOMPARE(opened.first(), u"Troubleshoot the address status.example/x"_s);
    opened.press(Qt::Key_Return);
    QCOMPARE(bench.window->panel().diagnosis().target, QUrl(u"https://status.example/x"_s));
}

void CommandPaletteTest::whatCannotBeUsedIsNotOffered()
{
    Bench bench;
    bench.window->showSettings();
    Opened opened(bench);
    opened.type(u"remove"_s);
    QVERIFY(!opened.first().startsWith(u"Remove"_s));
    opened.field.clear();
    opened.type(u"go on watching"_s); // nothing is paused
    QVERIFY(opened.first() != u"Go on watching"_s);
}

void CommandPaletteTest::whatWasChosenLatelyComesFirst()
{
    Bench bench;
    Opened opened(bench);
    const QString before = opened.first();
    opened.type(u"settings"_s);
    opened.press(Qt::Key_Return);
    QVERIFY(bench.window->findChild<SettingsPage*>()->isVisible());
    bench.window->actions().jump->trigger();
    QCOMPARE(opened.first(), u"Settings"_s);
    QVERIFY(before != u"Settings"_s);
    bench.window->close();
    QVERIFY(bench.preferences().load().recentCommands.constFirst().endsWith(u"Settings"_s));
}

void CommandPaletteTest::escapeGivesTheFocusBack()
{
    Bench bench;
    bench.window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(bench.window.get()));
    QWidget* before = bench.window->focusWidget();
    Opened opened(bench);
    QVERIFY(opened.field.hasFocus());
    opened.press(Qt::Key_Escape);
    QVERIFY(!opened.palette.isVisible());
    QCOMPARE(bench.window->focusWidget(), before);
}

void CommandPaletteTest::nothingIsCalledLikeThat()
{
    Bench bench;
    Opened opened(bench);
    opened.type(u"qqqq"_s);
    QCOMPARE(opened.list.count(), 0);
    opened.press(Qt::Key_Return);
    QVERIFY(opened.palette.isVisible());
    QVERIFY(!opened.field.toolTip().isEmpty());
}

void CommandPaletteTest::itFitsANarrowWindow()
{
    Bench bench;
    bench.window->resize(360, 480);
    Opened opened(bench);
    QVERIFY(bench.window->rect().contains(opened.palette.geometry()));
}

QTEST_MAIN(CommandPaletteTest)
#include "tst_commandpalette.moc"
