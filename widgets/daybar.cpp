// SPDX-License-Identifier: GPL-3.0-or-later
#include <widgets/daybar.h>

#include <widgets/theme.h>
#include <widgets/wording.h>

#include <QHelpEvent>
#include <QKeyEvent>
#include <QLocale>
#include <QPainter>
#include <QPainterPath>
#include <QToolTip>

#include <algorithm>

namespace Gatewatch {

DayBar::DayBar(QWidget* parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("The last 90 days"));
}

void DayBar::setDays(const QList<DayUptime>& days, QDate today)
{
    m_days.clear();
    m_today = today;
    QList<int> counts;
    for (const DayUptime& day : days) {
        m_days.insert(day.day, day);
        if (day.day != today)
            counts << day.measured;
    }
    std::ranges::sort(counts);
    m_usual = counts.isEmpty() ? 1 : std::max(1, counts.at(counts.size() / 2));
    const std::optional<double> share = uptime();
    setAccessibleDescription(
        share ? tr("%1 of the measured time").arg(percentText(*share)) : tr("Nothing was measured"));
    update();
}

std::optional<double> DayBar::uptime() const
{
    qint64 measured = 0, failed = 0;
    for (int place = 0; place < shownDays(); ++place) {
        const DayUptime day = m_days.value(m_today.addDays(place - shownDays() + 1));
        measured += day.measured;
        failed += day.failed;
    }
    if (measured == 0)
        return {};
    return 1.0 - double(failed) / double(measured);
}

int DayBar::shownDays() const
{
    return width() < 450 ? 30 : 90;
}

QRectF DayBar::rectOf(int place) const
{
    const double step = width() / double(shownDays());
    return {place * step, 1, std::max(2.0, step - 2), height() - 2.0};
}

QString DayBar::textOf(QDate day) const
{
    const QString date = QLocale().toString(day, QStringLiteral("d MMM"));
    const DayUptime uptime = m_days.value(day);
    if (uptime.measured == 0)
        return tr("%1: not measured").arg(date);
    const QString share = percentText(1.0 - double(uptime.failed) / uptime.measured);
    if (uptime.failed == 0)
        return tr("%1: %2").arg(date, share);
    return tr("%1: %2, %3 of %4 checks failed").arg(date, share).arg(uptime.failed).arg(uptime.measured);
}

void DayBar::paintEvent(QPaintEvent*)
{
    const Theme& theme = Theme::of(this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    for (int place = 0; place < shownDays(); ++place) {
        const QDate date = m_today.addDays(place - shownDays() + 1);
        const DayUptime day = m_days.value(date);
        QRectF rect = rectOf(place);
        const double share = day.measured == 0 || date == m_today ? 1 : std::min(1.0, double(day.measured) / m_usual);
        rect.setTop(rect.bottom() - rect.height() * (0.35 + 0.65 * share));
        painter.setPen(Qt::NoPen);
        painter.setBrush(day.measured == 0 ? theme.gapTrack : theme.color(day.worst));
        QPainterPath bar;
        bar.addRoundedRect(rect, 2, 2);
        // Not by colour alone: a failing day has a deep notch, a slow one a shallow one.
        const double notch = day.worst == Outcome::Down ? 6 : day.worst == Outcome::Slow ? 3 : 0;
        if (day.measured > 0 && notch > 0) {
            QPainterPath cut(QPointF(rect.left(), rect.top() - 1));
            cut.lineTo(rect.right(), rect.top() - 1);
            cut.lineTo(rect.center().x(), rect.top() + notch);
            cut.closeSubpath();
            bar = bar.subtracted(cut);
        }
        painter.drawPath(bar);
        if (place == m_cursor && hasFocus()) {
            painter.setBrush(Qt::NoBrush);
            painter.setPen(QPen(theme.accent, 2));
            painter.drawRoundedRect(rectOf(place).adjusted(-1, 0, 1, 0), 3, 3);
        }
    }
}

void DayBar::keyPressEvent(QKeyEvent* event)
{
    const int step = event->key() == Qt::Key_Left ? -1 : event->key() == Qt::Key_Right ? 1 : 0;
    if (step == 0) {
        QWidget::keyPressEvent(event);
        return;
    }
    m_cursor = std::clamp(m_cursor < 0 ? shownDays() - 1 : m_cursor + step, 0, shownDays() - 1);
    const QString text = textOf(m_today.addDays(m_cursor - shownDays() + 1));
    setAccessibleDescription(text);
    QToolTip::showText(mapToGlobal(rectOf(m_cursor).bottomLeft().toPoint()), text, this);
    update();
}

bool DayBar::event(QEvent* event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const int place = std::clamp(help->pos().x() * shownDays() / std::max(1, width()), 0, shownDays() - 1);
        QToolTip::showText(help->globalPos(), textOf(m_today.addDays(place - shownDays() + 1)), this);
        return true;
    }
    return QWidget::event(event);
}

} // namespace Gatewatch
