// SPDX-License-Identifier: GPL-3.0-or-later
// What the buttons of the troubleshooting panel do.
#include "windowbench.h"

#include <core/diagnosis/advice.h>
#include <support/nginx.h>
#include <widgets/diagnosispanel.h>
#include <widgets/noticebar.h>
#include <widgets/otherdevicecard.h>
#include <widgets/retestcard.h>
#include <widgets/troubleshooting.h>

#include <QApplication>
#include <QClipboard>
#include <QLabel>
#include <QMenu>
#include <QSignalSpy>
#include <QTest>

#include <algorithm>

using namespace Gatewatch;
using namespace Qt::StringLiterals;
using Test::Bench;

namespace {

constexpr int patience = 30000;

World worldWith(int status, Indicator claim)
{
    DiagnosisCase about;
    about.target = QUrl(u"https://api.example/"_s);
    HttpReply first;
    first.exchange.url = about.target;
    first.exchange.response = ResponseHead{};
    first.exchange.response->status = status;
    StatusReport report;
    report.readability = Readability::Ok;
    report.overall = claim;
    return World(about, {first, StatusClaim{report}}, Test::sampleNow());
}

/// Every advice with a button that the rules can give.
QList<Advice> allWithAButton()
{
    QList<Advice> all;
    for (const auto place :
         {VerdictPlace::Device, VerdictPlace::Network, VerdictPlace::Path, VerdictPlace::Gateway, VerdictPlace::Service,
          VerdictPlace::Inconclusive, VerdictPlace::None}) {
        for (const QString& cause :
             {QString(), u"captive_portal"_s, u"company_proxy"_s, u"clock_wrong"_s, u"throttled"_s, u"name_not_found"_s,
              u"one_front_of_many"_s}) {
            for (const Indicator claim : {Indicator::Operational, Indicator::MajorOutage}) {
                Verdict verdict;
                verdict.place = place;
                verdict.cause = cause;
                for (const Advice& advice : adviceFor(worldWith(502, claim), verdict)) {
                    if (!advice.action.isEmpty() && !std::ranges::count(all, advice.id, &Advice::id))
                        all << advice;
                }
            }
        }
    }
    return all;
}

/// The window over a backend on this thread: what is asked for happens at once. Nothing is watched by the engine.
struct Workshop {
    explicit Workshop(const Config& config)
    {
        session.attach(backend);
        session.setConfig(config);
        ask.openUrl = [this](const QString& url) { opened << url; };
        window = std::make_unique<MainWindow>(
            MainWindow::Setup{session, Preferences(place.filePath(u"window.ini"_s)), nullptr, ask});
        window->resize(1280, 900);
        window->show();
    }
    Workshop(const Workshop&) = delete;
    QPushButton* button(const QString& name) const { return window->panel().findChild<QPushButton*>(name); }
    /// Everything that a pressed button can change.
    QStringList traces() const
    {
        QStringList all = opened;
        all << QApplication::clipboard()->text();
        for (const QLabel* label : window->panel().findChildren<QLabel*>())
            all << (label->isVisible() ? label->text() : QString());
        for (const QPushButton* one : window->panel().findChildren<QPushButton*>())
            all << one->text();
        return all;
    }
    QTemporaryDir place;
    Backend backend{{place.filePath(u"config.json"_s), place.filePath(u"data"_s)}, Backend::Threads::OneThread};
    Session session;
    QStringList opened;
    Ask ask;
    std::unique_ptr<MainWindow> window;
};

/// One service at an address, and a diagnosis that contacts nobody else.
Config watching(const QUrl& url)
{
    HttpCheck http;
    http.url = url;
    Check check;
    check.id = u"web"_s;
    check.how = http;
    Service service;
    service.id = u"shop"_s;
    service.name = u"Corner Shop"_s;
    service.endpoints = {check};
    service.statusPage.emplace();
    service.statusPage->url = QUrl(u"https://status.shop.example/now"_s);
    Config config = defaultConfig();
    config.services = {service};
    config.diagnosis.controlSites.clear();
    config.diagnosis.resolvers.clear();
    return config;
}

} // namespace

class TroubleshootingTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase() { m_theme = std::make_unique<ThemeControl>(*qApp); }
    void everyButtonOfAnAdviceDoesSomething_data();
    void everyButtonOfAnAdviceDoesSomething();
    void signingInOpensAPlainPage();
    void tellMeWatchesOnce();
    void testingAgainShowsBoth();
    void anotherDeviceChangesTheVerdict();
    void theCodeHoldsNoSecret();
    void oneOfTheBrowsersIsChosen();
    void runningAgainEndsTheFirst();
    void aServiceWithoutACheckIsAskedAtItsHome();
    void withoutAnAddressThereIsAReason();

private:
    std::unique_ptr<ThemeControl> m_theme;
};

