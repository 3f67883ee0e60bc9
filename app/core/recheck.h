// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/servicestate.h>

namespace Gatewatch {

/// What lies between two looks that decide together: 15 s, or the interval where that is shorter. A server that starts
/// anew is away for a second, and two looks within that second are one fault seen twice.
Millis apart(Seconds interval);

/// When a check is looked at again after this sample, neither sooner nor later; empty: its place in time will do. Never
/// later than one interval. `state` is that of the check with the sample in it.
/// - apart() after a failure that is not confirmed yet, and after a good answer that does not end a fault yet: what
///   people are told next hangs on that one answer.
/// - 30 s during the first five minutes of a fault: most end within these, and when it ended is what people want to
///   know. What lasts longer is no news every half minute, and those who mend it need no more load; the interval
///   returns.
std::optional<Millis> lookAgainAfter(const CheckState& state, const Sample& sample, Seconds interval);

/// Whether a failure needs no second look: the service says itself that it will be away for longer than until that look
/// (Retry-After of a 503, RFC 9110 section 10.2.3), and asks us to stay away until then.
bool isCertain(const Sample& sample, std::optional<Seconds> stayAway, Seconds interval);

} // namespace Gatewatch
