// SPDX-License-Identifier: GPL-3.0-or-later
#include <widgets/servicedelegate.h>

#include <widgets/controls.h>
#include <widgets/servicefilter.h>
#include <widgets/session.h>
#include <widgets/wording.h>

#include <QAbstractItemView>
#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

namespace Gatewatch {

using namespace Qt::StringLiterals;

namespace {

constexpr int margin = 13;
constexpr int shapeSize = 16;
constexpr int textLeft = 37;
constexpr int ticksWidth = 107;
constexpr int ticksShown = 30;

int headingHeight(const QFont& font)
{
    return QFontMetrics(fontFor(TextRole::Overline, font)).height() + 16;
}

int rowHeight(const QFont& font)
{
    return QFontMetrics(fontFor(TextRole::Strong, font)).height()
        + QFontMetrics(fontFor(TextRole::Small, font)).height() + 12;
}

} // namespace

ServiceDelegate::ServiceDelegate(Session& session, QObject* parent)
    : QStyledItemDelegate(parent)
    , m_session(session)
{
}

QString ServiceDelegate::lineOf(const ServiceRow& row, TimePoint now)
{
    const auto claim = [&]() -> QString {
        if (!row.claimed)
            return {};
        if (row.readability == Readability::Unreadable)
            return unreadableText(row.pageProblem, row.online);
        if (row.maintenanceUntil)
            return tr("Maintenance until %1").arg(clockText(*row.maintenanceUntil, now));
        return tr("They say: %1").arg(wordOf(*row.claimed));
    };
    switch (row.state) {
    case State::Down:
    case State::Paused:
        return stateLine(row.state, row.since, row.checkedAt, now);
    case State::Slow:
        return row.flapping ? tr("Comes and goes") : tr("Slower than usual");
    case State::Maintenance:
    case State::Up: {
        const QString text = claim();
        return text.isEmpty() ? stateLine(row.state, row.since, row.checkedAt, now) : text;
    }
    case State::Unknown: {
        const QString text = row.checkedAt ? QString() : claim();
        if (!text.isEmpty())
            return text;
        if (!row.checkedAt && !row.online)
            return tr("This computer is offline");
        if (row.notMeasured)
            return tr("Not measured: %1").arg(whyNotMeasured(*row.notMeasured));
        if (row.checkedAt || row.measured)
            return stateLine(row.state, row.since, row.checkedAt, now);
        return row.hasPage ? tr("Waiting for their page") : tr("Nothing to check");
    }
    }
    return {};
}

QString ServiceDelegate::numberOf(const ServiceRow& row)
{
    switch (row.state) {
    case State::Down:
        // The newest run may have been well already; the state is still down, and says so.
        if (row.sample && row.sample->failure != Failure::Ok)
            return shortWordOf(row.sample->failure, row.sample->status);
        return wordOf(row.state);
    case State::Slow:
    case State::Up:
        if (row.sample && row.sample->failure == Failure::Ok && row.sample->outcome != Outcome::NotMeasured)
            return latencyText(row.sample->total);
        if (row.sample && row.sample->failure != Failure::Ok)
            return shortWordOf(row.sample->failure, row.sample->status);
        return u"–"_s;
    case State::Unknown:
    case State::Maintenance:
    case State::Paused:
        return u"–"_s;
    }
    return u"–"_s;
}

QSize ServiceDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const bool heading = !index.data(ServiceFilter::HeadingRole).toString().isEmpty();
    return {240, rowHeight(option.font) + (heading ? headingHeight(option.font) : 0)};
}

void ServiceDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const
{
    const auto row = index.data(ServiceModel::RowRole).value<ServiceRow>();
    const Theme& theme = Theme::of(option.widget);
    painter->save();
    QRect rect = option.rect;
    const QString heading = index.data(ServiceFilter::HeadingRole).toString();
    if (!heading.isEmpty()) {
        QRect head = rect;
        head.setHeight(headingHeight(option.font));
        rect.setTop(head.bottom() + 1);
        const QFont font = fontFor(TextRole::Overline, option.font);
        painter->setFont(font);
        painter->setPen(theme.dim);
        const QRect textRect = head.adjusted(margin, 4, -margin, -2);
        painter->drawText(
            textRect, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine,
            QFontMetrics(font).elidedText(heading, Qt::ElideRight, textRect.width()));
    }

    const bool selected = option.state.testFlag(QStyle::State_Selected);
    if (selected)
        painter->fillRect(rect, theme.accentSoft);
    else if (option.state.testFlag(QStyle::State_MouseOver))
        painter->fillRect(rect, theme.hover);
    if (selected && option.state.testFlag(QStyle::State_HasFocus)) {
        painter->setPen(QPen(theme.accent, 2));
        painter->drawRect(QRectF(rect).adjusted(1, 1, -1, -1));
    }

    const bool outline = !row.measured && row.claimed;
    const State shape = outline && row.state == State::Unknown ? shapeOf(*row.claimed) : row.state;
    paintState(
        *painter, QRectF(rect.left() + margin - 1, rect.center().y() - shapeSize / 2 + 1, shapeSize, shapeSize), shape,
        theme, outline);

    const QRect ticks(rect.right() - margin - ticksWidth + 1, rect.top(), ticksWidth, rect.height());
    paintTicks(*painter, ticks, row.ticks, theme);

    const QFont strong = fontFor(TextRole::Strong, option.font);
    const QFontMetrics strongMetrics(strong);
    const QString number = numberOf(row);
    const QRect numberRect(
        ticks.left() - 10 - strongMetrics.horizontalAdvance(number), rect.top(),
        strongMetrics.horizontalAdvance(number) + 2, rect.height());
    painter->setFont(strong);
    painter->setPen(theme.text);
    painter->drawText(numberRect, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine, number);

    const QFont nameFont = row.state == State::Down || row.state == State::Slow || selected
        ? strong
        : fontFor(TextRole::Body, option.font);
    const QFont small = fontFor(TextRole::Small, option.font);
    const QFontMetrics nameMetrics(nameFont);
    const QFontMetrics smallMetrics(small);
    const int width = numberRect.left() - 8 - (rect.left() + textLeft);
    const int top = rect.top() + (rect.height() - nameMetrics.height() - smallMetrics.height()) / 2;
    painter->setFont(nameFont);
    painter->drawText(
        QRect(rect.left() + textLeft, top, width, nameMetrics.height()), Qt::TextSingleLine,
        nameMetrics.elidedText(row.name, Qt::ElideRight, width));
    painter->setFont(small);
    painter->setPen(selected ? theme.text : theme.dim);
    painter->drawText(
        QRect(rect.left() + textLeft, top + nameMetrics.height(), width, smallMetrics.height()), Qt::TextSingleLine,
        smallMetrics.elidedText(lineOf(row, m_session.now()), Qt::ElideRight, width));
    painter->restore();
}

void ServiceDelegate::paintTicks(
    QPainter& painter, const QRect& rect, const QList<Outcome>& ticks, const Theme& theme) const
{
    // Whole device pixels keep thirty equal bars equal; a failure is also taller, an unmeasured slot also shorter.
    const double step = ticksWidth / double(ticksShown);
    const int base = rect.center().y() + 7;
    const qsizetype missing = ticksShown - std::min<qsizetype>(ticksShown, ticks.size());
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    for (int i = 0; i < ticksShown; ++i) {
        const Outcome outcome = i < missing ? Outcome::NotMeasured : ticks.at(ticks.size() - ticksShown + i);
        int height = 12;
        switch (outcome) {
        case Outcome::Up:
            break;
        case Outcome::Slow:
            height = 14;
            break;
        case Outcome::Down:
            height = 17;
            break;
        case Outcome::NotMeasured:
            height = 6;
            break;
        }
        painter.setBrush(theme.color(outcome));
        painter.drawRoundedRect(QRectF(rect.left() + i * step, base - height, step - 0.9, height), 0.8, 0.8);
    }
}

bool ServiceDelegate::helpEvent(
    QHelpEvent* event, QAbstractItemView* view, const QStyleOptionViewItem& option, const QModelIndex& index)
{
    if (event->type() != QEvent::ToolTip || !index.isValid())
        return QStyledItemDelegate::helpEvent(event, view, option, index);
    const auto row = index.data(ServiceModel::RowRole).value<ServiceRow>();
    QStringList lines{row.name, row.address, lineOf(row, m_session.now())};
    if (row.state == State::Down && row.sample)
        lines << phraseOf(row.sample->failure, row.sample->status);
    if (row.checkedAt)
        lines << tr("Checked %1").arg(exactTimeText(*row.checkedAt));
    lines.removeAll(QString());
    QToolTip::showText(event->globalPos(), plainToolTip(lines.join(u'\n')), view);
    return true;
}

} // namespace Gatewatch
