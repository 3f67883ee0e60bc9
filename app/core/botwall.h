// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/exchange.h>

namespace Gatewatch {

/// True when a bot wall answered instead of the service: by a header that says so, whatever the status, or by the page
/// of a known one. Such an answer says nothing about the service, and a 200 nothing good. `body` may be a beginning.
bool isChallenge(const ResponseHead& head, const QByteArray& body);
/// False as well when there was no answer.
bool isChallenge(const Exchange& exchange);

} // namespace Gatewatch
