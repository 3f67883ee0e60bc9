// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/exchange.h>

#include <QDeadlineTimer>

#include <memory>

using SSL_CTX = struct ssl_ctx_st;

namespace Gatewatch {

/// What OpenSSL sees of a handshake and libcurl keeps to itself.
struct TlsWitness {
    QDeadlineTimer deadline{QDeadlineTimer::Forever}; ///< nothing is read after it
    std::optional<PeerCertificate> refused; ///< the certificate of the chain that did not pass
    long refusedFor = 0; ///< and why not: X509_V_ERR_…
    bool certificateWanted = false; ///< the server asked for a client certificate and we had none
    bool http2 = false; ///< both sides agreed on it (ALPN, RFC 7301)
    bool closed = false; ///< the server said that nothing more comes (close_notify)
    QByteArray issuerOrganisation,
        issuerName; ///< of the server's certificate, as CertificateIssuer; UTF-8, not cleaned
    bool commonNameOnly = false; ///< the server's certificate has no subjectAltName (RFC 5280 section 4.2.1.6)
    bool revoked = false; ///< the server itself brought a valid answer of its issuer that says so (RFC 6066 section 8)
};

/// Lets `witness` see the handshakes of `context`, which keeps it: newer libcurl listens to a connection when its
/// transfer is long gone. Ends a handshake whose certificate is
/// revoked; a server that brings no such answer, or one that proves nothing, is not asked for it. An end without
/// close_notify becomes an error, for a cut (RFC 8446 section 6.1).
void watchHandshake(SSL_CTX* context, const std::shared_ptr<TlsWitness>& witness);

} // namespace Gatewatch
