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
constexpr double smallest = 5; ///< every part stays visible
constexpr double named = 0.08;
constexpr double apart = 12; ///< between two labels
constexpr double aboveBar = 5;
constexpr double belowBar = 5;

QFont smallFont(bool strong)
{
    QFont font = fontFor(TextRole::Small, QApplication::font());
    font.setWeight(strong ? QFont::DemiBold : QFont::Normal);
    return font;
}

double lineHeight()
{
    return QFontMetricsF(smallFont(true)).height();
}

/// Rounds so that the sum stays 100: what is cut off goes to those that lost most, and nobody is left with nothing. The
/// largest is rounded as everywhere else, for it stands beside the same number in words.
void fillPercents(QList<BlamePart>& parts)
{
    if (parts.isEmpty())
        return;
    const auto byShare = [](const BlamePart& a, const BlamePart& b) { return a.share < b.share; };
    const auto largest = std::max_element(parts.begin(), parts.end(), byShare) - parts.begin();
    int left = 100;
    QList<qsizetype> others;
    for (qsizetype i = 0; i < parts.size(); ++i) {
        const double percent = parts.at(i).share * 100;
        parts[i].percent = static_cast<int>(i == largest ? std::round(percent) : std::max(1.0, std::floor(percent)));
        left -= parts.at(i).percent;
        if (i != largest)
            others.append(i);
    }
    const auto lost = [&](qsizetype i) { return parts.at(i).share * 100 - parts.at(i).percent; };
    std::stable_sort(others.begin(), others.end(), [&](qsizetype a, qsizetype b) { return lost(a) > lost(b); });
    for (qsizetype i = 0; i < others.size() && left > 0; ++i, --left)
        ++parts[others.at(i)].percent;
    parts[largest].percent += left;
}

double heightOfText(const QString& text, int width)
{
    constexpr double endless = 10000;
    return QFontMetricsF(smallFont(false)).boundingRect(QRectF(0, 0, width, endless), Qt::TextWordWrap, text).height();
}

} // namespace

QList<BlamePart> partsOf(const Blame& blame, const QList<Place>& onTheWay)
{
    constexpr double halfPercent = 0.005;
    double sum = 0;
    for (const double share : blame)
        sum += std::max(0.0, share);
    QList<BlamePart> parts;
    BlamePart others;
    for (int i = 0; i < placeCount; ++i) {
        const double share = sum > 0 ? std::max(0.0, blame.at(static_cast<size_t>(i))) / sum : 1.0 / placeCount;
        if (share >= named && (onTheWay.isEmpty() || onTheWay.contains(static_cast<Place>(i))))
            parts.append({static_cast<Place>(i), share, 0});
        else
            others.share += share;
    }
    if (others.share >= halfPercent)
        parts.append(others);
    fillPercents(parts);
    return parts;
}

BlameBar::BlameBar(QWidget* parent)
    : QWidget(parent)
{
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Preferred); // "fixed" would mean the height of sizeHint()
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    setAccessibleName(tr("Where the fault is"));
    setBlame({}, {});
}

void BlameBar::setBlame(const Diagnosis& diagnosis, const PathStops& stops)
{
    const Blame& blame = diagnosis.blame;
    QList<Place> onTheWay;
    m_suspects.clear();
    for (const PathStop& stop : stops) {
        onTheWay.append(stop.place);
        if (stop.look == PathStop::Look::Suspect)
            m_suspects.append(stop.place);
    }
    m_parts = partsOf(blame, onTheWay);
    m_verdict = diagnosis.verdict.place;
    m_caption = !diagnosis.finished               ? tr("Where the fault is, by the evidence so far")
        : m_verdict == VerdictPlace::Inconclusive ? tr("What the evidence points to; not enough to tell")
                                                  : tr("Where the fault probably is");
    QStringList spoken;
    for (int i = 0; i < placeCount; ++i) {
        const double share = blame.at(static_cast<size_t>(i));
        const double percent = std::round(share * 100);
        spoken.append(
            share > 0 && percent < 1 ? tr("%1 under 1 %").arg(wordOf(static_cast<Place>(i)))
                                     : tr("%1 %2 %").arg(wordOf(static_cast<Place>(i))).arg(percent, 0, 'f', 0));
    }
    setAccessibleDescription(spoken.join(u", "_s));
    setToolTip(spoken.join(u'\n'));
    updateGeometry();
    update();
}

QString BlameBar::labelOf(const BlamePart& part) const
{
    return tr("%1 %2 %").arg(part.place ? wordOf(*part.place) : tr("others")).arg(part.percent);
}

