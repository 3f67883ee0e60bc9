// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/botwall.h>
#include <core/retryafter.h>
#include <core/statuspage/pagetext.h>
#include <engine/net/document.h>
#include <engine/net/documentmemory.h>
#include <engine/net/privateaddress.h>

#include <QHostInfo>
#include <QNetworkCookie>
#include <QNetworkCookieJar>
#include <QNetworkReply>
#include <QPointer>
#include <QSslConfiguration>
#include <QTimer>

#include <algorithm>

namespace Gatewatch {
namespace {

using Problem = DocumentReply::Problem;

/// Unpacked data may be larger than this only while it stays below 40 times what came over the wire.
constexpr qint64 unpackedFreely = 1024 * 1024;
constexpr qint64 readBuffer = 256 * 1024;
/// Long enough for a redirect or a second document of the page. Qt's two minutes also hold what was called off while
/// it connected: a connection that asked for nothing.
constexpr int secondsKept = 5;

class RefusingCookieJar final : public QNetworkCookieJar {
public:
    using QNetworkCookieJar::QNetworkCookieJar;
    [[nodiscard]] QList<QNetworkCookie> cookiesForUrl(const QUrl&) const override { return {}; }
    bool setCookiesFromUrl(const QList<QNetworkCookie>&, const QUrl&) override { return false; }
};

QSslConfiguration secureConfiguration()
{
    static const QSslConfiguration configuration = [] {
        QSslConfiguration made = QSslConfiguration::defaultConfiguration();
        made.setProtocol(QSsl::TlsV1_2OrLater);
        made.setPeerVerifyMode(QSslSocket::VerifyPeer);
        // An explicit list: roots found on demand could otherwise pass beside it (CVE-2023-34410).
        made.setCaCertificates(QSslConfiguration::systemCaCertificates());
        return made;
    }();
    return configuration;
}

QByteArray headerSafe(QByteArray value)
{
    value.removeIf([](char c) { return static_cast<uchar>(c) < 0x20 || c == 0x7F; });
    return value.trimmed();
}

QNetworkRequest requestFor(const QUrl& url, const QByteArray& userAgent, const DocumentMemory::Copy* copy)
{
    QNetworkRequest request(url);
    request.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    request.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::AuthenticationReuseAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CacheLoadControlAttribute, QNetworkRequest::AlwaysNetwork);
    request.setAttribute(QNetworkRequest::CacheSaveControlAttribute, false);
    request.setAttribute(QNetworkRequest::ConnectionCacheExpiryTimeoutSecondsAttribute, secondsKept);
    request.setDecompressedSafetyCheckThreshold(unpackedFreely);
    const QByteArray agent = headerSafe(userAgent);
    request.setRawHeader("User-Agent", agent.isEmpty() ? QByteArray("Gatewatch") : agent);
    request.setRawHeader("Accept", "application/json, text/html;q=0.8, */*;q=0.5");
    request.setRawHeader("Accept-Language", "en");
    if (copy && !copy->etag.isEmpty())
        request.setRawHeader("If-None-Match", copy->etag);
    if (copy && !copy->lastModified.isEmpty())
        request.setRawHeader("If-Modified-Since", copy->lastModified);
    if (url.scheme() == u"https")
        request.setSslConfiguration(secureConfiguration());
    return request;
}

ResponseHead headOf(const QNetworkReply& reply)
{
    ResponseHead head;
    head.status = reply.attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    for (const auto& [name, value] : reply.rawHeaderPairs())
        head.headers.append({name, value});
    return head;
}

bool isWebAddress(const QUrl& url)
{
    return url.isValid() && (url.scheme() == u"https" || url.scheme() == u"http") && !url.host().isEmpty()
        && url.userInfo().isEmpty() && url.port() != 0;
}

std::optional<Seconds> stayAway(const QByteArray& retryAfter)
{
    const std::optional<Seconds> wanted = readRetryAfter(retryAfter, wallClock());
    return wanted ? std::optional(std::min<Seconds>(*wanted, std::chrono::hours(1))) : std::nullopt;
}

/// Empty when lengths and coding agree with what arrived.
QString contradiction(const QNetworkReply& reply, const QByteArray& body)
{
    if (reply.rawHeaderList().isEmpty())
        return QStringLiteral("The head of the answer could not be read.");
    const QByteArray coding = reply.rawHeader("Content-Encoding").trimmed().toLower();
    if (!coding.isEmpty() && !QByteArrayList{"identity", "gzip", "x-gzip", "deflate", "br", "zstd"}.contains(coding))
        return QStringLiteral("The answer is packed in an unknown way.");
    const QByteArray length = reply.rawHeader("Content-Length");
    if (length.isEmpty() || (!coding.isEmpty() && coding != "identity"))
        return {};
    for (const QByteArray& one : length.split(',')) {
        bool number = false;
        if (one.trimmed().toLongLong(&number) != body.size() || !number)
            return QStringLiteral("The answer says %1 bytes and has %2.")
                .arg(cleanLine(QString::fromLatin1(length), 40))
                .arg(body.size());
    }
    return {};
}

} // namespace

