// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <widgets/chartdata.h>

#include <QWidget>

namespace Gatewatch {

/// Below the chart, on the same time axis: the share of checks that failed as steps, then what we saw and what the
/// provider said in a lane each. Any failure is at least one pixel high.
class ChartStrip final : public QWidget {
    Q_OBJECT
public:
    explicit ChartStrip(QWidget* parent = nullptr);
    void setData(const ChartData& chart);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;

private:
    [[nodiscard]] double xOf(TimePoint at) const;
    void paintErrors(QPainter& painter) const;
    void paintLane(QPainter& painter, int top, const QString& name, const QList<ChartSpan>& spans, bool theirs) const;
    [[nodiscard]] QList<ChartSpan> ours() const;
    [[nodiscard]] QList<ChartSpan> theirs() const;

    ChartData m_data;
};

} // namespace Gatewatch
