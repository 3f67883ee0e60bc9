// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/servicestate.h>

#include <QHash>
#include <QMetaType>
#include <QSet>

#include <algorithm>
#include <map>

namespace Gatewatch {

/// The present of one service, as lists and pages show it.
struct ServiceStatus {
    ServiceId service;
    State state = State::Unknown;
    TimePoint since{};
    bool flapping = false;
    std::optional<Sample> decisive; ///< newest sample of the check that makes the state
    std::optional<TimePoint> checkedAt; ///< newest measured run of any check
    /// Why nothing is known, where the state is Unknown because no check could measure: that of the first check. A run
    /// for which a secret is missing is Abandoned.
    std::optional<Failure> notMeasured;
    bool operator==(const ServiceStatus&) const = default;
};

/// The states of all services, folded from the samples of their checks. A plain value: time is an argument.
class ServiceBoard {
public:
    /// Exactly these services from now on. Checks that look elsewhere now, and new ones, begin as Unknown.
    void setServices(const QList<Service>& services, TimePoint now);
    void setPaused(bool paused, TimePoint now);
    /// Every interval counts so many times, 1 or more: silence becomes staleness that much later. Where the
    /// factor becomes smaller, each check has the time of the old one until it is asked again.
    void setStretch(int factor) { m_stretch = std::max(factor, 1); }
    /// The confirmed change that this sample made of its service, if any. A failure that is `certain` needs no second
    /// one: see isCertain().
    std::optional<StateChange> fold(const Sample& sample, bool certain = false);
    /// Whether announced work on the service is going on: a fault during it is Maintenance rather than Down. The change
    /// that this makes, if any: the end of the work shows a fault that outlasts it.
    std::optional<StateChange> setMaintenance(const ServiceId& service, bool isGoingOn, TimePoint now);
    /// This check is asked again no sooner than then: its silence until then is no staleness.
    void expectSilence(const CheckId& check, TimePoint until);
    /// The wall clock was set by that much, to `now`: nothing is older or younger by that.
    void shift(Millis by, TimePoint now);
    /// Lets states go stale. Silence is no news about a service, so that there are no changes to tell.
    void age(TimePoint now);

    [[nodiscard]] CheckState stateOf(const CheckId& check) const { return m_checks.value(check); }
    [[nodiscard]] ServiceStatus statusOf(const ServiceId& service) const { return m_statuses.value(service); }
    /// The services that are Down, apart from `service`.
    [[nodiscard]] int downBeside(const ServiceId& service) const;
    /// What has changed since the last call; for the batches to the window.
    QList<ServiceStatus> takeChanged();

private:
    [[nodiscard]] ServiceStatus judged(const Service& service) const;
    [[nodiscard]] TimePoint newestChange(const Service& service) const;
    std::optional<StateChange> restate(const Service& service, TimePoint now);

    QHash<ServiceId, Service> m_services;
    QHash<CheckId, CheckState> m_checks;
    QHash<ServiceId, ServiceStatus> m_statuses;
    QSet<ServiceId> m_maintained; ///< where announced work is going on
    std::map<ServiceId, ServiceStatus> m_changed;
    bool m_paused = false;
    int m_stretch = 1;
};

} // namespace Gatewatch

Q_DECLARE_METATYPE(Gatewatch::ServiceStatus)
