// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/incident.h>
#include <core/series.h>
#include <widgets/card.h>

namespace Gatewatch {

class DayBar;
class Session;

/// The last 90 days of a service: the bars, the share of the measured time, the outages.
class DaysCard final : public Card {
    Q_OBJECT
public:
    explicit DaysCard(Session& session, QWidget* parent = nullptr);
    void setService(const ServiceId& id);
    void setDays(const QList<DayUptime>& days);
    void setIncidents(const QList<Incident>& incidents);

protected:
    void showEvent(QShowEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void request();
    void refresh();

    Session& m_session;
    DayBar* m_bar;
    QLabel* m_share;
    ElidedLabel* m_rest;
    ServiceId m_service;
    QList<Incident> m_incidents;
    quint64 m_ticket = 0;
};

} // namespace Gatewatch
