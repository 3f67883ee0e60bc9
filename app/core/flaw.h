// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace Gatewatch {

struct Exchange;

/// What exactly is wrong where the id of a failure tells only the kind of it. A closed list; none of it changes a
/// judgement.
enum class Flaw {
    None,
    Version, ///< of HTTP, that does not exist (RFC 9112 section 2.3)
    Status, ///< no number from 100 to 599 (RFC 9110 section 15)
    StatusLine, ///< one of these two, or its form (RFC 9112 section 4)
    Field, ///< a line of the head that is no header field (RFC 9112 section 5)
    Length, ///< a Content-Length that is no number, or too large a one (RFC 9110 section 8.6)
    Lengths, ///< another Content-Length each time (RFC 9112 section 6.3)
    Coding, ///< an unknown or doubled Transfer-Encoding (RFC 9112 section 6.1)
    Chunk, ///< RFC 9112 section 7.1
    OnlyInterim, ///< nothing but 1xx (RFC 9110 section 15.2)
    Switch, ///< a 101 that nobody asked for (RFC 9110 section 15.2.2)
    Slow, ///< it still came when the time was over
    NoHttp2, ///< another version, where this one is asked for (RFC 9113 section 3.2)
    SelfSigned, ///< the certificate
    ChainIncomplete, ///< the server most likely keeps the certificate of its issuer to itself (RFC 8446 section 4.4.2)
    Weak, ///< the certificate's key, or the digest of its signature
    ChainTooLarge, ///< longer than a handshake may be
    NameUnknown, ///< the alert unrecognized_name (RFC 6066 section 3)
    FailedInside, ///< the alert internal_error (RFC 8446 section 6.2)
    Stopped, ///< a FIN or RST in the handshake
    ClientCertificate, ///< ours, which the server does not accept (RFC 8446 section 4.4.2.4)
    ProxyName, ///< the proxy itself cannot be found by name
    NoProxy, ///< what answers in its place speaks another language
    ProxyTarget, ///< it could not connect to whom it was to lead (RFC 1928 section 6)
    ProxyForbids, ///< it does not allow that (the same)
    NoRecord, ///< the name exists, but no record of the type that is asked for, or no address (RFC 2308 section 2.2)
    NoIpv4, ///< the name or address has no IPv4 address, and no other kind will do
    NoIpv6, ///< likewise
};

/// A short word for programs, such as "http.version"; in the form of the ids of failures. Empty for none.
QString idOf(Flaw flaw);

/// One sentence about the exchange's own flaw, for a person, in our own words and without a full stop; `host` was
/// asked. Empty for none.
QString sentenceOfFlaw(const Exchange& exchange, const QString& host);

} // namespace Gatewatch
