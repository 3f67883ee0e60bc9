// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/check.h>
#include <core/redact.h>

#include <QRegularExpression>

#include <algorithm>
#include <array>
#include <vector>

namespace Gatewatch {

using namespace Qt::StringLiterals;

namespace {

/// Whatever is shorter is no secret, and hiding it would leave nothing of a text to read.
constexpr qsizetype shortestSecret = 4;
constexpr QStringView mask = u"•••";

/// Response fields that say who answered and how, never who asked.
constexpr std::array harmless{
    "accept-ranges",
    "age",
    "akamai-grn",
    "allow",
    "alt-svc",
    "apigw-requestid",
    "cache-control",
    "cache-status",
    "cdn-loop",
    "cdn-requestid",
    "cf-cache-status",
    "cf-error-type",
    "cf-mitigated",
    "cf-ray",
    "connection",
    "content-encoding",
    "content-language",
    "content-length",
    "content-type",
    "date",
    "eagleid",
    "etag",
    "expires",
    "fastly-restarts",
    "fly-request-id",
    "grpc-status",
    "keep-alive",
    "last-modified",
    "proxy-status",
    "reporting-endpoints",
    "retry-after",
    "rndr-id",
    "server",
    "server-timing",
    "strict-transport-security",
    "transfer-encoding",
    "upgrade",
    "vary",
    "via",
    "x-akamai-request-id",
    "x-amz-apigw-id",
    "x-amz-cf-id",
    "x-amz-cf-pop",
    "x-amzn-errortype",
    "x-amzn-requestid",
    "x-azure-ref",
    "x-backend-server",
    "x-cache",
    "x-cache-hits",
    "x-cache-lookup",
    "x-cdn",
    "x-content-type-options",
    "x-do-app-origin",
    "x-do-orig-status",
    "x-envoy-upstream-service-time",
    "x-fastly-request-id",
    "x-generator",
    "x-iinfo",
    "x-kong-proxy-latency",
    "x-kong-request-id",
    "x-kong-response-latency",
    "x-kong-upstream-latency",
    "x-nf-request-id",
    "x-powered-by",
    "x-proxy-cache",
    "x-railway-edge",
    "x-railway-fallback",
    "x-railway-request-id",
    "x-ratelimit-limit",
    "x-ratelimit-remaining",
    "x-ratelimit-reset",
    "x-render-origin-server",
    "x-render-routing",
    "x-request-id",
    "x-runtime",
    "x-served-by",
    "x-squid-error",
    "x-sucuri-id",
    "x-timer",
    "x-varnish",
    "x-vercel-cache",
    "x-vercel-error",
    "x-vercel-id"};
/// Response fields that hold an address.
constexpr std::array addresses{"location", "content-location", "refresh", "link"};

template <size_t N>
bool contains(const std::array<const char*, N>& names, const QByteArray& name)
{
    return std::any_of(names.begin(), names.end(), [&name](const char* other) { return name == other; });
}

/// Textual, so that it also works on an address that no parser accepts.
QString withoutUrlSecrets(QString url)
{
    static const QRegularExpression userInfo(uR"(//[^/?#\s]*@)"_s);
    // A password with a slash in it ends the host for a parser: what stands behind the colon is no port then.
    static const QRegularExpression badUserInfo(uR"(//[^/?#@\s\[\]]{0,64}:(?![0-9]{0,5}(?:[/?#]|\z))[^\s@]{0,200}@)"_s);
    static const QRegularExpression fragment(uR"(#.*\z)"_s, QRegularExpression::DotMatchesEverythingOption);
    static const QRegularExpression value(uR"(([?&;][^=&;#?]*=)[^&;#]*)"_s);
    static const QRegularExpression bare(uR"(\A\?[^=&#]+\z)"_s);
    url.replace(userInfo, u"//%1@"_s.arg(mask));
    url.replace(badUserInfo, u"//%1@"_s.arg(mask));
    url.replace(fragment, u"#%1"_s.arg(mask));
    const qsizetype query = url.indexOf(u'?');
    if (query < 0)
        return url;
    QString tail = url.mid(query);
    QString end;
    if (const qsizetype hash = tail.indexOf(u'#'); hash >= 0) {
        end = tail.mid(hash);
        tail.truncate(hash);
    }
    tail.replace(value, u"\\1%1"_s.arg(mask));
    tail.replace(bare, u"?%1"_s.arg(mask));
    return url.left(query) + tail + end;
}

/// A page carries its secrets in fields: <meta name="csrf-token" content="…">, <input value="…" name="csrf_token">.
QString withoutFieldSecrets(QString text)
{
    static const QRegularExpression field(
        uR"(<(?:meta|input)\b[^>]{0,2000}>)"_s, QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression secretName(
        uR"rx(\b(?:name|id|property)\s*=\s*["']?[^"'\s>]*(?:csrf|xsrf|token|secret|passw|nonce|api[-_]?key|session))rx"_s,
        QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression value(
        uR"rx(\b(content|value)(\s*=\s*)("[^"]*"|'[^']*'|[^\s"'>]+))rx"_s, QRegularExpression::CaseInsensitiveOption);
    qsizetype at = 0;
    for (auto match = field.match(text, at); match.hasMatch(); match = field.match(text, at)) {
        QString tag = match.captured();
        if (secretName.match(tag).hasMatch())
            tag.replace(value, u"\\1\\2\"%1\""_s.arg(mask));
        text.replace(match.capturedStart(), match.capturedLength(), tag);
        at = match.capturedStart() + tag.size();
    }
    return text;
}

