// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/incident.h>
#include <core/sample.h>

namespace Gatewatch {

/// Says once an incident that a 502 is confirmed, also when the fault began as something else. A plain value.
class BadGatewayAlarm {
public:
    /// Incidents of earlier runs of the program: what is open as a 502 was told already.
    void restore(const QList<Incident>& incidents);
    /// True when this sample of a check that is Down makes it so many answers of 502 in a row, for the first time in
    /// the present incident of its service.
    bool fold(const Sample& sample, bool isDown, int needed);
    /// The incident of the service is over.
    void ended(const ServiceId& service);
    /// The check looks elsewhere now, or is gone.
    void forget(const CheckId& check);

private:
    QHash<CheckId, int> m_inARow;
    QSet<ServiceId> m_told;
};

} // namespace Gatewatch
