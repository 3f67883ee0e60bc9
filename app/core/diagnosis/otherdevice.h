// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/diagnosis/sessionfile.h>

namespace Gatewatch {

/// The session with what its user saw on another device: an earlier answer is replaced, and everything is judged again
/// from the evidence. Nobody is asked. A session without evidence stays as it is.
SavedSession withOtherDevice(SavedSession session, const OtherDeviceFact& fact);

} // namespace Gatewatch
