// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/notification.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

namespace Gatewatch {

namespace {

using namespace std::chrono_literals;

constexpr auto togetherWithin = 30s;
constexpr int togetherCount = 3;
/// Those that went down together without a known cause are complete when no service followed for this long: longer
/// than the usual interval of a check would hide new faults, shorter would split one loss of the line into several
/// alarms.
constexpr auto completeAfter = 60s;
constexpr auto flappingPause = 30min;

/// True when `then` lies less than `span` back. A clock that was set back counts as "long ago", so nothing stays
/// silent.
bool isWithin(TimePoint then, TimePoint now, Millis span)
{
    return then <= now && now - then < span;
}

bool isChosenDay(const QuietHours& hours, int dayOfWeek)
{
    static const std::array names{QLatin1StringView("mon"), QLatin1StringView("tue"), QLatin1StringView("wed"),
                                  QLatin1StringView("thu"), QLatin1StringView("fri"), QLatin1StringView("sat"),
                                  QLatin1StringView("sun")};
    if (hours.days.isEmpty())
        return true;
    const auto index = static_cast<size_t>((dayOfWeek + 6) % 7);
    return hours.days.contains(names.at(index));
}

} // namespace

bool isQuiet(const QuietHours& hours, QTime localTime, int dayOfWeek)
{
    if (!hours.from.isValid() || !hours.to.isValid() || hours.from == hours.to)
        return false;
    if (hours.from < hours.to)
        return localTime >= hours.from && localTime < hours.to && isChosenDay(hours, dayOfWeek);
    if (localTime >= hours.from)
        return isChosenDay(hours, dayOfWeek);
    const int yesterday = dayOfWeek == 1 ? 7 : dayOfWeek - 1;
    return localTime < hours.to && isChosenDay(hours, yesterday);
}

std::optional<Notification> NotificationPolicy::decide(
    const StateChange& change, const Config& config, TimePoint now, QTime localTime, int localDayOfWeek)
{
    const NotificationSettings& settings = config.notifications;
    const bool quiet = settings.quietHours && isQuiet(*settings.quietHours, localTime, localDayOfWeek);
    const auto isSilenced = [&](const ServiceId& id) {
        const Service* service = config.find(id);
        return !service || !service->notify || !settings.enabled || quiet || mutedUntil(id, now);
    };

    switch (change.after) {
    case State::Down:
        return settings.onDown ? decideDown(change, isSilenced, now) : std::nullopt;
    case State::Up:
    case State::Slow:
        return decideBack(change, config, !settings.onRecovery || isSilenced(change.service));
    case State::Paused:
        forget(change.service);
        return std::nullopt;
    case State::Unknown:
    case State::Maintenance:
        return std::nullopt;
    }
    return std::nullopt;
}

/// Whether it is told with those that are told as one already.
bool NotificationPolicy::joins(const StateChange& change, const std::optional<CommonCause>& cause, TimePoint now) const
{
    if (!tellsTogether())
        return false;
    const auto isDown = [this](const ServiceId& id) { return m_together->down.contains(id); };
    return isWithin(m_together->newest, now, completeAfter)
        || (cause && cause->services.contains(change.service) && std::ranges::any_of(cause->services, isDown));
}

/// What it has in common with others, where that is known: those that may be told.
std::optional<CommonCause> NotificationPolicy::causeOf(const StateChange& change, const Silenced& isSilenced) const
{
    // What was found in common may be of long ago.
    const bool explained = m_cause && m_cause->services.contains(change.service) && m_cause->at >= change.since;
    if (!explained)
        return std::nullopt;
    CommonCause cause = *m_cause;
    cause.newest.removeIf(isSilenced);
    return cause;
}

/// Those that it is told with for the first time, told before or to be told next, itself the last; empty when it stands
/// alone.
QList<ServiceId> NotificationPolicy::companionsOf(const StateChange& change, const std::optional<CommonCause>& cause)
{
    QList<ServiceId> companions = cause ? cause->services : QList<ServiceId>();
    companions.removeIf([&](const ServiceId& id) {
        return id == change.service || (!m_told.contains(id) && !cause->newest.contains(id));
    });
    const auto isNotTold = [this](const ServiceId& id) { return !m_told.contains(id); };
    if (companions.isEmpty() && m_recentDown.size() >= togetherCount) {
        for (const auto& recent : std::exchange(m_recentDown, {}))
            companions.append(recent.second);
        companions.removeIf(isNotTold);
    }
    return companions.isEmpty() ? companions : companions << change.service;
}

std::optional<Notification>
NotificationPolicy::decideDown(const StateChange& change, const Silenced& isSilenced, TimePoint now)
{
    const ServiceId& id = change.service;
    const bool alreadyTold = m_told.contains(id) || (m_together && m_together->down.contains(id));
    if (isSilenced(id) || change.before == State::Down || alreadyTold)
        return std::nullopt;

    const std::optional<CommonCause> cause = causeOf(change, isSilenced);
    if (joins(change, cause, now)) {
        take({id}, cause, now);
        return tellTogether(change, true);
    }
    const auto last = m_lastDown.constFind(id);
    if (change.flapping && last != m_lastDown.cend() && isWithin(*last, now, flappingPause))
        return std::nullopt;

    m_recentDown.removeIf(
        [&](const auto& entry) { return entry.second == id || !isWithin(entry.first, now, togetherWithin); });
    m_recentDown.append({now, id});
    m_lastDown.insert(id, now);
    const QList<ServiceId> companions = companionsOf(change, cause);
    if (companions.isEmpty()) {
        m_told.insert(id, now);
        return Notification{Notification::Kind::Down, id, change, {}};
    }
    begin(now);
    take(companions, cause, now);
    return tellTogether(change, false);
}

/// Those that were told as one until now, and are not back, come back one by one.
void NotificationPolicy::begin(TimePoint now)
{
    if (m_together) {
        for (const ServiceId& id : std::as_const(m_together->down))
            m_told.insert(id, now);
    }
    m_together = Together{};
}

/// Tells these with the others, and whoever else the cause names.
void NotificationPolicy::take(const QList<ServiceId>& services, const std::optional<CommonCause>& cause, TimePoint now)
{
    QList<ServiceId> all = services;
    if (cause) {
        m_together->cause = cause;
        std::ranges::copy_if(cause->services, std::back_inserter(all), [&](const ServiceId& id) {
            return !all.contains(id) && (m_told.contains(id) || cause->newest.contains(id));
        });
    }
    for (const ServiceId& id : std::as_const(all)) {
        m_told.remove(id);
        m_lastDown.insert(id, now);
        m_together->down.insert(id);
        if (!m_together->services.contains(id))
            m_together->services.append(id);
    }
    m_together->newest = now;
}

/// With the cause where it names most of them; those that it does not name may have failed for another reason.
Notification NotificationPolicy::tellTogether(const StateChange& change, bool isUpdate) const
{
    Notification notification{Notification::Kind::ManyDown, {}, change, {}};
    for (const ServiceId& id : m_together->services) {
        if (m_together->down.contains(id))
            notification.services.append(id);
    }
    const QList<ServiceId> namedOnes = m_together->cause ? m_together->cause->services : QList<ServiceId>();
    const QSet<ServiceId> named(namedOnes.cbegin(), namedOnes.cend());
    const auto isNamed = [&named](const ServiceId& id) { return named.contains(id); };
    if (2 * std::ranges::count_if(notification.services, isNamed) > notification.services.size())
        notification.cause = m_together->cause;
    notification.isUpdate = isUpdate;
    return notification;
}

std::optional<Notification>
NotificationPolicy::decideBack(const StateChange& change, const Config& config, bool silenced)
{
    const ServiceId& id = change.service;
    if (m_told.remove(id) && !silenced)
        return Notification{Notification::Kind::Recovered, id, change, {}};
    if (!m_together || !m_together->down.remove(id))
        return std::nullopt;

    // A service that was taken out of the configuration never comes back; the others do not wait for it.
    const bool someStillDown = std::ranges::any_of(
        m_together->down, [&config](const ServiceId& other) { return config.find(other) != nullptr; });
    if (someStillDown)
        return std::nullopt;
    const QList<ServiceId> all = m_together->services;
    m_together.reset();
    if (silenced)
        return std::nullopt;
    return Notification{Notification::Kind::Recovered, {}, change, all};
}

/// Its return is no news any more.
void NotificationPolicy::forget(const ServiceId& service)
{
    m_told.remove(service);
    if (m_together)
        m_together->down.remove(service);
}

void NotificationPolicy::mute(const ServiceId& service, TimePoint until)
{
    m_mutedUntil.insert(service, until);
    forget(service);
}

void NotificationPolicy::unmute(const ServiceId& service)
{
    m_mutedUntil.remove(service);
}

std::optional<TimePoint> NotificationPolicy::mutedUntil(const ServiceId& service, TimePoint now) const
{
    const auto found = m_mutedUntil.constFind(service);
    if (found == m_mutedUntil.cend() || *found <= now)
        return std::nullopt;
    return *found;
}

} // namespace Gatewatch
