// SPDX-License-Identifier: GPL-3.0-or-later
#include <widgets/historychart.h>

#include <widgets/theme.h>
#include <widgets/wording.h>

#include <QAreaSeries>
#include <QChart>
#include <QChartView>
#include <QEvent>
#include <QGraphicsLayout>
#include <QHelpEvent>
#include <QLineSeries>
#include <QMouseEvent>
#include <QToolTip>
#include <QVBoxLayout>
#include <QValueAxis>

#include <algorithm>
#include <limits>

namespace Gatewatch {

using namespace Qt::StringLiterals;

namespace {

constexpr double spikeFactor = 1.4;
constexpr double roomForSpikes = 1.8;

/// The middle one of what was slowest in each slice: among hundreds of answers one is always far above the others, and
/// what is so in every slice is no spike.
double usualMaximum(const Series& series)
{
    QList<double> maxima;
    for (const SeriesPoint& point : series.points) {
        if (point.maxMs)
            maxima << *point.maxMs;
    }
    if (maxima.isEmpty())
        return 0;
    const auto middle = maxima.begin() + maxima.size() / 2;
    std::nth_element(maxima.begin(), middle, maxima.end());
    return *middle;
}

double ms(TimePoint at)
{
    return static_cast<double>(at.time_since_epoch().count());
}

void paintHatch(QPainter& painter, const QRectF& rect, const QColor& color, const QRectF& keepFree)
{
    painter.save();
    QRegion region(rect.toAlignedRect());
    if (!keepFree.isEmpty())
        region -= keepFree.toAlignedRect();
    painter.setClipRegion(region);
    painter.setPen(QPen(color, 1));
    painter.setRenderHint(QPainter::Antialiasing);
    for (double x = rect.left() - rect.height(); x < rect.right(); x += 7)
        painter.drawLine(QPointF(x, rect.bottom()), QPointF(x + rect.height(), rect.top()));
    painter.restore();
}

} // namespace

/// Qt Charts draws line and band; grid, words, gaps and faults are painted around them.
class HistoryChart::View final : public QChartView {
public:
    explicit View(HistoryChart& owner)
        : QChartView(&owner)
        , m_owner(owner)
    {
        setRenderHint(QPainter::Antialiasing);
        setFrameShape(QFrame::NoFrame);
        setFocusPolicy(Qt::NoFocus);
        setMouseTracking(true);
        setBackgroundBrush(Qt::NoBrush);
        viewport()->setAutoFillBackground(false);
        QChart* c = chart();
        c->setBackgroundVisible(false);
        c->setPlotAreaBackgroundVisible(false);
        c->legend()->hide();
        c->setMargins({});
        c->layout()->setContentsMargins(0, 0, 0, 0);
        c->setBackgroundRoundness(0);
        band.setUpperSeries(&upper);
        band.setLowerSeries(&lower);
        c->addSeries(&band);
        c->addSeries(&median);
        for (QValueAxis* axis : {&x, &y}) {
            axis->setVisible(false);
            c->addAxis(axis, axis == &x ? Qt::AlignBottom : Qt::AlignLeft);
        }
        for (QAbstractSeries* series : std::initializer_list<QAbstractSeries*>{&band, &median}) {
            series->attachAxis(&x);
            series->attachAxis(&y);
        }
    }
    ~View() override
    {
        // The series and axes are members: the chart must not delete them.
        QChart* c = chart();
        for (QAbstractSeries* series : std::initializer_list<QAbstractSeries*>{&band, &median})
            c->removeSeries(series);
        for (QValueAxis* axis : {&x, &y})
            c->removeAxis(axis);
    }

    [[nodiscard]] QRectF plot() const { return QRectF(chartLeft, 8, width() - chartLeft - chartRight, height() - 30); }
    [[nodiscard]] double xOf(TimePoint at) const
    {
        const Series& s = m_owner.m_data.series;
        const double share = (ms(at) - ms(s.from)) / std::max(1.0, ms(s.to) - ms(s.from));
        return plot().left() + std::clamp(share, 0.0, 1.0) * plot().width();
    }

    QLineSeries median, upper, lower;
    QAreaSeries band;
    QValueAxis x, y;
    QList<double> ticks{0, 100, 200, 300, 400};
    QList<std::pair<TimePoint, double>> spikes; ///< single answers far above the band of their slice, in ms

protected:
    void drawBackground(QPainter* painter, const QRectF&) override
    {
        const Theme& theme = Theme::of(this);
        const QRectF area = plot();
        painter->setFont(fontFor(TextRole::Small, font()));
        painter->setRenderHint(QPainter::Antialiasing, false);
        for (const double value : std::as_const(ticks)) {
            const double level = area.bottom() - value / std::max(1e-9, ticks.constLast()) * area.height();
            painter->setPen(theme.grid);
            painter->drawLine(QPointF(area.left(), level), QPointF(area.right(), level));
            painter->setPen(theme.dim);
            painter->drawText(
                QRectF(0, level - 9, area.left() - 6, 18), Qt::AlignRight | Qt::AlignVCenter,
                QLocale().toString(value, 'f', ticks.at(1) < 1 ? 1 : 0));
        }
        const Series& series = m_owner.m_data.series;
        for (const auto& [at, label] : timeTicks(series.from, series.to, std::max(2, int(area.width() / 110)))) {
            const double width = QFontMetricsF(painter->font()).horizontalAdvance(label);
            const double left = std::clamp(xOf(at) - width / 2, area.left(), area.right() - width);
            painter->setPen(theme.dim);
            painter->drawText(QPointF(left, height() - 6.0), label);
        }
        drawGaps(*painter, theme, area);
        drawFailures(*painter, theme, area);
    }

