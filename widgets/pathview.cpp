// SPDX-License-Identifier: GPL-3.0-or-later
#include <widgets/pathview.h>

#include <widgets/controls.h>
#include <widgets/placeicon.h>
#include <widgets/theme.h>
#include <widgets/wording.h>

#include <QApplication>
#include <QPainter>

#include <algorithm>

namespace Gatewatch {

using namespace Qt::StringLiterals;

namespace {

constexpr double ringRadius = 22;
constexpr double ringTop = 4;
constexpr double textGap = 8;
/// Below this share of the blame a place counts as fine while a verdict names another one.
constexpr double fineWithVerdict = 0.25;
/// The same while there is none: only what the evidence has clearly spoken free.
constexpr double fineWithout = 0.08;

std::optional<Place> placeOf(VerdictPlace place)
{
    switch (place) {
    case VerdictPlace::Device:
        return Place::Device;
    case VerdictPlace::Network:
        return Place::Network;
    case VerdictPlace::Path:
        return Place::Path;
    case VerdictPlace::Gateway:
        return Place::Gateway;
    case VerdictPlace::Service:
        return Place::Service;
    case VerdictPlace::None:
    case VerdictPlace::Inconclusive:
        return std::nullopt;
    }
    return std::nullopt;
}

QString culpritNote(const Diagnosis& diagnosis, Place place)
{
    const QString& cause = diagnosis.verdict.cause;
    if (cause == u"maintenance")
        return PathView::tr("maintenance");
    if (cause == u"overload")
        return PathView::tr("overloaded");
    if (cause == u"throttled")
        return PathView::tr("slows you down");
    if (cause == u"captive_portal")
        return PathView::tr("wants a sign-in");
    if (cause == u"company_proxy" || cause == u"blocked_locally")
        return PathView::tr("stops it");
    if (cause == u"resolver_fault")
        return PathView::tr("name not found");
    if (cause == u"stale_dns" && place == Place::Network)
        return PathView::tr("wrong address");
    if (cause == u"origin_timeout")
        return PathView::tr("answers too late");
    switch (place) {
    case Place::Device:
        return PathView::tr("needs attention");
    case Place::Network:
        return PathView::tr("no connection");
    case Place::Path:
        return PathView::tr("interrupted");
    case Place::Gateway:
        return PathView::tr("fails");
    case Place::Service:
        return PathView::tr("does not answer");
    }
    return {};
}

QString noteOf(const Diagnosis& diagnosis, const PathStop& stop)
{
    switch (stop.look) {
    case PathStop::Look::Fine:
        if (stop.place == Place::Gateway && !diagnosis.responder.name.isEmpty())
            return diagnosis.responder.name;
        return PathView::tr("ok");
    case PathStop::Look::Suspect:
        return PathView::tr("perhaps");
    case PathStop::Look::Culprit:
        return culpritNote(diagnosis, stop.place);
    case PathStop::Look::Unclear:
        return diagnosis.finished ? PathView::tr("not clear") : PathView::tr("checking");
    case PathStop::Look::NotReached:
        return PathView::tr("not reached");
    }
    return {};
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
    case PathStop::Look::NotReached:
        return State::Unknown;
    }
    return State::Unknown;
}

} // namespace

PathStops pathOf(const Diagnosis& diagnosis)
{
    const std::optional<Place> culprit = placeOf(diagnosis.verdict.place);
    PathStops stops;
    for (int i = 0; i < placeCount; ++i) {
        PathStop& stop = stops.at(static_cast<size_t>(i));
        stop.place = static_cast<Place>(i);
        const double share = diagnosis.blame.at(static_cast<size_t>(i));
        if (diagnosis.verdict.place == VerdictPlace::None)
            stop.look = PathStop::Look::Fine;
        else if (!culprit)
            stop.look = share < fineWithout ? PathStop::Look::Fine : PathStop::Look::Unclear;
        else if (stop.place == *culprit)
            stop.look = PathStop::Look::Culprit;
        else if (stop.place > *culprit)
            stop.look = PathStop::Look::NotReached;
        else
            stop.look = share < fineWithVerdict ? PathStop::Look::Fine : PathStop::Look::Suspect;
        stop.note = noteOf(diagnosis, stop);
    }
    return stops;
}

PathView::PathView(QWidget* parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setDiagnosis({});
}