/// One download with all its redirects. Deleting it cancels.
class DocumentLoad final : public QObject {
public:
    DocumentLoad(
        QNetworkAccessManager& manager, std::shared_ptr<DocumentMemory> memory, DocumentRequest request,
        DocumentLoader::Done done)
        : m_manager(&manager)
        , m_memory(std::move(memory))
        , m_request(std::move(request))
        , m_done(std::move(done))
    {
        m_deadline.setSingleShot(true);
        connect(&m_deadline, &QTimer::timeout, this, [this] {
            end(Problem::TooSlow, QStringLiteral("There was no complete answer in time."));
        });
        m_deadline.start(m_request.timeout);
        QMetaObject::invokeMethod(
            this, [this] { ask(m_request.url); }, Qt::QueuedConnection);
    }
    ~DocumentLoad() override { dropReply(); }

private:
    void ask(const QUrl& url);
    void receive();
    void answered();
    void judge(const QNetworkReply& reply);
    void fresh(const QNetworkReply& reply);
    void unchanged();
    void follow(const QByteArray& location);
    void followIfPublic(const QUrl& target);
    void withAddresses(const QString& host, const std::function<void(const QList<QHostAddress>&)>& found);
    void dropReply();
    void end(Problem problem, const QString& detail);

    QPointer<QNetworkAccessManager> m_manager;
    std::shared_ptr<DocumentMemory> m_memory;
    DocumentRequest m_request;
    DocumentLoader::Done m_done;
    QPointer<QNetworkReply> m_reply;
    QTimer m_deadline;
    DocumentReply m_result;
    int m_redirects = 0;
};

void DocumentLoad::ask(const QUrl& url)
{
    m_result.url = url;
    if (!isWebAddress(url) || !m_manager)
        return end(Problem::Unreachable, QStringLiteral("This is not an address of a web page."));
    m_reply = m_manager->get(requestFor(url, m_request.userAgent, m_memory->find(url)));
    m_reply->setReadBufferSize(readBuffer);
    connect(m_reply, &QNetworkReply::readyRead, this, &DocumentLoad::receive);
    connect(m_reply, &QNetworkReply::finished, this, &DocumentLoad::answered);
}

void DocumentLoad::receive()
{
    const qint64 room = m_request.maxBytes + 1 - m_result.body.size();
    m_result.body += m_reply->read(room);
    const qint64 announced = m_reply->header(QNetworkRequest::ContentLengthHeader).toLongLong();
    if (m_result.body.size() > m_request.maxBytes || announced > m_request.maxBytes)
        end(Problem::TooLarge, QStringLiteral("The answer is larger than %1 KiB.").arg(m_request.maxBytes / 1024));
}

void DocumentLoad::answered()
{
    const QPointer<DocumentLoad> alive(this);
    if (m_reply->isOpen())
        receive(); // may end everything
    if (!alive || !m_done || !m_reply)
        return;
    QNetworkReply* reply = m_reply;
    reply->deleteLater();
    m_reply = nullptr;
    judge(*reply);
}

void DocumentLoad::judge(const QNetworkReply& reply)
{
    m_result.status = reply.attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    m_result.contentType = reply.rawHeader("Content-Type");
    const int status = m_result.status;
    if (status == 0)
        return end(Problem::Unreachable, reply.errorString());
    if (isChallenge(headOf(reply), m_result.body))
        return end(Problem::Challenged, QStringLiteral("The page asks the reader to prove to be a person."));
    if (status == 301 || status == 302 || status == 303 || status == 307 || status == 308)
        return follow(reply.rawHeader("Location"));
    if (status == 304)
        return unchanged();
    if (status == 429 || status == 503)
        m_result.retryAfter = stayAway(reply.rawHeader("Retry-After"));
    if (status < 200 || status > 299)
        return end(Problem::HttpStatus, QStringLiteral("The server answered with status %1.").arg(status));
    fresh(reply);
}

