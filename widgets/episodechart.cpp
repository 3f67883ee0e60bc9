// SPDX-License-Identifier: GPL-3.0-or-later
#include <widgets/episodechart.h>

#include <widgets/theme.h>

#include <QApplication>
#include <QPainter>

#include <algorithm>

namespace Gatewatch {

using namespace Qt::StringLiterals;

namespace {

constexpr std::array<int, episodeBinCount - 1> upperMinutes{1, 2, 5, 8, 15, 30, 60};

/// Where one span of the scale ends and the next one begins.
constexpr std::array<int, durationSpanCount - 1> borders{60, 5 * 60, 15 * 60, 60 * 60};

QString borderText(int seconds)
{
    return seconds < 3600 ? EpisodeChart::tr("%1 min").arg(seconds / 60) : EpisodeChart::tr("%1 h").arg(seconds / 3600);
}

QString spanText(int span)
{
    if (span == 0)
        return EpisodeChart::tr("under %1").arg(borderText(borders.front()));
    if (span == durationSpanCount - 1)
        return EpisodeChart::tr("over %1").arg(borderText(borders.back()));
    const auto i = static_cast<size_t>(span);
    return EpisodeChart::tr("%1 to %2").arg(borderText(borders.at(i - 1)), borderText(borders.at(i)));
}

QString binLabel(int bin)
{
    return bin < episodeBinCount - 1 ? QString::number(upperMinutes.at(static_cast<size_t>(bin)))
                                     : EpisodeChart::tr("60+");
}

QColor barColor(const Theme& theme)
{
    return theme.dark ? QColor(0x4D, 0x6F, 0xA5) : QColor(0x86, 0xA8, 0xE2);
}

} // namespace

int binOf(int seconds)
{
    const auto it = std::find_if(
        upperMinutes.cbegin(), upperMinutes.cend(), [seconds](int minutes) { return seconds <= minutes * 60; });
    return static_cast<int>(it - upperMinutes.cbegin());
}

int spanOf(int seconds)
{
    const auto it = std::find_if(borders.cbegin(), borders.cend(), [seconds](int border) { return seconds < border; });
    return static_cast<int>(it - borders.cbegin());
}

std::array<int, episodeBinCount> binEpisodes(const QList<int>& seconds)
{
    std::array<int, episodeBinCount> bins{};
    for (const int length : seconds)
        ++bins.at(static_cast<size_t>(binOf(length)));
    return bins;
}

EpisodeChart::EpisodeChart(QWidget* parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

QSize EpisodeChart::sizeHint() const
{
    const int label = QFontMetrics(fontFor(TextRole::Small, QApplication::font())).height();
    return {360, m_past.isEmpty() ? 12 + 12 + label : 82 + label};
}

QSize EpisodeChart::minimumSizeHint() const
{
    return {200, sizeHint().height()};
}

void EpisodeChart::setEpisodes(const QList<int>& pastSeconds, std::optional<int> nowSeconds, std::optional<int> span)
{
    m_past = pastSeconds;
    m_now = nowSeconds;
    m_span = span;
    updateGeometry();
    setAccessibleName(
        m_past.isEmpty() ? tr("How long such faults usually last") : tr("How long earlier faults lasted"));
    QStringList spoken;
    const auto bins = binEpisodes(m_past);
    for (int i = 0; i < episodeBinCount && !m_past.isEmpty(); ++i)
        spoken.append(tr("up to %1 min: %2").arg(binLabel(i)).arg(bins.at(static_cast<size_t>(i))));
    if (m_past.isEmpty() && m_span)
        spoken.append(spanText(*m_span));
    setAccessibleDescription(spoken.join(u", "_s));
    update();
}

void EpisodeChart::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(fontFor(TextRole::Small, QApplication::font()));
    if (m_past.isEmpty())
        paintScale(painter);
    else
        paintBars(painter);
}

void EpisodeChart::paintBars(QPainter& painter) const
{
    const Theme& theme = Theme::of(this);
    const auto bins = binEpisodes(m_past);
    const int most = std::max(1, *std::max_element(bins.cbegin(), bins.cend()));
    const double label = painter.fontMetrics().height() + 4;
    const double floorY = height() - label;
    const double step = static_cast<double>(width() + 8) / episodeBinCount;
    const int present = m_now ? binOf(*m_now) : -1;
    for (int i = 0; i < episodeBinCount; ++i) {
        const int column = isRightToLeft() ? episodeBinCount - 1 - i : i;
        const int count = bins.at(static_cast<size_t>(i));
        const double tall = std::max(count > 0 ? 4.0 : 2.0, (floorY - 4) * count / most);
        const QRectF bar(column * step, floorY - tall, step - 8, tall);
        painter.setPen(Qt::NoPen);
        painter.setBrush(i == present ? theme.down : count > 0 ? barColor(theme) : theme.gapTrack);
        painter.drawRoundedRect(bar, std::min(3.0, tall / 2), std::min(3.0, tall / 2));
        QFont font = painter.font();
        font.setWeight(i == present ? QFont::DemiBold : QFont::Normal);
        painter.setFont(font);
        painter.setPen(i == present ? theme.text : theme.dim);
        const QString text = i == present ? tr("now") : binLabel(i);
        // The last ones may be wider than their bars, and may not leave the widget.
        const double wide = std::max(bar.width() + 8, QFontMetricsF(font).horizontalAdvance(text) + 2);
        const double left = std::clamp(bar.center().x() - wide / 2, 0.0, std::max(0.0, width() - wide));
        painter.drawText(QRectF(left, floorY + 3, wide, label - 3), Qt::AlignCenter, text);
    }
}

void EpisodeChart::paintScale(QPainter& painter) const
{
    constexpr double gap = 3;
    constexpr double tall = 12;
    const Theme& theme = Theme::of(this);
    const double each = (width() - (durationSpanCount - 1) * gap) / durationSpanCount;
    const double label = painter.fontMetrics().height();
    for (int i = 0; i < durationSpanCount; ++i) {
        const int column = isRightToLeft() ? durationSpanCount - 1 - i : i;
        const QRectF bar(column * (each + gap), 4, each, tall);
        painter.setPen(Qt::NoPen);
        painter.setBrush(m_span == i ? theme.accent : theme.gapTrack);
        painter.drawRoundedRect(bar, 4, 4);
        if (i == durationSpanCount - 1)
            continue;
        const double border = isRightToLeft() ? bar.left() - gap / 2 : bar.right() + gap / 2;
        painter.setPen(theme.dim);
        painter.drawText(
            QRectF(border - each / 2, bar.bottom() + 4, each, label), Qt::AlignCenter,
            borderText(borders.at(static_cast<size_t>(i))));
    }
}

} // namespace Gatewatch
