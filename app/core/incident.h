// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/servicestate.h>

#include <QMetaType>

namespace Gatewatch {

/// Ours: from the first failing sample of a confirmed Down to the first good sample of the recovery.
/// (The provider's are ReportedIncident.)
struct Incident {
    qint64 id = 0; ///< 0 until it is stored
    ServiceId service;
    QString endpoint; ///< the check that went down first
    TimePoint opened {};
    std::optional<TimePoint> closed;
    Failure failure = Failure::Ok;
    int status = 0;
    /// Evidence capsule of the first failing exchange: status line, redacted headers, first 16 KiB of the body.
    QByteArray evidence;
    bool operator==(const Incident&) const = default;
};

} // namespace Gatewatch

Q_DECLARE_METATYPE(Gatewatch::Incident)
