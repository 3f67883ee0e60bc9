// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/diagnosis/marks.h>

#include <core/redact.h>

#include <algorithm>
#include <array>
#include <cstdlib>

namespace Gatewatch {
namespace {

constexpr qsizetype longestMarker = 120;

/// The line of the text around a match, without markup noise at the ends.
QString lineAround(const QString& text, qsizetype at)
{
    const qsizetype begin = at > 0 ? text.lastIndexOf(u'\n', at - 1) + 1 : 0;
    qsizetype end = text.indexOf(u'\n', at);
    end = end < 0 ? text.size() : end;
    // A page on one endless line: show the match, not its beginning.
    const qsizetype from = at - begin > longestMarker / 2 ? at : begin;
    return text.mid(from, std::min(end - from, longestMarker)).simplified();
}

bool madeByGateways(const QByteArray& field)
{
    // What gateways put on pages they write themselves, and policies that operators add there with one line.
    static const std::array known{
        "server",
        "date",
        "content-type",
        "content-length",
        "connection",
        "keep-alive",
        "transfer-encoding",
        "strict-transport-security",
        "x-frame-options",
        "x-content-type-options",
        "referrer-policy",
        "content-security-policy",
        "permissions-policy",
        "x-xss-protection",
        "alt-svc",
        "via",
        "x-request-id",
        "access-control-allow-origin",
        "etag",
        "cf-ray",
        "cf-cache-status",
        "nel",
        "report-to",
        "reporting-endpoints",
        "server-timing",
        "age",
        "x-cache",
        "x-cache-lookup",
        "x-varnish",
        "x-served-by",
        "x-cache-hits",
        "x-timer",
        "x-amz-cf-id",
        "x-amz-cf-pop",
        "expect-ct",
        "proxy-status",
        "cache-status",
        "content-encoding",
        "retry-after",
        "cache-control",
        "pragma",
        "expires",
        "mime-version",
        "x-amz-apigw-id",
        "x-amzn-requestid",
        "x-amzn-trace-id",
        "apigw-requestid",
        "fly-request-id",
        "x-azure-ref",
        "x-vercel-id",
        "x-vercel-cache",
        "x-nf-request-id",
        "rndr-id",
        "x-railway-request-id",
        "x-railway-edge",
        "x-kong-request-id",
        "akamai-grn",
        "vary"};
    return std::any_of(known.begin(), known.end(), [&](const char* one) { return field.toLower() == one; });
}

std::optional<QString> findHeader(const Mark& mark, const ResponseHead& head)
{
    for (const HeaderField& one : head.headers) {
        if (QByteArrayView(one.name).compare(mark.field, Qt::CaseInsensitive) != 0)
            continue;
        const QString value = QString::fromUtf8(one.value).trimmed();
        if (!mark.pattern.match(value).hasMatch())
            continue;
        if (mark.field.toLower() == "set-cookie") // its name shows a product, its value is the visitor's
            return QString::fromLatin1(one.name) + QStringLiteral(": ") + value.section(u'=', 0, 0).left(longestMarker);
        return QString::fromLatin1(one.name) + QStringLiteral(": ") + value.left(longestMarker);
    }
    return std::nullopt;
}

std::optional<QString> findFooter(const Mark& mark, const SeenResponse& response)
{
    if (!response.page || !response.page->exact)
        return std::nullopt;
    const QString& last = response.page->last;
    const QString server = QString::fromLatin1(response.head.header("Server"));
    const bool sameProduct = server.section(u'/', 0, 0).compare(last.section(u'/', 0, 0), Qt::CaseInsensitive) == 0;
    const bool there = mark.on == Mark::On::FooterIsServer ? last == server
        : mark.on == Mark::On::FooterIsNotServer           ? sameProduct && last != server
        : mark.on == Mark::On::FooterIsOther               ? !sameProduct && !server.isEmpty()
                                                           : mark.pattern.match(last).hasMatch();
    if (!there)
        return std::nullopt;
    return last.isEmpty() ? QStringLiteral("<center><h1> without a line below")
                          : QStringLiteral("<center>") + last + QStringLiteral("</center>");
}

/// nginx begins with Server and Date. In front of it Apache turns the two around, tinyproxy puts Via before them, and
/// an AWS load balancer writes its own four fields first.
bool hasOddOrder(const ResponseHead& head)
{
    QByteArrayList names;
    for (const HeaderField& one : head.headers) {
        if (names.size() < 5 && one.name.toLower() != "via")
            names.append(one.name.toLower());
    }
    if (names.size() < 2 || !head.has("Server"))
        return false; // taken away, or too little to see an order in
    const bool usual = (names[0] == "server" && names[1] == "date") || (names[0] == "date" && names[1] == "server");
    const bool loadBalancer = names[0] == "date" && names[1] == "content-type" && names.value(3) == "connection";
    const bool undated = names[0] == "server" && !head.has("Date");
    return !usual && !loadBalancer && !undated;
}

std::optional<QString> findFileField(const ResponseHead& head)
{
    for (const char* field :
         {"ETag", "Last-Modified", "Accept-Ranges", "X-Powered-By", "X-Runtime", "X-AspNet-Version"}) {
        if (head.has(field))
            return QString::fromLatin1(field) + QStringLiteral(": ")
                + QString::fromUtf8(head.header(field)).left(longestMarker);
    }
    return std::nullopt;
}

/// Where the two can be compared. Editors drop carriage returns and the last end of a line; a page in nginx's form that
/// was counted without them never had them.
bool isWhole(const ResponseHead& head, const QByteArray& body, bool hasReturns)
{
    bool ok = false;
    const qlonglong announced = head.header("Content-Length").trimmed().toLongLong(&ok);
    if (!ok || head.has("Content-Encoding"))
        return true;
    const qlonglong dropped = body.contains('\r') ? 0 : body.count('\n');
    if (hasReturns && dropped > 3)
        return std::abs(body.size() + dropped - announced) <= 2;
    return std::abs(body.size() - announced) <= 2 || (dropped > 0 && std::abs(body.size() + dropped - announced) <= 2);
}

std::optional<QString> findLowerCaseNames(const ResponseHead& head)
{
    const bool http1 = head.version.startsWith("1");
    const bool lower = std::all_of(head.headers.begin(), head.headers.end(), [](const HeaderField& one) {
        return one.name == one.name.toLower();
    });
    return http1 && lower && head.headers.size() > 1 ? std::optional(QStringLiteral("all field names in lower case"))
                                                     : std::nullopt;
}

std::optional<QString> findOriginField(const ResponseHead& head)
{
    for (const HeaderField& one : head.headers) {
        if (!madeByGateways(one.name)) // any field at all, so its value may be a secret, and markers go into reports
            return QString::fromLatin1(one.name) + QStringLiteral(": ")
                + QString::fromUtf8(redactedHeader(one).value).left(longestMarker);
    }
    return std::nullopt;
}

QRegularExpression compiled(const char* pattern)
{
    return QRegularExpression(QString::fromLatin1(pattern), QRegularExpression::CaseInsensitiveOption);
}

} // namespace

SeenResponse::SeenResponse(const ResponseHead& responseHead, const QByteArray& responseBody, bool expected)
    : head(responseHead)
    , text(QString::fromUtf8(responseBody.left(64 * 1024)))
    , bodyExpected(expected)
    , page(readStockPage(text))
    , whole(!expected || isWhole(responseHead, responseBody, page.has_value()))
{
}

Mark header(const char* field, const char* pattern)
{
    return {Mark::On::Header, field, compiled(pattern)};
}

Mark noHeader(const char* field)
{
    return {Mark::On::NoHeader, field, {}};
}

Mark body(const char* pattern)
{
    return {Mark::On::Body, {}, compiled(pattern)};
}

Mark noBody(const char* pattern)
{
    return {Mark::On::NoBody, {}, compiled(pattern)};
}

Mark footer(const char* pattern)
{
    return {Mark::On::Footer, {}, compiled(pattern)};
}

Mark status(const char* pattern)
{
    return {Mark::On::Status, {}, compiled(pattern)};
}

Mark reason(const char* pattern)
{
    return {Mark::On::Reason, {}, compiled(pattern)};
}

Mark mark(Mark::On on)
{
    return {on, {}, {}};
}

std::optional<QString> find(const Mark& mark, const SeenResponse& response)
{
    const auto when = [](bool there, const QString& line) { return there ? std::optional(line) : std::nullopt; };
    switch (mark.on) {
    case Mark::On::Header:
        return findHeader(mark, response.head);
    case Mark::On::NoHeader:
        return when(!response.head.has(mark.field), QStringLiteral("no ") + QString::fromLatin1(mark.field));
    case Mark::On::SeveralServers:
        return when(
            response.head.allHeaders("Server").size() > 1,
            QStringLiteral("Server: ") + QString::fromLatin1(response.head.header("Server")));
    case Mark::On::Body: {
        const QRegularExpressionMatch match = mark.pattern.match(response.text);
        return when(match.hasMatch(), match.hasMatch() ? lineAround(response.text, match.capturedStart()) : QString());
    }
    case Mark::On::NoBody:
        return when(
            !response.text.isEmpty() && !mark.pattern.match(response.text).hasMatch(), QStringLiteral("another page"));
    case Mark::On::EmptyBody:
        return when(
            response.bodyExpected && response.whole && response.text.trimmed().isEmpty(), QStringLiteral("empty body"));
    case Mark::On::Footer:
    case Mark::On::FooterIsServer:
    case Mark::On::FooterIsNotServer:
    case Mark::On::FooterIsOther:
        return findFooter(mark, response);
    case Mark::On::Status: {
        const QString code = QString::number(response.head.status);
        return when(mark.pattern.match(code).hasMatch(), QStringLiteral("status ") + code);
    }
    case Mark::On::Reason:
        return when(
            mark.pattern.match(QString::fromUtf8(response.head.reason)).hasMatch(),
            QString::number(response.head.status) + u' ' + QString::fromUtf8(response.head.reason).left(longestMarker));
    case Mark::On::LowerCaseNames:
        return findLowerCaseNames(response.head);
    case Mark::On::OriginFields:
        return findOriginField(response.head);
    case Mark::On::OnlyGatewayFields:
        return when(!findOriginField(response.head), QStringLiteral("no fields of an application"));
    case Mark::On::WrongLength:
        return when(!response.whole, QStringLiteral("the body has another length than Content-Length says"));
    case Mark::On::OtherCode:
        return when(namesOtherCode(response.text, response.head.status), QStringLiteral("the page names another code"));
    case Mark::On::AlteredPage:
        return when(response.page && !response.page->exact, QStringLiteral("the page differs from the product's own"));
    case Mark::On::OddOrder:
        return when(hasOddOrder(response.head), QStringLiteral("fields in another order than the product's own"));
    case Mark::On::FileFields:
        return findFileField(response.head);
    }
    return std::nullopt;
}

std::optional<QStringList> findAll(const QList<Mark>& marks, const SeenResponse& response)
{
    QStringList lines;
    for (const Mark& one : marks) {
        const std::optional<QString> line = find(one, response);
        if (!line)
            return std::nullopt;
        lines.append(*line);
    }
    return lines;
}

} // namespace Gatewatch
