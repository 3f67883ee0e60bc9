// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/event.h>
#include <core/exchange.h>

#include <QHash>

namespace Gatewatch {

/// Who issued the certificate of a server, when that was last looked at.
struct IssuerSeen {
    QString server; ///< serverOf() where the answer came from
    CertificateIssuer issuer;
    bool operator==(const IssuerSeen&) const = default;
};

/// Tells when the certificate of a server comes from an issuer that was not seen there lately: a renewal elsewhere, or
/// somebody between who reads along. Authorities change their intermediates all the time, so that organisations are
/// compared, and names only where one has no organisation. A plain value.
class IssuerWatch {
public:
    static constexpr int perServer = 4; ///< content networks answer with certificates of several authorities in turn
    static constexpr int perService = 32; ///< redirects may lead to ever other servers

    /// The event to tell, if this good answer, whose certificate was verified, shows such an issuer. The first one of a
    /// server is none, and neither is an answer without a certificate.
    std::optional<Event> look(const ServiceId& service, const Exchange& exchange, TimePoint now);
    /// What is remembered of a service, the newest first; to be kept for restore().
    [[nodiscard]] QList<IssuerSeen> seen(const ServiceId& service) const { return m_seen.value(service); }
    void restore(const QHash<ServiceId, QList<IssuerSeen>>& seen) { m_seen = seen; }

private:
    QHash<ServiceId, QList<IssuerSeen>> m_seen;
};

} // namespace Gatewatch

Q_DECLARE_METATYPE(Gatewatch::IssuerSeen)
