// SPDX-License-Identifier: GPL-3.0-or-later
#include <widgets/pathview.h>

#include <widgets/controls.h>
#include <widgets/placeicon.h>
#include <widgets/theme.h>
#include <widgets/wording.h>

#include <QApplication>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace Gatewatch {

using namespace Qt::StringLiterals;

namespace {

constexpr double ringRadius = 22;
constexpr double ringTop = 4;
constexpr double textGap = 8;
constexpr double columnGap = 6; ///< between the words of two places
constexpr double besideRing = 12; ///< between a ring and the words beside it

QFont nameFont()
{
    return fontFor(TextRole::Strong, QApplication::font());
}

QFont noteFont()
{
    return fontFor(TextRole::Small, QApplication::font());
}

double wrappedHeight(const QFont& font, const QString& text, double width)
{
    constexpr double endless = 10000;
    return QFontMetricsF(font)
        .boundingRect(QRectF(0, 0, width, endless), Qt::AlignHCenter | Qt::TextWordWrap, text)
        .height();
}

double longestWord(const QFont& font, const QString& text)
{
    double longest = 0;
    for (const QString& word : text.split(u' '))
        longest = std::max(longest, QFontMetricsF(font).horizontalAdvance(word));
    return longest;
}

State shapeOf(PathStop::Look look)
{
    switch (look) {
    case PathStop::Look::Fine:
        return State::Up;
    case PathStop::Look::Suspect:
        return State::Slow;
    case PathStop::Look::Culprit:
        return State::Down;
    case PathStop::Look::Unclear:
    case PathStop::Look::NotTested:
    case PathStop::Look::NotReached:
        return State::Unknown;
    }
    return State::Unknown;
}

bool isKnown(const PathStop& stop)
{
    return shapeOf(stop.look) != State::Unknown;
}

} // namespace

PathView::PathView(QWidget* parent)
    : QWidget(parent)
{
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Preferred); // "fixed" would mean the height of sizeHint()
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    setAccessibleName(tr("The way to the service"));
    setStops(pathOf({}));
}

void PathView::setStops(const PathStops& stops)
{
    if (stops == m_stops)
        return;
    m_stops = stops;
    QStringList spoken;
    for (const PathStop& stop : m_stops)
        spoken.append(tr("%1: %2").arg(wordOf(stop.place), stop.note));
    setAccessibleDescription(spoken.join(u", "_s));
    setToolTip(plainToolTip(spoken.join(u'\n')));
    updateGeometry();
    update();
}

double PathView::columnOf(int width) const
{
    return static_cast<double>(width) / static_cast<double>(std::max<qsizetype>(1, m_stops.size()));
}

bool PathView::fitsSideBySide(int width) const
{
    const double room = columnOf(width) - columnGap;
    return std::all_of(m_stops.begin(), m_stops.end(), [room](const PathStop& stop) {
        return longestWord(nameFont(), wordOf(stop.place)) <= room && longestWord(noteFont(), stop.note) <= room;
    });
}

double PathView::highestName(double column) const
{
    double height = 0;
    for (const PathStop& stop : m_stops)
        height = std::max(height, wrappedHeight(nameFont(), wordOf(stop.place), column - columnGap));
    return height;
}

double PathView::highestNote(double column) const
{
    double height = 0;
    for (const PathStop& stop : m_stops)
        height = std::max(height, wrappedHeight(noteFont(), stop.note, column - columnGap));
    return height;
}

/// Of one place where they stand one below the other.
double PathView::rowHeight() const
{
    const double words = QFontMetricsF(nameFont()).height() + QFontMetricsF(noteFont()).height();
    return std::max(2 * ringRadius, words) + 30;
}

int PathView::heightForWidth(int width) const
{
    if (!fitsSideBySide(width))
        return static_cast<int>(ringTop + rowHeight() * static_cast<double>(m_stops.size()));
    const double column = columnOf(width);
    return static_cast<int>(
        std::ceil(ringTop + 2 * ringRadius + textGap + highestName(column) + highestNote(column) + 4));
}

QSize PathView::sizeHint() const
{
    constexpr int usual = 640;
    return {usual, heightForWidth(usual)};
}

QSize PathView::minimumSizeHint() const
{
    return {200, 0};
}

QPointF PathView::centerOf(qsizetype index) const
{
    if (!fitsSideBySide(width())) {
        const double x = ringRadius + 2;
        return {isRightToLeft() ? width() - x : x, ringTop + ringRadius + rowHeight() * static_cast<double>(index)};
    }
    const qsizetype column = isRightToLeft() ? m_stops.size() - 1 - index : index;
    return {columnOf(width()) * (static_cast<double>(column) + 0.5), ringTop + ringRadius};
}

