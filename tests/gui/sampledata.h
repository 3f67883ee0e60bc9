// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/diagnosis/diagnosis.h>
#include <core/incident.h>
#include <core/series.h>
#include <widgets/session.h>

namespace Gatewatch::Test {

/// The moment at which all samples are looked at: 22 November 2026, 14:08 local time.
TimePoint sampleNow();
/// A session without a backend that holds the services of the drawn pictures.
void fillSession(Session& session);
/// The same with `count` services in groups of twenty.
void fillManyServices(Session& session, int count);
/// A day of latencies with a night's gap and a 502 at its end.
Series sampleSeries(const CheckId& check, bool failing);
QList<DayUptime> sampleDays(bool failing);
QList<Incident> sampleIncidents();
/// A finished diagnosis: the gateway answers, the service behind it does not.
Diagnosis sampleDiagnosis();

} // namespace Gatewatch::Test
