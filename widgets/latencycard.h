// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <widgets/card.h>
#include <widgets/chartdata.h>

#include <QTimer>

namespace Gatewatch {

class ChartStrip;
class HistoryChart;
class PillRow;
class Session;

/// The latency chart of one service with its ranges, error strip and lanes. Asks the history for what it shows and
/// drops late answers.
class LatencyCard final : public Card {
    Q_OBJECT
public:
    explicit LatencyCard(Session& session, QWidget* parent = nullptr);

    void setService(const ServiceId& id);
    void setRange(int index);
    [[nodiscard]] int range() const;
    /// What is shown without a backend.
    void setSeries(const Series& series);
    void setIncidents(const QList<Incident>& incidents);
    static Seconds spanOf(int range);

signals:
    void rangeChosen(int index);

protected:
    void showEvent(QShowEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void request();
    /// As many slices as the width can show.
    [[nodiscard]] int mostSlices() const;
    /// Shows the answer, or asks once more: for wider slices where each of these held too few runs, for narrower ones
    /// when there are more runs by now.
    void take(const Series& series);
    void requestSoon();
    void display(const Series& series);

    Session& m_session;
    ElidedLabel* m_subtitle;
    PillRow* m_ranges;
    HistoryChart* m_chart;
    ChartStrip* m_strip;
    ServiceId m_service;
    Series m_series;
    QList<Incident> m_incidents;
    quint64 m_ticket = 0;
    std::optional<int> m_slices; ///< better than as many as possible, for this service and range
    QTimer m_soon;
};

} // namespace Gatewatch
