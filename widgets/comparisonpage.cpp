// SPDX-License-Identifier: GPL-3.0-or-later
#include <widgets/comparisonpage.h>

#include <widgets/card.h>
#include <widgets/session.h>
#include <widgets/wording.h>

#include <QAccessible>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace Gatewatch {

using namespace Qt::StringLiterals;

namespace {

constexpr int narrowBelow = 700; ///< what is compared then stands above its values, not beside them
constexpr int widest = 960;

QString orDash(const QString& text)
{
    return text.isEmpty() ? u"–"_s : text;
}

} // namespace

ComparisonPage::ComparisonPage(Session& session, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_card(new Card(tr("Two sessions compared"), this))
    , m_conclusion(plainLabel({}, TextRole::Lead, m_card, true))
{
    auto* leave = makeButton(tr("Back to the list"), ButtonKind::Normal, m_card);
    leave->setObjectName(u"leaveComparison"_s);
    connect(leave, &QPushButton::clicked, this, &ComparisonPage::left);
    m_card->titleRow()->addStretch(1);
    m_card->titleRow()->addWidget(leave);
    m_card->setMaximumWidth(widest);
    m_card->body()->addWidget(m_conclusion);
    m_conclusion->setObjectName(u"comparisonConclusion"_s);
    m_conclusion->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto* page = new QWidget;
    page->setObjectName(u"page"_s);
    auto* column = new QVBoxLayout;
    column->addWidget(m_card);
    column->addStretch(1);
    auto* centre = new QHBoxLayout(page);
    centre->setContentsMargins(20, 20, 20, 20);
    centre->addStretch(1);
    centre->addLayout(column, 30);
    centre->addStretch(1);
    auto* scroll = new QScrollArea(this); // has the focus, so that keys scroll
    scroll->setAccessibleName(tr("Two sessions compared"));
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidget(page);
    setFocusProxy(scroll);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(scroll);
    if (session.backend())
        connect(&session.backend()->history(), &History::sessionReady, this, [this](quint64, const SavedSession& read) {
            take(read);
        });
}

void ComparisonPage::compare(const QString& first, const QString& second)
{
    m_wanted = {first, second};
    m_read.clear();
    say(tr("Both are being read…"));
    ask();
}

/// One after the other, for one that cannot be read comes without its id.
void ComparisonPage::ask()
{
    if (m_session.backend())
        m_session.backend()->requestSession(m_wanted.at(m_read.size()));
}

void ComparisonPage::take(const SavedSession& session)
{
    if (m_read.size() >= m_wanted.size() || (!session.id.isEmpty() && session.id != m_wanted.at(m_read.size())))
        return; // somebody else asked for it
    if (session.id.isEmpty()) {
        m_wanted.clear();
        say(tr("One of these sessions cannot be read any more."));
        return;
    }
    m_read.append(session);
    if (m_read.size() < m_wanted.size())
        ask();
    else
        showRead();
}

void ComparisonPage::setSessions(const SavedSession& first, const SavedSession& second)
{
    m_read = {first, second};
    showRead();
}

void ComparisonPage::showRead()
{
    m_wanted.clear();
    std::ranges::stable_sort(m_read, {}, [](const SavedSession& one) { return one.diagnosis.startedAt; });
    m_both = sideBySide(m_read.first(), m_read.last());
    fill();
    say(m_both.conclusion);
}

void ComparisonPage::say(const QString& sentence)
{
    if (m_read.size() < 2)
        delete std::exchange(m_rows, nullptr);
    m_conclusion->setText(sentence);
    QAccessibleEvent alert(m_conclusion, QAccessible::Alert);
    QAccessible::updateAccessibility(&alert);
}

bool ComparisonPage::narrow() const
{
    return width() < narrowBelow;
}

void ComparisonPage::fill()
{
    delete m_rows;
    m_narrow = narrow();
    m_rows = new QWidget(m_card);
    auto* column = new QVBoxLayout(m_rows);
    column->setContentsMargins(0, 4, 0, 0);
    column->setSpacing(14);
    auto* table = new QGridLayout;
    table->setHorizontalSpacing(16);
    table->setVerticalSpacing(m_narrow ? 3 : 8);
    const int values = m_narrow ? 0 : 1; // the first column of them
    if (!m_narrow)
        table->setColumnStretch(0, 2);
    table->setColumnStretch(values, 3);
    table->setColumnStretch(values + 1, 3);
    table->addWidget(makeHead(m_read.first(), true), 0, values);
    table->addWidget(makeHead(m_read.last(), false), 0, values + 1);
    for (const ComparedLine& line : std::as_const(m_both.lines))
        addLine(table, line);
    column->addLayout(table);
    addFindings(column);
    m_card->body()->addWidget(m_rows);
}

QWidget* ComparisonPage::makeHead(const SavedSession& session, bool first)
{
    auto* head = new QFrame(m_rows);
    head->setObjectName(u"inset"_s);
    auto* column = new QVBoxLayout(head);
    column->setContentsMargins(12, 8, 12, 8);
    column->setSpacing(2);
    column->addWidget(plainLabel(first ? tr("First") : tr("Second"), TextRole::Overline, head));
    column->addWidget(plainLabel(summaryOf(session).name, TextRole::Strong, head, true));
    const QString time = clockText(session.diagnosis.startedAt, m_session.now());
    auto* line = new QHBoxLayout;
    auto* when = plainLabel(time, TextRole::Dim, head);
    when->setToolTip(exactTimeText(session.diagnosis.startedAt));
    auto* open = makeButton(tr("Open"), ButtonKind::Link, head);
    open->setObjectName(first ? u"openFirst"_s : u"openSecond"_s);
    open->setAccessibleName(
        first ? tr("Open the first session, of %1").arg(time) : tr("Open the second session, of %1").arg(time));
    connect(open, &QPushButton::clicked, this, [this, id = session.id] { emit requested(id); });
    line->addWidget(when, 1);
    line->addWidget(open);
    column->addLayout(line);
    if (!session.note.isEmpty())
        column->addWidget(plainLabel(session.note, TextRole::Small, head, true));
    return head;
}

void ComparisonPage::addLine(QGridLayout* table, const ComparedLine& line)
{
    auto* about = new QWidget(m_rows);
    auto* words = new QHBoxLayout(about);
    words->setContentsMargins(0, m_narrow ? 8 : 0, 0, 0);
    words->setSpacing(8);
    words->addWidget(plainLabel(line.what, TextRole::Dim, about, true), m_narrow ? 0 : 1, Qt::AlignTop);
    if (line.differs) {
        auto* mark = plainLabel(tr("differs"), TextRole::Small, about);
        mark->setObjectName(u"badge"_s);
        words->addWidget(mark, 0, Qt::AlignTop);
    }
    if (m_narrow)
        words->addStretch(1);
    int row = table->rowCount();
    table->addWidget(about, row, 0, 1, m_narrow ? 2 : 1, Qt::AlignTop);
    row += m_narrow ? 1 : 0;
    const auto add = [&](const QString& text, const QString& spoken, int column, const QString& name) {
        auto* value = plainLabel(orDash(text), line.differs ? TextRole::Strong : TextRole::Body, m_rows, true);
        value->setObjectName(name + line.id);
        value->setAccessibleName(spoken);
        value->setTextInteractionFlags(Qt::TextSelectableByMouse);
        table->addWidget(value, row, column, Qt::AlignTop);
    };
    const auto spoken = [&line](const QString& side, const QString& text) {
        return tr("%1, %2: %3").arg(line.what, side, text.isEmpty() ? tr("not known") : text);
    };
    const int values = m_narrow ? 0 : 1;
    add(line.first, spoken(tr("first"), line.first), values, u"first_"_s);
    add(line.second, spoken(tr("second"), line.second), values + 1, u"second_"_s);
}

void ComparisonPage::addFindings(QVBoxLayout* column)
{
    const auto group = [&](const QString& title, const QStringList& lines, const QString& name) {
        if (lines.isEmpty())
            return;
        auto* part = new QVBoxLayout;
        part->setSpacing(4);
        part->addWidget(plainLabel(title, TextRole::Strong, m_rows, true));
        auto* list = plainLabel(u"• "_s + lines.join(u"\n• "_s), TextRole::Body, m_rows, true);
        list->setObjectName(name);
        list->setTextInteractionFlags(Qt::TextSelectableByMouse);
        part->addWidget(list);
        column->addLayout(part);
    };
    QStringList went, came, turned, steps;
    for (const FindingChange& one : std::as_const(m_both.findings)) {
        switch (one.kind) {
        case FindingChange::Kind::Went:
            went << one.first;
            break;
        case FindingChange::Kind::Came:
            came << one.second;
            break;
        case FindingChange::Kind::ChangedSides:
            turned << tr("%1 (first for %2, then for %3)").arg(one.second, one.firstFor, one.secondFor);
            break;
        }
    }
    for (const Difference& one : std::as_const(m_both.steps))
        steps << one.plain;
    group(tr("Found only in the first"), went, u"findingsWent"_s);
    group(tr("Found only in the second"), came, u"findingsCame"_s);
    group(tr("Found in both, but speaks for somebody else"), turned, u"findingsTurned"_s);
    group(tr("Other results of single steps"), steps, u"stepsDiffer"_s);
    if (m_both.findings.isEmpty())
        column->addWidget(plainLabel(tr("Both found the same."), TextRole::Dim, m_rows, true));
}

void ComparisonPage::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    if (m_rows && m_narrow != narrow())
        fill();
}

} // namespace Gatewatch
