// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/notification.h>

#include <algorithm>
#include <array>
#include <utility>

namespace Gatewatch {

namespace {

using namespace std::chrono_literals;

constexpr auto togetherWithin = 30s;
constexpr int togetherCount = 3;
/// A storm is over when no service went down for this long: longer than the usual interval of a check would hide new
/// faults, shorter would split one loss of the line into several alarms.
constexpr auto stormEndsAfter = 60s;
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
    const Service* service = config.find(change.service);
    const NotificationSettings& settings = config.notifications;
    const bool quiet = settings.quietHours && isQuiet(*settings.quietHours, localTime, localDayOfWeek);
    const bool silenced = !service || !service->notify || !settings.enabled || quiet || mutedUntil(change.service, now);

    switch (change.after) {
    case State::Down:
        return decideDown(change, silenced || !settings.onDown, now);
    case State::Up:
    case State::Slow:
        return decideBack(change, config, silenced || !settings.onRecovery);
    case State::Paused:
        m_told.remove(change.service);
        m_stormDown.remove(change.service);
        return std::nullopt;
    case State::Unknown:
    case State::Maintenance:
        return std::nullopt;
    }
    return std::nullopt;
}

bool NotificationPolicy::inStorm(TimePoint now) const
{
    return m_storm && isWithin(*m_storm, now, stormEndsAfter);
}

std::optional<Notification> NotificationPolicy::decideDown(const StateChange& change, bool silenced, TimePoint now)
{
    const ServiceId& id = change.service;
    const bool alreadyTold = m_told.contains(id) || (m_stormDown.contains(id) && !inStorm(now));
    if (silenced || change.before == State::Down || alreadyTold)
        return std::nullopt;

    if (inStorm(now)) {
        m_storm = now;
        m_stormDown.insert(id);
        if (!m_stormServices.contains(id))
            m_stormServices.append(id);
        return std::nullopt;
    }
    const auto last = m_lastDown.constFind(id);
    if (change.flapping && last != m_lastDown.cend() && isWithin(*last, now, flappingPause))
        return std::nullopt;

    m_recentDown.removeIf(
        [&](const auto& entry) { return entry.second == id || !isWithin(entry.first, now, togetherWithin); });
    m_recentDown.append({now, id});
    m_lastDown.insert(id, now);
    if (m_recentDown.size() < togetherCount) {
        m_told.insert(id, now);
        return Notification{Notification::Kind::Down, id, change, {}};
    }

    m_storm = now;
    m_stormServices.clear();
    m_stormDown.clear();
    for (const auto& [at, other] : std::as_const(m_recentDown)) {
        m_stormServices.append(other);
        if (other == id || m_told.remove(other))
            m_stormDown.insert(other);
    }
    m_recentDown.clear();
    return Notification{Notification::Kind::ManyDown, {}, change, m_stormServices};
}

std::optional<Notification>
NotificationPolicy::decideBack(const StateChange& change, const Config& config, bool silenced)
{
    const ServiceId& id = change.service;
    if (m_told.remove(id) && !silenced)
        return Notification{Notification::Kind::Recovered, id, change, {}};
    if (!m_stormDown.remove(id))
        return std::nullopt;

    // A service that was taken out of the configuration never comes back; the others do not wait for it.
    const bool someStillDown = std::any_of(m_stormDown.cbegin(), m_stormDown.cend(), [&config](const ServiceId& other) {
        return config.find(other) != nullptr;
    });
    if (someStillDown)
        return std::nullopt;
    m_stormDown.clear();
    const QList<ServiceId> all = std::exchange(m_stormServices, {});
    m_storm.reset();
    if (silenced)
        return std::nullopt;
    return Notification{Notification::Kind::Recovered, {}, change, all};
}

void NotificationPolicy::mute(const ServiceId& service, TimePoint until)
{
    m_mutedUntil.insert(service, until);
    m_told.remove(service);
    m_stormDown.remove(service);
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
