// SPDX-License-Identifier: GPL-3.0-or-later
#include <widgets/chartstrip.h>

#include <widgets/controls.h>
#include <widgets/theme.h>
#include <widgets/wording.h>

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>

namespace Gatewatch {

using namespace Qt::StringLiterals;

namespace {

constexpr int titleHeight = 24;
constexpr int stripHeight = 40;
constexpr int laneHeight = 19;
constexpr int laneGap = 10;

} // namespace

ChartStrip::ChartStrip(QWidget* parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

QSize ChartStrip::sizeHint() const
{
    return {640, titleHeight + stripHeight + laneGap + 2 * laneHeight};
}

QSize ChartStrip::minimumSizeHint() const
{
    return {240, sizeHint().height()};
}

void ChartStrip::setData(const ChartData& chart)
{
    m_data = chart;
    setAccessibleName(tr("Errors: %1 of %2 checks failed. Our incidents: %3. Theirs: %4.")
                          .arg(chart.series.failed)
                          .arg(chart.series.measured)
                          .arg(ours().size())
                          .arg(theirs().size()));
    update();
}

double ChartStrip::xOf(TimePoint at) const
{
    const Series& s = m_data.series;
    const double span = std::max<double>(1, static_cast<double>((s.to - s.from).count()));
    const double share = static_cast<double>((at - s.from).count()) / span;
    return chartLeft + std::clamp(share, 0.0, 1.0) * (width() - chartLeft - chartRight);
}

QList<ChartSpan> ChartStrip::ours() const
{
    QList<ChartSpan> spans;
    for (const Incident& incident : m_data.ours) {
        const TimePoint end = incident.closed.value_or(m_data.series.to);
        if (end < m_data.series.from || incident.opened > m_data.series.to)
            continue;
        const Seconds lasted = std::chrono::duration_cast<Seconds>(end - incident.opened);
        spans << ChartSpan{
            incident.opened, end,
            tr("%1, %2, %3")
                .arg(
                    phraseOf(incident.failure, incident.status), exactTimeText(incident.opened), durationText(lasted))};
    }
    if (spans.isEmpty() && m_data.downSince)
        spans << ChartSpan{*m_data.downSince, m_data.series.to, m_data.downText};
    return spans;
}

QList<ChartSpan> ChartStrip::theirs() const
{
    QList<ChartSpan> spans;
    for (const ReportedIncident& incident : m_data.theirs) {
        if (!incident.startedAt)
            continue;
        const TimePoint end = incident.resolvedAt.value_or(m_data.series.to);
        if (end >= m_data.series.from && *incident.startedAt <= m_data.series.to)
            spans << ChartSpan{*incident.startedAt, end, incident.title};
    }
    return spans;
}

void ChartStrip::paintEvent(QPaintEvent*)
{
    const Theme& theme = Theme::of(this);
    QPainter painter(this);
    painter.setFont(fontFor(TextRole::Strong, font()));
    painter.setPen(theme.text);
    const QString title = tr("Errors");
    const int width = QFontMetrics(painter.font()).horizontalAdvance(title);
    painter.drawText(QRect(0, 0, width, titleHeight - 4), Qt::AlignVCenter | Qt::TextSingleLine, title);
    painter.setFont(fontFor(TextRole::Body, font()));
    painter.setPen(theme.dim);
    painter.drawText(
        QRect(width + 8, 0, this->width() - width - 8, titleHeight - 4), Qt::AlignVCenter | Qt::TextSingleLine,
        tr("share of checks that failed"));
    paintErrors(painter);
    const int lanes = titleHeight + stripHeight + laneGap;
    paintLane(painter, lanes, tr("ours"), ours(), false);
    paintLane(painter, lanes + laneHeight, tr("theirs"), theirs(), true);
}

void ChartStrip::paintErrors(QPainter& painter) const
{
    const Theme& theme = Theme::of(this);
    const int bottom = titleHeight + stripHeight - 1;
    painter.setFont(fontFor(TextRole::Small, font()));
    painter.setPen(theme.dim);
    painter.drawText(
        QRectF(0, titleHeight - 4, chartLeft - 6, 16), Qt::AlignRight | Qt::AlignVCenter | Qt::TextSingleLine,
        tr("100 %"));
    painter.setPen(theme.grid);
    painter.drawLine(QPointF(chartLeft, bottom), QPointF(width() - chartRight, bottom));
    for (const SeriesPoint& point : m_data.series.points) {
        if (point.failed <= 0 || point.measured <= 0)
            continue;
        const double share = double(point.failed) / point.measured;
        const double height = std::max(1.0, share * (stripHeight - 2));
        const double left = xOf(point.at);
        const double right = std::max(left + 1, xOf(point.at + point.width));
        painter.fillRect(QRectF(left, bottom - height, right - left, height), share >= 0.5 ? theme.down : theme.slow);
    }
}

void ChartStrip::paintLane(
    QPainter& painter, int top, const QString& name, const QList<ChartSpan>& spans, bool theirs) const
{
    const Theme& theme = Theme::of(this);
    painter.setFont(fontFor(TextRole::Body, font()));
    painter.setPen(theme.dim);
    painter.drawText(QRect(0, top, int(chartLeft) - 4, laneHeight), Qt::AlignVCenter | Qt::TextSingleLine, name);
    painter.setRenderHint(QPainter::Antialiasing);
    for (const ChartSpan& span : spans) {
        const double left = xOf(span.from);
        QRectF bar(left, top + 4, std::max(4.0, xOf(span.to) - left), laneHeight - 8);
        bar.moveRight(std::min(bar.right(), width() - chartRight));
        if (theirs) { // claimed: outline only
            painter.setBrush(Qt::NoBrush);
            painter.setPen(QPen(theme.slow, 1.5));
            painter.drawRoundedRect(bar.adjusted(0.75, 0.75, -0.75, -0.75), 3, 3);
        } else {
            painter.setPen(Qt::NoPen);
            painter.setBrush(theme.down);
            painter.drawRoundedRect(bar, 3, 3);
        }
    }
    painter.setRenderHint(QPainter::Antialiasing, false);
    if (theirs && spans.isEmpty()) {
        painter.setFont(fontFor(TextRole::Small, font()));
        painter.setPen(theme.dim);
        painter.drawText(
            QRectF(chartLeft, top, width() - chartLeft - chartRight, laneHeight),
            Qt::AlignRight | Qt::AlignVCenter | Qt::TextSingleLine, m_data.theirsNote);
    }
}

bool ChartStrip::event(QEvent* event)
{
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    const int lanes = titleHeight + stripHeight + laneGap;
    const QList<ChartSpan> spans = help->pos().y() < lanes + laneHeight ? ours() : theirs();
    for (const ChartSpan& span : spans) {
        if (help->pos().y() >= lanes && xOf(span.from) - 2 <= help->pos().x() && help->pos().x() <= xOf(span.to) + 2) {
            QToolTip::showText(help->globalPos(), plainToolTip(span.text), this);
            return true;
        }
    }
    QToolTip::hideText();
    return true;
}

} // namespace Gatewatch
