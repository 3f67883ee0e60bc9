// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/net/transfer.h>

#include <engine/net/headrules.h>
#include <engine/net/privateaddress.h>

#include <QHostAddress>
#include <QLocale>
#include <QTimeZone>

#include <openssl/ssl.h>
#include <sys/socket.h>

#include <algorithm>

namespace Gatewatch {
namespace {

constexpr int maxHeaders = 500;
constexpr qsizetype maxHeaderLine = 64 * 1024;
constexpr int maxInterim = 20;
constexpr qint64 wireFactor = 8; ///< chunks of a byte or two are allowed, extensions without end are not

int portOf(const QUrl& url)
{
    return url.port(url.scheme() == u"https" ? 443 : 80);
}

/// libcurl makes a connection without HTTP as if it were for HTTP; its own words for the two schemes.
QUrl curlUrl(QUrl url)
{
    if (url.scheme() == u"tcp")
        url.setScheme(QStringLiteral("http"));
    else if (url.scheme() == u"tls")
        url.setScheme(QStringLiteral("https"));
    return url;
}

bool isNumeric(const QString& host)
{
    return !QHostAddress(host).isNull();
}

/// The host as curl's options want it: IPv6 in brackets.
QByteArray bracketed(const QString& host)
{
    return (host.contains(u':') ? u'[' + host + u']' : host).toLatin1();
}

QString cleaned(QByteArrayView text)
{
    QString clean;
    for (const QChar each : QString::fromUtf8(text)) {
        if (each.isPrint())
            clean.append(each);
    }
    return clean.left(300);
}

/// libcurl prints certificate dates as "Jan  2 03:04:05 2027 GMT".
std::optional<TimePoint> certificateTime(const QString& text)
{
    const QString simple = text.simplified().remove(QStringLiteral(" GMT"));
    const QDateTime time = QLocale::c().toDateTime(simple, QStringLiteral("MMM d HH:mm:ss yyyy"));
    if (!time.isValid())
        return std::nullopt;
    return TimePoint(Millis(QDateTime(time.date(), time.time(), Qt::UTC).toMSecsSinceEpoch()));
}

std::optional<Micros> between(curl_off_t from, curl_off_t to)
{
    if (to <= 0 || to < from)
        return std::nullopt;
    return Micros(to - from);
}

/// Whom to believe. Reading the system's authorities costs many times what the rest of a check does. libcurl keeps them
/// between handshakes, but only where they come from one file: where the system has one, its folder says nothing else.
/// After a minute they are read again, for the user may have added one. Who believes anybody needs none.
void setUpTrust(CURL* easy, const ProbeRequest& request)
{
    constexpr long believedSeconds = 60;
    static const bool systemHasFile = curl_version_info(CURLVERSION_NOW)->cainfo != nullptr;
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, request.verifyTls ? 1L : 0L);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, request.verifyTls ? 2L : 0L);
    curl_easy_setopt(easy, CURLOPT_CA_CACHE_TIMEOUT, believedSeconds);
    if (!request.caFile.isEmpty())
        curl_easy_setopt(easy, CURLOPT_CAINFO, request.caFile.constData());
    else if (!request.verifyTls)
        curl_easy_setopt(easy, CURLOPT_CAINFO, nullptr);
    if (!request.verifyTls || (request.caFile.isEmpty() && systemHasFile))
        curl_easy_setopt(easy, CURLOPT_CAPATH, nullptr);
}

} // namespace

Transfer::Transfer(const ProbeRequest& request, Millis budget, const QString& firstAddress)
    : m_request(request)
    , m_firstAddress(firstAddress)
    , m_easy(curl_easy_init())
{
    m_clock.start();
    m_witness.deadline.setRemainingTime(budget);
    setUp(budget);
    setUpTls();
    setUpMethod();
    setUpHeaders();
    setUpAddress();
    setUpProxy();
}

Transfer::~Transfer() = default;

