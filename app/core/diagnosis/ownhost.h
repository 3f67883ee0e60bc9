// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/diagnosis/answer.h>

namespace Gatewatch {

/// True for a host, by name or address, that is this computer by definition (RFC 6761 section 6.3).
inline bool isOwnHost(const QString& host)
{
    return host == u"localhost" || host.endsWith(u".localhost") || isLoopback(host);
}

} // namespace Gatewatch
