// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/note.h>

#include <core/addressestried.h>

namespace Gatewatch {

using namespace Qt::StringLiterals;

QString idOf(Note note)
{
    switch (note) {
    case Note::LineEnds:
        return u"http.line_ends"_s;
    case Note::ManyFields:
        return u"http.many_fields"_s;
    case Note::AmbiguousFraming:
        return u"http.ambiguous_framing"_s;
    case Note::ExtraBytes:
        return u"http.extra_bytes"_s;
    case Note::UnaskedNotModified:
        return u"http.unasked_not_modified"_s;
    case Note::FieldsWithheld:
        return u"http.redirect.fields_withheld"_s;
    case Note::CommonNameOnly:
        return u"tls.cert.common_name_only"_s;
    case Note::CertificateEnds:
        return u"tls.cert.ends_soon"_s;
    case Note::FamilyFailed:
        return u"tcp.family_failed"_s;
    }
    Q_UNREACHABLE();
}

QString sentenceOf(Note note, const Exchange& exchange)
{
    switch (note) {
    case Note::LineEnds:
        return u"The lines of the answer's head end sloppily, with line feeds alone"_s;
    case Note::ManyFields:
        return u"The answer has more than %1 header fields; other programs may refuse it"_s.arg(manyFields);
    case Note::AmbiguousFraming:
        return u"The answer says twice where it ends, by a length and by chunks; others may read it differently"_s;
    case Note::ExtraBytes:
        return u"The server went on sending after the end of its answer"_s;
    case Note::UnaskedNotModified:
        return u"The answer says that nothing was modified, which nobody asked"_s;
    case Note::FieldsWithheld:
        return u"A redirect led to %1://%2, which did not get the header fields and the certificate of this request"_s
            .arg(exchange.finalUrl.scheme(), exchange.finalUrl.host(QUrl::FullyEncoded));
    case Note::CommonNameOnly:
        return u"Browsers will refuse the certificate: it has its name only where they no longer look"_s;
    case Note::CertificateEnds:
        return exchange.certificate && exchange.certificate->notAfter
            ? u"The certificate ends on %1"_s.arg(toIso(*exchange.certificate->notAfter).left(10))
            : u"The certificate ends soon"_s;
    case Note::FamilyFailed: {
        const QString failed = failedFamily(exchange);
        return failed.isEmpty() ? u"Its addresses of one family, IPv6 or IPv4, could not be reached on the way"_s
                                : u"It could not be reached over %1, only over %2"_s.arg(
                                    failed, failed == "IPv6"_L1 ? u"IPv4"_s : u"IPv6"_s);
    }
    }
    Q_UNREACHABLE();
}

bool endsSoon(const PeerCertificate& certificate, TimePoint now)
{
    if (!certificate.notBefore || !certificate.notAfter)
        return false;
    const Millis left = *certificate.notAfter - now;
    return left > Millis(0) && left < std::chrono::days(14)
        && left * 3 < *certificate.notAfter - *certificate.notBefore;
}

} // namespace Gatewatch