void DocumentLoad::fresh(const QNetworkReply& reply)
{
    if (reply.error() == QNetworkReply::UnknownContentError)
        return end(Problem::Damaged, QStringLiteral("The packed answer is damaged, or unpacks to far too much."));
    if (reply.error() != QNetworkReply::NoError)
        return end(Problem::Damaged, QStringLiteral("The answer broke off: %1").arg(reply.errorString()));
    if (const QString wrong = contradiction(reply, m_result.body); !wrong.isEmpty())
        return end(Problem::Damaged, wrong);
    if (m_result.body.isEmpty())
        return end(Problem::Damaged, QStringLiteral("The answer is empty."));
    m_memory->keep(
        {m_result.url, reply.rawHeader("ETag"), reply.rawHeader("Last-Modified"), m_result.contentType, m_result.body});
    end(Problem::None, {});
}

void DocumentLoad::unchanged()
{
    const DocumentMemory::Copy* copy = m_memory->find(m_result.url);
    if (!copy)
        return end(
            Problem::HttpStatus,
            QStringLiteral("The server says that nothing changed, although nothing was read before."));
    m_result.contentType = copy->contentType;
    m_result.body = copy->body;
    end(Problem::None, {});
}

void DocumentLoad::follow(const QByteArray& location)
{
    if (++m_redirects > m_request.maxRedirects)
        return end(
            Problem::RedirectRefused, QStringLiteral("There are more than %1 redirects.").arg(m_request.maxRedirects));
    const QUrl relative = QUrl::fromEncoded(location, QUrl::StrictMode);
    const QUrl target = m_result.url.resolved(relative);
    if (location.isEmpty() || !relative.isValid())
        return end(Problem::RedirectRefused, QStringLiteral("The redirect has no usable target."));
    if (!isWebAddress(target))
        return end(Problem::RedirectRefused, QStringLiteral("The redirect leads to a forbidden kind of address."));
    if (m_result.url.scheme() == u"https" && target.scheme() == u"http")
        return end(Problem::RedirectRefused, QStringLiteral("The redirect leads to an unprotected address."));
    m_result.body.clear();
    if (target.host() == m_request.url.host())
        return ask(target);
    followIfPublic(target);
}

/// A page on the internet must not make this computer ask its own network. Pages inside that network may.
void DocumentLoad::followIfPublic(const QUrl& target)
{
    withAddresses(target.host(), [this, target](const QList<QHostAddress>& addresses) {
        if (std::ranges::none_of(addresses, isPrivateAddress))
            return ask(target);
        withAddresses(m_request.url.host(), [this, target](const QList<QHostAddress>& own) {
            if (!own.isEmpty() && std::ranges::all_of(own, isPrivateAddress))
                return ask(target);
            m_result.url = target;
            end(Problem::RedirectRefused, QStringLiteral("The redirect leads into a private network."));
        });
    });
}

void DocumentLoad::withAddresses(const QString& host, const std::function<void(const QList<QHostAddress>&)>& found)
{
    if (const QHostAddress address(host); !address.isNull())
        return found({address});
    QHostInfo::lookupHost(host, this, [found](const QHostInfo& info) { found(info.addresses()); });
}

void DocumentLoad::dropReply()
{
    QNetworkReply* reply = m_reply;
    m_reply = nullptr;
    if (!reply)
        return;
    reply->disconnect(this);
    connect(reply, &QNetworkReply::finished, reply, &QObject::deleteLater);
    if (reply->isFinished())
        reply->deleteLater();
    else // not from inside a signal of the reply itself: it would finish twice
        QMetaObject::invokeMethod(reply, &QNetworkReply::abort, Qt::QueuedConnection);
}

void DocumentLoad::end(Problem problem, const QString& detail)
{
    m_deadline.stop();
    dropReply();
    m_result.problem = problem;
    m_result.detail = cleanLine(detail);
    if (problem != Problem::None && problem != Problem::HttpStatus && problem != Problem::Challenged)
        m_result.body.clear();
    const DocumentLoader::Done done = std::exchange(m_done, {});
    const DocumentReply result = std::move(m_result);
    if (done)
        done(result); // may delete this
}

DocumentLoader::DocumentLoader(QObject* parent)
    : QObject(parent)
    , m_manager(this)
    , m_memory(std::make_shared<DocumentMemory>())
{
    m_manager.setCookieJar(new RefusingCookieJar);
    m_manager.setRedirectPolicy(QNetworkRequest::ManualRedirectPolicy);
}

DocumentLoader::~DocumentLoader() = default;

std::unique_ptr<QObject> DocumentLoader::load(const DocumentRequest& request, Done done)
{
    return std::make_unique<DocumentLoad>(m_manager, m_memory, request, std::move(done));
}

} // namespace Gatewatch
