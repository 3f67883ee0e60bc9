// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/exchange.h>

namespace Gatewatch {

/// Whether an answer came out of a store on the way.
struct CacheReading {
    bool stored = false;
    QString line; ///< what shows it
};

/// Age (RFC 9111), Cache-Status (RFC 9211), X-Cache and cf-cache-status of one answer.
CacheReading readCache(const ResponseHead& head);

/// Retry-After in seconds or as a date (RFC 9110 section 10.2.3); empty when absent, broken or past. Capped at a year.
std::optional<Seconds> readRetryAfter(const QByteArray& value, TimePoint now);
std::optional<Seconds> readRetryAfter(const ResponseHead& head, TimePoint now);

/// An HTTP date, "Fri, 20 Nov 2026 23:36:08 GMT"; empty when it cannot be read.
std::optional<TimePoint> readHttpDate(const QByteArray& text);

/// How far this computer's clock is ahead of the Date field; empty without one, or when the answer was stored.
std::optional<Seconds> clockAhead(const Exchange& exchange);

/// What the library said of a failure, for experts; empty where it would name the user's proxy.
QString detailOf(const Exchange& exchange);

/// True when the page speaks of planned work ("maintenance", "back soon" …).
bool speaksOfMaintenance(const QByteArray& body);

/// True for an address on this computer.
bool isLoopback(const QString& address);

} // namespace Gatewatch
