// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/diagnosis/marks.h>

#include <core/redact.h>

#include <algorithm>
#include <array>

namespace Gatewatch {
namespace {

constexpr qsizetype longestMarker = 120;

std::optional<QString> footerOf(const QString& text)
{
    // nginx's built-in pages, and everybody who builds on it: the heading is centred, the product stands below a rule.
    static const QRegularExpression page(
        QStringLiteral("<center><h1>\\d{3} [^<]{1,60}</h1></center>\\s*(?:<hr><center>([^<]{0,80})</center>)?"),
        QRegularExpression::CaseInsensitiveOption);
    const QRegularExpressionMatch match = page.match(text);
    if (!match.hasMatch())
        return std::nullopt;
    return match.captured(1);
}

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
    if (!response.footer)
        return std::nullopt;
    const QString server = QString::fromLatin1(response.head.header("Server"));
    const QString line = response.footer->isEmpty()
        ? QStringLiteral("<center><h1> without a line below")
        : QStringLiteral("<center>") + *response.footer + QStringLiteral("</center>");
    switch (mark.on) {
    case Mark::On::FooterIsServer:
        return *response.footer == server ? std::optional(line) : std::nullopt;
    case Mark::On::FooterIsNotServer: {
        const bool sameProduct =
            server.section(u'/', 0, 0).compare(response.footer->section(u'/', 0, 0), Qt::CaseInsensitive) == 0;
        return sameProduct && *response.footer != server ? std::optional(line) : std::nullopt;
    }
    case Mark::On::Footer:
    case Mark::On::Header:
    case Mark::On::NoHeader:
    case Mark::On::SeveralServers:
    case Mark::On::Body:
    case Mark::On::EmptyBody:
    case Mark::On::Status:
    case Mark::On::LowerCaseNames:
    case Mark::On::OriginFields:
        break;
    }
    return mark.pattern.match(*response.footer).hasMatch() ? std::optional(line) : std::nullopt;
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
    , footer(footerOf(text))
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

Mark footer(const char* pattern)
{
    return {Mark::On::Footer, {}, compiled(pattern)};
}

Mark status(const char* pattern)
{
    return {Mark::On::Status, {}, compiled(pattern)};
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
    case Mark::On::EmptyBody:
        return when(response.bodyExpected && response.text.trimmed().isEmpty(), QStringLiteral("empty body"));
    case Mark::On::Footer:
    case Mark::On::FooterIsServer:
    case Mark::On::FooterIsNotServer:
        return findFooter(mark, response);
    case Mark::On::Status: {
        const QString code = QString::number(response.head.status);
        return when(mark.pattern.match(code).hasMatch(), QStringLiteral("status ") + code);
    }
    case Mark::On::LowerCaseNames:
        return findLowerCaseNames(response.head);
    case Mark::On::OriginFields:
        return findOriginField(response.head);
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