void Transfer::setUp(Millis budget)
{
    CURL* easy = m_easy.get();
    const auto set = [easy](CURLoption option, auto value) { curl_easy_setopt(easy, option, value); };
    set(CURLOPT_URL, curlUrl(m_request.url).toEncoded(QUrl::RemoveFragment).constData());
    set(CURLOPT_PROTOCOLS_STR, "http,https");
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_QUICK_EXIT, 1L); // a lookup that hangs must not hold up the loop
    set(CURLOPT_FRESH_CONNECT, 1L);
    set(isTalk() ? CURLOPT_CONNECT_ONLY : CURLOPT_FORBID_REUSE, 1L);
    set(CURLOPT_DNS_CACHE_TIMEOUT, 0L);
    set(CURLOPT_HTTP09_ALLOWED, 0L);
    set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    set(CURLOPT_CERTINFO, 1L);
    set(CURLOPT_TIMEOUT_MS, std::max<long>(1, static_cast<long>(budget.count())));
    set(CURLOPT_CONNECTTIMEOUT_MS,
        static_cast<long>((m_request.connectTimeout.count() > 0 ? m_request.connectTimeout : budget).count()));
    set(CURLOPT_ERRORBUFFER, m_message);
    set(CURLOPT_HEADERFUNCTION, &Transfer::onHeader);
    set(CURLOPT_HEADERDATA, this);
    set(CURLOPT_WRITEFUNCTION, &Transfer::onBody);
    set(CURLOPT_WRITEDATA, this);
    set(CURLOPT_OPENSOCKETFUNCTION, &Transfer::onSocket);
    set(CURLOPT_OPENSOCKETDATA, this);
    set(CURLOPT_PREREQFUNCTION, &Transfer::onReady);
    set(CURLOPT_PREREQDATA, this);
    // The debug callback is the only one that sees what surrounds the body; libcurl prints nothing because of it.
    set(CURLOPT_VERBOSE, 1L);
    set(CURLOPT_DEBUGFUNCTION, &Transfer::onWire);
    set(CURLOPT_DEBUGDATA, this);
    set(CURLOPT_NOPROGRESS, 0L);
    set(CURLOPT_XFERINFOFUNCTION, &Transfer::onProgress);
    set(CURLOPT_XFERINFODATA, this);
    switch (m_request.httpVersion) {
    case HttpVersion::Auto:
        set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_2TLS));
        break;
    case HttpVersion::Http1:
        set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
        break;
    case HttpVersion::Http2: // without TLS there is nothing to agree on it with
        set(CURLOPT_HTTP_VERSION,
            static_cast<long>(usesTls() ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_2_PRIOR_KNOWLEDGE));
        break;
    }
    switch (m_request.ipFamily) {
    case IpFamily::Auto:
        break;
    case IpFamily::V4:
        set(CURLOPT_IPRESOLVE, static_cast<long>(CURL_IPRESOLVE_V4));
        break;
    case IpFamily::V6:
        set(CURLOPT_IPRESOLVE, static_cast<long>(CURL_IPRESOLVE_V6));
        break;
    }
    if (!m_request.interface.isEmpty())
        set(CURLOPT_INTERFACE, m_request.interface.constData());
}

void Transfer::setUpTls()
{
    const auto set = [easy = m_easy.get()](CURLoption option, auto value) { curl_easy_setopt(easy, option, value); };
    set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    setUpTrust(m_easy.get(), m_request);
    set(CURLOPT_SSL_CTX_FUNCTION, &Transfer::onTlsContext);
    set(CURLOPT_SSL_CTX_DATA, this);
    const auto name = [&](CURLoption option, const QByteArray& file) {
        if (!file.isEmpty())
            set(option, file.constData());
    };
    name(CURLOPT_SSLCERT, m_request.certificateFile);
    name(CURLOPT_SSLKEY, m_request.keyFile.isEmpty() ? m_request.certificateFile : m_request.keyFile);
    name(CURLOPT_KEYPASSWD, m_request.keyPassword);
    if (isTalk())
        set(CURLOPT_SSL_ENABLE_ALPN, 0L); // a mail server knows of no HTTP
}

