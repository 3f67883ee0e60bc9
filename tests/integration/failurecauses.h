// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <support/certificates.h>
#include <support/hostilecase.h>

namespace Gatewatch {

/// What raises a failure in the world. Cases without a connection ask another address than the server's.
struct FailureCause {
    const char* what;
    HostileCase row;
};

/// At least one cause for each failure of the closed list that one check by itself can end with, for an OwnNetwork in
/// which 192.0.2.0/24 is silent and 198.51.100.1 is prohibited.
QList<FailureCause> failureCauses(const TestAuthority& authority);

} // namespace Gatewatch
