// SPDX-License-Identifier: GPL-3.0-or-later
#include <widgets/addpage.h>

#include <widgets/card.h>
#include <widgets/session.h>
#include <widgets/troubleshooting.h>

#include <QGridLayout>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QMap>
#include <QScrollArea>
#include <QStyle>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace Gatewatch {

using namespace Qt::StringLiterals;

namespace {

constexpr int columns = 3;

QString categoryWord(const QString& id)
{
    static const QMap<QString, const char*> words{
        {u"ai"_s, QT_TRANSLATE_NOOP("Gatewatch::AddPage", "AI")},
        {u"developer"_s, QT_TRANSLATE_NOOP("Gatewatch::AddPage", "Developer tools")},
        {u"commerce"_s, QT_TRANSLATE_NOOP("Gatewatch::AddPage", "Shops")},
        {u"database"_s, QT_TRANSLATE_NOOP("Gatewatch::AddPage", "Databases")},
        {u"monitoring"_s, QT_TRANSLATE_NOOP("Gatewatch::AddPage", "Monitoring")},
        {u"packages"_s, QT_TRANSLATE_NOOP("Gatewatch::AddPage", "Package registries")},
        {u"storage"_s, QT_TRANSLATE_NOOP("Gatewatch::AddPage", "Storage")},
        {u"video"_s, QT_TRANSLATE_NOOP("Gatewatch::AddPage", "Video and calls")},
        {u"cdn-dns"_s, QT_TRANSLATE_NOOP("Gatewatch::AddPage", "Networks and CDNs")},
        {u"cloud"_s, QT_TRANSLATE_NOOP("Gatewatch::AddPage", "Cloud and hosting")},
        {u"cdn"_s, QT_TRANSLATE_NOOP("Gatewatch::AddPage", "Networks and CDNs")},
        {u"communication"_s, QT_TRANSLATE_NOOP("Gatewatch::AddPage", "Communication")},
        {u"payments"_s, QT_TRANSLATE_NOOP("Gatewatch::AddPage", "Payments")},

        {u"productivity"_s, QT_TRANSLATE_NOOP("Gatewatch::AddPage", "Work")},
        {u"social"_s, QT_TRANSLATE_NOOP("Gatewatch::AddPage", "Social")},
        {u"media"_s, QT_TRANSLATE_NOOP("Gatewatch::AddPage", "Media")}};
    const auto it = words.constFind(id);
    if (it != words.cend())
        return AddPage::tr(*it);
    if (id.isEmpty())
        return AddPage::tr("Other");
    QString word = id;
    word[0] = word.at(0).toUpper();
    return word.replace(u'_', u' ').replace(u'-', u' ');
}

bool matches(const CatalogEntry& entry, const QString& text)
{
    const QStringList words = text.simplified().split(u' ', Qt::SkipEmptyParts);
    const QString all = (QStringList{entry.name, entry.id, categoryWord(entry.category)} + entry.aliases).join(u'\n');
    return std::ranges::all_of(words, [&](const QString& word) { return all.contains(word, Qt::CaseInsensitive); });
}

} // namespace

