// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/diagnosis/diagnosis.h>
#include <core/diagnosis/marks.h>

namespace Gatewatch {

/// Corrects who was recognised by its marks with what the hops themselves say of this answer: Proxy-Status (RFC 9209),
/// the strongest evidence there is and rarely sent, Cache-Status (RFC 9211), and Server-Timing (W3C).
void weighHops(Responder& responder, const SeenResponse& response);

/// Corrects it with a good answer of the same site: a Server that flips, a Via that vanishes, and the times of an
/// upstream that are missing show that the bad one was made before the service was asked. Says nothing where the good
/// one is no 2xx, or where the marks were clear.
void compareWithGood(Responder& responder, const SeenResponse& response, const ResponseHead& good);

} // namespace Gatewatch
