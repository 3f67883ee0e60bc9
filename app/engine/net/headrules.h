// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/exchange.h>

namespace Gatewatch {

/// What is wrong with a complete head that libcurl lets pass: its version, a status outside 100 to 599, more than one
/// length (RFC 9110 section 8.6), chunked more than once (RFC 9112 section 6.1). None when it says one thing only.
Flaw flawOf(const ResponseHead& head);

/// Whether only the end of the connection tells where the body ends (RFC 9112 section 6.3).
bool endsWithConnection(const QByteArray& method, const ResponseHead& head);

} // namespace Gatewatch
