// SPDX-License-Identifier: GPL-3.0-or-later
#include <widgets/topbar.h>

#include <widgets/controls.h>
#include <widgets/servicemodel.h>
#include <widgets/session.h>
#include <widgets/wording.h>

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QMenu>

#include <algorithm>

namespace Gatewatch {

using namespace Qt::StringLiterals;

namespace {

constexpr int countMark = 14;
constexpr int countGap = 5;
constexpr int countsApart = 12;

} // namespace

TopBar::TopBar(Session& session, const ServiceModel& model, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_model(model)
    , m_back(makeButton(tr("‹ Back"), ButtonKind::Normal, this))
    , m_add(makeButton(tr("+ Add"), ButtonKind::Primary, this))
    , m_check(makeButton(tr("Check now"), ButtonKind::Normal, this))
    , m_pause(makeButton({}, ButtonKind::Normal, this))
    , m_menu(makeButton(tr("Menu"), ButtonKind::Normal, this))
    , m_counts(makeCounts())
    , m_search(new QLineEdit(this))
    , m_hint(plainLabel(tr("Ctrl F"), TextRole::Dim, m_search))
{
    setObjectName(u"bar"_s);
    setAttribute(Qt::WA_StyledBackground);
    m_back->hide();
    m_search->setPlaceholderText(tr("Filter the list…"));
    m_search->setAccessibleName(tr("Search services"));
    m_search->setFixedWidth(260);
    m_search->setClearButtonEnabled(false);
    m_search->installEventFilter(this);
    auto* inside = new QHBoxLayout(m_search);
    inside->setContentsMargins(0, 0, 10, 0);
    inside->addStretch();
    inside->addWidget(m_hint);

    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(12, 8, 12, 8);
    layout->setSpacing(8);
    for (QWidget* widget : std::initializer_list<QWidget*>{m_back, m_add, m_check, m_pause})
        layout->addWidget(widget);
    layout->addStretch(1);
    layout->addWidget(m_counts);
    layout->addStretch(1);
    layout->addWidget(m_search);
    layout->addWidget(m_menu);

    m_add->setToolTip(tr("Watch another service (Ctrl+N)"));
    m_check->setToolTip(tr("Check all services now (Ctrl+Shift+F5)"));
    connect(m_back, &QPushButton::clicked, this, &TopBar::backRequested);
    connect(m_add, &QPushButton::clicked, this, &TopBar::addRequested);
    connect(m_check, &QPushButton::clicked, this, &TopBar::checkRequested);
    connect(m_search, &QLineEdit::textChanged, this, [this](const QString& text) {
        m_hint->setVisible(text.isEmpty() && !m_isNarrow);
        emit searchChanged(text);
    });
    connect(m_search, &QLineEdit::returnPressed, this, &TopBar::searchEntered);
    connect(m_pause, &QPushButton::clicked, this, [this] {
        if (m_session.paused())
            m_session.resume();
        else if (m_pauseMenu)
            m_pauseMenu->popup(m_pause->mapToGlobal(QPoint(0, m_pause->height() + 2)));
    });
    connect(&model, &ServiceModel::countsChanged, this, &TopBar::refresh);
    connect(&model, &ServiceModel::modelReset, this, &TopBar::refresh);
    connect(&session, &Session::configChanged, this, &TopBar::refresh);
    refresh();
}

QWidget* TopBar::makeCounts()
{
    auto* box = new QWidget(this);
    auto* layout = new QHBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(countsApart);
    for (const State state : {State::Down, State::Slow, State::Maintenance, State::Unknown, State::Up, State::Paused}) {
        auto* one = new QWidget(box);
        auto* row = new QHBoxLayout(one);
        row->setContentsMargins(0, 0, 0, 0);
        row->setSpacing(countGap);
        auto* mark = new StateMark(countMark, one);
        mark->setState(state);
        row->addWidget(mark);
        row->addWidget(plainLabel({}, TextRole::Dim, one));
        layout->addWidget(one);
        m_count << std::pair(state, one);
    }
    return box;
}

void TopBar::refresh()
{
    for (const auto& [state, widget] : std::as_const(m_count)) {
        const int n = m_model.count(state);
        widget->setVisible(n > 0);
        widget->findChild<QLabel*>()->setText(countText(state, n));
    }
    m_pause->setText(m_session.paused() ? tr("Go on") : tr("Pause ▾"));
    m_pause->setToolTip(m_session.paused() ? tr("Watch again") : tr("Stop watching for a while"));
    m_check->setEnabled(!m_session.paused() && m_model.rowCount() > 0);
    fitCounts();
}

void TopBar::setMenus(QMenu* menu, QMenu* pause)
{
    m_menu->setMenu(menu);
    m_menu->setAccessibleName(tr("Main menu"));
    m_pauseMenu = pause;
}

/// The counts are in the pills above the list as well; everything else here is needed.
void TopBar::fitCounts()
{
    const QMargins margins = layout()->contentsMargins();
    int wanted = margins.left() + margins.right() + layout()->spacing();
    for (const auto& [state, widget] : std::as_const(m_count)) {
        if (!widget->isHidden())
            wanted += countMark + countGap + widget->findChild<QLabel*>()->sizeHint().width() + countsApart;
    }
    for (const QWidget* widget :
         std::initializer_list<const QWidget*>{m_back, m_add, m_check, m_pause, m_search, m_menu}) {
        if (!widget->isHidden())
            wanted += std::clamp(widget->sizeHint().width(), widget->minimumWidth(), widget->maximumWidth())
                + layout()->spacing();
    }
    m_counts->setVisible(!m_isNarrow && wanted <= width());
}

void TopBar::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    fitCounts();
}

void TopBar::setNarrow(bool narrow, bool back, bool elsewhere)
{
    m_isNarrow = narrow;
    m_hint->setVisible(!narrow && m_search->text().isEmpty());
    m_back->setVisible(back);
    m_add->setVisible(!elsewhere && (!back || !narrow));
    m_check->setVisible(!narrow && !elsewhere);
    m_pause->setVisible(!narrow && !elsewhere);
    m_search->setMinimumWidth(narrow ? 120 : 260);
    m_search->setMaximumWidth(narrow ? 400 : 260);
    fitCounts();
}

void TopBar::focusSearch()
{
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
}

void TopBar::clearSearch()
{
    m_search->clear();
}

bool TopBar::eventFilter(QObject* object, QEvent* event)
{
    if (object == m_search && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        if (key == Qt::Key_Escape) {
            m_search->clear();
            emit searchLeft();
            return true;
        }
        if (key == Qt::Key_Down) {
            emit searchLeft();
            return true;
        }
    }
    return QWidget::eventFilter(object, event);
}

} // namespace Gatewatch
