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
    /// Evidence capsule of the first failing exchange: status line, redacted headers, first 16 KiB of the body.
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
    /// Ends what is open of services that are watched no longer; the incidents that it closed.
    QList<Incident> closeAllBut(const QSet<ServiceId>& watched, TimePoint now);
    /// All incidents of the service, newest first.
    [[nodiscard]] QList<Incident> of(const ServiceId& service) const;
    [[nodiscard]] std::optional<Incident> openOf(const ServiceId& service) const;

private:
    QHash<ServiceId, QList<Incident>> m_incidents;
};

} // namespace Gatewatch

Q_DECLARE_METATYPE(Gatewatch::Incident)