    void drawForeground(QPainter* painter, const QRectF&) override
    {
        const Theme& theme = Theme::of(this);
        const ChartData& shown = m_owner.m_data;
        if (shown.series.measured == 0) {
            painter->setFont(fontFor(TextRole::Body, font()));
            painter->setPen(theme.dim);
            const QString text = HistoryChart::tr("Nothing was measured in this time yet.");
            QRectF box = painter->boundingRect(plot(), Qt::AlignCenter, text);
            painter->fillRect(box.adjusted(-8, -4, 8, 4), theme.card); // no hatch or grid line through the words
            painter->drawText(plot(), Qt::AlignCenter, text);
            return;
        }
        drawSpikes(*painter, theme);
        if (!shown.downSince)
            return;
        const double at = xOf(*shown.downSince);
        painter->setPen(QPen(theme.down, 1, Qt::DashLine));
        painter->drawLine(QPointF(at, plot().top()), QPointF(at, plot().bottom()));
        painter->setFont(fontFor(TextRole::Small, fontFor(TextRole::Strong, font())));
        QFont bold = painter->font();
        bold.setWeight(QFont::DemiBold);
        painter->setFont(bold);
        const double width = QFontMetricsF(bold).horizontalAdvance(shown.downText);
        const double height = QFontMetricsF(bold).height();
        const double left = at - width - 6 >= plot().left() ? at - width - 6 : at + 6;
        const QRectF box(left - 3, plot().top() + 1, width + 6, height + 2);
        painter->fillRect(box, theme.card); // the line below must not strike the words through
        painter->setPen(theme.down);
        painter->drawText(box, Qt::AlignCenter, shown.downText);
    }

    void mouseMoveEvent(QMouseEvent* event) override
    {
        const Series& series = m_owner.m_data.series;
        const SeriesPoint* hit = nullptr;
        for (const SeriesPoint& point : series.points) {
            if (xOf(point.at) <= event->position().x() && event->position().x() < xOf(point.at + point.width) + 1)
                hit = &point;
        }
        if (!hit) {
            QToolTip::hideText();
            return;
        }
        QStringList lines{exactTimeText(hit->at)};
        if (hit->p50Ms)
            lines << HistoryChart::tr("median %1, p95 %2")
                         .arg(latencyText(*hit->p50Ms), latencyText(hit->p95Ms.value_or(*hit->p50Ms)));
        if (hit->maxMs && *hit->maxMs > hit->p95Ms.value_or(0))
            lines << HistoryChart::tr("slowest %1").arg(latencyText(*hit->maxMs));
        lines << HistoryChart::tr("%1 of %2 checks failed").arg(hit->failed).arg(hit->measured);
        QToolTip::showText(event->globalPosition().toPoint(), lines.join(u'\n'), this);
    }

private:
    void drawGaps(QPainter& painter, const Theme& theme, const QRectF& area) const
    {
        const Series& series = m_owner.m_data.series;
        if (series.measured == 0)
            return; // one sentence says it all
        const double pixel = (ms(series.to) - ms(series.from)) / std::max(1.0, area.width());
        const QFontMetricsF metrics(painter.font());
        for (const ChartSpan& gap : gapSpans(series, Millis(qint64(pixel * 2)))) {
            const QRectF rect(QPointF(xOf(gap.from), area.top()), QPointF(xOf(gap.to), area.bottom()));
            const double width = metrics.horizontalAdvance(gap.text) + 8;
            QRectF label;
            if (width < rect.width() + 40) {
                label = QRectF(0, 0, width, metrics.height() + 4);
                label.moveCenter({rect.center().x(), area.top() + 12});
                label.moveLeft(std::clamp(label.left(), area.left(), area.right() - width));
            }
            paintHatch(painter, rect, theme.border, label);
            painter.setPen(theme.dim);
            if (!label.isEmpty()) {
                painter.fillRect(label, theme.card);
                painter.drawText(label, Qt::AlignCenter, gap.text);
            }
        }
        // Before the first measurement there is nothing to be missed: words, no hatch.
        if (!series.points.isEmpty() && xOf(series.points.constFirst().at) - area.left() > 120) {
            painter.setPen(theme.dim);
            const QRectF before(area.topLeft(), QPointF(xOf(series.points.constFirst().at), area.bottom()));
            painter.drawText(before, Qt::AlignCenter, HistoryChart::tr("not watched yet"));
        }
    }

