// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/incident.h>
#include <core/series.h>
#include <core/types.h>

#include <QWidget>

class QBoxLayout;
class QLayout;
class QStackedWidget;

namespace Gatewatch {

class DaysCard;
class ElidedLabel;
class IncidentList;
class LatencyCard;
class PillRow;
class ProviderPanel;
class Session;
class SetupPage;
class StateMark;
class StateCard;

/// Everything about one service: Now, History, Incidents, Provider, Setup.
class ServicePage final : public QWidget {
    Q_OBJECT
public:
    enum Tab { Now, History, Incidents, Provider, Setup };

    explicit ServicePage(Session& session, QWidget* parent = nullptr);

    void setService(const ServiceId& id);
    [[nodiscard]] ServiceId service() const { return m_service; }
    void setTab(Tab tab);
    /// Goes to the name on the Setup page.
    void rename();
    void setRange(int index);
    // What the history answers; put in by hand where there is no backend.
    void setSeries(const Series& series);
    void setDays(const QList<DayUptime>& days);
    void setIncidents(const QList<Incident>& incidents);

protected:
    void resizeEvent(QResizeEvent* event) override;

signals:
    void troubleshootRequested(const Gatewatch::ServiceId& id);
    void openUrlRequested(const QString& url);
    void rangeChosen(int index);

private:
    QWidget* makeTab(const QList<QWidget*>& cards, QWidget* stretched);
    void refresh();
    void requestIncidents();

    Session& m_session;
    ServiceId m_service;
    quint64 m_ticket = 0;
    QBoxLayout* m_header;
    StateMark* m_mark;
    ElidedLabel* m_name;
    ElidedLabel* m_address;
    PillRow* m_tabs;
    QList<QLayout*> m_pages; ///< inside the tabs
    QStackedWidget* m_stack;
    StateCard* m_verdict;
    LatencyCard* m_latency;
    LatencyCard* m_history;
    DaysCard* m_days;
    IncidentList* m_incidents;
    ProviderPanel* m_provider;
    ProviderPanel* m_providerFull;
    SetupPage* m_setup;
};

} // namespace Gatewatch
