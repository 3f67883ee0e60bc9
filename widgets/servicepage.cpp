// SPDX-License-Identifier: GPL-3.0-or-later
#include <widgets/servicepage.h>

#include <core/politeness.h>
#include <widgets/dayscard.h>
#include <widgets/incidentlist.h>
#include <widgets/latencycard.h>
#include <widgets/providerpanel.h>
#include <widgets/session.h>
#include <widgets/setuppage.h>
#include <widgets/statecard.h>
#include <widgets/wording.h>

#include <QHBoxLayout>
#include <QScrollArea>
#include <QStackedWidget>
#include <QTimer>
#include <QVBoxLayout>

namespace Gatewatch {

using namespace Qt::StringLiterals;

ServicePage::ServicePage(Session& session, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_header(new QHBoxLayout)
    , m_mark(new StateMark(22, this))
    , m_name(new ElidedLabel({}, TextRole::Title, this))
    , m_address(new ElidedLabel({}, TextRole::Dim, this))
    , m_tabs(new PillRow({tr("Now"), tr("History"), tr("Incidents"), tr("Provider"), tr("Setup")}, this))
    , m_stack(new QStackedWidget(this))
    , m_verdict(new StateCard(session, this))
    , m_latency(new LatencyCard(session, this))
    , m_history(new LatencyCard(session, this))
    , m_days(new DaysCard(session, this))
    , m_incidents(new IncidentList(session, this))
    , m_provider(new ProviderPanel(session, ProviderPanel::Detail::Summary, this))
    , m_providerFull(new ProviderPanel(session, ProviderPanel::Detail::Full, this))
    , m_setup(new SetupPage(session, this))
{
    auto* names = new QVBoxLayout;
    names->setSpacing(0);
    names->addWidget(m_name);
    names->addWidget(m_address);
    auto* title = new QHBoxLayout;
    title->setSpacing(12);
    title->addWidget(m_mark);
    title->addLayout(names, 1);
    m_header->setContentsMargins(20, 14, 20, 0);
    m_header->setSpacing(10);
    m_header->addLayout(title, 1);
    m_header->addWidget(m_tabs);

    m_history->setRange(4);
    m_stack->addWidget(makeTab({m_verdict, m_latency, m_days, m_provider}, m_latency));
    m_stack->addWidget(makeTab({m_history}, m_history));
    m_stack->addWidget(makeTab({m_incidents}, nullptr));
    m_stack->addWidget(makeTab({m_providerFull}, nullptr));
    m_stack->addWidget(makeTab({m_setup}, nullptr));

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(m_header);
    layout->addWidget(m_stack, 1);

    connect(m_tabs, &PillRow::chosen, m_stack, &QStackedWidget::setCurrentIndex);
    connect(m_verdict, &StateCard::troubleshootRequested, this, &ServicePage::troubleshootRequested);
    connect(m_latency, &LatencyCard::rangeChosen, this, &ServicePage::rangeChosen);
    for (const ProviderPanel* panel : {m_provider, m_providerFull})
        connect(panel, &ProviderPanel::openUrlRequested, this, &ServicePage::openUrlRequested);
    connect(&session, &Session::configChanged, this, &ServicePage::refresh);
    connect(&session, &Session::statusesChanged, this, [this](const QSet<ServiceId>& services) {
        if (services.contains(m_service))
            refresh();
    });
    connect(&session, &Session::incidentChanged, this, &ServicePage::requestIncidents);
    if (session.backend()) {
        connect(
            &session.backend()->history(), &History::incidentsReady, this,
            [this](quint64 ticket, const QList<Incident>& incidents) {
                if (ticket == m_ticket)
                    setIncidents(incidents);
            });
        connect(&session.backend()->history(), &History::opened, this, &ServicePage::requestIncidents);
    }
    auto* ages = new QTimer(this); // "checked 12 s ago" goes on without news
    connect(ages, &QTimer::timeout, this, [this] {
        if (isVisible()) {
            m_verdict->refresh();
            m_provider->refresh();
        }
    });
    ages->start(1000);
}

QWidget* ServicePage::makeTab(const QList<QWidget*>& cards, QWidget* stretched)
{
    auto* page = new QWidget;
    page->setObjectName(u"page"_s);
    auto* layout = new QVBoxLayout(page);
    layout->setSpacing(12);
    m_pages << layout;
    for (QWidget* card : cards)
        layout->addWidget(card, card == stretched ? 1 : 0);
    if (!stretched)
        layout->addStretch(1);
    auto* scroll = new QScrollArea(m_stack);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(page);
    return scroll;
}

void ServicePage::setService(const ServiceId& id)
{
    if (m_service != id) {
        m_service = id;
        m_incidents->setIncidents({});
        m_latency->setService(id);
        m_history->setService(id);
        m_days->setService(id);
        requestIncidents();
    }
    refresh();
}

void ServicePage::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    const bool narrow = width() < 660;
    m_header->setDirection(narrow ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
    for (QLayout* page : std::as_const(m_pages))
        page->setContentsMargins(narrow ? 12 : 20, 12, narrow ? 12 : 20, 16);
}

void ServicePage::setTab(Tab tab)
{
    m_tabs->setCurrent(tab);
    m_stack->setCurrentIndex(tab);
}

void ServicePage::rename()
{
    setTab(Setup);
    m_setup->focusName();
}

void ServicePage::setRange(int index)
{
    m_latency->setRange(index);
}

void ServicePage::setSeries(const Series& series)
{
    m_latency->setSeries(series);
    m_history->setSeries(series);
}

void ServicePage::setDays(const QList<DayUptime>& days)
{
    m_days->setDays(days);
}

void ServicePage::setIncidents(const QList<Incident>& incidents)
{
    m_latency->setIncidents(incidents);
    m_history->setIncidents(incidents);
    m_days->setIncidents(incidents);
    m_incidents->setIncidents(incidents.mid(0, 60));
}

void ServicePage::requestIncidents()
{
    if (m_session.backend() && !m_service.isEmpty())
        m_ticket = m_session.backend()->requestIncidents(m_service, 500);
}

void ServicePage::refresh()
{
    const Service* service = m_session.config().find(m_service);
    if (!service)
        return;
    m_mark->setState(m_session.shownState(m_service));
    m_name->setFullText(service->name);
    QString address = service->homepage.toDisplayString();
    const auto leading = m_session.leadingCheck(m_service);
    for (const Check& check : service->endpoints) {
        if (leading && check.id == leading->endpoint)
            address = tr("%1 · every %2").arg(check.address().toDisplayString(), durationText(politeInterval(check)));
    }
    m_address->setFullText(address);
    m_latency->setVisible(leading.has_value());
    m_days->setVisible(leading.has_value());
    m_verdict->setService(m_service);
    m_provider->setService(m_service);
    m_providerFull->setService(m_service);
    m_setup->setService(m_service);
}

} // namespace Gatewatch
