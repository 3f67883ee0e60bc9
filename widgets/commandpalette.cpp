// SPDX-License-Identifier: GPL-3.0-or-later
#include <widgets/commandpalette.h>

#include <widgets/controls.h>
#include <widgets/fuzzymatch.h>

#include <QAbstractItemDelegate>
#include <QEvent>
#include <QGraphicsDropShadowEffect>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QPainter>
#include <QVBoxLayout>

#include <algorithm>

namespace Gatewatch {

using namespace Qt::StringLiterals;

namespace {

constexpr int widest = 560;
constexpr int margin = 16; ///< to the edges of a narrow window
constexpr int fromTop = 56;
constexpr int rowHeight = 36;
constexpr int rowsSeen = 9;
constexpr qsizetype mostListed = 100; ///< who wants one further down types another letter
constexpr int detailRole = Qt::UserRole;
constexpr int keyRole = Qt::UserRole + 1;

/// Title, where it belongs, and its key at the other end.
class CommandDelegate final : public QAbstractItemDelegate {
public:
    using QAbstractItemDelegate::QAbstractItemDelegate;

    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const override
    {
        return {200, std::max(rowHeight, option.fontMetrics.height() + 14)};
    }

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        const Theme& theme = Theme::of(option.widget);
        painter->save();
        if (option.state.testFlag(QStyle::State_Selected))
            painter->fillRect(option.rect, theme.accentSoft);
        else if (option.state.testFlag(QStyle::State_MouseOver))
            painter->fillRect(option.rect, theme.hover);
        QRect room = option.rect.adjusted(14, 0, -14, 0);
        const bool mirrored = option.direction == Qt::RightToLeft;
        const auto draw = [&](const QString& text, const QFont& font, const QColor& color, bool atEnd) {
            const int width = std::min(QFontMetrics(font).horizontalAdvance(text) + 1, room.width());
            QRect where = room;
            where.setWidth(width);
            if (atEnd != mirrored)
                where.moveRight(room.right());
            painter->setFont(font);
            painter->setPen(color);
            painter->drawText(
                where, Qt::AlignVCenter | Qt::TextSingleLine,
                QFontMetrics(font).elidedText(text, Qt::ElideRight, where.width()));
            const int taken = width + 12;
            room = atEnd != mirrored ? room.adjusted(0, 0, -taken, 0) : room.adjusted(taken, 0, 0, 0);
        };
        const QString key = index.data(keyRole).toString();
        if (!key.isEmpty())
            draw(key, fontFor(TextRole::Small, option.font), theme.dim, true);
        draw(index.data(Qt::DisplayRole).toString(), fontFor(TextRole::Body, option.font), theme.text, false);
        if (room.width() > 0)
            draw(index.data(detailRole).toString(), fontFor(TextRole::Dim, option.font), theme.dim, false);
        painter->restore();
    }
};

} // namespace

CommandPalette::CommandPalette(Source commands, QWidget* window)
    : QFrame(window)
    , m_source(std::move(commands))
    , m_field(new QLineEdit(this))
    , m_list(new QListWidget(this))
{
    setObjectName(u"palette"_s);
    setAccessibleName(tr("Search or jump to…"));
    m_field->setPlaceholderText(tr("Search or jump to…"));
    m_field->setAccessibleName(tr("Search or jump to…"));
    m_field->setAccessibleDescription(tr("A service, something to do, or an address to troubleshoot"));
    m_field->setClearButtonEnabled(true);
    m_list->setAccessibleName(tr("What can be done"));
    m_list->setItemDelegate(new CommandDelegate(m_list));
    m_list->setUniformItemSizes(true);
    m_list->setMouseTracking(true);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setFocusPolicy(Qt::NoFocus); // the keys stay where one types
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(10, 10, 10, 10);
    layout->setSpacing(8);
    layout->addWidget(m_field);
    layout->addWidget(m_list);
    m_field->installEventFilter(this);
    window->installEventFilter(this);
    connect(m_field, &QLineEdit::textChanged, this, &CommandPalette::refresh);
    connect(m_list, &QListWidget::itemClicked, this, &CommandPalette::runCurrent);
    auto* shadow = new QGraphicsDropShadowEffect(this);
    shadow->setBlurRadius(32);
    shadow->setOffset(0, 6);
    shadow->setColor(QColor(0, 0, 0, 110));
    setGraphicsEffect(shadow);
    hide();
}

