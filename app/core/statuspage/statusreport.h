// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/types.h>

#include <QByteArray>
#include <QList>
#include <QMetaType>
#include <QStringList>
#include <QUrl>

#include <optional>

namespace Gatewatch {

/// What a provider claims. The words are Atlassian Statuspage's. Unknown is outside the order: nothing unreadable ever
/// becomes Operational.
enum class Indicator { Operational, UnderMaintenance, DegradedPerformance, PartialOutage, MajorOutage, Unknown };

/// "operational", "under_maintenance", "degraded_performance", "partial_outage", "major_outage", "unknown".
QString idOf(Indicator indicator);
/// The worse of two; Unknown never wins over a known one.
Indicator worse(Indicator a, Indicator b);

enum class Readability { Ok, Stale, Unreadable };
QString idOf(Readability readability);

struct Component {
    QString id;
    QString name;
    QString group;
    Indicator status = Indicator::Unknown;
    bool operator==(const Component&) const = default;
};

struct ReportUpdate {
    std::optional<TimePoint> at;
    QString status;
    QString text; ///< plain text
    bool operator==(const ReportUpdate&) const = default;
};

/// Theirs. (Ours are Incident.)
struct ReportedIncident {
    QString id;
    QString title;
    QString status; ///< investigating | identified | monitoring | resolved | postmortem | unknown
    QString impact; ///< none | minor | major | critical | unknown
    std::optional<TimePoint> startedAt, updatedAt, resolvedAt;
    QUrl url;
    QStringList components;
    QList<ReportUpdate> updates; ///< newest first
    bool operator==(const ReportedIncident&) const = default;
    [[nodiscard]] bool open() const { return !resolvedAt && status != u"resolved" && status != u"postmortem"; }
};

struct Maintenance {
    QString id;
    QString title;
    QString status; ///< scheduled | in_progress | verifying | completed
    std::optional<TimePoint> scheduledFor, scheduledUntil;
    QUrl url;
    QStringList components;
    bool operator==(const Maintenance&) const = default;
    [[nodiscard]] bool running() const { return status == u"in_progress" || status == u"verifying"; }
};

/// Claimed: what a status page says, in the same shape for every format.
struct StatusReport {
    QUrl source;
    QString format; ///< id of the format; empty when none was recognised
    TimePoint fetchedAt{};
    std::optional<TimePoint> pageUpdatedAt;
    QString pageName;
    Indicator overall = Indicator::Unknown;
    QString vendorRollup; ///< the vendor's own word, untouched
    Indicator worstComponent = Indicator::Unknown;
    Readability readability = Readability::Unreadable;
    QString problem; ///< unreachable | not_a_status_page | malformed | moved | challenged; empty when readable
    QString problemDetail; ///< what was found instead, one sentence
    std::optional<Seconds> retryAfter; ///< how long we were asked to stay away; not stored
    QList<Component> components;
    QList<ReportedIncident> incidents; ///< unresolved first, newest first
    QList<Maintenance> maintenances;
    bool operator==(const StatusReport&) const = default;
};

} // namespace Gatewatch

Q_DECLARE_METATYPE(Gatewatch::StatusReport)
