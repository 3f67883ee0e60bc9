// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/exchange.h>

namespace Gatewatch {

struct SavedResponse {
    ResponseHead head;
    QByteArray body; ///< chunked bodies are put together
};

/// Reads a response saved with `curl -i`, raw from the wire, or as a bare page (then the head is empty). Of several
/// heads in a row (100, 103, a proxy's answer to CONNECT, redirects) the last one counts. Reads anything without
/// failing.
SavedResponse parseSavedResponse(const QByteArray& raw);

} // namespace Gatewatch