/// One character as pages, JSON and addresses write it, each on its own: nobody says which of them they escape. The
/// longest ways come first. Nobody escapes those that are nowhere special (RFC 3986 section 2.3), and long tokens are
/// made of them.
QString waysToWrite(char32_t each)
{
    const QString character = QString::fromUcs4(&each, 1);
    const QByteArray bytes = character.toUtf8();
    const QString plain = QRegularExpression::escape(QString::fromLatin1(bytes));
    if (character.toUtf8().toPercentEncoding() == bytes)
        return plain;
    QString units;
    for (const QChar unit : character)
        units += u"\\\\u%1"_s.arg(static_cast<uint>(unit.unicode()), 4, 16, QChar(u'0'));
    QString percents;
    for (const char byte : bytes)
        percents += u"%(?:25)*%1"_s.arg(static_cast<uint>(static_cast<uchar>(byte)), 2, 16, QChar(u'0'));
    QStringList ways{
        units, percents, u"&#0*%1;"_s.arg(static_cast<uint>(each)), u"&#x0*%1;"_s.arg(static_cast<uint>(each), 0, 16)};
    if (const QString entity = character.toHtmlEscaped(); entity != character)
        ways.append(entity);
    if (u"/\\\"'"_s.contains(character))
        ways.append(u"\\\\"_s + plain);
    if (each == U' ')
        ways.append(u"\\+"_s);
    ways.append(plain);
    return u"(?>%1)"_s.arg(ways.join(u'|'));
}

/// One value, and how it may come back.
struct Hidden {
    QRegularExpression escaped; ///< in bytes that are read as Latin-1, in any letter case, for host names lose it
    QByteArrayList forms; ///< as it is, and as logins write it

    explicit Hidden(const QByteArray& value)
    {
        QString pattern;
        for (const char32_t each : QString::fromUtf8(value).toUcs4())
            pattern += waysToWrite(each);
        escaped = QRegularExpression(pattern, QRegularExpression::CaseInsensitiveOption);
        forms = {value};
        for (const auto alphabet : {QByteArray::Base64Encoding, QByteArray::Base64UrlEncoding}) {
            for (const auto end : {QByteArray::KeepTrailingEquals, QByteArray::OmitTrailingEquals})
                forms.append(value.toBase64(alphabet | end));
        }
    }

    [[nodiscard]] QByteArray outOf(QByteArray text) const
    {
        for (const QByteArray& form : forms)
            text.replace(form, mask.toUtf8());
        if (!escaped.isValid()) // longer than a pattern can be
            return text;
        QByteArray result;
        qsizetype at = 0;
        for (auto it = escaped.globalMatch(QString::fromLatin1(text)); it.hasNext();) {
            const auto match = it.next();
            result += text.sliced(at, match.capturedStart() - at) + mask.toUtf8();
            at = match.capturedEnd();
        }
        return result + text.sliced(at);
    }
};

