// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/servicestate.h>

namespace Gatewatch {

/// How soon a check is looked at again after this sample, where its interval is longer; empty: its interval will do.
/// `state` is that of the check with the sample in it.
/// - 15 s after a failure that is not confirmed yet, and after a good answer that does not end a fault yet: what people
///   are told next hangs on that one answer. Two looks 15 to 30 s apart are two, and not one fault seen twice.
/// - 30 s during the first five minutes of a fault: most end within these, and when it ended is what people want to
///   know. What lasts longer is no news every half minute, and those who mend it need no more load; the interval
///   returns.
std::optional<Millis> lookAgainAfter(const CheckState& state, const Sample& sample);

} // namespace Gatewatch
