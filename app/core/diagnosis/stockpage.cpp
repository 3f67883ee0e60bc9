// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/diagnosis/stockpage.h>

#include <QRegularExpression>
#include <QStringList>

namespace Gatewatch {
namespace {

/// nginx's own words, which differ from the phrases of RFC 9110 (src/http/ngx_http_special_response.c).
bool isHeading(const QString& heading)
{
    static const QStringList own{
        QStringLiteral("400 Bad Request"),
        QStringLiteral("400 Request Header Or Cookie Too Large"),
        QStringLiteral("400 The plain HTTP request was sent to HTTPS port"),
        QStringLiteral("400 The SSL certificate error"),
        QStringLiteral("400 No required SSL certificate was sent"),
        QStringLiteral("401 Authorization Required"),
        QStringLiteral("402 Payment Required"),
        QStringLiteral("403 Forbidden"),
        QStringLiteral("404 Not Found"),
        QStringLiteral("405 Not Allowed"),
        QStringLiteral("406 Not Acceptable"),
        QStringLiteral("408 Request Time-out"),
        QStringLiteral("409 Conflict"),
        QStringLiteral("410 Gone"),
        QStringLiteral("411 Length Required"),
        QStringLiteral("412 Precondition Failed"),
        QStringLiteral("413 Request Entity Too Large"),
        QStringLiteral("414 Request-URI Too Large"),
        QStringLiteral("415 Unsupported Media Type"),
        QStringLiteral("416 Requested Range Not Satisfiable"),
        QStringLiteral("421 Misdirected Request"),
        QStringLiteral("429 Too Many Requests"),
        QStringLiteral("500 Internal Server Error"),
        QStringLiteral("501 Not Implemented"),
        QStringLiteral("502 Bad Gateway"),
        QStringLiteral("503 Service Temporarily Unavailable"),
        QStringLiteral("504 Gateway Time-out"),
        QStringLiteral("505 HTTP Version Not Supported"),
        QStringLiteral("507 Insufficient Storage")};
    return own.contains(heading);
}

} // namespace

std::optional<StockPage> readStockPage(const QString& text)
{
    static const QRegularExpression heading(
        QStringLiteral("<center><h1>(\\d{3}) "
                       "[^<]{1,60}</h1></center>\\s{0,2}(?:<center>[^<]{1,80}</"
                       "center>\\s{0,2})?(?:<hr><center>([^<]{0,80})</center>)?"),
        QRegularExpression::CaseInsensitiveOption);
    // Old ones have a colour, Chrome and Internet Explorer get comments behind the end, Apache APISIX adds a line.
    static const QRegularExpression whole(
        QStringLiteral("\\A(?:<html>\\s{0,2}<head><title>(\\d{3} [^<]{1,60})</title></head>\\s{0,2}<body(?: "
                       "bgcolor=\"white\")?>\\s{0,2})?"
                       "<center><h1>(\\d{3} "
                       "[^<]{1,60})</h1></center>\\s{0,2}(?:<center>[^<]{1,80}</"
                       "center>\\s{0,2})?(?:<hr><center>[^<]{1,80}</center>\\s{0,2})?"
                       "(?:<p><em>Powered by <a href=\"https://apisix\\.apache\\.org/\">APISIX</a>\\.</em></p>)?"
                       "(?:</body>\\s{0,2}</html>\\s{0,4}"
                       "(?:<!-- a padding to disable MSIE and Chrome friendly error page -->\\s{0,4}){0,6})?\\z"));
    const QRegularExpressionMatch found = heading.match(text);
    if (!found.hasMatch())
        return std::nullopt;
    const QRegularExpressionMatch all = whole.match(text);
    // Some 400 have their reason in the title and in a second line.
    const QString title = all.captured(1);
    const QString head = all.captured(2);
    const bool fits = title.isEmpty() || title == head || (head == u"400 Bad Request" && isHeading(title));
    return StockPage{found.captured(1).toInt(), found.captured(2), isHeading(head) && fits};
}

bool namesOtherCode(const QString& text, int status)
{
    static const QRegularExpression title(
        QStringLiteral("<title>\\s{0,9}(?:Error )?([45]\\d{2})\\b"), QRegularExpression::CaseInsensitiveOption);
    const QRegularExpressionMatch match = title.match(text.left(4096));
    return status > 0 && match.hasMatch() && match.captured(1).toInt() != status;
}

} // namespace Gatewatch
