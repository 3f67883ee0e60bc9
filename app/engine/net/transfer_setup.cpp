// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/net/transfer.h>

#include <engine/net/environmentproxy.h>

#include <QHostAddress>

namespace Gatewatch {
namespace {

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

/// Whom to believe. Reading the system's authorities costs many times what the rest of a check does. libcurl keeps them
/// between handshakes, but only where they come from one file: where the system has one, its folder says nothing else,
/// and a file of the user's stands instead of both. After a minute they are read again, for the user may have added
/// one. It keeps no second file beside the first, so that those of the user, which are small, are read each time. Who
/// believes anybody needs none.
void setUpTrust(CURL* easy, const ProbeRequest& request)
{
    constexpr long believedSeconds = 60;
    static const bool systemHasFile = curl_version_info(CURLVERSION_NOW)->cainfo != nullptr;
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, request.verifyTls ? 1L : 0L);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, request.verifyTls ? 2L : 0L);
    curl_easy_setopt(easy, CURLOPT_CA_CACHE_TIMEOUT, request.caFile.isEmpty() ? believedSeconds : 0L);
    if (!request.caFile.isEmpty())
        curl_easy_setopt(easy, CURLOPT_CAINFO, request.caFile.constData());
    else if (!request.verifyTls)
        curl_easy_setopt(easy, CURLOPT_CAINFO, nullptr);
    if (!request.verifyTls || !request.caFile.isEmpty() || systemHasFile)
        curl_easy_setopt(easy, CURLOPT_CAPATH, nullptr);
}

} // namespace

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
    set(CURLOPT_HTTP09_ALLOWED, 1L); // so that it hands over what came instead of a head; nobody takes it for an answer
    set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
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
    // Without a password OpenSSL would ask for one on the terminal, and wait for it.
    set(CURLOPT_KEYPASSWD, m_request.keyPassword.isNull() ? "" : m_request.keyPassword.constData());
    if (isTalk())
        set(CURLOPT_SSL_ENABLE_ALPN, 0L); // a mail server knows of no HTTP
}

void Transfer::setUpMethod()
{
    if (isTalk())
        return;
    const auto set = [easy = m_easy.get()](CURLoption option, auto value) { curl_easy_setopt(easy, option, value); };
    if (m_request.method == "HEAD") {
        set(CURLOPT_NOBODY, 1L);
    } else if (!m_request.body.isEmpty() || m_request.method == "POST") {
        set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(m_request.body.size()));
        set(CURLOPT_POSTFIELDS, m_request.body.constData());
    }
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
    if (!plain.isEmpty()) {
        m_resolve.reset(curl_slist_append(nullptr, (origin + ':' + plain.join(',')).constData()));
        curl_easy_setopt(m_easy.get(), CURLOPT_RESOLVE, m_resolve.get());
        // Pins are kept in a cache of names, which all transfers of a loop share: others that still wait for the name
        // would take them. So who pins has a cache of its own.
        m_ownCache.reset(curl_share_init());
        curl_share_setopt(m_ownCache.get(), CURLSHOPT_SHARE, CURL_LOCK_DATA_DNS);
        curl_easy_setopt(m_easy.get(), CURLOPT_SHARE, m_ownCache.get());
    }
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
    m_proxy = proxy;
    m_proxyTlsAhead = m_viaProxy && proxyScheme(proxy) == "https";
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

} // namespace Gatewatch
