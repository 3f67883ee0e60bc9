// SPDX-License-Identifier: GPL-3.0-or-later
// Draws the troubleshooting panel in every state: panel_pictures FOLDER
#include <widgets/diagnosispanel.h>
#include <widgets/icons.h>
#include <widgets/otherdevicecard.h>
#include <widgets/retestcard.h>
#include <widgets/theme.h>

#include <support/keptsession.h>
#include <support/samplediagnosis.h>

#include <QApplication>
#include <QDir>
#include <QImage>
#include <QPainter>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QTimer>

#include <memory>

using namespace Gatewatch;
using namespace Qt::StringLiterals;

namespace {

struct Picture {
    QString name;
    Diagnosis diagnosis;
    QSize size{1280, 900};
    int scale = 1;
    ThemeChoice theme = ThemeChoice::Light;
    bool expert = false;
    bool why = false;
    bool answers = false; ///< all questions unfolded, and the page scrolled to its end
    bool retest = false;
    bool otherDevice = false;
    int pixels = 13; ///< of the usual text
    Qt::LayoutDirection direction = Qt::LeftToRight;
};

/// The line at home against a phone's hotspot.
void showRetest(DiagnosisPanel& panel)
{
    Trial before{keptDiagnosis(u"network"_s), {}};
    Trial now{keptDiagnosis(u"well"_s), {}};
    before.circumstances.way = now.circumstances.way = u"Wi-Fi (wlan0)"_s;
    before.circumstances.network = u"1"_s;
    panel.retestCard().setTrials(before, now, {}, sampleNow());
}

/// A service that is watched: it failed before, and its status page is read.
Diagnosis serviceDiagnosis()
{
    SavedSession session = keptSession(u"service"_s);
    session.about.serviceName = u"shop.example"_s;
    session.about.since = session.about.startedAt - std::chrono::minutes(6);
    HistoryFact history;
    history.watchedServices = 8;
    for (const int minutes : {1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 4, 4, 4, 5, 7, 8, 8, 12, 14, 25, 40, 90}) {
        Incident past;
        past.opened = session.about.startedAt - std::chrono::days(30);
        past.closed = past.opened + std::chrono::minutes(minutes);
        history.past.append(past);
    }
    StatusClaim claim;
    claim.report.readability = Readability::Ok;
    claim.report.overall = Indicator::Operational;
    session.evidence.append(history);
    session.evidence.append(claim);
    return replayed(session);
}

/// As long as another language makes it.
Diagnosis wordyDiagnosis()
{
    Diagnosis d = inconclusiveDiagnosis();
    d.serviceName = u"Donaudampfschifffahrtselektrizitätenhauptbetriebswerk"_s;
    d.verdict.headline += u" It may be several of the places between you and the service at once."_s;
    for (Advice& one : d.advice)
        one.text += u" "_s + one.text;
    for (StepReport& step : d.steps)
        step.plain += u"; "_s + step.plain;
    return d;
}

QList<Picture> pictures()
{
    using enum ThemeChoice;
    const Diagnosis sample = serviceDiagnosis();
    const QSize usual(1280, 900);
    return {
        {u"panel-light"_s, sample, usual, 1, Light},
        {u"panel-dark"_s, sample, usual, 1, Dark},
        {u"panel-light-2x"_s, sample, usual, 2, Light},
        {u"panel-dark-2x"_s, sample, usual, 2, Dark},
        {u"panel-narrow"_s, sample, {800, 600}, 1, Light},
        {u"panel-narrow-long"_s, sample, {800, 1180}, 1, Dark},
        {u"panel-running"_s, halfwayDiagnosis(), usual, 1, Light},
        {u"panel-inconclusive"_s, keptDiagnosis(u"inconclusive"_s), usual, 1, Light},
        {u"panel-network"_s, keptDiagnosis(u"network"_s), usual, 1, Dark},
        {u"panel-device"_s, keptDiagnosis(u"device"_s), usual, 1, Light},
        {u"panel-path"_s, keptDiagnosis(u"path"_s), usual, 1, Light},
        {u"panel-gateway"_s, keptDiagnosis(u"gateway"_s), usual, 1, Light},
        {u"panel-recovered"_s, keptDiagnosis(u"recovered"_s), usual, 1, Light},
        {u"panel-expert-why"_s, sample, {1280, 1080}, 1, Light, true, true},
        {u"panel-questions"_s, sample, {1280, 1500}, 1, Light},
        {u"panel-answers-light"_s, sample, {1280, 1000}, 1, Light, false, false, true},
        {u"panel-answers-dark"_s, sample, {1280, 1000}, 1, Dark, true, false, true},
        {u"panel-answers-narrow"_s, sample, {560, 1300}, 1, Light, false, false, true},
        {u"panel-retest-light"_s, keptDiagnosis(u"well"_s), usual, 1, Light, false, false, false, true},
        {u"panel-retest-dark"_s, keptDiagnosis(u"well"_s), usual, 1, Dark, true, false, false, true},
        {u"panel-retest-narrow"_s, keptDiagnosis(u"well"_s), {560, 1100}, 1, Light, false, false, false, true},
        {u"panel-other-device"_s, keptDiagnosis(u"network"_s), usual, 1, Dark, false, false, false, false, true},
        {u"panel-clock-small"_s, keptDiagnosis(u"device"_s), {480, 1000}, 1, Dark},
        {u"panel-own"_s, keptDiagnosis(u"own"_s), usual, 1, Dark},
        {u"panel-small"_s, sample, {480, 1300}, 1, Light},
        {u"panel-large"_s, sample, {1000, 1300}, 1, Light, false, false, false, false, false, 20},
        {u"panel-large-small"_s, sample, {520, 1700}, 1, Dark, false, false, false, false, false, 20},
        {u"panel-right-to-left"_s, sample, usual, 1, Light, false, false, false, false, false, 13, Qt::RightToLeft},
        {u"panel-right-to-left-large"_s,
         sample,
         {620, 1300},
         1,
         Dark,
         false,
         false,
         false,
         false,
         false,
         18,
         Qt::RightToLeft},
        {u"panel-wordy"_s, wordyDiagnosis(), {900, 1200}, 1, Light},
        {u"panel-wordy-expert"_s, wordyDiagnosis(), {620, 1700}, 1, Dark, true, true}};
}

/// Draws one picture after the other; each panel gets a turn of the event loop to lay itself out.
class Painter final : public QObject {
public:
    Painter(ThemeControl& theme, QDir folder)
        : m_theme(theme)
        , m_folder(std::move(folder))
        , m_left(pictures())
    {
        next();
    }

private:
    void next()
    {
        if (m_left.isEmpty()) {
            QCoreApplication::exit(m_ok ? 0 : 1);
            return;
        }
        const Picture picture = m_left.takeFirst();
        m_theme.choose(picture.theme);
        QFont font = QApplication::font();
        font.setPixelSize(picture.pixels);
        QApplication::setFont(font);
        QApplication::setLayoutDirection(picture.direction);
        m_panel = std::make_unique<DiagnosisPanel>();
        m_panel->resize(picture.size);
        m_panel->setExpert(picture.expert);
        const Diagnosis& shown = picture.diagnosis;
        m_panel->setDiagnosis(shown, shown.finished ? shown.startedAt + shown.duration : sampleNow());
        for (QPushButton* button : m_panel->findChildren<QPushButton*>()) {
            if (picture.why && button->text() == u"Why?")
                button->click();
            if (picture.answers && button->objectName() == u"question")
                button->click();
        }
        if (picture.retest)
            showRetest(*m_panel);
        if (picture.otherDevice)
            m_panel->otherDeviceCard().offer(picture.diagnosis.target);
        m_panel->show();
        QTimer::singleShot(100, this, [this, picture] {
            if (auto* scroll = m_panel->findChild<QScrollArea*>(); picture.answers && scroll)
                scroll->verticalScrollBar()->setValue(scroll->verticalScrollBar()->maximum());
            QImage image(picture.size * picture.scale, QImage::Format_RGB32);
            image.setDevicePixelRatio(picture.scale);
            m_panel->render(&image);
            m_ok = image.save(m_folder.filePath(picture.name + u".png"_s)) && m_ok;
            next();
        });
    }

