// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/history/history.h>

namespace Gatewatch {

void registerMetaTypes()
{
    qRegisterMetaType<CheckId>("Gatewatch::CheckId");
    qRegisterMetaType<TimePoint>("Gatewatch::TimePoint");
    qRegisterMetaType<Sample>("Gatewatch::Sample");
    qRegisterMetaType<QList<Sample>>("QList<Gatewatch::Sample>");
    qRegisterMetaType<Incident>("Gatewatch::Incident");
    qRegisterMetaType<QList<Incident>>("QList<Gatewatch::Incident>");
    qRegisterMetaType<Event>("Gatewatch::Event");
    qRegisterMetaType<QList<Event>>("QList<Gatewatch::Event>");
    qRegisterMetaType<HistoryLimits>("Gatewatch::HistoryLimits");
    qRegisterMetaType<Config>("Gatewatch::Config");
    qRegisterMetaType<Series>("Gatewatch::Series");
    qRegisterMetaType<QList<DayUptime>>("QList<Gatewatch::DayUptime>");
    qRegisterMetaType<QHash<CheckId, QList<Sample>>>("QHash<Gatewatch::CheckId,QList<Gatewatch::Sample>>");
    qRegisterMetaType<StatusReport>("Gatewatch::StatusReport");
    qRegisterMetaType<QHash<ServiceId, StatusReport>>("QHash<Gatewatch::ServiceId,Gatewatch::StatusReport>");
    qRegisterMetaType<QList<IssuerSeen>>("QList<Gatewatch::IssuerSeen>");
    qRegisterMetaType<QHash<ServiceId, QList<IssuerSeen>>>("QHash<Gatewatch::ServiceId,QList<Gatewatch::IssuerSeen>>");
    qRegisterMetaType<GoodAddresses>("Gatewatch::GoodAddresses");
    qRegisterMetaType<QHash<CheckId, GoodAddresses>>("QHash<Gatewatch::CheckId,Gatewatch::GoodAddresses>");
    qRegisterMetaType<QHash<ServiceId, EstimateRecord>>("QHash<Gatewatch::ServiceId,Gatewatch::EstimateRecord>");
    qRegisterMetaType<SavedSession>("Gatewatch::SavedSession");
    qRegisterMetaType<QList<SessionSummary>>("QList<Gatewatch::SessionSummary>");
    qRegisterMetaType<History::Problem>("Gatewatch::History::Problem");
}

} // namespace Gatewatch
