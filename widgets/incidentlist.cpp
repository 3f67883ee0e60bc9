// SPDX-License-Identifier: GPL-3.0-or-later
#include <widgets/incidentlist.h>

#include <widgets/session.h>
#include <widgets/wording.h>

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace Gatewatch {

using namespace std::chrono;

IncidentList::IncidentList(Session& session, QWidget* parent)
    : Card(tr("Incidents"), parent)
    , m_session(session)
{
    titleRow()->addWidget(new ElidedLabel(tr("what we saw ourselves, newest first"), TextRole::Dim, this), 1);
    setIncidents({});
}

void IncidentList::setIncidents(const QList<Incident>& incidents)
{
    delete m_rows;
    m_rows = new QWidget(this);
    auto* layout = new QVBoxLayout(m_rows);
    layout->setContentsMargins(0, 4, 0, 0);
    layout->setSpacing(0);
    for (const Incident& incident : incidents) {
        layout->addWidget(hairline(m_rows));
        layout->addWidget(makeRow(incident));
    }
    if (incidents.isEmpty()) {
        layout->addWidget(plainLabel(tr("No incidents. That is good news."), TextRole::Body, m_rows));
        layout->addWidget(plainLabel(
            tr("When this service fails, each outage is listed here with its reason and length."), TextRole::Dim,
            m_rows, true));
    }
    body()->addWidget(m_rows);
}

QWidget* IncidentList::makeRow(const Incident& incident)
{
    const TimePoint now = m_session.now();
    auto* row = new QWidget(m_rows);
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 9, 0, 9);
    layout->setSpacing(10);
    auto* mark = new StateMark(16, row);
    mark->setState(State::Down);
    layout->addWidget(mark);
    const QString phrase = phraseOf(incident.failure, incident.status);
    layout->addWidget(new ElidedLabel(phrase.left(1).toUpper() + phrase.mid(1), TextRole::Strong, row), 1);
    auto* from = plainLabel(clockText(incident.opened, now), TextRole::Dim, row);
    from->setToolTip(exactTimeText(incident.opened));
    layout->addWidget(from);
    const Seconds lasted = duration_cast<Seconds>(incident.closed.value_or(now) - incident.opened);
    auto* length = plainLabel(
        incident.closed ? durationText(lasted) : tr("%1 so far").arg(durationText(lasted)), TextRole::Strong, row);
    length->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    length->setMinimumWidth(90);
    layout->addWidget(length);
    return row;
}

} // namespace Gatewatch