/// The longest first, so that none leaves the rest of another one behind.
std::vector<Hidden> hiddenOf(QByteArrayList values)
{
    values.removeIf([](const QByteArray& value) { return value.size() < shortestSecret; });
    std::ranges::sort(values, [](const QByteArray& a, const QByteArray& b) { return a.size() > b.size(); });
    return {values.cbegin(), values.cend()};
}

} // namespace

QString redactedUrl(const QUrl& url)
{
    const QString text = url.toString(QUrl::FullyEncoded);
    return kindOf(url) == CheckKind::Http ? withoutUrlSecrets(text) : text; // a name and a type of record hide nothing
}

/// Every repetition has a limit, so that no text takes longer than its length deserves.
QString redactedText(const QString& text)
{
    static const QRegularExpression url(
        uR"([a-z][a-z0-9+.-]{0,30}://[^\s"'<>]+)"_s, QRegularExpression::CaseInsensitiveOption);
    // A name that announces a secret, then the value as far as a quote, a tag or the end of the line.
    static const QRegularExpression named(
        uR"rx(\b((?:proxy-)?authorization|(?:set-)?cookie|x-api-key|api[-_]?key|[a-z_-]{0,40}token|[a-z_-]{0,40}secret|passw(?:or)?d)(["']?\s*[:=]\s*["']?)([^\r\n"'<>]+))rx"_s,
        QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression scheme(
        uR"(\b(bearer|basic)\s+[A-Za-z0-9._~+/=-]{6,})"_s, QRegularExpression::CaseInsensitiveOption);
    QString result;
    qsizetype at = 0;
    for (auto it = url.globalMatch(text); it.hasNext();) {
        const auto match = it.next();
        result += QStringView(text).mid(at, match.capturedStart() - at);
        result += withoutUrlSecrets(match.captured());
        at = match.capturedEnd();
    }
    result += QStringView(text).mid(at);
    result.replace(named, u"\\1\\2%1"_s.arg(mask));
    result.replace(scheme, u"\\1 %1"_s.arg(mask));
    return withoutFieldSecrets(result);
}

QString redactedAddress(const QString& text)
{
    const QString scheme = u"x://"_s; // only behind one does a user name look like one
    const bool bare = !text.contains("://"_L1) && text.contains(u'@');
    return bare ? redactedText(scheme + text).sliced(scheme.size()) : redactedText(text);
}

HeaderField redactedHeader(const HeaderField& field)
{
    const QByteArray name = field.name.toLower();
    if (contains(harmless, name))
        return {field.name, redactedText(QString::fromUtf8(field.value)).toUtf8()};
    if (contains(addresses, name))
        return {field.name, withoutUrlSecrets(redactedText(QString::fromUtf8(field.value))).toUtf8()};
    // The name of a cookie shows a product, its value is the visitor's.
    if (const qsizetype end = name == "set-cookie" ? field.value.indexOf('=') : -1; end > 0)
        return {field.name, field.value.left(end + 1) + mask.toUtf8()};
    return {field.name, mask.toUtf8()};
}

Exchange withoutValues(Exchange exchange, const QByteArrayList& values)
{
    const std::vector<Hidden> hidden = hiddenOf(values);
    if (hidden.empty())
        return exchange;
    const auto hide = [&hidden](QByteArray text) {
        for (const Hidden& value : hidden)
            text = value.outOf(text);
        return text;
    };
    exchange.body = hide(exchange.body);
    exchange.detail = QString::fromUtf8(hide(exchange.detail.toUtf8()));
    if (const QByteArray host = exchange.finalUrl.host().toUtf8(); hide(host) != host)
        exchange.finalUrl.setHost(u"hidden.invalid"_s); // the mask is no host name; this one is nobody's (RFC 2606)
    exchange.finalUrl = QUrl::fromEncoded(hide(exchange.finalUrl.toEncoded()));
    for (std::optional<ResponseHead>* head : {&exchange.response, &exchange.fragment}) {
        if (!*head)
            continue;
        (*head)->reason = hide((*head)->reason);
        for (HeaderField& field : (*head)->headers)
            field = {hide(field.name), hide(field.value)};
    }
    return exchange;
}

} // namespace Gatewatch