    ThemeControl& m_theme;
    QDir m_folder;
    QList<Picture> m_left;
    std::unique_ptr<DiagnosisPanel> m_panel;
    bool m_ok = true;
};

bool saveIcons(const QDir& folder)
{
    QImage sheet(6 * 150, 2 * 80, QImage::Format_RGB32);
    sheet.fill(QColor(0xF0, 0xF0, 0xF0));
    QPainter painter(&sheet);
    painter.fillRect(0, 80, sheet.width(), 80, QColor(0x24, 0x24, 0x24));
    int x = 8;
    for (const State state : {State::Up, State::Down, State::Slow, State::Unknown, State::Maintenance, State::Paused}) {
        for (const int y : {8, 88}) {
            painter.drawPixmap(x, y, trayIcon(state, 1).pixmap(64, 64));
            painter.drawPixmap(x + 70, y, trayIcon(state, 3).pixmap(22, 22));
            painter.drawPixmap(x + 70, y + 30, trayIcon(state, 1).pixmap(22, 22));
            painter.drawPixmap(x + 100, y, trayIcon(state, 12).pixmap(32, 32));
        }
        x += 150;
    }
    painter.end();
    return sheet.save(folder.filePath(u"tray-icons.png"_s));
}

} // namespace

int main(int argc, char** argv)
{
    QApplication app(argc, argv);
    QFont font(u"Inter"_s);
    font.setPixelSize(13);
    app.setFont(font);
    const QDir folder(argc > 1 ? QString::fromLocal8Bit(argv[1]) : u"pictures"_s);
    if (!folder.mkpath(u"."_s))
        return 1;
    ThemeControl theme(app);
    if (!saveIcons(folder))
        return 1;
    const Painter painter(theme, folder);
    return QApplication::exec();
}