void TroubleshootingTest::everyButtonOfAnAdviceDoesSomething_data()
{
    QTest::addColumn<Advice>("advice");
    const QList<Advice> all = allWithAButton();
    QVERIFY(all.size() >= 5);
    for (const Advice& advice : all)
        QTest::newRow(qPrintable(advice.id)) << advice;
}

void TroubleshootingTest::everyButtonOfAnAdviceDoesSomething()
{
    QFETCH(const Advice, advice);
    QApplication::clipboard()->clear();
    Config config = watching(QUrl(u"http://127.0.0.1:%1/"_s.arg(freePort())));
    config.diagnosis.connectivityChecks.clear();
    const Workshop shop(config);
    shop.window->troubleshoot(u"shop"_s);
    Diagnosis diagnosis = shop.window->panel().diagnosis();
    diagnosis.finished = true;
    diagnosis.verdict.expert = u"502 written by nginx, at once"_s;
    diagnosis.advice = {advice};
    shop.window->panel().setDiagnosis(diagnosis, Test::sampleNow());
    QPushButton* button = shop.button(u"advice:"_s + advice.id);
    QVERIFY(button);
    const QStringList before = shop.traces();
    button->click();
    QVERIFY2(shop.traces() != before, qPrintable(advice.id));
}

void TroubleshootingTest::signingInOpensAPlainPage()
{
    Config config = watching(QUrl(u"https://user:secret@shop.example:8443/cart?key=1"_s));
    config.diagnosis.connectivityChecks = {{QUrl(u"https://encrypted.example/"_s)}, {QUrl(u"http://plain.example/"_s)}};
    {
        const Workshop shop(config);
        shop.window->troubleshoot(u"shop"_s);
        emit shop.window->panel().adviceTriggered(u"sign_in_portal"_s);
        QCOMPARE(shop.opened, QStringList{u"http://plain.example/"_s});
    }
    config.diagnosis.connectivityChecks.clear();
    const Workshop shop(config);
    shop.window->troubleshoot(u"shop"_s);
    emit shop.window->panel().adviceTriggered(u"sign_in_portal"_s);
    QCOMPARE(shop.opened, QStringList{u"http://shop.example/"_s});
}

void TroubleshootingTest::tellMeWatchesOnce()
{
    TestOrigin origin;
    QVERIFY(origin.start());
    Config config = watching(QUrl(u"http://127.0.0.1:%1/"_s.arg(origin.port())));
    config.diagnosis.connectivityChecks.clear();
    const Workshop shop(config);
    QSignalSpy ended(&shop.backend.engine(), &Engine::watchEnded);
    shop.window->troubleshoot(u"shop"_s);
    Diagnosis diagnosis = shop.window->panel().diagnosis();
    diagnosis.advice = {{u"wait_and_watch"_s, u"you_can_do"_s, true, u"Wait"_s, {}, u"Notify me"_s}};
    shop.window->panel().setDiagnosis(diagnosis, Test::sampleNow());
    QPushButton* button = shop.button(u"advice:wait_and_watch"_s);
    QVERIFY(button);
    button->click();
    QCOMPARE(button->text(), u"Will notify you"_s);
    QVERIFY(!button->isEnabled());
    emit shop.window->panel().adviceTriggered(u"wait_and_watch"_s); // as a second press would
    QTRY_COMPARE_WITH_TIMEOUT(ended.size(), 1, patience);
    // Three good answers were all that one watch needs.
    QCOMPARE(origin.requests(), 3);
    QCOMPARE(button->text(), u"Notify me"_s);
}

void TroubleshootingTest::testingAgainShowsBoth()
{
    Config config = watching(QUrl(u"http://127.0.0.1:%1/"_s.arg(freePort())));
    config.diagnosis.connectivityChecks.clear();
    const Workshop shop(config);
    QSignalSpy finished(&shop.backend.engine(), &Engine::diagnosisFinished);
    auto* troubleshooting = shop.window->findChild<Troubleshooting*>();
    troubleshooting->openUrl(config.services.constFirst().endpoints.constFirst().http()->url);
    QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, patience);
    const RetestCard& card = shop.window->panel().retestCard();
    QVERIFY(card.isHidden());
    Diagnosis diagnosis = shop.window->panel().diagnosis();
    diagnosis.advice = {{u"other_resolver"_s, u"you_can_do"_s, false, u"Another name server"_s, {}, {}, true}};
    shop.window->panel().setDiagnosis(diagnosis, Test::sampleNow());
    QPushButton* button = shop.button(u"retest:other_resolver"_s);
    QVERIFY(button);
    button->click();
    QVERIFY(card.isVisible());
    QCOMPARE(card.findChild<QLabel*>(u"retestNow"_s)->text(), u"Being tested…"_s);
    QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 2, patience);
    QCOMPARE(card.findChild<QLabel*>(u"retestConclusion"_s)->text(), u"The same as before: that did not help."_s);
    QCOMPARE(card.findChild<QLabel*>(u"retestBefore"_s)->text(), card.findChild<QLabel*>(u"retestNow"_s)->text());
    troubleshooting->openUrl(QUrl(u"http://127.0.0.1:%1/other"_s.arg(freePort())));
    QVERIFY(card.isHidden()); // what was found before is no measure for something else
}

