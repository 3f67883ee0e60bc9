// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/net/transfer.h>

#include <core/addressestried.h>

#include <algorithm>

namespace Gatewatch {
namespace {

/// Whether the request has a condition that a 304 can answer (RFC 9110 section 13.1).
bool isConditional(const QList<HeaderField>& fields)
{
    return std::ranges::any_of(fields, [](const HeaderField& field) {
        return field.name.compare("If-None-Match", Qt::CaseInsensitive) == 0
            || field.name.compare("If-Modified-Since", Qt::CaseInsensitive) == 0;
    });
}

} // namespace

QList<Note> Transfer::notes(const Exchange& exchange) const
{
    QList<Note> notes;
    const auto note = [&notes](Note which, bool seen) {
        if (seen)
            notes.append(which);
    };
    const bool chunked = m_head.has("Transfer-Encoding");
    const bool measured = m_head.has("Content-Length");
    note(Note::LineEnds, m_bareLineFeeds);
    note(Note::ManyFields, m_head.headers.size() > manyFields);
    note(Note::AmbiguousFraming, chunked && measured);
    // What came together with the last bytes of the body; libcurl reads no further.
    note(Note::ExtraBytes, m_trailersCut || (measured && !chunked && m_headEnded && m_wireBytes > m_bodyBytes));
    note(Note::UnaskedNotModified, m_head.status == 304 && !isConditional(m_request.headers));
    note(Note::CommonNameOnly, usesTls() && m_witness->commonNameOnly);
    note(Note::CertificateEnds, usesTls() && exchange.certificate && endsSoon(*exchange.certificate, wallClock()));
    note(Note::FamilyFailed, !failedFamily(exchange).isEmpty());
    return notes;
}

} // namespace Gatewatch
