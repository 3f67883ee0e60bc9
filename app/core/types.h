// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHashFunctions>
#include <QString>

#include <chrono>
#include <compare>
#include <optional>

namespace Gatewatch {

/// A point on the UTC time line, to the millisecond. Durations of measurements never come from differences of these.
using TimePoint = std::chrono::sys_time<std::chrono::milliseconds>;
using Micros = std::chrono::microseconds;
using Millis = std::chrono::milliseconds;
using Seconds = std::chrono::seconds;

using ServiceId = QString;

/// Names one endpoint of one service, as the configuration does.
struct CheckId {
    ServiceId service;
    QString endpoint;

    bool operator==(const CheckId&) const = default;
    auto operator<=>(const CheckId& other) const
    {
        if (const int order = service.compare(other.service); order != 0)
            return order <=> 0;
        return endpoint.compare(other.endpoint) <=> 0;
    }
    [[nodiscard]] QString toString() const { return service + u'/' + endpoint; }
};

inline size_t qHash(const CheckId& id, size_t seed = 0)
{
    return qHashMulti(seed, id.service, id.endpoint);
}

/// The wall clock, read at the edges only; everything below takes `now` as an argument.
inline TimePoint wallClock()
{
    return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

/// A moment of a clock that only runs forward; its start means nothing.
using SteadyPoint = std::chrono::time_point<std::chrono::steady_clock, Millis>;

/// That clock, read at the edges only as well.
inline SteadyPoint steadyNow()
{
    return std::chrono::floor<Millis>(std::chrono::steady_clock::now());
}

/// ISO 8601 in UTC with milliseconds, as every export prints times.
QString toIso(TimePoint at);
/// Reads RFC 3339 / ISO 8601 with any offset (no offset means UTC); empty when it cannot be read.
std::optional<TimePoint> fromIso(const QString& text);

} // namespace Gatewatch
