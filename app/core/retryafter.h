// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/exchange.h>

namespace Gatewatch {

/// Retry-After in seconds or as a date (RFC 9110 section 10.2.3); empty when absent, broken or past. Capped at a year.
std::optional<Seconds> readRetryAfter(const QByteArray& value, TimePoint now);
std::optional<Seconds> readRetryAfter(const ResponseHead& head, TimePoint now);

/// An HTTP date in any of its three forms (RFC 9110 section 5.6.7), as "Fri, 20 Nov 2026 23:36:08 GMT"; empty when it
/// cannot be read.
std::optional<TimePoint> readHttpDate(const QByteArray& text);

} // namespace Gatewatch