QFont BlameBar::labelFont(const BlamePart& part) const
{
    return smallFont(part.place && static_cast<int>(m_verdict) == static_cast<int>(*part.place));
}

bool BlameBar::labelsFit(int width) const
{
    double wanted = -apart;
    for (const BlamePart& part : m_parts)
        wanted += QFontMetricsF(labelFont(part)).horizontalAdvance(labelOf(part)) + 1 + apart;
    return wanted <= width;
}

/// All labels as one text, which breaks between them only.
QString BlameBar::allLabels() const
{
    QStringList labels;
    for (const BlamePart& part : m_parts)
        labels.append(labelOf(part).replace(u' ', QChar::Nbsp));
    return labels.join(u" · "_s);
}

int BlameBar::heightForWidth(int width) const
{
    const double labels = labelsFit(width) ? lineHeight() : heightOfText(allLabels(), width);
    return static_cast<int>(std::ceil(heightOfText(m_caption, width) + aboveBar + barHeight + belowBar + labels + 2));
}

QSize BlameBar::sizeHint() const
{
    constexpr int usual = 640;
    return {usual, heightForWidth(usual)};
}

QSize BlameBar::minimumSizeHint() const
{
    return {200, 0};
}

QList<BlameBar::Segment> BlameBar::segments() const
{
    const auto count = static_cast<double>(m_parts.size());
    const double room = width() - gap * (count - 1) - smallest * count;
    double left = 0;
    QList<Segment> segments;
    for (const BlamePart& part : m_parts) {
        Segment segment;
        segment.part = part;
        segment.width = smallest + std::max(0.0, room) * part.share;
        segment.left = left;
        left += segment.width + gap;
        segment.label = labelOf(part);
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

/// Centres each label below its segment, and moves it where it would leave the widget or touch the one before.
void BlameBar::placeLabels(QList<Segment>& segments) const
{
    double from = 0;
    for (Segment& segment : segments) {
        segment.labelWidth = QFontMetricsF(labelFont(segment.part)).horizontalAdvance(segment.label) + 1;
        segment.labelLeft = std::max(from, segment.left + (segment.width - segment.labelWidth) / 2);
        from = segment.labelLeft + segment.labelWidth + apart;
    }
    double until = width();
    for (auto it = segments.rbegin(); it != segments.rend(); ++it) {
        it->labelLeft = std::max(0.0, std::min(it->labelLeft, until - it->labelWidth));
        until = it->labelLeft - apart;
    }
}

QColor BlameBar::colorOf(const BlamePart& part) const
{
    const Theme& theme = Theme::of(this);
    if (!part.place)
        return theme.gapTrack;
    if (static_cast<int>(m_verdict) == static_cast<int>(*part.place))
        return theme.down;
    // Nobody else is accused than in the picture, and nobody at all while the verdict is open.
    const QColor open = theme.dark ? QColor(0x7A, 0x82, 0x8C) : QColor(0x8A, 0x93, 0x9E);
    return m_suspects.contains(*part.place) ? theme.slow : open;
}

void BlameBar::paintEvent(QPaintEvent*)
{
    const Theme& theme = Theme::of(this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    // Qt turns it around for words that are read from right to left.
    const int wrapped = static_cast<int>(Qt::AlignLeft | Qt::AlignTop) | Qt::TextWordWrap;
    const double caption = heightOfText(m_caption, width());
    painter.setFont(smallFont(false));
    painter.setPen(theme.dim);
    painter.drawText(QRectF(0, 0, width(), caption), wrapped, m_caption);

    const double top = caption + aboveBar;
    const double below = top + barHeight + belowBar;
    const bool fit = labelsFit(width());
    for (const Segment& segment : segments()) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(colorOf(segment.part));
        painter.drawRoundedRect(QRectF(segment.left, top, segment.width, barHeight), 2.5, 2.5);
        if (!fit)
            continue;
        painter.setFont(labelFont(segment.part));
        painter.setPen(painter.font().weight() >= QFont::DemiBold ? theme.text : theme.dim);
        painter.drawText(
            QRectF(segment.labelLeft, below, segment.labelWidth, lineHeight()), Qt::AlignCenter, segment.label);
    }
    if (fit)
        return;
    painter.setFont(smallFont(false));
    painter.setPen(theme.dim);
    painter.drawText(QRectF(0, below, width(), height() - below), wrapped, allLabels());
}

} // namespace Gatewatch
