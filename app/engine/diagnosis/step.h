// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/config.h>
#include <core/diagnosis/diagnosis.h>
#include <core/diagnosis/facts.h>
#include <core/incident.h>
#include <core/statuspage/statusreport.h>
#include <engine/net/probe.h>

namespace Gatewatch {

class ProbeLoop;
class StatusPageClient;

/// What is asked for: an address (or a configured service with one), and the symptom that was seen.
struct DiagnosisRequest {
    ServiceId service; ///< empty for a pasted URL
    QString serviceName;
    HttpCheck check; ///< what to ask
    Millis timeout{10000};
    std::optional<Exchange> symptom; ///< what was seen; measured afresh when empty
    std::optional<int> expectStatus; ///< diagnose this symptom even if it has gone by now
    std::optional<TimePoint> since; ///< when the episode began
    std::optional<StatusPageSource> statusPage;
    std::optional<StatusReport> lastReport; ///< newest report of that page
    QList<Incident> past; ///< earlier incidents of this service, newest first
    int watchedServices = 0; ///< other services watched …
    int failingServices = 0; ///< … and how many of them are down now
    std::optional<BeforeFact> before; ///< what its check measured before the fault
    EstimateRecord estimates; ///< how earlier estimates for this service did
    QList<Neighbour> neighbours; ///< watched services that share its host or its content network
    DiagnosisSettings settings;
    QString userAgent;
    SecretLookup secrets = environmentSecret;
};

} // namespace Gatewatch

Q_DECLARE_METATYPE(Gatewatch::DiagnosisRequest)
