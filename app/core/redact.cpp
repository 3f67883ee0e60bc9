// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/addressestried.h>
#include <core/check.h>
#include <core/exporting.h>
#include <core/redact.h>

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>

#include <algorithm>
#include <array>

namespace Gatewatch {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype evidenceBodyBytes = 16 * 1024;
constexpr QStringView mask = u"•••";

/// Response fields that say who answered and how, never who asked.
constexpr std::array harmless{
    "accept-ranges",
    "age",
    "allow",
    "alt-svc",
    "cache-control",
    "cache-status",
    "cdn-loop",
    "cf-cache-status",
    "cf-mitigated",
    "cf-ray",
    "connection",
    "content-encoding",
    "content-language",
    "content-length",
    "content-type",
    "date",
    "etag",
    "expires",
    "fastly-restarts",
    "fly-request-id",
    "keep-alive",
    "last-modified",
    "proxy-status",
    "retry-after",
    "server",
    "server-timing",
    "strict-transport-security",
    "transfer-encoding",
    "upgrade",
    "vary",
    "via",
    "x-amz-apigw-id",
    "x-amz-cf-id",
    "x-amz-cf-pop",
    "x-amzn-errortype",
    "x-amzn-requestid",
    "x-azure-ref",
    "x-backend-server",
    "x-cache",
    "x-cache-hits",
    "x-content-type-options",
    "x-envoy-upstream-service-time",
    "x-generator",
    "x-nf-request-id",
    "x-powered-by",
    "x-proxy-cache",
    "x-ratelimit-limit",
    "x-ratelimit-remaining",
    "x-ratelimit-reset",
    "x-request-id",
    "x-runtime",
    "x-served-by",
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
    static const QRegularExpression fragment(uR"(#.*\z)"_s, QRegularExpression::DotMatchesEverythingOption);
    static const QRegularExpression value(uR"(([?&;][^=&;#?]*=)[^&;#]*)"_s);
    static const QRegularExpression bare(uR"(\?[^=&#]+\z)"_s);
    url.replace(userInfo, u"//%1@"_s.arg(mask));
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

} // namespace

QString redactedUrl(const QUrl& url)
{
    const QString text = url.toString(QUrl::FullyEncoded);
    return kindOf(url) == CheckKind::Http ? withoutUrlSecrets(text) : text; // a name and a type of record hide nothing
}

QString redactedText(const QString& text)
{
    static const QRegularExpression url(
        uR"([a-z][a-z0-9+.-]*://[^\s"'<>]+)"_s, QRegularExpression::CaseInsensitiveOption);
    // A name that announces a secret, then the value as far as a quote, a tag or the end of the line.
    static const QRegularExpression named(
        uR"rx(\b((?:proxy-)?authorization|(?:set-)?cookie|x-api-key|api[-_]?key|[a-z_-]*token|[a-z_-]*secret|passw(?:or)?d)(["']?\s*[:=]\s*["']?)([^\r\n"'<>]+))rx"_s,
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
    return result;
}

HeaderField redactedHeader(const HeaderField& field)
{
    const QByteArray name = field.name.toLower();
    if (contains(harmless, name))
        return {field.name, redactedText(QString::fromUtf8(field.value)).toUtf8()};
    if (contains(addresses, name))
        return {field.name, withoutUrlSecrets(redactedText(QString::fromUtf8(field.value))).toUtf8()};
    return {field.name, mask.toUtf8()};
}

QByteArray evidenceOf(const Exchange& exchange)
{
    QJsonObject object{
        {u"schema"_s, u"gatewatch.evidence/1"_s},
        {u"at"_s, toIso(exchange.at)},
        {u"method"_s, QString::fromLatin1(exchange.method)},
        {u"url"_s, redactedUrl(exchange.url)},
        {u"failure"_s, idOf(exchange.failure)},
        {u"phasesMs"_s, phasesToJson(exchange.phases)},
        {u"totalMs"_s, milliseconds(exchange.total)},
        {u"bytes"_s, exchange.bytes}};
    if (!exchange.finalUrl.isEmpty() && exchange.finalUrl != exchange.url)
        object.insert("finalUrl"_L1, redactedUrl(exchange.finalUrl));
    if (!exchange.address.isEmpty())
        object.insert("remoteAddress"_L1, exchange.address);
    if (!exchange.addressesTried.isEmpty())
        object.insert("addressesTried"_L1, triedToJson(exchange));
    if (!exchange.detail.isEmpty())
        object.insert("detail"_L1, redactedText(exchange.detail));
    if (exchange.response) {
        const ResponseHead& head = *exchange.response;
        object.insert(
            "statusLine"_L1,
            u"HTTP/%1 %2 %3"_s
                .arg(
                    QString::fromLatin1(head.version), QString::number(head.status),
                    redactedText(QString::fromUtf8(head.reason)))
                .trimmed());
        QJsonArray headers;
        for (const HeaderField& field : head.headers) {
            const HeaderField safe = redactedHeader(field);
            headers.append(QJsonArray{QString::fromUtf8(safe.name), QString::fromUtf8(safe.value)});
        }
        object.insert("headers"_L1, headers);
        object.insert("body"_L1, redactedText(QString::fromUtf8(exchange.body.left(evidenceBodyBytes))));
    }
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

} // namespace Gatewatch
