// SPDX-License-Identifier: GPL-3.0-or-later
#include <widgets/addresslist.h>

#include <widgets/card.h>
#include <widgets/session.h>

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace Gatewatch {

namespace {

constexpr int mostShown = 60; // a long list of services is in the list of services

} // namespace

AddressList::AddressList(Session& session, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_layout(new QVBoxLayout(this))
{
    m_layout->setContentsMargins(0, 0, 0, 0);
}

void AddressList::refresh()
{
    const Config& config = m_session.config();
    if (m_rows && config.diagnosis == m_shown.diagnosis && config.services == m_shown.services)
        return;
    m_shown = config;
    delete m_rows;
    m_rows = new QWidget(this);
    auto* rows = new QVBoxLayout(m_rows);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    fill();
    m_layout->addWidget(m_rows);
}

void AddressList::fill()
{
    for (const ConnectivityCheck& check : m_shown.diagnosis.connectivityChecks)
        add(check.url.toDisplayString(), tr("is there an internet?"),
            [check](Config& config) { config.diagnosis.connectivityChecks.removeAll(check); });
    for (const QUrl& url : m_shown.diagnosis.controlSites)
        add(url.toDisplayString(), tr("do other places answer?"),
            [url](Config& config) { config.diagnosis.controlSites.removeAll(url); });
    for (const ResolverSetting& resolver : m_shown.diagnosis.resolvers)
        add(resolver.doh.isEmpty() ? resolver.server : resolver.doh.toDisplayString(), tr("a second opinion on names"),
            [resolver](Config& config) { config.diagnosis.resolvers.removeAll(resolver); });
    int shown = 0;
    for (const Service& service : m_shown.services) {
        if (!service.statusPage || ++shown > mostShown)
            continue;
        add(service.statusPage->url.toDisplayString(), tr("status page of %1").arg(service.name),
            [id = service.id](Config& config) {
                for (Service& one : config.services) {
                    if (one.id == id)
                        one.statusPage.reset();
                }
            });
    }
    if (m_rows->layout()->isEmpty())
        m_rows->layout()->addWidget(
            plainLabel(tr("None. Diagnoses rely on the services themselves."), TextRole::Dim, m_rows, true));
}

void AddressList::add(const QString& address, const QString& purpose, const std::function<void(Config&)>& remove)
{
    auto* row = new QWidget(m_rows);
    auto* line = new QHBoxLayout(row);
    line->setContentsMargins(0, 5, 0, 5);
    line->setSpacing(12);
    line->addWidget(new ElidedLabel(address, TextRole::Body, row), 3);
    line->addWidget(new ElidedLabel(purpose, TextRole::Small, row), 2);
    auto* button = makeButton(tr("Remove"), ButtonKind::Normal, row);
    button->setAccessibleName(tr("Remove %1").arg(address));
    // Queued: the list is made anew, and with it the button.
    connect(
        button, &QPushButton::clicked, this,
        [this, remove] {
            Config config = m_session.config();
            remove(config);
            m_session.updateConfig(config);
        },
        Qt::QueuedConnection);
    line->addWidget(button);
    m_rows->layout()->addWidget(hairline(m_rows));
    m_rows->layout()->addWidget(row);
}

} // namespace Gatewatch
