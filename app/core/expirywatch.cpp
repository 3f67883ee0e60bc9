// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/expirywatch.h>

#include <core/judge.h>

namespace Gatewatch {

std::optional<Event>
ExpiryWatch::look(const CheckId& check, const Exchange& exchange, const Expectation& expectation, TimePoint now)
{
    const auto days = certificateDaysShort(exchange, expectation);
    if (!days || m_told.value(check) == *exchange.certificate->notAfter)
        return std::nullopt;
    const TimePoint end = *exchange.certificate->notAfter;
    m_told.insert(check, end);
    Event event;
    event.at = now;
    event.kind = EventKind::CertificateExpires;
    event.service = check.service;
    event.detail = *days == 1 ? QStringLiteral("1 day left, until %1").arg(toIso(end).left(10))
                              : QStringLiteral("%1 days left, until %2").arg(*days).arg(toIso(end).left(10));
    return event;
}

} // namespace Gatewatch