void PathView::setDiagnosis(const Diagnosis& diagnosis)
{
    const PathStops stops = pathOf(diagnosis);
    if (stops == m_stops && !accessibleName().isEmpty())
        return;
    m_stops = stops;
    QStringList spoken;
    for (const PathStop& stop : m_stops)
        spoken.append(tr("%1: %2").arg(wordOf(stop.place), stop.note));
    setAccessibleName(tr("The way to the service"));
    setAccessibleDescription(spoken.join(u", "_s));
    setToolTip(plainToolTip(spoken.join(u'\n')));
    update();
}

QSize PathView::sizeHint() const
{
    const int lines = QFontMetrics(fontFor(TextRole::Strong, font())).height()
        + QFontMetrics(fontFor(TextRole::Small, font())).height();
    return {640, static_cast<int>(ringTop + 2 * ringRadius + textGap) + lines + 4};
}

QSize PathView::minimumSizeHint() const
{
    return {260, sizeHint().height()};
}

QPointF PathView::centerOf(int index) const
{
    const int column = isRightToLeft() ? placeCount - 1 - index : index;
    return {width() * (column + 0.5) / placeCount, ringTop + ringRadius};
}

QColor PathView::colorOf(const PathStop& stop) const
{
    return Theme::of(this).color(shapeOf(stop.look));
}

void PathView::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    for (int i = 0; i + 1 < placeCount; ++i)
        paintLink(painter, i);
    for (int i = 0; i < placeCount; ++i)
        paintStop(painter, i);
}

void PathView::paintLink(QPainter& painter, int from) const
{
    const Theme& theme = Theme::of(this);
    const PathStop& near = m_stops.at(static_cast<size_t>(from));
    const PathStop& far = m_stops.at(static_cast<size_t>(from) + 1);
    const double side = centerOf(from + 1).x() > centerOf(from).x() ? 1 : -1;
    const QPointF begin = centerOf(from) + QPointF(side * (ringRadius + 4), 0);
    const QPointF end = centerOf(from + 1) - QPointF(side * (ringRadius + 4), 0);

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

void PathView::paintStop(QPainter& painter, int index) const
{
    const Theme& theme = Theme::of(this);
    const PathStop& stop = m_stops.at(static_cast<size_t>(index));
    const QPointF center = centerOf(index);
    const bool known = stop.look != PathStop::Look::NotReached && stop.look != PathStop::Look::Unclear;
    QPen ring(known ? colorOf(stop) : theme.unknown, known ? 3 : 2);
    if (!known) {
        ring.setColor(
            stop.look == PathStop::Look::NotReached ? theme.gapTrack.darker(theme.dark ? 90 : 115) : theme.unknown);
        ring.setDashPattern({3, 2});
    }
    painter.setPen(ring);
    painter.setBrush(theme.card);
    painter.drawEllipse(center, ringRadius, ringRadius);
    paintPlace(painter, center, stop.place, known ? theme.text : theme.dim);
    if (stop.look == PathStop::Look::Suspect) {
        const QRectF badge(center + QPointF(8, 8), QSizeF(16, 16));
        painter.setPen(Qt::NoPen);
        painter.drawEllipse(badge.adjusted(-2, -2, 2, 2));
        paintState(painter, badge, State::Slow, theme);
    }

    const double column = static_cast<double>(width()) / placeCount;
    const QFont nameFont = fontFor(TextRole::Strong, QApplication::font());
    const QFont noteFont = fontFor(TextRole::Small, QApplication::font());
    const QFontMetricsF nameMetrics(nameFont);
    const QFontMetricsF noteMetrics(noteFont);
    const double top = ringTop + 2 * ringRadius + textGap;
    QRectF line(center.x() - column / 2 + 2, top, column - 4, nameMetrics.height());
    painter.setFont(nameFont);
    painter.setPen(known ? theme.text : theme.dim);
    painter.drawText(line, Qt::AlignCenter, nameMetrics.elidedText(wordOf(stop.place), Qt::ElideRight, line.width()));
    line.moveTop(line.bottom() + 1);
    line.setHeight(noteMetrics.height());
    painter.setFont(noteFont);
    painter.setPen(stop.look == PathStop::Look::Culprit ? theme.down : theme.dim);
    painter.drawText(line, Qt::AlignCenter, noteMetrics.elidedText(stop.note, Qt::ElideRight, line.width()));
}

} // namespace Gatewatch
