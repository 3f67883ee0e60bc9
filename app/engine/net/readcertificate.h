// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/exchange.h>

using X509 = struct x509_st;

namespace Gatewatch {

/// What of a certificate is shown. All its text is somebody else's: control characters are escaped, names that are no
/// host names or addresses are left out, and all of it is cut to a length.
PeerCertificate readCertificate(const X509* certificate);

/// What of it is too weak when OpenSSL refused it for `error` (X509_V_ERR_…): the digest of its signature ("SHA1") or
/// its key ("RSA 1024"). Empty for any other reason.
QString weaknessOf(const X509* certificate, long error);

/// The flaw of a chain that OpenSSL refused for `error` in this certificate, which is `depth` steps from the server's
/// own. A certificate that tells where its issuer's can be fetched (RFC 5280 section 4.2.2.1) comes from an authority
/// that expects it to be sent along, so that a lone one means an incomplete chain.
Flaw chainFlaw(const X509* certificate, long error, int depth);

} // namespace Gatewatch
