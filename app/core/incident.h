// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/event.h>
#include <core/servicestate.h>

#include <QHash>
#include <QMetaType>
#include <QSet>

namespace Gatewatch {

/// Ours: from the first failing sample of a confirmed Down to the first good sample of the recovery.
/// (The provider's are ReportedIncident.)
struct Incident {
    qint64 id = 0; ///< 0 until it is stored
    ServiceId service;
    QString endpoint; ///< the check that went down first
    TimePoint opened{};
    std::optional<TimePoint> closed;
    Failure failure = Failure::Ok;
    int status = 0;
    /// Evidence capsules, a line each: of the failure that it began with, and of the newest one of another kind.
    QByteArray evidence;
    bool operator==(const Incident&) const = default;
};

/// What the event list says of a change that opened or closed `incident`, or did neither. Empty when there is nothing
/// to read later: well from the start, no longer slow, or the same fault again after a silence.
std::optional<Event> eventOf(const StateChange& change, const std::optional<Incident>& incident);

/// The incidents that are known: one open at most per service, and the ended ones that expectations learn from.
class IncidentBook {
public:
    /// Incidents of earlier runs of the program, in any order.
    void restore(const QList<Incident>& incidents);
    /// Folds a confirmed change; the incident that it opened or closed, if any.
    std::optional<Incident> fold(const StateChange& change, const QByteArray& evidence);
    /// Keeps the evidence of a failure within an open incident, where it is of another kind than those that are kept;
    /// the incident that it belongs to.
    std::optional<Incident> keep(const Sample& sample, const QByteArray& evidence);
    /// Ends what is open of services that are watched no longer; the incidents that it closed.
    QList<Incident> closeAllBut(const QSet<ServiceId>& watched, TimePoint now);
    /// The newest incidents of the service, the newest first; 50 at most, for a program that runs for years would hold
    /// ever more, and how long faults lasted long ago says little of the next one.
    [[nodiscard]] QList<Incident> of(const ServiceId& service) const;
    [[nodiscard]] std::optional<Incident> openOf(const ServiceId& service) const;

private:
    /// Of the open incident of a service.
    struct Kept {
        QByteArray first;
        Failure failure = Failure::Ok; ///< of the newest evidence
        int status = 0;
    };

    QHash<ServiceId, QList<Incident>> m_incidents;
    QHash<ServiceId, Kept> m_kept;
};

} // namespace Gatewatch

Q_DECLARE_METATYPE(Gatewatch::Incident)
