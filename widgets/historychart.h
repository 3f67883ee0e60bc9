// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <widgets/chartdata.h>

#include <QWidget>

#include <memory>

namespace Gatewatch {

/// Latency over time: the median as a line, p50 to p95 as a band, from 0 milliseconds. Gaps are gaps; failures are a
/// shaded region, never a point of the line.
class HistoryChart final : public QWidget {
    Q_OBJECT
public:
    explicit HistoryChart(QWidget* parent = nullptr);
    ~HistoryChart() override;

    /// Replaces everything that is shown. At most 1,000 points are expected.
    void setData(const ChartData& chart);
    [[nodiscard]] QSize sizeHint() const override { return {640, 150}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {240, 130}; }

protected:
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    class View;
    void restyle();
    void fill();

    View* m_view;
    ChartData m_data;
};

} // namespace Gatewatch
