// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/net/transfer.h>

#include <core/proxyanswer.h>
#include <engine/net/environmentproxy.h>
#include <engine/net/headrules.h>
#include <engine/net/privateaddress.h>
#include <engine/net/route.h>

#include <QHostAddress>
#include <openssl/ssl.h>

#include <algorithm>

namespace Gatewatch {
namespace {

constexpr int maxHeaders = 500;
constexpr qsizetype maxHeaderLine = 64 * 1024;
constexpr int maxInterim = 20;
constexpr qint64 wireFactor = 8; ///< chunks of a byte or two are allowed, extensions without end are not

QString cleaned(QByteArrayView text)
{
    QString clean;
    for (const QChar each : QString::fromUtf8(text)) {
        if (each.isPrint())
            clean.append(each);
    }
    return clean.left(300);
}

/// Whether an answer that has begun may end so.
bool isOfAnswer(Failure failure)
{
    return failure == Failure::Ok || failure == Failure::HttpResponseIncomplete
        || failure == Failure::HttpResponseTimedOut || failure == Failure::HttpResponseTooLarge;
}

std::optional<Micros> between(curl_off_t from, curl_off_t to)
{
    if (to <= 0 || to < from)
        return std::nullopt;
    return Micros(to - from);
}

} // namespace

Transfer::Transfer(const ProbeRequest& request, Millis budget, bool fromOutside)
    : m_request(request)
    , m_fromOutside(fromOutside)
    , m_easy(curl_easy_init())
    , m_attempts(m_easy.get())
{
    m_clock.start();
    m_witness->deadline.setRemainingTime(budget);
    setUp(budget);
    setUpTls();
    setUpMethod();
    setUpHeaders();
    setUpAddress();
    setUpProxy();
}

Transfer::~Transfer() = default;

size_t Transfer::onHeader(char* data, size_t size, size_t count, void* self)
{
    return static_cast<Transfer*>(self)->takeHeaderLine(QByteArrayView(data, static_cast<qsizetype>(size * count)));
}

size_t Transfer::onBody(char* data, size_t size, size_t count, void* self)
{
    return static_cast<Transfer*>(self)->takeBody(QByteArrayView(data, static_cast<qsizetype>(size * count)));
}

CURLcode Transfer::onTlsContext(CURL*, void* context, void* self)
{
    auto* transfer = static_cast<Transfer*>(self);
    if (std::exchange(transfer->m_proxyTlsAhead, false))
        return CURLE_OK;
    transfer->m_tlsBegun = transfer->m_clock.nsecsElapsed() / 1000;
    watchHandshake(static_cast<SSL_CTX*>(context), transfer->m_witness);
    return CURLE_OK;
}

/// Whether a redirect from outside would reach into a private network over the connection to `address`. Behind a proxy
/// only an address in numbers is known.
bool Transfer::leadsInside(const curl_sockaddr& address) const
{
    if (!m_fromOutside)
        return false;
    const QHostAddress target = m_viaProxy ? QHostAddress(m_request.url.host()) : QHostAddress(&address.addr);
    return !target.isNull() && isPrivateAddress(target);
}

/// The last moment before anything is sent, and the first at which the address is known. libcurl asks again, on another
/// connection, when a server refuses a stream; one request is one request here.
curl_socket_t Transfer::onSocket(void* self, curlsocktype, curl_sockaddr* address)
{
    auto* transfer = static_cast<Transfer*>(self);
    if (transfer->leadsInside(*address)) {
        transfer->m_refusedTarget = true;
        return CURL_SOCKET_BAD;
    }
    transfer->m_repeated = transfer->m_asked;
    return transfer->m_asked ? CURL_SOCKET_BAD : transfer->m_attempts.open(*address);
}

int Transfer::onReady(void* self, char*, char*, int, int)
{
    static_cast<Transfer*>(self)->m_asked = true;
    return CURL_PREREQFUNC_OK;
}

int Transfer::onWire(CURL*, curl_infotype type, char* data, size_t size, void* self)
{
    auto* transfer = static_cast<Transfer*>(self);
    if (type == CURLINFO_DATA_IN)
        transfer->m_wireBytes += static_cast<qint64>(size);
    if (type == CURLINFO_HEADER_IN)
        transfer->takeProxyLine(QByteArrayView(data, static_cast<qsizetype>(size)));
    transfer->m_said = transfer->m_said || type == CURLINFO_TEXT;
    return 0;
}

bool Transfer::mayHaveGivenUp()
{
    return std::exchange(m_said, false) && connectedAfter() == 0;
}

/// Anything but 0 ends the transfer.
int Transfer::onProgress(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t)
{
    auto* transfer = static_cast<Transfer*>(self);
    transfer->m_overLimit =
        transfer->m_overLimit || transfer->m_wireBytes / wireFactor > transfer->m_request.maxBodyBytes;
    // libcurl 8 may tell that a server broke the rules of HTTP/2, and then wait for more until the time is over. Other
    // things that it tells do no harm; should these words change, we wait with it.
    transfer->m_lingered = QByteArrayView(transfer->m_message).startsWith("nghttp2 shuts down connection");
    return transfer->m_overLimit || transfer->m_lingered ? 1 : 0;
}

size_t Transfer::takeHeaderLine(QByteArrayView line)
{
    m_headBytes += line.size();
    const bool trailer = m_headEnded && m_head.status >= 200;
    m_trailers += trailer ? 1 : 0;
    if (trailer && (m_headBytes > m_request.maxHeadBytes || m_trailers > maxHeaders)) {
        m_trailersCut = true; // the answer itself was complete
        return 0;
    }
    if (m_headBytes > m_request.maxHeadBytes || line.size() > maxHeaderLine || m_head.headers.size() > maxHeaders
        || m_foldedLines > maxHeaders || m_interim > maxInterim) {
        m_overLimit = true;
        return 0;
    }
    const QByteArray text = line.trimmed().toByteArray();
    m_bareLineFeeds = m_bareLineFeeds || (!m_headEnded && line.endsWith('\n') && !line.endsWith("\r\n"));
    if (line.startsWith("HTTP/") && (m_headEnded || m_head.status == 0)) {
        m_head = {};
        m_headEnded = false;
        const QList<QByteArray> parts = text.split(' ');
        m_head.version = parts.first().sliced(5);
        m_head.status = parts.value(1).toInt();
        m_head.reason = parts.mid(2).join(' ');
    } else if (text.isEmpty()) {
        finishHead();
    } else if (!m_headEnded && !m_head.headers.isEmpty() && (line.startsWith(' ') || line.startsWith('\t'))) {
        m_head.headers.last().value += ' ' + text; // a folded line (RFC 9112 section 5.2)
        ++m_foldedLines; // libcurl copies the whole field for each, so that their number has a limit as well
    } else if (!m_headEnded) { // fields after the body are trailers
        const qsizetype colon = text.indexOf(':');
        // libcurl passes on a NUL, a bare CR and lines without a colon, which RFC 9112 section 5 forbids, and newer
        // ones a first line that continues nothing (section 2.2).
        const bool broken =
            colon <= 0 || text.contains('\0') || text.contains('\r') || line.startsWith(' ') || line.startsWith('\t');
        if (broken && m_headFlaw == Flaw::None)
            m_headFlaw = Flaw::Field;
        if (colon > 0)
            m_head.headers.append({text.first(colon), text.sliced(colon + 1).trimmed()});
    }
    return static_cast<size_t>(line.size());
}

void Transfer::finishHead()
{
    m_headEnded = true;
    if (m_head.status >= 100 && m_head.status < 200)
        ++m_interim;
    if (m_headFlaw == Flaw::None)
        m_headFlaw = flawOf(m_head);
    // libcurl believes a line of text that says HTTP/2; without TLS we speak that version only where it is insisted on.
    if (m_headFlaw == Flaw::None && m_head.version.startsWith('2') && !m_witness->http2 && !insistsOnHttp2())
        m_headFlaw = Flaw::Version;
}

/// Without TLS, where there is nothing to agree on it with: both sides speak it from the first byte (RFC 9113 section
/// 3.3).
bool Transfer::insistsOnHttp2() const
{
    return !usesTls() && !isTalk() && m_request.httpVersion == HttpVersion::Http2;
}

bool Transfer::usesTls() const
{
    return m_request.url.scheme() == u"https" || m_request.url.scheme() == u"tls";
}

size_t Transfer::takeBody(QByteArrayView bytes)
{
    m_bodyBytes += bytes.size();
    const qint64 room = m_request.keepBodyBytes - m_body.size();
    if (room > 0)
        m_body.append(bytes.first(std::min<qint64>(room, bytes.size())));
    if (m_headBytes == 0) {
        m_noHead = true;
        return 0;
    }
    if (m_bodyBytes > m_request.maxBodyBytes) {
        m_overLimit = true;
        return 0;
    }
    return static_cast<size_t>(bytes.size());
}

/// libcurl 7.88 tells the time of the connection only once TLS is done as well. Microseconds; 0: not connected.
curl_off_t Transfer::connectedAfter() const
{
    curl_off_t connected = 0;
    curl_easy_getinfo(m_easy.get(), CURLINFO_CONNECT_TIME_T, &connected);
    return connected > 0 ? connected : m_tlsBegun;
}

Phases Transfer::phases() const
{
    const auto at = [this](CURLINFO info) {
        curl_off_t value = 0;
        curl_easy_getinfo(m_easy.get(), info, &value);
        return value;
    };
    const bool https = usesTls();
    const curl_off_t resolved = at(CURLINFO_NAMELOOKUP_TIME_T);
    const curl_off_t connected = connectedAfter();
    const curl_off_t secured = https ? at(CURLINFO_APPCONNECT_TIME_T) : connected;
    const curl_off_t answered = m_headBytes > 0 ? at(CURLINFO_STARTTRANSFER_TIME_T) : 0;
    Phases phases;
    // A numeric or pinned address needs no lookup.
    if (QHostAddress(m_request.url.host()).isNull() && m_request.resolve.isEmpty())
        phases.resolve = between(0, resolved);
    phases.connect = between(resolved, connected);
    if (https)
        phases.tls = between(connected, secured);
    phases.wait = secured > 0 ? between(secured, answered) : std::nullopt;
    if (m_headEnded)
        phases.transfer = between(answered, at(CURLINFO_TOTAL_TIME_T));
    return phases;
}

CurlEnd Transfer::endOf(CURLcode code) const
{
    CurlEnd end;
    end.code = m_trailersCut ? CURLE_OK : m_noHead ? CURLE_UNSUPPORTED_PROTOCOL : code;
    curl_easy_getinfo(m_easy.get(), CURLINFO_OS_ERRNO, &end.osError);
    curl_easy_getinfo(m_easy.get(), CURLINFO_SSL_VERIFYRESULT, &end.verifyResult);
    if (m_witness->refusedFor != 0) // libcurl is silent about a signature that is wrong
        end.verifyResult = m_witness->refusedFor;
    curl_easy_getinfo(m_easy.get(), CURLINFO_HTTP_CONNECTCODE, &end.connectStatus);
    curl_easy_getinfo(m_easy.get(), CURLINFO_PROXY_ERROR, &end.proxyError);
    curl_off_t resolved = 0;
    curl_off_t secured = 0;
    curl_easy_getinfo(m_easy.get(), CURLINFO_NAMELOOKUP_TIME_T, &resolved);
    curl_easy_getinfo(m_easy.get(), CURLINFO_APPCONNECT_TIME_T, &secured);
    end.message = m_message;
    end.viaProxy = m_viaProxy;
    end.https = usesTls();
    end.resolved = resolved > 0;
    end.forwarded = m_viaProxy && !end.https && !proxyScheme(m_proxy).startsWith("socks");
    // Newer libcurl tells when the connection to a proxy was made: one beyond it is there when it can be used.
    end.connected = m_viaProxy ? (end.https ? m_tlsBegun > 0 : m_asked) : connectedAfter() > 0;
    end.secured = secured > 0;
    // Of a line that did not end only the kernel knows, and what TLS, HTTP/2 or a proxy needs counts for it as well.
    const bool ofTheHead = !end.https && !m_viaProxy && !isTalk() && !insistsOnHttp2();
    end.headBegun = m_headBytes > 0 || (ofTheHead && m_attempts.received().pieces > 0);
    end.headSeen = m_headEnded;
    end.closedByPeer = m_attempts.received().end || m_witness->closed;
    end.certificateWanted = m_witness->certificateWanted;
    end.revoked = m_witness->revoked;
    end.http2 = m_witness->http2 || insistsOnHttp2();
    end.repeated = m_repeated;
    end.lingered = m_lingered && code == CURLE_ABORTED_BY_CALLBACK; // or it told of an error because that was the end
    end.overdue = m_witness->deadline.hasExpired();
    end.overLimit = m_overLimit;
    // Another address of the same name may be a public one.
    end.refusedTarget = m_refusedTarget && connectedAfter() == 0;
    return end;
}

/// What happened, for experts: libcurl's words, where it has any.
QString Transfer::wordsOf(CURLcode code, const CurlEnd& end) const
{
    if (m_trailersCut)
        return {};
    if (failureOf(end) == Failure::HttpResponseTooLarge) // which we end by failing, and libcurl then tells of that
        return QStringLiteral("ended here, at a limit");
    if (end.repeated) // which we end by refusing another connection, and libcurl then tells of that
        return QStringLiteral("the server gave the request back, and it is not sent twice");
    if (m_noHead)
        return QStringLiteral("what came does not begin as HTTP does");
    if (m_message[0])
        return cleaned(withoutLogin(m_message, m_proxy));
    if (code == CURLE_BAD_FUNCTION_ARGUMENT) // see failureOf()
        return QStringLiteral("the first header line begins with a blank");
    return code == CURLE_OK ? QString() : cleaned(curl_easy_strerror(code));
}

Exchange Transfer::take(CURLcode code)
{
    Exchange exchange;
    exchange.method = m_request.method;
    exchange.url = exchange.finalUrl = m_request.url;
    const CurlEnd end = endOf(code);
    exchange.failure = failureOf(end);
    exchange.detail = end.refusedTarget ? QStringLiteral("redirect into a private network") : wordsOf(code, end);
    exchange.phases = phases();
    exchange.viaProxy = m_viaProxy;
    exchange.proxy = m_viaProxy ? proxyName(m_proxy) : QString();
    curl_off_t total = 0;
    curl_easy_getinfo(m_easy.get(), CURLINFO_TOTAL_TIME_T, &total);
    exchange.total = Micros(total);
    char* address = nullptr;
    long port = 0;
    long connectStatus = 0;
    curl_easy_getinfo(m_easy.get(), CURLINFO_PRIMARY_IP, &address);
    curl_easy_getinfo(m_easy.get(), CURLINFO_PRIMARY_PORT, &port);
    curl_easy_getinfo(m_easy.get(), CURLINFO_HTTP_CONNECTCODE, &connectStatus);
    exchange.address = QString::fromLatin1(address);
    exchange.port = static_cast<int>(port);
    // Through a proxy they would be its own; and what we could not do ourselves says nothing about them.
    if (!m_viaProxy && exchange.failure != Failure::Abandoned) {
        exchange.addressesTried = m_attempts.tried(connectedAfter() > 0 ? exchange.address : QString());
        exchange.failure = mostTelling(exchange.failure, exchange.addressesTried);
    }
    if (connectStatus != 0)
        exchange.connectStatus = static_cast<int>(connectStatus);
    if (m_headEnded && m_head.status >= 200)
        exchange.response = m_head;
    else if (m_headBytes > 0)
        exchange.fragment = m_head;
    else if (m_proxyHead && connectStatus >= 300)
        exchange.fragment = m_proxyHead;
    exchange.body = m_body;
    exchange.bytes = m_bodyBytes;
    exchange.certificate = m_witness->certificate;
    exchange.lacksRoute = lacksRoute(exchange);
    if (!isTalk())
        refuseBroken(exchange);
    exchange.flaw = flaw(exchange, end);
    if (exchange.flaw == Flaw::Slow)
        exchange.detail = QStringLiteral("timed out while bytes still came");
    if (end.forwarded)
        blameProxy(exchange);
    if (exchange.failure == Failure::Ok)
        exchange.notes = notes(exchange);
    return exchange;
}

/// In the clear, a proxy answers in the place of a service that it does not reach.
void Transfer::blameProxy(Exchange& exchange)
{
    if (exchange.failure != Failure::Ok || !exchange.response)
        return;
    exchange.flaw = flawOfProxyAnswer(*exchange.response, exchange.proxy);
    if (exchange.flaw == Flaw::None)
        return;
    exchange.failure = Failure::ProxyFailed;
    exchange.detail = QStringLiteral("%1 %2, of the proxy itself")
                          .arg(exchange.response->status)
                          .arg(cleaned(exchange.response->reason));
}

/// The server speaks another protocol from here on.
bool Transfer::hasSwitched() const
{
    return m_headEnded && m_head.status == 101;
}

/// What libcurl lets pass and the rules of HTTP do not.
void Transfer::refuseBroken(Exchange& exchange) const
{
    if (m_headFlaw != Flaw::None
        && (exchange.failure == Failure::Ok || exchange.failure == Failure::HttpResponseIncomplete)) {
        exchange.failure = Failure::HttpResponseInvalid;
        exchange.detail = QStringLiteral("broken response head");
    } else if (hasSwitched() && isOfAnswer(exchange.failure)) { // however the connection ends after that
        exchange.failure = Failure::HttpResponseInvalid;
        exchange.detail = QStringLiteral("switched to another protocol");
    } else if (exchange.failure == Failure::Ok && !exchange.response) {
        exchange.failure = m_headEnded ? Failure::HttpResponseInvalid : Failure::HttpResponseIncomplete;
        exchange.detail = QStringLiteral("no final status");
    } else if (
        exchange.failure == Failure::Ok && usesTls() && !m_witness->closed
        && endsWithConnection(m_request.method, m_head)) {
        exchange.failure = Failure::HttpResponseIncomplete; // anybody on the way can end a connection
        exchange.detail = QStringLiteral("no length, and TLS ended without close_notify");
    }
    if (exchange.failure == Failure::Ok && m_request.httpVersion == HttpVersion::Http2 && m_head.version != "2") {
        exchange.failure = Failure::HttpProtocolError;
        exchange.detail = QStringLiteral("HTTP/2 was asked for, HTTP/%1 came").arg(QString::fromLatin1(m_head.version));
    }
}

} // namespace Gatewatch