void Transfer::setUpMethod()
{
    const auto set = [easy = m_easy.get()](CURLoption option, auto value) { curl_easy_setopt(easy, option, value); };
    if (m_request.method == "HEAD") {
        set(CURLOPT_NOBODY, 1L);
    } else if (!m_request.body.isEmpty() || m_request.method == "POST") {
        set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(m_request.body.size()));
        set(CURLOPT_POSTFIELDS, m_request.body.constData());
    }
    if (isTalk())
        return;
    if (m_request.method != "GET" && m_request.method != "HEAD" && m_request.method != "POST")
        set(CURLOPT_CUSTOMREQUEST, m_request.method.constData());
    else if (m_request.method == "GET" && !m_request.body.isEmpty())
        set(CURLOPT_CUSTOMREQUEST, "GET");
}

void Transfer::setUpHeaders()
{
    curl_slist* list = nullptr;
    bool encoding = false;
    for (const HeaderField& field : m_request.headers) {
        encoding = encoding || field.name.compare("accept-encoding", Qt::CaseInsensitive) == 0;
        // "Name;" is how curl sends a field with an empty value.
        list = curl_slist_append(
            list, (field.value.isEmpty() ? field.name + ';' : field.name + ": " + field.value).constData());
    }
    if (!encoding)
        list = curl_slist_append(list, "Accept-Encoding: identity");
    list = curl_slist_append(list, "Expect:");
    m_headers.reset(list);
    curl_easy_setopt(m_easy.get(), CURLOPT_HTTPHEADER, list);
    curl_easy_setopt(m_easy.get(), CURLOPT_USERAGENT, m_request.userAgent.constData());
}

void Transfer::setUpAddress()
{
    const QByteArray origin =
        bracketed(m_request.url.host(QUrl::FullyEncoded)) + ':' + QByteArray::number(portOf(m_request.url));
    QByteArrayList plain;
    for (const QString& pinned : m_request.resolve) {
        if (isNumeric(pinned)) {
            plain.append(bracketed(pinned));
            continue;
        }
        const qsizetype colon = pinned.lastIndexOf(u':');
        const QByteArray target = pinned.first(colon).toLatin1() + ':' + pinned.sliced(colon + 1).toLatin1();
        m_connectTo.reset(curl_slist_append(m_connectTo.release(), (origin + ':' + target).constData()));
    }
    if (!plain.isEmpty())
        m_resolve.reset(curl_slist_append(nullptr, (origin + ':' + plain.join(',')).constData()));
    if (m_resolve)
        curl_easy_setopt(m_easy.get(), CURLOPT_RESOLVE, m_resolve.get());
    if (m_connectTo)
        curl_easy_setopt(m_easy.get(), CURLOPT_CONNECT_TO, m_connectTo.get());
}

void Transfer::setUpProxy()
{
    // Empty: none, and libcurl does not look at the environment itself.
    const QByteArray proxy = m_request.proxy == u"none" ? QByteArray()
        : m_request.proxy == u"system"                  ? environmentProxy(m_request.url)
                                                        : m_request.proxy.toUtf8();
    m_viaProxy = !proxy.isEmpty();
    curl_easy_setopt(m_easy.get(), CURLOPT_PROXY, proxy.constData());
    if (!m_viaProxy)
        return;
    curl_easy_setopt(m_easy.get(), CURLOPT_NOPROXY, ""); // chosen for this address already
    if (m_request.proxyLogin.isEmpty())
        return;
    const qsizetype colon = m_request.proxyLogin.indexOf(':');
    curl_easy_setopt(m_easy.get(), CURLOPT_PROXYUSERNAME, m_request.proxyLogin.first(colon).constData());
    curl_easy_setopt(m_easy.get(), CURLOPT_PROXYPASSWORD, m_request.proxyLogin.sliced(colon + 1).constData());
    curl_easy_setopt(m_easy.get(), CURLOPT_PROXYAUTH, static_cast<long>(CURLAUTH_BASIC));
}

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
    transfer->m_tlsBegun = transfer->m_clock.nsecsElapsed() / 1000;
    watchHandshake(static_cast<SSL_CTX*>(context), &transfer->m_witness);
    return CURLE_OK;
}

