// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/net/curlfailure.h>

#include <QRegularExpression>

#include <algorithm>
#include <array>
#include <cerrno>
#include <curl/curl.h>
#include <netdb.h>
#include <openssl/x509_vfy.h>

namespace Gatewatch {
namespace {

Failure certificateFailure(long verifyResult)
{
    switch (verifyResult) {
    case X509_V_OK: // libcurl compares the name itself, before or after it asks for OpenSSL's verdict
    case X509_V_ERR_UNSPECIFIED:
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
        return Failure::TlsCertNameInvalid;
    case X509_V_ERR_CERT_HAS_EXPIRED:
    case X509_V_ERR_CERT_NOT_YET_VALID:
    case X509_V_ERR_ERROR_IN_CERT_NOT_BEFORE_FIELD:
    case X509_V_ERR_ERROR_IN_CERT_NOT_AFTER_FIELD:
        return Failure::TlsCertDateInvalid;
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    case X509_V_ERR_CERT_UNTRUSTED:
        return Failure::TlsCertAuthorityInvalid;
    case X509_V_ERR_CERT_REVOKED:
        return Failure::TlsCertRevoked;
    default:
        return Failure::TlsCertInvalid;
    }
}

/// OpenSSL packs library and reason into the number that libcurl prints as "error:0A00010B:…". Reasons from 1000 on are
/// alerts of the peer (RFC 8446 section 6.2) plus 1000.
std::optional<uint> opensslReason(const QByteArray& message)
{
    static const QRegularExpression pattern(QStringLiteral("error:([0-9A-Fa-f]{8}):"));
    const QRegularExpressionMatch match = pattern.match(QString::fromLatin1(message));
    if (!match.hasMatch())
        return std::nullopt;
    return match.captured(1).toUInt(nullptr, 16) & 0x7FFFFFU;
}

constexpr uint unexpectedEof = 294;
constexpr uint alert = 1000;

/// TLS in which the connection ended without a word: what a FIN is without TLS.
bool endedInTls(const CurlEnd& end)
{
    return end.secured && opensslReason(end.message) == unexpectedEof;
}

std::optional<Failure> opensslFailure(const CurlEnd& end)
{
    const std::optional<uint> reason = opensslReason(end.message);
    if (!reason)
        return std::nullopt;
    constexpr uint wrongVersionNumber = 267;
    constexpr uint httpRequest = 156;
    constexpr uint unsupportedProtocol = 258;
    constexpr uint noProtocolsAvailable = 191;
    constexpr uint unknownProtocol = 252;
    switch (*reason) {
    case wrongVersionNumber:
    case httpRequest:
    case unknownProtocol:
        return Failure::TlsProtocolError;
    case unsupportedProtocol:
    case noProtocolsAvailable:
    case alert + 40: // handshake_failure, which is also how TLS 1.2 answers a missing certificate
        return end.certificateWanted ? Failure::TlsBadClientAuthCert : Failure::TlsVersionOrCipherMismatch;
    case alert + 70: // protocol_version
    case alert + 71:
        return Failure::TlsVersionOrCipherMismatch; // insufficient_security
    default:
        return *reason >= alert && isAboutOurCertificate(static_cast<int>(*reason - alert))
            ? Failure::TlsBadClientAuthCert
            : Failure::TlsFailed;
    }
}

/// Of a handshake that failed.
Flaw handshakeFlaw(const CurlEnd& end)
{
    constexpr uint excessiveMessageSize = 152;
    switch (opensslReason(end.message).value_or(unexpectedEof)) { // none: the socket itself failed
    case unexpectedEof:
        return Flaw::Stopped;
    case excessiveMessageSize:
        return Flaw::ChainTooLarge;
    case alert + 112:
        return Flaw::NameUnknown;
    case alert + 80:
        return Flaw::FailedInside;
    default:
        return Flaw::None;
    }
}

/// Of a head that libcurl does not take.
Flaw flawInWords(const QByteArray& message)
{
    struct Row {
        const char* words;
        Flaw flaw;
    };
    // The second and third are of 8.0 and later; the third is said of whatever is wrong in front of the reason.
    constexpr std::array rows{Row{"HTTP version", Flaw::Version},         Row{"Version mismatch", Flaw::Version},
                              Row{"HTTP/1 subversion", Flaw::StatusLine}, Row{"response code", Flaw::Status},
                              Row{"Content-Length", Flaw::Length},        Row{"Header without colon", Flaw::Field},
                              Row{"Nul byte in header", Flaw::Field}};
    const auto* row = std::ranges::find_if(rows, [&](const Row& each) { return message.contains(each.words); });
    return row == rows.end() ? Flaw::None : row->flaw;
}

Failure timeoutFailure(const CurlEnd& end)
{
    if (!end.resolved)
        return Failure::DnsUnreachable;
    if (!end.connected)
        return Failure::TcpTimedOut;
    if (end.https && !end.secured)
        return Failure::TlsTimedOut;
    return Failure::HttpResponseTimedOut;
}

Failure brokenOff(const CurlEnd& end)
{
    if (end.https && !end.secured)
        return Failure::TlsFailed;
    if (end.osError == ECONNABORTED)
        return Failure::TcpAborted;
    if (end.headSeen)
        return end.osError == 0 && !endedInTls(end) ? Failure::HttpResponseInvalid : Failure::HttpResponseIncomplete;
    if (end.headBegun)
        return Failure::HttpResponseIncomplete;
    return end.osError == ECONNRESET || end.osError == EPIPE ? Failure::TcpReset : Failure::TcpClosed;
}

/// libcurl 7.88 calls most of what breaks the rules of HTTP/2 an error of sending or receiving, or an empty reply.
bool brokeHttp2(const CurlEnd& end)
{
    return end.http2 && end.osError != ECONNRESET && end.osError != EPIPE && end.osError != ECONNABORTED;
}

Failure socksFailure(long proxyError)
{
    switch (proxyError) {
    case CURLPX_NO_AUTH:
    case CURLPX_USER_REJECTED:
        return Failure::ProxyAuthRequired;
    case CURLPX_RESOLVE_HOST: // for socks4 and socks5 we look up the name of the service ourselves
        return Failure::DnsFailed;
    default:
        return Failure::ProxyFailed;
    }
}

/// What would be the fault of the service, `direct`, where a proxy stands between.
Failure behindProxy(const CurlEnd& end, Failure direct)
{
    if (direct == Failure::Abandoned || direct == Failure::Unknown)
        return direct;
    if (end.code == CURLE_PROXY)
        return socksFailure(end.proxyError);
    if (!end.connected)
        return Failure::ProxyFailed; // nobody beyond it was reached
    const bool brokeOff = direct == Failure::TcpReset || direct == Failure::TcpClosed || direct == Failure::TcpAborted;
    const bool noHttp = direct == Failure::HttpResponseInvalid && !end.headBegun;
    return end.forwarded && (brokeOff || noHttp) ? Failure::ProxyFailed : direct;
}

/// Of a proxy that failed.
Flaw proxyFlaw(const CurlEnd& end)
{
    switch (end.code) {
    case CURLE_COULDNT_RESOLVE_HOST: // which libcurl says of the name of a SOCKS proxy
    case CURLE_COULDNT_RESOLVE_PROXY:
        return Flaw::ProxyName;
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_WEIRD_SERVER_REPLY:
        return Flaw::NoProxy;
    case CURLE_PROXY:
        break;
    default:
        return Flaw::None;
    }
    switch (end.proxyError) {
    case CURLPX_BAD_VERSION:
        return Flaw::NoProxy;
    case CURLPX_REPLY_NOT_ALLOWED:
        return Flaw::ProxyForbids;
    case CURLPX_REPLY_CONNECTION_REFUSED:
    case CURLPX_REPLY_GENERAL_SERVER_FAILURE:
    case CURLPX_REPLY_HOST_UNREACHABLE:
    case CURLPX_REPLY_NETWORK_UNREACHABLE:
    case CURLPX_REPLY_TTL_EXPIRED:
    case CURLPX_REQUEST_FAILED: // of SOCKS 4, which has one word for all
        return Flaw::ProxyTarget;
    default:
        return Flaw::None;
    }
}

Failure directFailure(const CurlEnd& end)
{
    if (end.repeated || end.lingered)
        return Failure::HttpProtocolError;
    if (end.http2 && end.overdue)
        return timeoutFailure(end);
    switch (end.code) {
    case CURLE_COULDNT_RESOLVE_HOST:
        return Failure::DnsFailed;
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_PROXY:
        return Failure::ProxyFailed;
    case CURLE_COULDNT_CONNECT:
        return connectFailure(end.osError);
    case CURLE_OPERATION_TIMEDOUT:
        return timeoutFailure(end);
    case CURLE_GOT_NOTHING: // an interim answer (1xx) is a head, but not an answer
        if (brokeHttp2(end))
            return Failure::HttpProtocolError;
        return end.headBegun ? Failure::HttpResponseIncomplete : Failure::TcpClosed;
    case CURLE_PARTIAL_FILE: // also of HTTP/2 whose connection ended before anything came
        return end.http2 && !end.headBegun ? Failure::TcpClosed : Failure::HttpResponseIncomplete;
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
        if (const auto failure = opensslFailure(end); failure && !end.headSeen && !endedInTls(end))
            return *failure;
        return brokeHttp2(end) && !endedInTls(end) ? Failure::HttpProtocolError : brokenOff(end);
    case CURLE_UNSUPPORTED_PROTOCOL: // "HTTP/0.9 when not allowed": no status line came
    case CURLE_WEIRD_SERVER_REPLY: // which newer libcurl says of HTTP/2 as well
        return end.http2 ? Failure::HttpProtocolError : Failure::HttpResponseInvalid;
    case CURLE_BAD_FUNCTION_ARGUMENT: // a header that begins with a blank before there is one to continue
    case CURLE_BAD_CONTENT_ENCODING:
        return Failure::HttpResponseInvalid;
    case CURLE_OUT_OF_MEMORY: // older libcurl says this of a header line over its own limit
    case CURLE_FILESIZE_EXCEEDED:
#if LIBCURL_VERSION_NUM >= 0x080600
    case CURLE_TOO_LARGE: // newer libcurl of the same
#endif
        return Failure::HttpResponseTooLarge;
    case CURLE_HTTP2: // since 8.0, where it has no words of its own, also of a connection that ended
        if (!end.closedByPeer || !(end.message.isEmpty() || end.message.startsWith("Ignoring received")))
            return Failure::HttpProtocolError;
        return end.headBegun ? Failure::HttpResponseIncomplete : Failure::TcpClosed;
    case CURLE_HTTP2_STREAM:
    case CURLE_HTTP3:
        return Failure::HttpProtocolError;
    case CURLE_TOO_MANY_REDIRECTS:
        return Failure::HttpResponseRedirectLoop;
    case CURLE_PEER_FAILED_VERIFICATION:
        return certificateFailure(end.verifyResult);
    case CURLE_SSL_CONNECT_ERROR:
        if (end.verifyResult > X509_V_ERR_UNSPECIFIED) // with which it begins
            return certificateFailure(end.verifyResult);
        return opensslFailure(end).value_or(Failure::TlsFailed);
    case CURLE_SSL_CERTPROBLEM: // a file or an interface of ours cannot be used: nobody was asked, nobody is blamed
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_INTERFACE_FAILED:
        return Failure::Abandoned;
    case CURLE_SSL_CLIENTCERT: // certificate_required, where it comes within the handshake
        return Failure::TlsBadClientAuthCert;
    case CURLE_SSL_CIPHER:
        return Failure::TlsVersionOrCipherMismatch;
    case CURLE_SSL_INVALIDCERTSTATUS:
    case CURLE_SSL_ISSUER_ERROR:
        return Failure::TlsCertInvalid;
    case CURLE_ABORTED_BY_CALLBACK:
        return Failure::Abandoned;
    default:
        return Failure::Unknown;
    }
}

} // namespace

Failure failureOf(const CurlEnd& end)
{
    if (end.overLimit)
        return Failure::HttpResponseTooLarge;
    if (end.refusedTarget)
        return Failure::HttpResponseRedirectRefused;
    if (end.revoked)
        return Failure::TlsCertRevoked;
    if (end.code == CURLE_OK)
        return Failure::Ok;
    if (end.connectStatus != 0 && (end.connectStatus < 200 || end.connectStatus > 299))
        return end.connectStatus == 407 ? Failure::ProxyAuthRequired : Failure::ProxyFailed;
    const Failure direct = directFailure(end);
    return end.viaProxy ? behindProxy(end, direct) : direct;
}

Flaw flawOf(const CurlEnd& end)
{
    if (end.viaProxy && failureOf(end) == Failure::ProxyFailed)
        return end.connectStatus == 0 ? proxyFlaw(end) : Flaw::None; // its status says more
    if (end.http2)
        return Flaw::None;
    switch (end.code) {
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_WEIRD_SERVER_REPLY:
        return flawInWords(end.message);
    case CURLE_BAD_FUNCTION_ARGUMENT: // see failureOf()
        return Flaw::Field;
    case CURLE_BAD_CONTENT_ENCODING: // of the transfer; the codings of the content are left alone
        return Flaw::Coding;
    default:
        return end.https && !end.secured && failureOf(end) == Failure::TlsFailed ? handshakeFlaw(end) : Flaw::None;
    }
}

bool isAboutOurCertificate(int description)
{
    switch (description) {
    case 40: // handshake_failure, which servers of the time before the others say
    case 42: // bad_certificate
    case 43: // unsupported_certificate
    case 44: // certificate_revoked
    case 45: // certificate_expired
    case 46: // certificate_unknown
    case 48: // unknown_ca
    case 49: // access_denied
    case 116: // certificate_required
        return true;
    default:
        return false;
    }
}

Failure connectFailure(long osError)
{
    switch (osError) {
    case ECONNREFUSED:
        return Failure::TcpRefused;
    case ETIMEDOUT:
        return Failure::TcpTimedOut;
    case ECONNRESET:
        return Failure::TcpReset;
    case ECONNABORTED:
        return Failure::TcpAborted;
    case ENETUNREACH:
    case EHOSTUNREACH:
    case ENETDOWN:
        return Failure::TcpAddressUnreachable;
    case EADDRNOTAVAIL:
    case EINVAL:
    case EAFNOSUPPORT:
        return Failure::TcpAddressInvalid;
    case EMFILE:
    case ENFILE:
    case ENOBUFS:
    case ENOMEM:
        return Failure::Abandoned; // there was nothing left here to ask with
    default:
        return Failure::TcpFailed;
    }
}

Failure resolveFailure(int eai)
{
    switch (eai) {
    case 0:
        return Failure::Ok;
    case EAI_AGAIN:
        return Failure::DnsUnreachable;
    case EAI_NONAME:
#ifdef EAI_NODATA
    case EAI_NODATA:
    case EAI_ADDRFAMILY: // a numeric address of the other family
#endif
        return Failure::DnsNameNotResolved;
    default:
        return Failure::DnsFailed;
    }
}

} // namespace Gatewatch
