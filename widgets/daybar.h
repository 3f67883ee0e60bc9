// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/series.h>

#include <QWidget>

namespace Gatewatch {

/// A bar per day, oldest left: colour and notch for the worst of the day, height for the share that was measured. Hover
/// or the arrow keys read one day.
class DayBar final : public QWidget {
    Q_OBJECT
public:
    explicit DayBar(QWidget* parent = nullptr);
    /// `days` in any order; `today` is the rightmost bar. Days without an entry are drawn as not measured.
    void setDays(const QList<DayUptime>& days, QDate today);
    /// Share of the measured runs that did not fail, over all shown days; empty when nothing was measured.
    [[nodiscard]] std::optional<double> uptime() const;
    /// 90, or 30 where there is little room.
    [[nodiscard]] int shownDays() const;
    [[nodiscard]] QString textOf(QDate day) const;
    [[nodiscard]] QSize sizeHint() const override { return {640, 28}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {180, 28}; }

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool event(QEvent* event) override;

private:
    [[nodiscard]] QRectF rectOf(int place) const;

    QHash<QDate, DayUptime> m_days;
    QDate m_today;
    int m_usual = 1; ///< runs of a usual day
    int m_cursor = -1; ///< chosen by the arrow keys
};

} // namespace Gatewatch
