// SPDX-License-Identifier: GPL-3.0-or-later
// Writes pictures of every main view: pictures [FOLDER]. Light and dark, at scale 1 and 2, from made-up values.
#include "sampledata.h"

#include <widgets/addpage.h>
#include <widgets/commandpalette.h>
#include <widgets/comparisonpage.h>
#include <widgets/diagnosispanel.h>
#include <widgets/earliersessions.h>
#include <widgets/mainwindow.h>
#include <widgets/servicepage.h>
#include <widgets/sessioncard.h>
#include <widgets/windowactions.h>

#include <QApplication>
#include <QDir>
#include <QFontDatabase>
#include <QLineEdit>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <cstdio>

using namespace Gatewatch;
using namespace Qt::StringLiterals;

namespace {

/// Pictures of one theme at the scale of this process. Nothing here waits for a network or a clock.
class Studio {
public:
    Studio(ThemeControl& theme, QString folder, QString suffix)
        : m_theme(theme)
        , m_folder(std::move(folder))
        , m_suffix(std::move(suffix))
    {
    }

    /// `fill` puts the values in, `stage` brings the window to the view.
    void take(
        const QString& name, QSize size, const std::function<void(Session&)>& fill,
        const std::function<void(MainWindow&)>& stage)
    {
        Session session;
        session.setClock(Test::sampleNow);
        fill(session);
        MainWindow window({session, Preferences(m_place.filePath(name + u".ini"_s)), &m_theme, Ask{}});
        window.resize(size);
        window.show();
        if (!QTest::qWaitForWindowExposed(&window))
            m_good = false;
        stage(window);
        settle();
        const QPixmap picture = window.grab();
        m_good = m_good && !picture.isNull() && picture.save(QDir(m_folder).filePath(name + m_suffix + u".png"_s));
    }
    /// Layouts ask for their turn by posted events, pages inside pages several times.
    static void settle()
    {
        for (int round = 0; round < 6; ++round)
            QCoreApplication::sendPostedEvents();
    }
    [[nodiscard]] bool good() const { return m_good; }

private:
    ThemeControl& m_theme;
    QString m_folder, m_suffix;
    QTemporaryDir m_place;
    bool m_good = true;
};

void stageService(MainWindow& window)
{
    const ServiceId id = u"api.example"_s;
    window.openService(id);
    window.servicePage().setSeries(Test::sampleSeries({id, u"web"_s}, true));
    window.servicePage().setDays(Test::sampleDays(true));
    window.servicePage().setIncidents(Test::sampleIncidents());
}

QList<SessionSummary> earlierSessions()
{
    SessionSummary one{
        u"0123456789ab"_s,
        u"api"_s,
        u"api.example"_s,
        u"https://api.example/health"_s,
        Test::sampleNow(),
        VerdictPlace::Service,
        0.85,
        u"The front door works. The service behind it does not answer."_s,
        {},
        false};
    SessionSummary two = one;
    two.started -= std::chrono::hours(26);
    two.name = u"www.shop.example"_s;
    two.target = u"https://www.shop.example/cart?item=•••"_s;
    two.headline = u"Your connection is gone, not 44 services."_s;
    two.note = u"The new router was being set up, and nobody had told us"_s;
    two.corrected = true;
    return {one, two};
}

/// One of yesterday, with words of the user.
void stageSession(MainWindow& window)
{
    SavedSession session;
    session.note = u"The new router was being set up"_s;
    session.correction = Correction{Test::sampleNow(), VerdictPlace::Network, u"Our provider confirmed it."_s};
    window.troubleshoot(u"api.example"_s);
    window.panel().setAge(u"As it was on 20 Nov, 14:02"_s);
    window.panel().setDiagnosis(Test::sampleDiagnosis(), Test::sampleNow());
    window.panel().sessionCard().setSession(session);
    window.panel().findChild<QPushButton*>(u"verdictWrong"_s)->click();
}

/// Two sessions of it side by side: it failed, and later in another way.
void stageComparison(MainWindow& window)
{
    SavedSession first;
    first.id = u"0123456789ab"_s;
    first.diagnosis = Test::sampleDiagnosis();
    first.note = u"The new router was being set up"_s;
    HttpReply reply;
    reply.exchange.phases = {Millis(2), Millis(31), Millis(48), Millis(9), Millis(1)};
    reply.exchange.total = Millis(91);
    first.evidence = {reply};
    SavedSession second = first;
    second.id = u"ba9876543210"_s;
    second.note.clear();
    Diagnosis& later = second.diagnosis;
    later.startedAt += std::chrono::minutes(40);
    later.verdict.place = VerdictPlace::Gateway;
    later.verdict.cause = u"gateway_overloaded"_s;
    later.verdict.confidence = 0.71;
    later.verdict.headline = u"It's their front door: it has too much to do."_s;
    later.blame = {0.01, 0.01, 0.05, 0.71, 0.22};
    later.symptom.status = 503;
    later.findings.first().weights = {0, 0, 0, 9, 3};
    later.findings << FindingReport{u"too_busy"_s,   u"request"_s, u"It says itself that it has too much to do."_s, {},
                                    {0, 0, 0, 8, 2}, true};
    later.steps[3].plain = u"503, after 1.9 s"_s;
    std::get<HttpReply>(second.evidence.first()).exchange.phases.wait = Millis(1900);
    std::get<HttpReply>(second.evidence.first()).exchange.total = Millis(1982);
    window.findChild<EarlierSessions*>()->setSessions(earlierSessions(), Test::sampleNow());
    window.offerAddress();
    emit window.findChild<EarlierSessions*>()->compareRequested(first.id, second.id);
    window.findChild<ComparisonPage*>()->setSessions(first, second);
}

void takeSmall(Studio& studio, QSize size)
{
    const QString word = u"-%1x%2"_s.arg(size.width()).arg(size.height());
    studio.take(u"settings"_s + word, size, Test::fillSession, [](MainWindow& window) { window.showSettings(); });
    studio.take(u"panel"_s + word, size, Test::fillSession, [](MainWindow& window) {
        window.troubleshoot(u"api.example"_s);
        window.panel().setDiagnosis(Test::sampleDiagnosis(), Test::sampleNow());
    });
}

void takeAll(Studio& studio)
{
    const QSize usual(1280, 800);
    const auto sample = [](Session& session) {
        Test::fillSession(session);
        session.setDiagnosis(Test::sampleDiagnosis());
    };
    studio.take(u"main"_s, usual, sample, stageService);
    studio.take(u"main-well"_s, usual, sample, [](MainWindow& window) {
        const ServiceId id = u"Claude"_s;
        window.openService(id);
        window.servicePage().setSeries(Test::sampleSeries({id, u"web"_s}, false));
        window.servicePage().setDays(Test::sampleDays(false));
    });
    studio.take(u"palette"_s, usual, sample, [](MainWindow& window) {
        stageService(window);
        window.actions().jump->trigger();
        window.findChild<CommandPalette*>()->findChild<QLineEdit*>()->setText(u"api"_s);
    });
    const QList<std::pair<QString, ServicePage::Tab>> tabs{
        {u"history"_s, ServicePage::History},
        {u"incidents"_s, ServicePage::Incidents},
        {u"provider"_s, ServicePage::Provider},
        {u"setup"_s, ServicePage::Setup}};
    for (const auto& [name, tab] : tabs) {
        studio.take(name, usual, sample, [tab = tab](MainWindow& window) {
            stageService(window);
            window.servicePage().setTab(tab);
        });
    }
    studio.take(u"panel"_s, QSize(1280, 900), sample, [](MainWindow& window) {
        window.troubleshoot(u"api.example"_s);
        window.panel().setDiagnosis(Test::sampleDiagnosis(), Test::sampleNow());
    });
    studio.take(
        u"picker"_s, usual, [](Session& session) { session.setConfig(defaultConfig()); },
        [](MainWindow& window) { window.showAdd(true); });
    studio.take(
        u"empty"_s, usual, [](Session& session) { session.setConfig(defaultConfig()); },
        [](MainWindow& window) { window.showServices(); });
    studio.take(u"settings"_s, usual, sample, [](MainWindow& window) { window.showSettings(); });
    const auto withLongNews = [sample](Session& session) {
        sample(session);
        Event issuer;
        issuer.at = Test::sampleNow() - std::chrono::minutes(2);
        issuer.kind = EventKind::CertificateIssuerChanged;
        issuer.service = session.config().services.first().id;
        issuer.detail = u"The certificate of api.example came from Example Trust Services and comes from Example Proxy "
                        "Authority now: a renewal with another authority, or somebody in between who can read along, "
                        "such as a company's proxy or an antivirus program."_s;
        session.addEvent(issuer);
    };
    studio.take(u"events"_s, usual, withLongNews, [](MainWindow& window) { window.showEvents(); });
    studio.take(u"events-narrow"_s, QSize(480, 720), withLongNews, [](MainWindow& window) { window.showEvents(); });
    studio.take(
        u"address"_s, usual, sample, [](MainWindow& window) { window.actions().troubleshootAddress->trigger(); });
    const auto listEarlier = [](MainWindow& window) {
        window.offerAddress();
        window.findChild<EarlierSessions*>()->setSessions(earlierSessions(), Test::sampleNow());
    };
    studio.take(u"earlier"_s, usual, sample, listEarlier);
    studio.take(u"earlier-narrow"_s, QSize(480, 720), sample, listEarlier);
    studio.take(u"comparison"_s, QSize(1280, 1000), sample, stageComparison);
    studio.take(u"comparison-narrow"_s, QSize(480, 1500), sample, stageComparison);
    studio.take(u"session"_s, QSize(1280, 1500), sample, stageSession);
    studio.take(u"session-narrow"_s, QSize(480, 1700), sample, stageSession);
    studio.take(
        u"many"_s, usual, [](Session& session) { Test::fillManyServices(session, 1000); },
        [](MainWindow& window) {
            const ServiceId id = u"service-0003.example"_s;
            window.openService(id);
            window.servicePage().setSeries(Test::sampleSeries({id, u"web"_s}, true));
            window.servicePage().setDays(Test::sampleDays(true));
        });
    const auto behindPortal = [sample](Session& session) {
        sample(session);
        session.setNetwork(LocalNetwork::CaptivePortal);
    };
    studio.take(u"sign-in"_s, usual, behindPortal, stageService);
    studio.take(u"sign-in-narrow"_s, QSize(480, 720), behindPortal, [](MainWindow& window) { window.showServices(); });
    const auto withoutNames = [sample](Session& session) {
        sample(session);
        session.setNetwork(LocalNetwork::OnlyByNumber);
    };
    studio.take(u"no-names-narrow"_s, QSize(480, 720), withoutNames, [](MainWindow& window) { window.showServices(); });
    studio.take(u"narrow-list"_s, QSize(480, 720), sample, [](MainWindow& window) { window.showServices(); });
    studio.take(u"narrow-page"_s, QSize(480, 900), sample, stageService);
    for (const QSize size : {QSize(800, 600), QSize(480, 700)})
        takeSmall(studio, size);
}

int takeAtScale(QApplication& app, const QString& folder, const QString& scale)
{
    QFont font(QFontDatabase::hasFamily(u"Inter"_s) ? u"Inter"_s : app.font().family());
    font.setPixelSize(13);
    QApplication::setFont(font);
    ThemeControl theme(app);
    bool good = true;
    for (const auto& [choice, word] : {std::pair(ThemeChoice::Light, u"light"_s), {ThemeChoice::Dark, u"dark"_s}}) {
        theme.choose(choice);
        Studio studio(theme, folder, u"-%1@%2x"_s.arg(word, scale));
        takeAll(studio);
        good = good && studio.good();
    }
    return good ? 0 : 1;
}

} // namespace

int main(int argc, char** argv)
{
    if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    const QString folder = argc > 1 ? QString::fromLocal8Bit(argv[1]) : u"pictures"_s;
    if (!QDir().mkpath(folder)) {
        std::fputs("pictures: the folder cannot be made\n", stderr);
        return 1;
    }
    if (argc > 2) {
        qputenv("QT_SCALE_FACTOR", argv[2]);
        QApplication app(argc, argv);
        return takeAtScale(app, folder, QString::fromLocal8Bit(argv[2]));
    }
    // The scale is read when a program starts, so that each has its own.
    const QString self = QString::fromLocal8Bit(argv[0]);
    int status = 0;
    for (const QString& scale : {u"1"_s, u"2"_s})
        status |= QProcess::execute(self, {folder, scale});
    return status;
}
