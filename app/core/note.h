// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/types.h>

namespace Gatewatch {

struct Exchange;
struct PeerCertificate;

/// What is odd about an exchange and makes nobody down. A closed list.
enum class Note {
    LineEnds, ///< line feeds alone end the lines of the head (RFC 9112 section 2.2)
    ManyFields, ///< more than `manyFields`
    AmbiguousFraming, ///< both a length and chunks (RFC 9112 section 6.3)
    ExtraBytes, ///< it went on after the end that it had announced
    UnaskedNotModified, ///< 304 to a request without a condition (RFC 9110 section 15.4.5)
    FieldsWithheld, ///< a redirect led to another origin, which did not get what says who asks: header fields,
                    ///< certificate
    CommonNameOnly, ///< the certificate has no names but the one that clients must not use (RFC 9525 section 6.3)
    CertificateEnds, ///< endsSoon()
    FamilyFailed, ///< failedFamily(): whoever does not try both IPv6 and IPv4 (RFC 8305) does not get through
};

/// Qt's and Python's HTTP clients, for two, read no more header fields than this.
inline constexpr int manyFields = 100;

/// A short word for programs, such as "http.line_ends"; in the form of the ids of failures.
QString idOf(Note note);
/// One sentence for a person, in our own words and without a full stop.
QString sentenceOf(Note note, const Exchange& exchange);

/// Whether a certificate ends in less than 14 days and has less than a third of its time left. Until then an automatic
/// renewal, which ACME clients do when a third is left, may still come; certificates of a few days always end soon.
bool endsSoon(const PeerCertificate& certificate, TimePoint now);

} // namespace Gatewatch
