// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/exchange.h>

namespace Gatewatch {

/// Whether a complete head says one thing only: a status from 100 to 599, one length at most (RFC 9110 section 8.6),
/// chunked at most once (RFC 9112 section 6.1). libcurl lets all of that pass.
bool isClear(const ResponseHead& head);

/// Whether only the end of the connection tells where the body ends (RFC 9112 section 6.3).
bool endsWithConnection(const QByteArray& method, const ResponseHead& head);

} // namespace Gatewatch
