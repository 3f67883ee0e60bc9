// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/commoncause.h>
#include <core/config.h>
#include <core/servicestate.h>

#include <QHash>
#include <QSet>

#include <functional>

namespace Gatewatch {

/// What to tell the user, without words: widgets phrase it, the notifier shows it.
struct Notification {
    enum class Kind { Down, Recovered, ManyDown, ReallyBack };
    Kind kind = Kind::Down;
    ServiceId service; ///< empty for ManyDown, and for the Recovered that takes a ManyDown back
    StateChange change;
    QList<ServiceId> services; ///< for ManyDown and for what takes it back
    std::optional<CommonCause> cause{}; ///< of a ManyDown, where it is known
    bool isUpdate =
        false; ///< of a ManyDown: more of what is told already; it replaces that, and is no alarm of its own
    bool operator==(const Notification&) const = default;
};

/// Whether the local time lies in the quiet hours. Hours that pass midnight belong to the day on which they begin;
/// equal ends mean no quiet hours. `dayOfWeek` is 1 for Monday to 7 for Sunday (QDate::dayOfWeek).
bool isQuiet(const QuietHours& hours, QTime localTime, int dayOfWeek);

/// Decides which changes are told: settings, mutes, quiet hours, at most one per service and change, several that go
/// down within 30 s become one. A plain value: time is an argument.
///
/// - A service that flaps has its Down told at most once in 30 minutes.
/// - The third service that goes down within 30 s is told as ManyDown with the ones before it; further ones join them
///   as updates until a minute has passed without another.
/// - Services that a cause names are told as one as well, however long they take: those that it calls the newest, with
///   those that were told.
/// - When all that were told as one are back, one Recovered with an empty service says so.
/// - Up again (or merely slow again) is told only when that Down was told.
///
/// A caller that gets nothing for a change away from Down withdraws what is still shown of that service; and what is
/// shown of many when tellsTogether() has ended by it.
class NotificationPolicy {
public:
    /// What to tell about this change; empty when nothing.
    std::optional<Notification>
    decide(const StateChange& change, const Config& config, TimePoint now, QTime localTime, int localDayOfWeek);
    /// What the service of the next change has in common with others.
    void takeCause(const CommonCause& cause) { m_cause = cause; }
    /// Whether services are told as one that are not all back.
    [[nodiscard]] bool tellsTogether() const { return m_together && !m_together->down.isEmpty(); }
    /// Nothing is told about this service before `until`; a Down that was told is taken back silently.
    void mute(const ServiceId& service, TimePoint until);
    void unmute(const ServiceId& service);
    /// Empty when not muted, or no longer.
    [[nodiscard]] std::optional<TimePoint> mutedUntil(const ServiceId& service, TimePoint now) const;

private:
    /// Services that are told as one.
    struct Together {
        QList<ServiceId> services; ///< in the order in which they were told
        QSet<ServiceId> down; ///< those of them that are not back yet
        TimePoint newest{}; ///< when the newest of them went down
        std::optional<CommonCause> cause;
    };
    /// Which services nothing may be told of now.
    using Silenced = std::function<bool(const ServiceId&)>;
    std::optional<Notification> decideDown(const StateChange& change, const Silenced& isSilenced, TimePoint now);
    [[nodiscard]] std::optional<CommonCause> causeOf(const StateChange& change, const Silenced& isSilenced) const;
    [[nodiscard]] QList<ServiceId> companionsOf(const StateChange& change, const std::optional<CommonCause>& cause);
    void begin(TimePoint now);
    void forget(const ServiceId& service);
    void take(const QList<ServiceId>& services, const std::optional<CommonCause>& cause, TimePoint now);
    [[nodiscard]] Notification tellTogether(const StateChange& change, bool isUpdate) const;
    std::optional<Notification> decideBack(const StateChange& change, const Config& config, bool silenced);
    [[nodiscard]] bool joins(const StateChange& change, const std::optional<CommonCause>& cause, TimePoint now) const;

    QHash<ServiceId, TimePoint> m_mutedUntil;
    QHash<ServiceId, TimePoint> m_told; ///< services whose Down was told and not yet taken back
    QHash<ServiceId, TimePoint> m_lastDown; ///< when a Down of the service was told last
    QList<std::pair<TimePoint, ServiceId>> m_recentDown;
    std::optional<CommonCause> m_cause; ///< that was found last
    std::optional<Together> m_together;
};

} // namespace Gatewatch
