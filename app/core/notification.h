// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/config.h>
#include <core/servicestate.h>

#include <QHash>

namespace Gatewatch {

/// What to tell the user, without words: widgets phrase it, the notifier shows it.
struct Notification {
    enum class Kind { Down, Recovered, ManyDown, ReallyBack };
    Kind kind = Kind::Down;
    ServiceId service; ///< empty for ManyDown
    StateChange change;
    QList<ServiceId> services; ///< for ManyDown
    bool operator==(const Notification&) const = default;
};

/// Decides which changes are told: settings, mutes, quiet hours, at most one per service and change, several that go down
/// within 30 s become one. A plain value: time is an argument.
class NotificationPolicy {
public:
    /// What to tell about this change; empty when nothing.
    std::optional<Notification> decide(
        const StateChange& change, const Config& config, TimePoint now, QTime localTime, int localDayOfWeek);
    void mute(const ServiceId& service, TimePoint until);
    void unmute(const ServiceId& service);
    [[nodiscard]] std::optional<TimePoint> mutedUntil(const ServiceId& service, TimePoint now) const;

private:
    QHash<ServiceId, TimePoint> m_mutedUntil;
    QHash<ServiceId, TimePoint> m_told; ///< services whose Down was told and not yet taken back
    QList<std::pair<TimePoint, ServiceId>> m_recentDown;
    std::optional<TimePoint> m_storm;
};

} // namespace Gatewatch
