// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/event.h>
#include <core/service.h>

#include <QHash>

namespace Gatewatch {

struct Exchange;

/// Tells of certificates that end sooner than their checks want; once for each certificate. A plain value.
class ExpiryWatch {
public:
    /// The event to tell, if this answer showed such a certificate for the first time.
    std::optional<Event>
    look(const CheckId& check, const Exchange& exchange, const Expectation& expectation, TimePoint now);
    void forget(const CheckId& check) { m_told.remove(check); }

private:
    QHash<CheckId, TimePoint> m_told; ///< the end of the certificate that was told about
};

} // namespace Gatewatch
