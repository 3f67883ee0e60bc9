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
    std::optional<PeerCertificate> certificate; ///< the server's own, or the one of its chain that was refused
    long refusedFor = 0; ///< and why: X509_V_ERR_…; 0: none was refused
    Flaw flaw = Flaw::None; ///< of the one that was refused
    bool certificateWanted = false; ///< the server asked for a client certificate
    bool certificateShown = false; ///< and we have one
    bool verdictLater = false; ///< and says after the handshake what it thinks of it (TLS 1.3), which it has not yet
    int alert = -1; ///< the server's fatal one (RFC 8446 section 6.2); -1: none
    bool http2 = false; ///< both sides agreed on it (ALPN, RFC 7301)
    bool closed = false; ///< the server said that nothing more comes (close_notify)
    bool commonNameOnly = false; ///< the server's certificate has no subjectAltName (RFC 5280 section 4.2.1.6)
    bool revoked = false; ///< the server itself brought a valid answer of its issuer that says so (RFC 6066 section 8)

    /// Of a refusal for the sake of our certificate: none where we have none to show.
    [[nodiscard]] Flaw refusal() const { return certificateShown ? Flaw::ClientCertificate : Flaw::None; }
};

/// Lets `witness` see the handshakes of `context`, which keeps it: newer libcurl listens to a connection when its
/// transfer is long gone. Ends a handshake whose certificate is
/// revoked; a server that brings no such answer, or one that proves nothing, is not asked for it. An end without
/// close_notify becomes an error, for a cut (RFC 8446 section 6.1).
void watchHandshake(SSL_CTX* context, const std::shared_ptr<TlsWitness>& witness);

} // namespace Gatewatch
