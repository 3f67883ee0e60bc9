// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/failure.h>
#include <core/flaw.h>

#include <QByteArray>

namespace Gatewatch {

/// What libcurl reported of a transfer that ended, as plain numbers, so that the mapping can be tested without a
/// network.
struct CurlEnd {
    int code = 0; ///< CURLcode
    long osError = 0; ///< errno of the socket call that failed, 0 when none
    long verifyResult = 0; ///< OpenSSL's X509_V_ERR_…
    long connectStatus = 0; ///< answer of a proxy to CONNECT
    QByteArray message; ///< libcurl's error buffer; of it decide OpenSSL's code, and of HTTP/2 whether there is one
    long proxyError = 0; ///< CURLproxycode: why a SOCKS proxy did not connect
    bool viaProxy = false;
    bool forwarded = false; ///< the proxy itself speaks for whom it was to ask: HTTP in the clear, no tunnel
    bool https = false;
    bool resolved = false; ///< the name lookup ended
    bool connected = false; ///< behind a proxy: with whom it leads to
    bool secured = false;
    bool headBegun = false; ///< at least a status line came
    bool headSeen = false; ///< at least one complete response head came
    bool certificateWanted = false; ///< the server asked for a client certificate
    bool revoked = false; ///< we ended it: the server's certificate is revoked
    bool http2 = false; ///< that was agreed on, or is spoken from the first byte
    bool repeated = false; ///< we ended it: libcurl was about to ask a second time
    bool closedByPeer = false; ///< with a FIN or close_notify, which after our own says nothing
    bool lingered = false; ///< we ended it: libcurl told of an error, and waited on
    bool overdue = false; ///< the deadline has passed
    bool overLimit = false; ///< we ended it: head or body larger than allowed
    bool refusedTarget = false; ///< we did not begin it: a redirect led into a private network
};

/// libcurl's end of a transfer as a failure of the closed list. Codes decide, never the wording of messages, which
/// change between versions. CURLE_COULDNT_RESOLVE_HOST gives dns.failed; resolveFailure() tells more.
Failure failureOf(const CurlEnd& end);

/// What exactly was wrong, as far as libcurl tells. Where it has one code for several flaws its words choose among
/// them, and words nobody knows cost only the finer sentence.
Flaw flawOf(const CurlEnd& end);

/// Whether a server that asks for a client certificate says with an alert of this description (RFC 8446 section 6.2)
/// that it does not accept ours, or that it got none.
bool isAboutOurCertificate(int description);

/// The errno with which a connection could not be made.
Failure connectFailure(long osError);

/// getaddrinfo's error (EAI_…) as a failure: 0 gives Ok.
Failure resolveFailure(int eai);

} // namespace Gatewatch