void TroubleshootingTest::anotherDeviceChangesTheVerdict()
{
    Config config = watching(QUrl(u"http://127.0.0.1:%1/"_s.arg(freePort())));
    config.diagnosis.connectivityChecks.clear();
    const Workshop shop(config);
    QSignalSpy finished(&shop.backend.engine(), &Engine::diagnosisFinished);
    shop.window->findChild<Troubleshooting*>()->openUrl(
        config.services.constFirst().endpoints.constFirst().http()->url);
    QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, patience);
    DiagnosisPanel& panel = shop.window->panel();
    const double before = panel.diagnosis().blame[0];
    emit panel.adviceTriggered(u"other_device"_s);
    QVERIFY(panel.otherDeviceCard().isVisible());
    panel.otherDeviceCard().findChild<QAbstractButton*>(u"sameNetwork"_s)->setChecked(true);
    shop.button(u"worksThere"_s)->click();
    QVERIFY(panel.otherDeviceCard().isHidden());
    QVERIFY(panel.diagnosis().blame[0] > before);
    QCOMPARE(panel.diagnosis().steps.constLast().id, u"other_device"_s);
    QCOMPARE(finished.size(), 1); // nobody was asked again
}

void TroubleshootingTest::oneOfTheBrowsersIsChosen()
{
    const Config config = watching(QUrl(u"https://user:secret@shop.example/cart?key=1"_s));
    Workshop shop(config);
    QStringList opened;
    Ask ask = shop.ask;
    ask.browsers = [] { return QList<Browser>{{u"one.desktop"_s, u"One"_s}, {u"two.desktop"_s, u"Two & more"_s}}; };
    ask.openUrlIn = [&opened](const QString& browser, const QString& url) { opened << browser << url; };
    DiagnosisPanel panel;
    Troubleshooting troubleshooting(shop.session, panel, ask);
    troubleshooting.openService(u"shop"_s);
    emit panel.adviceTriggered(u"open_in_browser"_s);
    auto* menu = panel.findChild<QMenu*>(u"browsers"_s);
    QVERIFY(menu);
    QCOMPARE(menu->actions().at(1)->text(), u"Open in Two && more"_s);
    menu->actions().at(1)->trigger();
    QCOMPARE(opened, (QStringList{u"two.desktop"_s, u"https://shop.example/cart"_s}));
    QVERIFY(!openIn(u"two.desktop"_s, u"file:///etc/passwd"_s));
    menu->close();
}

void TroubleshootingTest::theCodeHoldsNoSecret()
{
    QCOMPARE(
        OtherDeviceCard::withoutSecrets(QUrl(u"https://me:word@shop.example:8443/cart?key=1#token"_s)),
        QUrl(u"https://shop.example:8443/cart"_s));
}

void TroubleshootingTest::runningAgainEndsTheFirst()
{
    Config config = watching(QUrl(u"http://127.0.0.1:%1/"_s.arg(freePort())));
    config.diagnosis.connectivityChecks.clear();
    const Workshop shop(config);
    QSignalSpy finished(&shop.backend.engine(), &Engine::diagnosisFinished);
    auto* troubleshooting = shop.window->findChild<Troubleshooting*>(); // by address: the engine has no services here
    troubleshooting->openUrl(config.services.constFirst().endpoints.constFirst().http()->url);
    troubleshooting->runAgain();
    QTRY_VERIFY_WITH_TIMEOUT(shop.window->panel().diagnosis().finished, patience);
    QCOMPARE(finished.size(), 1);
}

void TroubleshootingTest::aServiceWithoutACheckIsAskedAtItsHome()
{
    Config config = watching(QUrl(u"https://shop.example/"_s));
    config.services[0].endpoints.clear();
    config.services[0].homepage = QUrl(u"https://www.shop.example/"_s);
    const Workshop shop(config);
    shop.window->openService(u"shop"_s);
    QVERIFY(Bench::button(*shop.window, u"Troubleshoot"_s));
    shop.window->troubleshoot(u"shop"_s);
    QVERIFY(shop.window->panel().isVisible());
    QCOMPARE(shop.window->panel().diagnosis().target, QUrl(u"https://www.shop.example/"_s));
}

void TroubleshootingTest::withoutAnAddressThereIsAReason()
{
    Config config = watching(QUrl(u"https://shop.example/"_s));
    config.services[0].endpoints.clear();
    const Workshop shop(config);
    shop.window->openService(u"shop"_s);
    QVERIFY(!Bench::button(*shop.window, u"Troubleshoot"_s));
    shop.window->troubleshoot(u"shop"_s);
    QVERIFY(!shop.window->panel().isVisible());
    QVERIFY(shop.window->findChild<NoticeBar*>()->isVisible());
}

QTEST_MAIN(TroubleshootingTest)
#include "tst_troubleshooting.moc"
