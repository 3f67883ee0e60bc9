// SPDX-License-Identifier: GPL-3.0-or-later
#include <widgets/settingspage.h>

#include <widgets/addresslist.h>
#include <widgets/card.h>
#include <widgets/session.h>

#include <QHBoxLayout>
#include <QLineEdit>
#include <QLocale>
#include <QScrollArea>
#include <QSpinBox>
#include <QTimeEdit>
#include <QVBoxLayout>

#include <algorithm>

namespace Gatewatch {

using namespace Qt::StringLiterals;

namespace {

constexpr int fieldWidth = 260;
/// A wider control does not stand beside its words on a page that is narrower than this.
constexpr int narrowBelow = 560;
constexpr int besideWords = 140;

} // namespace

SettingsPage::SettingsPage(Session& session, const UiPreferences& preferences, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_preferences(preferences)
    , m_search(new QLineEdit(this))
    , m_nothing(plainLabel(tr("No setting matches."), TextRole::Dim, this))
{
    auto* home = new QWidget;
    home->setObjectName(u"page"_s);
    auto* column = new QWidget(home);
    column->setMaximumWidth(820);
    m_page = new QVBoxLayout(column);
    m_page->setContentsMargins(0, 0, 0, 0);
    m_page->setSpacing(12);
    auto* row = new QHBoxLayout(home);
    row->setContentsMargins(20, 16, 20, 16);
    row->addStretch(1);
    row->addWidget(column, 30);
    row->addStretch(1);

    auto* head = new QHBoxLayout;
    head->addWidget(plainLabel(tr("Settings"), TextRole::Title, column));
    head->addStretch(1);
    m_search->setPlaceholderText(tr("Search settings…"));
    m_search->setAccessibleName(tr("Search settings"));
    m_search->setClearButtonEnabled(true);
    m_search->setMaximumWidth(fieldWidth);
    setFocusProxy(m_search);
    head->addWidget(m_search);
    m_page->addLayout(head);
    m_page->addWidget(m_nothing);
    m_nothing->hide();
    buildGeneral();
    buildChecking();
    buildTelling();
    buildNetwork();
    buildPrivacy();
    buildAdvanced();
    m_page->addStretch(1);

    auto* scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(home);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(scroll);
    connect(m_search, &QLineEdit::textChanged, this, &SettingsPage::search);
    connect(&session, &Session::configChanged, this, [this] {
        if (isVisible())
            refresh(m_preferences, m_closeHides->isEnabled());
    });
    refresh(preferences, false);
}

void SettingsPage::refresh(const UiPreferences& preferences, bool hasTray)
{
    m_preferences = preferences;
    m_filling = true;
    m_closeHides->setEnabled(hasTray);
    m_closeHides->setToolTip(hasTray ? QString() : tr("This desktop shows no tray, so closing ends the program."));
    for (const auto& refresher : std::as_const(m_refreshers))
        refresher();
    m_filling = false;
}

void SettingsPage::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    for (QBoxLayout* row : std::as_const(m_wideRows))
        row->setDirection(width() < narrowBelow ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
}

void SettingsPage::edit(const std::function<void(Config&)>& change)
{
    if (m_filling)
        return;
    Config config = m_session.config();
    change(config);
    if (config != m_session.config())
        m_session.updateConfig(config);
}

Card* SettingsPage::addSection(const QString& title)
{
    auto* card = new Card(title, this);
    m_page->addWidget(card);
    m_sections << std::pair(card, QList<Item>{});
    return card;
}

void SettingsPage::addRow(Card* card, const QString& title, const QString& effect, QWidget* control)
{
    auto* row = new QWidget(card);
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 4, 0, 4);
    layout->setSpacing(16);
    auto* words = new QVBoxLayout;
    words->setSpacing(1);
    words->addWidget(plainLabel(title, TextRole::Body, row, true));
    if (!effect.isEmpty())
        words->addWidget(plainLabel(effect, TextRole::Small, row, true));
    layout->addLayout(words, 1);
    if (control) {
        control->setAccessibleName(title);
        control->setAccessibleDescription(effect);
        layout->addWidget(control, 0, Qt::AlignRight | Qt::AlignVCenter);
        if (control->sizeHint().width() > besideWords || control->minimumWidth() > besideWords)
            m_wideRows << layout;
    }
    card->body()->addWidget(row);
    m_sections.last().second << Item{row, title + u'\n' + effect};
}

QCheckBox* SettingsPage::addSwitch(
    Card* card, const QString& title, const QString& effect, std::function<bool()> get, std::function<void(bool)> set)
{
    auto* box = new CheckBox({}, card);
    addRow(card, title, effect, box);
    m_refreshers << [box, get] { box->setChecked(get()); };
    connect(box, &QCheckBox::toggled, this, [this, set](bool on) {
        if (!m_filling)
            set(on);
    });
    return box;
}

void SettingsPage::addNumber(
    Card* card, const QString& title, const QString& effect, int least, int most, const QString& suffix,
    std::function<int()> get, std::function<void(int)> set)
{
    auto* box = new QSpinBox(card);
    box->setRange(least, most);
    box->setSuffix(suffix);
    box->setFixedWidth(130);
    keepWheelForScrolling(box);
    addRow(card, title, effect, box);
    m_refreshers << [box, get] { box->setValue(get()); };
    connect(box, &QSpinBox::editingFinished, this, [this, box, set] {
        if (!m_filling)
            set(box->value());
    });
}

void SettingsPage::buildGeneral()
{
    Card* card = addSection(tr("General"));
    auto* theme = new PillRow({tr("As the desktop"), tr("Light"), tr("Dark")}, card);
    addRow(card, tr("Theme"), tr("Follows the desktop unless you choose one."), theme);
    m_refreshers << [this, theme] { theme->setCurrent(static_cast<int>(m_preferences.theme)); };
    connect(theme, &PillRow::chosen, this, [this](int index) {
        if (m_filling)
            return;
        m_preferences.theme = static_cast<ThemeChoice>(index);
        emit preferencesChanged(m_preferences);
    });
    m_closeHides = addSwitch(
        card, tr("Closing the window hides it in the tray"),
        tr("Watching goes on. Only where the desktop has a tray; otherwise closing ends the program."),
        [this] { return m_preferences.closeHides; },
        [this](bool on) {
            m_preferences.closeHides = on;
            emit preferencesChanged(m_preferences);
        });
}

void SettingsPage::buildChecking()
{
    Card* card = addSection(tr("Checking"));
    addNumber(
        card, tr("Checks at the same time"), tr("Fewer is kinder to a slow connection."), 1, 256, {},
        [this] { return m_session.config().polling.maxConcurrent; },
        [this](int n) { edit([n](Config& config) { config.polling.maxConcurrent = n; }); });
    addSwitch(
        card, tr("Open the troubleshooting page on a confirmed 502"),
        tr("Once per outage; it explains whose fault it is."),
        [this] { return m_session.config().diagnosis.openPanelOn502; },
        [this](bool on) { edit([on](Config& config) { config.diagnosis.openPanelOn502 = on; }); });
    addRow(card, tr("How often and how patiently"), tr("Is set for each service, on its Setup page."), nullptr);
}

void SettingsPage::buildTelling()
{
    Card* card = addSection(tr("Telling me"));
    addSwitch(
        card, tr("Show notifications"), tr("Events are listed in the window in any case."),
        [this] { return m_session.config().notifications.enabled; },
        [this](bool on) { edit([on](Config& config) { config.notifications.enabled = on; }); });
    addSwitch(
        card, tr("When something goes down"), tr("After it was confirmed by a second check."),
        [this] { return m_session.config().notifications.onDown; },
        [this](bool on) { edit([on](Config& config) { config.notifications.onDown = on; }); });
    addSwitch(
        card, tr("When it is back"), tr("Replaces the alarm."),
        [this] { return m_session.config().notifications.onRecovery; },
        [this](bool on) { edit([on](Config& config) { config.notifications.onRecovery = on; }); });
    const auto quiet = [this] { return m_session.config().notifications.quietHours; };
    addSwitch(
        card, tr("Quiet hours"), tr("Nothing is shown in this time; it is in the event list afterwards."),
        [quiet] { return quiet().has_value(); },
        [this](bool on) {
            edit([on](Config& config) {
                config.notifications.quietHours.reset();
                if (on)
                    config.notifications.quietHours = QuietHours{QTime(22, 0), QTime(7, 0), {}};
            });
        });
    auto* times = new QWidget(card);
    auto* row = new QHBoxLayout(times);
    row->setContentsMargins(0, 0, 0, 0);
    auto* from = new QTimeEdit(times);
    auto* to = new QTimeEdit(times);
    for (QTimeEdit* field : {from, to}) {
        field->setDisplayFormat(u"HH:mm"_s);
        field->setFixedWidth(80);
        keepWheelForScrolling(field);
        connect(field, &QTimeEdit::editingFinished, this, [this, from, to] {
            edit([from, to](Config& config) {
                if (config.notifications.quietHours) {
                    config.notifications.quietHours->from = from->time();
                    config.notifications.quietHours->to = to->time();
                }
            });
        });
    }
    from->setAccessibleName(tr("Quiet from"));
    to->setAccessibleName(tr("Quiet until"));
    row->addWidget(from);
    row->addWidget(plainLabel(tr("to"), TextRole::Dim, times));
    row->addWidget(to);
    addRow(card, tr("Quiet from and to"), {}, times);
    m_refreshers << [quiet, times, from, to] {
        const auto hours = quiet();
        times->setEnabled(hours.has_value());
        from->setTime(hours ? hours->from : QTime(22, 0));
        to->setTime(hours ? hours->to : QTime(7, 0));
    };
    auto* test = makeButton(tr("Show one"), ButtonKind::Normal, card);
    addRow(card, tr("Test notification"), tr("To see whether this desktop shows them."), test);
    connect(test, &QPushButton::clicked, this, &SettingsPage::testRequested);
}

void SettingsPage::buildNetwork()
{
    Card* card = addSection(tr("Network"));
    auto* agent = new QLineEdit(card);
    agent->setFixedWidth(fieldWidth);
    agent->setPlaceholderText(tr("Gatewatch"));
    addRow(card, tr("Name in the requests"), tr("What servers see as the User-Agent."), agent);
    m_refreshers << [this, agent] { agent->setText(m_session.config().polling.userAgent); };
    connect(agent, &QLineEdit::editingFinished, this, [this, agent] {
        edit([agent](Config& config) { config.polling.userAgent = agent->text().trimmed(); });
    });
    addRow(
        card, tr("Proxy"), tr("The system's proxy is used; a service can have its own in the settings file."), nullptr);
}

void SettingsPage::buildPrivacy()
{
    Card* card = addSection(tr("Privacy"));
    addRow(
        card, tr("What leaves this computer"),
        tr("Only requests to the services you watch, to their status pages, and to the addresses below. Those are "
           "asked "
           "only to tell “no internet” from “that service”. Nothing is sent to us."),
        nullptr);
    auto* addresses = new AddressList(m_session, card);
    card->body()->addWidget(addresses);
    m_refreshers << [addresses] { addresses->refresh(); };
}

void SettingsPage::buildAdvanced()
{
    Card* card = addSection(tr("Advanced"));
    auto* size = plainLabel({}, TextRole::Strong, card);
    addRow(card, tr("Size of the history"), tr("Is kept below the limit by leaving out what is oldest."), size);
    m_refreshers << [this, size] { size->setText(QLocale().formattedDataSize(m_session.historyBytes(), 1)); };
    addNumber(
        card, tr("Limit of the history"), {}, 16, 100000, tr(" MB"),
        [this] { return m_session.config().history.maxMegabytes; },
        [this](int n) { edit([n](Config& config) { config.history.maxMegabytes = n; }); });
    addNumber(
        card, tr("Keep every single check for"), tr("Older ones are kept as summaries."), 1, 3650, tr(" days"),
        [this] { return m_session.config().history.rawDays; },
        [this](int n) { edit([n](Config& config) { config.history.rawDays = n; }); });
    const auto addPlace = [&](const QString& title, const QString& place) {
        auto* field = new QLineEdit(place, card); // a path may be longer than any line, and people copy it
        field->setReadOnly(true);
        field->setFixedWidth(fieldWidth);
        field->setCursorPosition(0);
        field->setToolTip(plainToolTip(place));
        addRow(card, title, {}, field);
    };
    if (m_session.backend()) {
        addPlace(tr("Settings file"), m_session.backend()->paths().configFile);
        addPlace(tr("History"), m_session.backend()->paths().historyFile());
    }
}

void SettingsPage::search(const QString& text)
{
    const QStringList words = text.simplified().split(u' ', Qt::SkipEmptyParts);
    bool any = false;
    for (const auto& [card, items] : std::as_const(m_sections)) {
        bool shown = false;
        for (const Item& item : items) {
            const bool hit = std::ranges::all_of(
                words, [&](const QString& word) { return item.words.contains(word, Qt::CaseInsensitive); });
            item.row->setVisible(hit);
            shown = shown || hit;
        }
        card->setVisible(shown);
        any = any || shown;
    }
    m_nothing->setVisible(!any);
}

} // namespace Gatewatch