AddPage::AddPage(Session& session, Ask ask, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_ask(std::move(ask))
    , m_entries(catalog())
    , m_title(plainLabel(tr("What do you depend on?"), TextRole::Verdict, this))
    , m_subtitle(plainLabel({}, TextRole::Dim, this, true))
    , m_problem(plainLabel({}, TextRole::Bad, this, true))
    , m_nothing(plainLabel(tr("Not in the list? Type its address below."), TextRole::Dim, this))
    , m_search(new QLineEdit(this))
    , m_address(new QLineEdit(this))
    , m_watch(makeButton({}, ButtonKind::Primary, this))
    , m_leave(makeButton(tr("Skip"), ButtonKind::Normal, this))
{
    auto* card = new Card({}, this);
    card->setMaximumWidth(880);
    m_search->setPlaceholderText(tr("Search %n services…", nullptr, static_cast<int>(m_entries.size())));
    m_search->setAccessibleName(tr("Search the list of services"));
    m_search->setClearButtonEnabled(true);
    m_address->setPlaceholderText(tr("https://"));
    m_address->setAccessibleName(tr("Any address"));
    m_problem->hide();

    m_gridHome = new QWidget;
    m_gridHome->setObjectName(u"side"_s);
    m_gridHome->setAttribute(Qt::WA_StyledBackground);
    auto* home = new QVBoxLayout(m_gridHome);
    home->setContentsMargins(0, 0, 0, 0);
    home->addStretch(1);
    auto* scroll = new QScrollArea(card);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(m_gridHome);

    QVBoxLayout* body = card->body();
    body->setSpacing(10);
    body->addWidget(m_title);
    body->addWidget(m_subtitle);
    body->addSpacing(4);
    body->addWidget(m_search);
    body->addWidget(m_nothing);
    body->addWidget(scroll, 1);
    body->addWidget(hairline(card));
    auto* addressRow = new QHBoxLayout;
    addressRow->setSpacing(10);
    addressRow->addWidget(plainLabel(tr("or an address"), TextRole::Strong, card));
    addressRow->addWidget(m_address, 1);
    body->addLayout(addressRow);
    body->addWidget(m_problem);
    body->addSpacing(2);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    auto* import = makeButton(tr("Import…"), ButtonKind::Normal, card);
    buttons->addWidget(m_watch);
    buttons->addStretch(1);
    buttons->addWidget(import);
    buttons->addWidget(m_leave);
    body->addLayout(buttons);

    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(20, 20, 20, 20);
    row->addStretch(1);
    row->addWidget(card, 30);
    row->addStretch(1);

    connect(m_search, &QLineEdit::textChanged, this, &AddPage::fill);
    connect(m_address, &QLineEdit::textChanged, this, &AddPage::updateButton);
    connect(m_watch, &QPushButton::clicked, this, &AddPage::watch);
    connect(m_leave, &QPushButton::clicked, this, [this] {
        m_done = true;
        emit left();
    });
    connect(import, &QPushButton::clicked, this, [this] {
        m_ask.openFile(
            this, tr("Import services"), tr("Configuration files (*.json);;All files (*)"),
            [this](const QString& file) { m_session.importFile(file); });
    });
    setFocusProxy(m_search);
    begin(true);
}

void AddPage::begin(bool first)
{
    if (std::exchange(m_done, false)) {
        m_chosen.clear();
        m_search->clear();
        m_address->clear();
    }
    m_chosen.removeIf([this](const QString& id) { return m_session.config().find(id) != nullptr; });
    m_title->setText(first ? tr("What do you depend on?") : tr("Watch another service"));
    m_subtitle->setText(
        tr("Gatewatch asks each of them now and then, reads what its provider says, and tells you whose fault it is "
           "when something breaks."));
    m_leave->setText(first ? tr("Skip") : tr("Cancel"));
    fill();
    m_search->setFocus();
}

void AddPage::keyPressEvent(QKeyEvent* event)
{
    const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    auto* button = qobject_cast<QPushButton*>(focusWidget());
    if (enter && button)
        button->click();
    else if (enter && m_watch->isEnabled())
        watch();
    else
        QWidget::keyPressEvent(event);
}

void AddPage::setAddress(const QString& text)
{
    m_address->setText(text);
    m_address->setFocus();
}

void AddPage::setEntries(const QList<CatalogEntry>& entries)
{
    m_entries = entries;
    m_search->setPlaceholderText(tr("Search %n services…", nullptr, static_cast<int>(m_entries.size())));
    fill();
}

void AddPage::fill()
{
    delete m_grid;
    m_grid = new QWidget(m_gridHome);
    auto* grid = new QGridLayout(m_grid);
    grid->setContentsMargins(0, 0, 12, 0);
    grid->setHorizontalSpacing(12);
    grid->setVerticalSpacing(2);
    QMap<QString, QList<const CatalogEntry*>> groups;
    int found = 0;
    for (const CatalogEntry& entry : std::as_const(m_entries)) {
        if (!matches(entry, m_search->text()))
            continue;
        groups[categoryWord(entry.category)] << &entry;
        ++found;
    }
    int line = 0;
    for (auto it = groups.cbegin(); it != groups.cend(); ++it) {
        auto* heading = plainLabel(it.key(), TextRole::Overline, m_grid);
        heading->setContentsMargins(0, line == 0 ? 2 : 10, 0, 2);
        grid->addWidget(heading, line++, 0, 1, columns);
        int place = 0;
        for (const CatalogEntry* entry : it.value()) {
            auto* box = new CheckBox(QString(entry->name).replace(u'&', u"&&"_s), m_grid);
            const bool watched = m_session.config().find(entry->id);
            box->setChecked(watched || m_chosen.contains(entry->id));
            box->setEnabled(!watched);
            box->setToolTip(watched ? tr("Already watched") : plainToolTip(entry->homepage.host()));
            connect(box, &QCheckBox::toggled, this, [this, id = entry->id](bool on) {
                if (on)
                    m_chosen.insert(id);
                else
                    m_chosen.remove(id);
                updateButton();
            });
            grid->addWidget(box, line + place / columns, place % columns);
            ++place;
        }
        line += (place + columns - 1) / columns;
    }
    for (int column = 0; column < columns; ++column)
        grid->setColumnStretch(column, 1);
    static_cast<QVBoxLayout*>(m_gridHome->layout())->insertWidget(0, m_grid);
    // Boxes made later would come last with Tab; they belong between the search and the address.
    QWidget* before = m_search;
    for (CheckBox* box : m_grid->findChildren<CheckBox*>()) {
        setTabOrder(before, box);
        before = box;
    }
    setTabOrder(before, m_address);
    m_nothing->setVisible(found == 0);
    // Somebody who searches for an address means that address.
    if (found == 0 && m_search->text().contains(u'.') && Troubleshooting::addressFrom(m_search->text()).isValid())
        m_address->setText(m_search->text());
    updateButton();
}

void AddPage::updateButton()
{
    m_problem->hide();
    const auto count = m_chosen.size() + (m_address->text().trimmed().isEmpty() ? 0 : 1);
    m_watch->setText(
        count == 0       ? tr("Watch")
            : count == 1 ? tr("Watch 1 service")
                         : tr("Watch %n services", nullptr, static_cast<int>(count)));
    m_watch->setEnabled(count > 0);
    const QUrl url = Troubleshooting::addressFrom(m_address->text());
    m_address->setProperty("wrong", false);
    m_address->style()->unpolish(m_address);
    m_address->style()->polish(m_address);
    if (url.isValid() && !m_address->text().contains(u"://"_s)) {
        setRole(m_problem, TextRole::Dim);
        m_problem->setText(tr("This will be watched as %1").arg(url.toDisplayString()));
        m_problem->show();
    }
}

QList<Service> AddPage::chosen() const
{
    QList<Service> services;
    for (const CatalogEntry& entry : m_entries) {
        if (!m_chosen.contains(entry.id))
            continue;
        Service service = serviceFrom(entry);
        if (service.group.isEmpty())
            service.group = categoryWord(entry.category);
        services << service;
    }
    return services;
}

void AddPage::watch()
{
    QList<Service> services = chosen();
    if (!m_address->text().trimmed().isEmpty()) {
        const QUrl url = Troubleshooting::addressFrom(m_address->text());
        if (!url.isValid()) {
            setRole(m_problem, TextRole::Bad);
            m_problem->setText(tr("This is not a web address. One looks like https://www.example.org/"));
            m_problem->show();
            m_address->setProperty("wrong", true);
            m_address->style()->unpolish(m_address);
            m_address->style()->polish(m_address);
            m_address->setFocus();
            return;
        }
        QStringList taken;
        for (const Service& service : m_session.config().services)
            taken << service.id;
        for (const Service& service : std::as_const(services))
            taken << service.id;
        services << serviceFrom(url, taken);
    }
    if (services.isEmpty())
        return;
    QList<ServiceId> ids;
    for (const Service& service : std::as_const(services))
        ids << service.id;
    m_session.addServices(services);
    m_done = true;
    emit added(ids);
}

} // namespace Gatewatch