    void drawSpikes(QPainter& painter, const Theme& theme) const
    {
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme.accent);
        const QRectF area = plot();
        for (const auto& [at, value] : spikes) {
            const double share = value / std::max(1e-9, ticks.constLast());
            const QPointF spot(xOf(at), area.bottom() - std::min(share, 1.0) * area.height());
            if (share <= 1) {
                painter.drawEllipse(spot, 1.6, 1.6);
                continue;
            }
            // Far beyond the scale: an arrow at the edge says that it goes on; the number is in the tool tip.
            painter.drawPolygon(QPolygonF{spot, spot + QPointF(-3.5, 5), spot + QPointF(3.5, 5)});
        }
    }

    void drawFailures(QPainter& painter, const Theme& theme, const QRectF& area) const
    {
        QColor shade = theme.down;
        shade.setAlphaF(theme.dark ? 0.18 : 0.13);
        for (const ChartSpan& span : failureSpans(m_owner.m_data.series)) {
            const double left = xOf(span.from);
            painter.fillRect(QRectF(left, area.top(), std::max(2.0, xOf(span.to) - left), area.height()), shade);
        }
        // Single failures among good answers: a mark on the axis.
        for (const SeriesPoint& point : m_owner.m_data.series.points) {
            if (point.failed > 0 && point.failed < point.measured)
                painter.fillRect(QRectF(xOf(point.at), area.bottom() - 5, 2, 5), theme.down);
        }
    }

    HistoryChart& m_owner;
};

HistoryChart::HistoryChart(QWidget* parent)
    : QWidget(parent)
    , m_view(new View(*this))
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_view);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    restyle();
}

HistoryChart::~HistoryChart() = default;

void HistoryChart::setData(const ChartData& chart)
{
    if (m_data == chart)
        return;
    m_data = chart;
    fill();
    const Series& series = chart.series;
    QString name = tr("Latency chart. ");
    if (series.p50Ms)
        name += tr("Median %1, p95 %2. ")
                    .arg(latencyText(*series.p50Ms), latencyText(series.p95Ms.value_or(*series.p50Ms)));
    name += tr("%1 of %2 checks failed.").arg(series.failed).arg(series.measured);
    m_view->setAccessibleName(name);
}

void HistoryChart::fill()
{
    const Series& series = m_data.series;
    QList<QPointF> line, top, bottom;
    double max = 0;
    const SeriesPoint* before = nullptr;
    const auto centre = [](const SeriesPoint& point) {
        return ms(point.at) + static_cast<double>(point.width.count()) / 2;
    };
    const auto endPiece = [&] {
        if (line.isEmpty() || qIsNaN(line.constLast().y()))
            return;
        // The band closes to nothing, so that its bridge over the gap has no height.
        top << QPointF(line.constLast().x(), line.constLast().y());
        bottom << line.constLast();
        line << QPointF(line.constLast().x(), std::numeric_limits<double>::quiet_NaN());
    };
    const double usual = usualMaximum(series);
    m_view->spikes.clear();
    for (const SeriesPoint& point : series.points) {
        if (!point.p50Ms) {
            endPiece();
            before = nullptr;
            continue;
        }
        const double p95 = std::max(*point.p50Ms, point.p95Ms.value_or(*point.p50Ms));
        if (before && point.at - before->at > series.slice + series.slice / 2) {
            endPiece();
            before = nullptr;
        }
        const double at = centre(point);
        if (!before) {
            // A piece begins at the left edge of its slice: a lone slice is a short line, not an invisible point.
            line << QPointF(ms(point.at), *point.p50Ms);
            top << QPointF(ms(point.at), *point.p50Ms);
            bottom << QPointF(ms(point.at), *point.p50Ms);
        }
        line << QPointF(at, *point.p50Ms);
        top << QPointF(at, p95);
        bottom << QPointF(at, *point.p50Ms);
        max = std::max(max, p95);
        if (point.maxMs && *point.maxMs > std::max(p95, usual) * spikeFactor)
            m_view->spikes << std::pair(point.at + point.width / 2, *point.maxMs);
        before = &point;
    }
    // Spikes get some room, but one of them must not press everything else flat.
    double highest = max;
    for (const auto& spike : std::as_const(m_view->spikes))
        highest = std::max(highest, std::min(spike.second, max * roomForSpikes));
    m_view->ticks = roundTicks(highest > 0 ? highest : 100);
    m_view->x.setRange(ms(series.from), std::max(ms(series.from) + 1, ms(series.to)));
    m_view->y.setRange(0, m_view->ticks.constLast());
    m_view->median.replace(line);
    m_view->upper.replace(top);
    m_view->lower.replace(bottom);
    m_view->resetCachedContent();
    m_view->viewport()->update();
}

void HistoryChart::restyle()
{
    const Theme& theme = Theme::of(this);
    m_view->median.setPen(QPen(theme.accent, 1.6, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    m_view->band.setBrush(theme.band);
    m_view->band.setPen(Qt::NoPen);
    m_view->resetCachedContent();
    m_view->viewport()->update();
}

void HistoryChart::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange)
        restyle();
}

void HistoryChart::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    layout()->activate();
    m_view->chart()->setPlotArea(m_view->plot());
}

} // namespace Gatewatch
