// SPDX-License-Identifier: GPL-3.0-or-later
#include <widgets/dayscard.h>

#include <widgets/daybar.h>
#include <widgets/session.h>
#include <widgets/wording.h>

#include <QHBoxLayout>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>

namespace Gatewatch {

using namespace Qt::StringLiterals;
using namespace std::chrono;

DaysCard::DaysCard(Session& session, QWidget* parent)
    : Card(tr("90 days"), parent)
    , m_session(session)
    , m_bar(new DayBar(this))
    , m_share(plainLabel({}, TextRole::Strong, this))
    , m_rest(new ElidedLabel({}, TextRole::Dim, this))
{
    titleRow()->addStretch();
    titleRow()->addWidget(m_share);
    titleRow()->addWidget(m_rest);
    titleRow()->setSpacing(5);
    body()->addWidget(m_bar);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    if (session.backend()) {
        connect(
            &session.backend()->history(), &History::daysReady, this,
            [this](quint64 ticket, const QList<DayUptime>& days) {
                if (ticket == m_ticket)
                    setDays(days);
            });
        connect(&session.backend()->history(), &History::opened, this, &DaysCard::request);
        auto* timer = new QTimer(this); // today's bar grows
        connect(timer, &QTimer::timeout, this, &DaysCard::request);
        timer->start(minutes(1));
    }
    refresh();
}

void DaysCard::setService(const ServiceId& id)
{
    if (m_service == id)
        return;
    m_service = id;
    m_incidents.clear();
    setDays({});
    request();
}

void DaysCard::showEvent(QShowEvent* event)
{
    Card::showEvent(event);
    request();
}

void DaysCard::resizeEvent(QResizeEvent* event)
{
    Card::resizeEvent(event);
    layout()->activate(); // the bar decides by its own width how many days it shows
    refresh();
}

void DaysCard::request()
{
    const auto check = m_session.leadingCheck(m_service);
    if (check && m_session.backend() && isVisible())
        m_ticket = m_session.backend()->requestDays(*check, 90, m_session.now());
}

void DaysCard::setDays(const QList<DayUptime>& days)
{
    m_bar->setDays(days, localDays(1, m_session.now()).first().date);
    refresh();
}

void DaysCard::setIncidents(const QList<Incident>& incidents)
{
    m_incidents = incidents;
    refresh();
}

void DaysCard::refresh()
{
    setTitle(tr("%n days", nullptr, m_bar->shownDays()));
    const std::optional<double> share = m_bar->uptime();
    m_share->setText(share ? percentText(*share) : QString());
    if (!share) {
        m_rest->setFullText(tr("nothing measured yet"));
        return;
    }
    QStringList parts{tr("of measured time")};
    const TimePoint begin = localDays(m_bar->shownDays(), m_session.now()).first().from;
    int outages = 0;
    Seconds longest{0};
    for (const Incident& incident : std::as_const(m_incidents)) {
        if (incident.opened < begin)
            continue;
        ++outages;
        longest =
            std::max(longest, duration_cast<Seconds>(incident.closed.value_or(m_session.now()) - incident.opened));
    }
    parts << (outages == 0 ? tr("no outage") : outages == 1 ? tr("1 outage") : tr("%n outages", nullptr, outages));
    if (outages > 0)
        parts << tr("longest %1").arg(durationText(longest));
    m_rest->setFullText(parts.join(u" · "_s));
}

} // namespace Gatewatch
