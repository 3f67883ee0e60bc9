// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/failure.h>
#include <core/types.h>

#include <QMetaType>

namespace Gatewatch {

/// What the event list of the window is made of. The numbers are stored in the history.
enum class EventKind {
    WentDown = 0,
    Recovered = 1,
    WentSlow = 2,
    IncidentReported = 3, ///< by the provider
    ReportResolved = 4,
    NetworkLost = 5,
    NetworkBack = 6,
    WatchEnded = 7,
    StorageProblem = 8,
    ConfigProblem = 9,
    NetworkChanged = 10, ///< this computer is in another network now, or a VPN came or went
    ClockSet = 11, ///< the wall clock of this computer jumped
    CertificateExpires = 12, ///< sooner than the configuration wants; once for each certificate
    CertificateIssuerChanged = 13, ///< to one that its server did not have lately; the detail is the whole sentence
};

/// Something that happened and that the user may want to read later. The words are made in widgets.
struct Event {
    qint64 id = 0; ///< 0 until it is stored
    TimePoint at{};
    EventKind kind = EventKind::WentDown;
    ServiceId service; ///< empty for events of the whole program
    Failure failure = Failure::Ok;
    int status = 0;
    std::optional<Seconds> lasted; ///< for Recovered
    QString detail; ///< a title from outside, or a place in a file; plain text
    bool operator==(const Event&) const = default;
};

} // namespace Gatewatch

Q_DECLARE_METATYPE(Gatewatch::Event)