/// libcurl asks again, on another connection, when a server refuses a stream; one request is one request here.
curl_socket_t Transfer::onSocket(void* self, curlsocktype, curl_sockaddr* address)
{
    auto* transfer = static_cast<Transfer*>(self);
    transfer->m_repeated = transfer->m_asked;
    return transfer->m_asked ? CURL_SOCKET_BAD
                             : socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

int Transfer::onReady(void* self, char* peer, char*, int, int)
{
    auto* transfer = static_cast<Transfer*>(self);
    transfer->m_tlsVersion = transfer->tlsVersion(); // the session is gone once the connection is
    const bool fromOutside =
        !transfer->m_firstAddress.isEmpty() && !isPrivateAddress(QHostAddress(transfer->m_firstAddress));
    if (!transfer->m_viaProxy && fromOutside && isPrivateAddress(QHostAddress(QString::fromLatin1(peer)))) {
        transfer->m_refusedTarget = true;
        return CURL_PREREQFUNC_ABORT;
    }
    transfer->m_asked = true;
    return CURL_PREREQFUNC_OK;
}

int Transfer::onWire(CURL*, curl_infotype type, char*, size_t size, void* self)
{
    if (type == CURLINFO_DATA_IN)
        static_cast<Transfer*>(self)->m_wireBytes += static_cast<qint64>(size);
    return 0;
}

/// Anything but 0 ends the transfer.
int Transfer::onProgress(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t)
{
    auto* transfer = static_cast<Transfer*>(self);
    transfer->m_overLimit =
        transfer->m_overLimit || transfer->m_wireBytes / wireFactor > transfer->m_request.maxBodyBytes;
    return transfer->m_overLimit ? 1 : 0;
}

size_t Transfer::takeHeaderLine(QByteArrayView line)
{
    m_headBytes += line.size();
    if (m_headBytes > m_request.maxHeadBytes && m_headEnded && m_head.status >= 200) {
        m_trailersCut = true; // the answer itself was complete
        return 0;
    }
    if (m_headBytes > m_request.maxHeadBytes || line.size() > maxHeaderLine || m_head.headers.size() > maxHeaders
        || m_foldedLines > maxHeaders || m_interim > maxInterim) {
        m_overLimit = true;
        return 0;
    }
    const QByteArray text = line.trimmed().toByteArray();
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
        m_headBroken = m_headBroken || colon <= 0 || text.contains('\0') || text.contains('\r') || line.startsWith(' ')
            || line.startsWith('\t');
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
    m_headBroken = m_headBroken || !isClear(m_head);
    // libcurl believes a line of text that says HTTP/2; without TLS we speak that version only where it is insisted on.
    const bool insisted = !usesTls() && m_request.httpVersion == HttpVersion::Http2;
    m_headBroken = m_headBroken || (m_head.version.startsWith('2') && !m_witness.http2 && !insisted);
}

bool Transfer::usesTls() const
{
    return m_request.url.scheme() == u"https" || m_request.url.scheme() == u"tls";
}

QString Transfer::tlsVersion() const
{
    curl_tlssessioninfo* session = nullptr;
    if (curl_easy_getinfo(m_easy.get(), CURLINFO_TLS_SSL_PTR, &session) == CURLE_OK && session && session->internals
        && session->backend == CURLSSLBACKEND_OPENSSL)
        return QString::fromLatin1(SSL_get_version(static_cast<const SSL*>(session->internals)));
    return {};
}

size_t Transfer::takeBody(QByteArrayView bytes)
{
    m_bodyBytes += bytes.size();
    const qint64 room = m_request.keepBodyBytes - m_body.size();
    if (room > 0)
        m_body.append(bytes.first(std::min<qint64>(room, bytes.size())));
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
    if (!isNumeric(m_request.url.host()) && m_request.resolve.isEmpty())
        phases.resolve = between(0, resolved);
    phases.connect = between(resolved, connected);
    if (https)
        phases.tls = between(connected, secured);
    phases.wait = secured > 0 ? between(secured, answered) : std::nullopt;
    if (m_headEnded)
        phases.transfer = between(answered, at(CURLINFO_TOTAL_TIME_T));
    return phases;
}

std::optional<PeerCertificate> Transfer::certificate() const
{
    curl_certinfo* chain = nullptr;
    curl_easy_getinfo(m_easy.get(), CURLINFO_CERTINFO, &chain);
    if (!chain || chain->num_of_certs < 1)
        return m_witness.refused; // libcurl tells only of those that passed
    PeerCertificate certificate;
    certificate.tlsVersion = m_tlsVersion;
    for (const curl_slist* each = chain->certinfo[0]; each; each = each->next) {
        const QString line = QString::fromUtf8(each->data);
        const QString value = line.section(u':', 1);
        if (line.startsWith(QStringLiteral("Subject:")))
            certificate.subject = cleaned(value.toUtf8());
        else if (line.startsWith(QStringLiteral("Issuer:")))
            certificate.issuer = cleaned(value.toUtf8());
        else if (line.startsWith(QStringLiteral("Start date:")))
            certificate.notBefore = certificateTime(value);
        else if (line.startsWith(QStringLiteral("Expire date:")))
            certificate.notAfter = certificateTime(value);
    }
    return certificate;
}

CurlEnd Transfer::endOf(CURLcode code) const
{
    CurlEnd end;
    end.code = m_trailersCut ? CURLE_OK : code;
    curl_easy_getinfo(m_easy.get(), CURLINFO_OS_ERRNO, &end.osError);
    curl_easy_getinfo(m_easy.get(), CURLINFO_SSL_VERIFYRESULT, &end.verifyResult);
    curl_easy_getinfo(m_easy.get(), CURLINFO_HTTP_CONNECTCODE, &end.connectStatus);
    curl_off_t resolved = 0;
    curl_off_t secured = 0;
    curl_easy_getinfo(m_easy.get(), CURLINFO_NAMELOOKUP_TIME_T, &resolved);
    curl_easy_getinfo(m_easy.get(), CURLINFO_APPCONNECT_TIME_T, &secured);
    end.message = m_message;
    end.viaProxy = m_viaProxy;
    end.https = usesTls();
    end.resolved = resolved > 0;
    end.connected = connectedAfter() > 0;
    end.secured = secured > 0;
    end.headBegun = m_headBytes > 0;
    end.headSeen = m_headEnded;
    end.certificateWanted = m_witness.certificateWanted;
    end.revoked = m_witness.revoked;
    end.http2 = m_witness.http2;
    end.repeated = m_repeated;
    end.overdue = m_witness.deadline.hasExpired();
    end.overLimit = m_overLimit;
    end.refusedTarget = m_refusedTarget;
    return end;
}

Exchange Transfer::take(CURLcode code)
{
    Exchange exchange;
    exchange.method = m_request.method;
    exchange.url = exchange.finalUrl = m_request.url;
    exchange.failure = failureOf(endOf(code));
    exchange.detail = cleaned(m_message[0] ? m_message : code == CURLE_OK ? "" : curl_easy_strerror(code));
    exchange.phases = phases();
    exchange.viaProxy = m_viaProxy;
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
    if (connectStatus != 0)
        exchange.connectStatus = static_cast<int>(connectStatus);
    if (m_headEnded && m_head.status >= 200)
        exchange.response = m_head;
    exchange.body = m_body;
    exchange.bytes = m_bodyBytes;
    exchange.certificate = certificate();
    if (isTalk())
        return exchange;
    if (m_headBroken && (exchange.failure == Failure::Ok || exchange.failure == Failure::HttpResponseIncomplete)) {
        exchange.failure = Failure::HttpResponseInvalid;
        exchange.detail = QStringLiteral("broken response head");
    } else if (exchange.failure == Failure::Ok && !exchange.response) {
        exchange.failure = m_headEnded ? Failure::HttpResponseInvalid : Failure::HttpResponseIncomplete;
        exchange.detail = QStringLiteral("no final status");
    } else if (
        exchange.failure == Failure::Ok && !m_tlsVersion.isEmpty() && !m_witness.closed
        && endsWithConnection(m_request.method, m_head)) {
        exchange.failure = Failure::HttpResponseIncomplete; // anybody on the way can end a connection
        exchange.detail = QStringLiteral("no length, and TLS ended without close_notify");
    }
    if (exchange.failure == Failure::Ok && m_request.httpVersion == HttpVersion::Http2 && m_head.version != "2") {
        exchange.failure = Failure::HttpProtocolError;
        exchange.detail = QStringLiteral("HTTP/2 was asked for, HTTP/%1 came").arg(QString::fromLatin1(m_head.version));
    }
    return exchange;
}

} // namespace Gatewatch
