// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/badgateway.h>

namespace Gatewatch {

void BadGatewayAlarm::restore(const QList<Incident>& incidents)
{
    for (const Incident& incident : incidents) {
        if (!incident.closed && incident.status == 502)
            m_told.insert(incident.service);
    }
}

bool BadGatewayAlarm::fold(const Sample& sample, bool isDown, int needed)
{
    if (sample.outcome == Outcome::NotMeasured)
        return false;
    const bool bad = sample.status == 502 && sample.outcome == Outcome::Down;
    int& inARow = m_inARow[sample.check];
    inARow = bad ? inARow + 1 : 0;
    if (!isDown || inARow < needed || m_told.contains(sample.check.service))
        return false;
    m_told.insert(sample.check.service);
    return true;
}

void BadGatewayAlarm::ended(const ServiceId& service)
{
    m_told.remove(service);
}

void BadGatewayAlarm::forget(const CheckId& check)
{
    m_inARow.remove(check);
}

} // namespace Gatewatch