void CommandPalette::open(const QStringList& recent)
{
    if (!isVisible())
        m_before = window()->focusWidget();
    m_recent = recent;
    m_field->clear();
    refresh();
    show();
    raise();
    m_field->setFocus(Qt::ShortcutFocusReason);
}

void CommandPalette::refresh()
{
    const QString typed = m_field->text();
    struct Found {
        int score;
        PaletteCommand command;
    };
    QList<Found> found;
    for (const PaletteCommand& one : m_source(typed)) {
        const auto score = fuzzyScore(typed, one.title + u' ' + one.detail);
        const qsizetype before = m_recent.indexOf(one.id);
        // Of what fits alike, what was chosen lately.
        if (score)
            found.append({*score + (before < 0 ? 0 : int(m_recent.size() - before)), one});
    }
    std::ranges::stable_sort(found, std::greater(), &Found::score);
    m_shown.clear();
    m_list->clear();
    for (const Found& one : std::as_const(found).first(std::min(mostListed, found.size()))) {
        m_shown << one.command;
        auto* item = new QListWidgetItem(one.command.title, m_list);
        item->setData(detailRole, one.command.detail);
        item->setData(keyRole, one.command.key.toString(QKeySequence::NativeText));
        item->setData(Qt::AccessibleDescriptionRole, one.command.detail);
    }
    m_list->setCurrentRow(m_shown.isEmpty() ? -1 : 0);
    m_field->setProperty("wrong", m_shown.isEmpty());
    m_field->setToolTip(m_shown.isEmpty() ? tr("Nothing is called like that.") : QString());
    place();
}

void CommandPalette::place()
{
    const int width = std::min(widest, parentWidget()->width() - 2 * margin);
    const int row = m_list->sizeHintForRow(0) > 0 ? m_list->sizeHintForRow(0) : rowHeight;
    const int room = parentWidget()->height() - fromTop - margin - m_field->sizeHint().height() - 28;
    const int rows = std::clamp(int(m_shown.size()), 1, rowsSeen);
    m_list->setFixedHeight(std::max(row, std::min(rows * row, room)));
    setGeometry((parentWidget()->width() - width) / 2, fromTop, width, 0);
    adjustSize();
    resize(width, height());
}

void CommandPalette::move(int by)
{
    const int count = m_list->count();
    if (count > 0)
        m_list->setCurrentRow(((m_list->currentRow() + by) % count + count) % count);
}

void CommandPalette::runCurrent()
{
    const int row = m_list->currentRow();
    if (row < 0 || row >= m_shown.size())
        return;
    const PaletteCommand command = m_shown.at(row);
    leave();
    emit chosen(command.id);
    command.run();
}

void CommandPalette::leave()
{
    hide();
    if (m_before)
        m_before->setFocus(Qt::OtherFocusReason);
}

bool CommandPalette::eventFilter(QObject* object, QEvent* event)
{
    if (object == parentWidget() && event->type() == QEvent::Resize && isVisible())
        place();
    if (object != m_field || !isVisible())
        return QFrame::eventFilter(object, event);
    if (event->type() == QEvent::FocusOut && static_cast<QFocusEvent*>(event)->reason() != Qt::ActiveWindowFocusReason
        && static_cast<QFocusEvent*>(event)->reason() != Qt::PopupFocusReason) {
        hide();
        return false;
    }
    if (event->type() != QEvent::KeyPress)
        return false;
    switch (static_cast<QKeyEvent*>(event)->key()) {
    case Qt::Key_Down:
        move(1);
        return true;
    case Qt::Key_Up:
        move(-1);
        return true;
    case Qt::Key_PageDown:
        m_list->setCurrentRow(std::min(m_list->currentRow() + rowsSeen, m_list->count() - 1));
        return true;
    case Qt::Key_PageUp:
        m_list->setCurrentRow(std::max(m_list->currentRow() - rowsSeen, 0));
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        runCurrent();
        return true;
    case Qt::Key_Escape:
        leave();
        return true;
    default:
        return false;
    }
}

} // namespace Gatewatch