QColor PathView::colorOf(const PathStop& stop) const
{
    return Theme::of(this).color(shapeOf(stop.look));
}

void PathView::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    for (qsizetype i = 0; i + 1 < m_stops.size(); ++i)
        paintLink(painter, i);
    for (qsizetype i = 0; i < m_stops.size(); ++i) {
        paintRing(painter, i);
        paintWords(painter, i);
    }
}

void PathView::paintLink(QPainter& painter, qsizetype from) const
{
    const Theme& theme = Theme::of(this);
    const PathStop& near = m_stops.at(from);
    const PathStop& far = m_stops.at(from + 1);
    const QPointF way = centerOf(from + 1) - centerOf(from);
    const QPointF step = way / std::hypot(way.x(), way.y()) * (ringRadius + 4);
    const QPointF begin = centerOf(from) + step;
    const QPointF end = centerOf(from + 1) - step;

    const bool broken =
        far.look == PathStop::Look::Culprit || (near.look == PathStop::Look::Culprit && near.place == Place::Device);
    const bool fine =
        near.look == PathStop::Look::Fine && (far.look == PathStop::Look::Fine || far.look == PathStop::Look::Suspect);
    QPen pen(fine ? theme.up : theme.unknown, 3, Qt::SolidLine, Qt::FlatCap);
    if (broken) {
        pen.setColor(theme.down);
        pen.setDashPattern({2, 1.5});
    } else if (!fine) {
        pen.setColor(theme.gapTrack);
        pen.setDashPattern({1, 1.5});
    }
    painter.setPen(pen);
    painter.drawLine(begin, end);
    if (!broken)
        return;
    const QPointF middle = (begin + end) / 2;
    painter.fillRect(QRectF(middle - QPointF(11, 4), QSizeF(22, 8)), theme.card);
    paintState(painter, QRectF(middle - QPointF(10, 10), QSizeF(20, 20)), State::Down, theme);
}

void PathView::paintRing(QPainter& painter, qsizetype index) const
{
    const Theme& theme = Theme::of(this);
    const PathStop& stop = m_stops.at(index);
    const QPointF center = centerOf(index);
    const bool known = isKnown(stop);
    QPen ring(known ? colorOf(stop) : theme.unknown, known ? 3 : 2);
    if (!known) {
        if (stop.look != PathStop::Look::Unclear)
            ring.setColor(theme.gapTrack.darker(theme.dark ? 90 : 115));
        ring.setDashPattern({3, 2});
    }
    painter.setPen(ring);
    painter.setBrush(theme.card);
    painter.drawEllipse(center, ringRadius, ringRadius);
    paintPlace(painter, center, stop.place, known ? theme.text : theme.dim);
    if (stop.look != PathStop::Look::Suspect)
        return;
    const QRectF badge(center + QPointF(8, 8), QSizeF(16, 16));
    painter.setPen(Qt::NoPen);
    painter.drawEllipse(badge.adjusted(-2, -2, 2, 2));
    paintState(painter, badge, State::Slow, theme);
}

void PathView::paintWords(QPainter& painter, qsizetype index) const
{
    const Theme& theme = Theme::of(this);
    const PathStop& stop = m_stops.at(index);
    const QPointF center = centerOf(index);
    const bool below = fitsSideBySide(width());
    const double column = columnOf(width());
    const double height = below ? highestName(column) : QFontMetricsF(nameFont()).height();
    const double noteHeight = below ? highestNote(column) : QFontMetricsF(noteFont()).height();
    QRectF box;
    if (below) {
        box = QRectF(
            center.x() - (column - columnGap) / 2, ringTop + 2 * ringRadius + textGap, column - columnGap, height);
    } else {
        const double from = 2 * ringRadius + 2 + besideRing;
        box = QRectF(isRightToLeft() ? 0 : from, center.y() - (height + noteHeight) / 2, width() - from, height);
    }
    // Qt turns it around for words that are read from right to left.
    const Qt::Alignment side = below ? Qt::AlignHCenter : Qt::AlignLeft;
    const int flags = static_cast<int>(side | Qt::AlignTop) | Qt::TextWordWrap;
    painter.setFont(nameFont());
    painter.setPen(isKnown(stop) ? theme.text : theme.dim);
    painter.drawText(box, flags, wordOf(stop.place));
    box.moveTop(box.bottom());
    box.setHeight(noteHeight);
    painter.setFont(noteFont());
    painter.setPen(stop.look == PathStop::Look::Culprit ? theme.down : theme.dim);
    painter.drawText(box, flags, stop.note);
}

} // namespace Gatewatch
