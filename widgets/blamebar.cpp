// SPDX-License-Identifier: GPL-3.0-or-later
#include <widgets/blamebar.h>

#include <widgets/theme.h>
#include <widgets/wording.h>

#include <QApplication>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace Gatewatch {

using namespace Qt::StringLiterals;

namespace {

constexpr double barHeight = 12;
constexpr double gap = 2;
constexpr double smallest = 5; ///< every place stays visible
constexpr double labelled = 0.08;

QString shareText(double share)
{
    const double percent = std::round(share * 100);
    if (share > 0 && percent < 1)
        return BlameBar::tr("under 1 %");
    return BlameBar::tr("%1 %").arg(percent, 0, 'f', 0);
}

bool isNamed(VerdictPlace verdict, Place place)
{
    return static_cast<int>(verdict) == static_cast<int>(place);
}

/// Nobody is accused while the verdict is open.
QColor openColor(const Theme& theme)
{
    return theme.dark ? QColor(0x7A, 0x82, 0x8C) : QColor(0x8A, 0x93, 0x9E);
}

QFont labelFont(bool strong)
{
    QFont font = fontFor(TextRole::Small, QApplication::font());
    font.setWeight(strong ? QFont::DemiBold : QFont::Normal);
    return font;
}

} // namespace

BlameBar::BlameBar(QWidget* parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setBlame(m_blame, m_verdict);
}

void BlameBar::setBlame(const Blame& blame, VerdictPlace verdict)
{
    m_blame = blame;
    m_verdict = verdict;
    QStringList spoken;
    for (int i = 0; i < placeCount; ++i)
        spoken.append(u"%1 %2"_s.arg(wordOf(static_cast<Place>(i)), shareText(m_blame.at(static_cast<size_t>(i)))));
    setAccessibleName(tr("Where the fault is"));
    setAccessibleDescription(spoken.join(u", "_s));
    setToolTip(spoken.join(u'\n'));
    update();
}

QSize BlameBar::sizeHint() const
{
    const int line = QFontMetrics(labelFont(true)).height();
    return {640, 2 * line + static_cast<int>(barHeight) + 12};
}

QSize BlameBar::minimumSizeHint() const
{
    return {240, sizeHint().height()};
}

QList<BlameBar::Segment> BlameBar::segments() const
{
    double sum = 0;
    for (const double share : m_blame)
        sum += std::max(0.0, share);
    const double room = width() - gap * (placeCount - 1) - smallest * placeCount;
    double left = 0;
    QList<Segment> segments;
    for (int i = 0; i < placeCount; ++i) {
        Segment segment;
        segment.place = static_cast<Place>(i);
        segment.share = sum > 0 ? std::max(0.0, m_blame.at(static_cast<size_t>(i))) / sum : 1.0 / placeCount;
        segment.width = smallest + std::max(0.0, room) * segment.share;
        segment.left = left;
        left += segment.width + gap;
        if (segment.share >= labelled)
            segment.label = u"%1 %2"_s.arg(wordOf(segment.place), shareText(segment.share));
        segments.append(segment);
    }
    placeLabels(segments);
    if (isRightToLeft()) {
        for (Segment& segment : segments) {
            segment.left = width() - segment.left - segment.width;
            segment.labelLeft = width() - segment.labelLeft - segment.labelWidth;
        }
    }
    return segments;
}

/// Centres each label below its segment, moves it where it would leave the widget or touch the one before, and shortens
/// it to the number where there is no room for the name.
void BlameBar::placeLabels(QList<Segment>& segments) const
{
    constexpr double apart = 12;
    double wanted = 0;
    for (const Segment& segment : std::as_const(segments)) {
        if (!segment.label.isEmpty())
            wanted +=
                QFontMetricsF(labelFont(isNamed(m_verdict, segment.place))).horizontalAdvance(segment.label) + apart;
    }
    double from = 0;
    for (Segment& segment : segments) {
        if (segment.label.isEmpty())
            continue;
        if (wanted > width())
            segment.label = shareText(segment.share);
        segment.labelWidth =
            QFontMetricsF(labelFont(isNamed(m_verdict, segment.place))).horizontalAdvance(segment.label) + 1;
        segment.labelLeft = std::max(from, segment.left + (segment.width - segment.labelWidth) / 2);
        from = segment.labelLeft + segment.labelWidth + apart;
    }
    double until = width();
    for (auto it = segments.rbegin(); it != segments.rend(); ++it) {
        if (it->label.isEmpty())
            continue;
        it->labelLeft = std::max(0.0, std::min(it->labelLeft, until - it->labelWidth));
        until = it->labelLeft - apart;
    }
}

void BlameBar::paintEvent(QPaintEvent*)
{
    const Theme& theme = Theme::of(this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const double line = QFontMetricsF(labelFont(false)).height();
    const Qt::Alignment start = Qt::AlignVCenter | (isRightToLeft() ? Qt::AlignRight : Qt::AlignLeft);

    painter.setFont(labelFont(false));
    painter.setPen(theme.dim);
    painter.drawText(QRectF(0, 0, width(), line), start, tr("Where the fault is, by the evidence so far"));

    const double top = line + 5;
    for (const Segment& segment : segments()) {
        const bool named = isNamed(m_verdict, segment.place);
        const bool open = m_verdict == VerdictPlace::Inconclusive;
        QColor color = theme.gapTrack;
        if (named)
            color = theme.down;
        else if (segment.share >= labelled && m_verdict != VerdictPlace::None)
            color = open ? openColor(theme) : theme.slow;
        painter.setPen(Qt::NoPen);
        painter.setBrush(color);
        painter.drawRoundedRect(QRectF(segment.left, top, segment.width, barHeight), 2.5, 2.5);
        if (segment.label.isEmpty())
            continue;
        painter.setFont(labelFont(named));
        painter.setPen(named ? theme.text : theme.dim);
        painter.drawText(
            QRectF(segment.labelLeft, top + barHeight + 5, segment.labelWidth, line), Qt::AlignCenter, segment.label);
    }
}

} // namespace Gatewatch
