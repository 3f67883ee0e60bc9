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

QString binLabel(int bin)
{
    return bin < episodeBinCount - 1 ? QString::number(upperMinutes.at(static_cast<size_t>(bin)))
                                     : EpisodeChart::tr("> 60");
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

void EpisodeChart::setEpisodes(const QList<int>& pastSeconds, std::optional<int> nowSeconds, const QString& bracket)
{
    m_past = pastSeconds;
    m_now = nowSeconds;
    m_bracket = bracket;
    setAccessibleName(
        m_past.isEmpty() ? tr("How long such faults usually last") : tr("How long earlier faults lasted"));
    QStringList spoken;
    const auto bins = binEpisodes(m_past);
    for (int i = 0; i < episodeBinCount && !m_past.isEmpty(); ++i)
        spoken.append(tr("up to %1 min: %2").arg(binLabel(i)).arg(bins.at(static_cast<size_t>(i))));
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
        painter.drawText(QRectF(bar.left() - 4, floorY + 3, bar.width() + 8, label - 3), Qt::AlignCenter, binLabel(i));
    }
}

void EpisodeChart::paintScale(QPainter& painter) const
{
    const Theme& theme = Theme::of(this);
    const std::array<std::pair<QString, QString>, 3> spans{
        {{u"under_1_minute"_s, tr("under 1 min")}, {u"minutes"_s, tr("5 to 15 min")}, {u"hours"_s, tr("hours")}}};
    const double gap = 6;
    const double each = (width() - 2 * gap) / 3;
    const double middle = height() / 2.0 - 8;
    for (int i = 0; i < 3; ++i) {
        const int column = isRightToLeft() ? 2 - i : i;
        const auto& [id, name] = spans.at(static_cast<size_t>(i));
        const bool chosen = m_bracket == id;
        const QRectF bar(column * (each + gap), middle - 6, each, 12);
        painter.setPen(Qt::NoPen);
        painter.setBrush(chosen ? theme.accent : theme.gapTrack);
        painter.drawRoundedRect(bar, 4, 4);
        QFont font = painter.font();
        font.setWeight(chosen ? QFont::DemiBold : QFont::Normal);
        painter.setFont(font);
        painter.setPen(chosen ? theme.text : theme.dim);
        painter.drawText(QRectF(bar.left(), bar.bottom() + 5, each, 18), Qt::AlignCenter, name);
    }
}

} // namespace Gatewatch
