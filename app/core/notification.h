// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/commoncause.h>
#include <core/config.h>
#include <core/servicestate.h>

#include <QHash>
#include <QSet>

namespace Gatewatch {

/// What to tell the user, without words: widgets phrase it, the notifier shows it.
struct Notification {
    enum class Kind { Down, Recovered, ManyDown, ReallyBack };
    Kind kind = Kind::Down;
    ServiceId service; ///< empty for ManyDown, and for the Recovered that takes a ManyDown back
    StateChange change;
    QList<ServiceId> services; ///< for ManyDown and for what takes it back
    std::optional<CommonCause> cause{}; ///< of a ManyDown, where it is known; the policy leaves it empty
    bool operator==(const Notification&) const = default;
};

/// Whether the local time lies in the quiet hours. Hours that pass midnight belong to the day on which they begin;
/// equal ends mean no quiet hours. `dayOfWeek` is 1 for Monday to 7 for Sunday (QDate::dayOfWeek).
bool isQuiet(const QuietHours& hours, QTime localTime, int dayOfWeek);

/// Decides which changes are told: settings, mutes, quiet hours, at most one per service and change, several that go
/// down within 30 s become one. A plain value: time is an argument.
///
/// - A service that flaps has its Down told at most once in 30 minutes.
/// - The third service that goes down within 30 s is told as ManyDown with the ones before it; further ones are silent
///   until a minute has passed without another. When all of them are back, one Recovered with an empty service says so.
/// - Up again (or merely slow again) is told only when that Down was told.
///
/// A caller that gets nothing for a change away from Down withdraws what is still shown of that service.
class NotificationPolicy {
public:
    /// What to tell about this change; empty when nothing.
    std::optional<Notification>
    decide(const StateChange& change, const Config& config, TimePoint now, QTime localTime, int localDayOfWeek);
    /// Nothing is told about this service before `until`; a Down that was told is taken back silently.
    void mute(const ServiceId& service, TimePoint until);
    void unmute(const ServiceId& service);
    /// Empty when not muted, or no longer.
    [[nodiscard]] std::optional<TimePoint> mutedUntil(const ServiceId& service, TimePoint now) const;

private:
    std::optional<Notification> decideDown(const StateChange& change, bool silenced, TimePoint now);
    std::optional<Notification> decideBack(const StateChange& change, const Config& config, bool silenced);
    [[nodiscard]] bool inStorm(TimePoint now) const;

    QHash<ServiceId, TimePoint> m_mutedUntil;
    QHash<ServiceId, TimePoint> m_told; ///< services whose Down was told and not yet taken back
    QHash<ServiceId, TimePoint> m_lastDown; ///< when a Down of the service was told last
    QList<std::pair<TimePoint, ServiceId>> m_recentDown;
    std::optional<TimePoint> m_storm; ///< the newest Down of the present storm
    QList<ServiceId> m_stormServices; ///< told as one, in order
    QSet<ServiceId> m_stormDown; ///< those of them that are not back yet
};

} // namespace Gatewatch
