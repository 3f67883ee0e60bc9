// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/diagnosis/evidence.h>

namespace Gatewatch {

/// When the certificate of the service ran out, as a sentence for anyone, with the doubt that this computer's own clock
/// leaves where nothing was there to compare it with. Empty where its time is not over, or not the fault.
QString ranOutSentence(const World& world);

/// From when until when a certificate counts, by which clock that was judged, and how right that clock is. For experts,
/// in UTC.
QString certificateDates(const PeerCertificate& certificate, const World& world);

} // namespace Gatewatch
