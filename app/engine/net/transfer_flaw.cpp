// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/net/transfer.h>

namespace Gatewatch {

/// The witness knows of certificates, our own reading of the head of what libcurl let pass, and libcurl of the rest.
Flaw Transfer::flaw(const Exchange& exchange, const CurlEnd& end) const
{
    const bool chunked = m_headEnded && m_head.has("Transfer-Encoding");
    const bool onlyInterim = m_headEnded && m_head.status >= 100 && m_head.status < 200;
    switch (exchange.failure) {
    case Failure::TlsCertInvalid:
    case Failure::TlsCertAuthorityInvalid:
        return m_witness->flaw;
    case Failure::TlsBadClientAuthCert:
        return m_witness->refusal();
    case Failure::TlsFailed:
    case Failure::ProxyFailed:
        return flawOf(end);
    case Failure::HttpResponseInvalid:
        if (m_headFlaw != Flaw::None)
            return m_headFlaw;
        if (chunked && flawOf(end) == Flaw::Field) // behind a size that libcurl read as 0 and so as the last one
            return Flaw::Chunk;
        if (const Flaw told = flawOf(end); told != Flaw::None)
            return told == Flaw::Length && m_head.has("Content-Length") ? Flaw::Lengths : told;
        return hasSwitched() ? Flaw::Switch : chunked ? Flaw::Chunk : Flaw::None;
    case Failure::HttpProtocolError:
        return m_headEnded && m_request.httpVersion == HttpVersion::Http2 && usesTls() && !m_witness->http2
            ? Flaw::NoHttp2
            : Flaw::None;
    case Failure::HttpResponseTooLarge: // the body itself, or what is around its chunks
        return onlyInterim                                     ? Flaw::OnlyInterim
            : chunked && m_bodyBytes <= m_request.maxBodyBytes ? Flaw::Chunk
                                                               : Flaw::None;
    case Failure::HttpResponseIncomplete:
        return onlyInterim ? Flaw::OnlyInterim : Flaw::None;
    case Failure::HttpResponseTimedOut:
        return onlyInterim ? Flaw::OnlyInterim : drips(exchange.total, end) ? Flaw::Slow : Flaw::None;
    default:
        return Flaw::None;
    }
}

/// Whether the answer was still coming, piece by piece, when the time was over. A handshake comes in pieces as well; of
/// HTTP/2, whatever comes may have nothing to do with the answer.
bool Transfer::drips(Micros total, const CurlEnd& end) const
{
    const uint handshake = end.https ? 10 : 0;
    constexpr uint severalPieces = 4;
    constexpr int ofTheTime = 4;
    const Attempts::Received& received = m_attempts.received();
    return !end.http2 && !isTalk() && received.pieces >= handshake + severalPieces
        && ofTheTime * Micros(received.ago) < total;
}

/// Before TLS with somebody beyond it, what comes is a proxy's answer to CONNECT, which libcurl tells only its log.
void Transfer::takeProxyLine(QByteArrayView line)
{
    constexpr qsizetype longest = 8 * 1024, most = 100;
    if (!m_viaProxy || !usesTls() || m_tlsBegun > 0 || line.size() > longest)
        return;
    const QByteArray text = line.trimmed().toByteArray();
    const qsizetype colon = text.indexOf(':');
    if (text.startsWith("HTTP/")) {
        const QList<QByteArray> parts = text.split(' ');
        m_proxyHead = ResponseHead{parts.value(1).toInt(), parts.first().sliced(5), parts.mid(2).join(' '), {}};
    } else if (m_proxyHead && colon > 0 && m_proxyHead->headers.size() < most) {
        m_proxyHead->headers.append({text.first(colon), text.sliced(colon + 1).trimmed()});
    }
}

} // namespace Gatewatch
