// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/diagnosis/answer.h>

#include <core/diagnosis/proxystatus.h>
#include <core/retryafter.h>

#include <QRegularExpression>

#include <algorithm>

namespace Gatewatch {
namespace {

QString lineOf(const ResponseHead& head, const char* field)
{
    return QString::fromLatin1(field) + QStringLiteral(": ") + QString::fromUtf8(head.header(field).left(80));
}

} // namespace

CacheReading readCache(const ResponseHead& head)
{
    bool ok = false;
    if (head.header("Age").trimmed().toLongLong(&ok) > 0 && ok)
        return {true, lineOf(head, "Age")};
    for (const StatusHop& hop : parseStatusHops(head.header("Cache-Status"))) {
        if (hop.hit)
            return {true, lineOf(head, "Cache-Status")};
    }
    // Varnish names the request that filled the copy beside the one that it answers now.
    if (head.header("X-Varnish").simplified().contains(' '))
        return {true, lineOf(head, "X-Varnish")};
    static const QRegularExpression hit(QStringLiteral("\\b(TCP_(MEM_)?)?HIT\\b"));
    for (const char* field : {"X-Cache", "cf-cache-status", "X-Vercel-Cache", "X-Proxy-Cache"}) {
        if (hit.match(QString::fromLatin1(head.header(field)).toUpper()).hasMatch())
            return {true, lineOf(head, field)};
    }
    return {};
}

std::optional<Seconds> clockAhead(const Exchange& exchange)
{
    if (!exchange.response || readCache(*exchange.response).stored)
        return std::nullopt;
    const std::optional<TimePoint> theirs = readHttpDate(exchange.response->header("Date"));
    if (!theirs || exchange.at == TimePoint())
        return std::nullopt;
    return std::chrono::duration_cast<Seconds>(exchange.at - *theirs);
}

QString detailOf(const Exchange& exchange)
{
    const bool ofProxy = exchange.failure == Failure::ProxyFailed || exchange.failure == Failure::ProxyAuthRequired;
    if (!ofProxy)
        return exchange.detail;
    return exchange.connectStatus ? QStringLiteral("CONNECT was answered with %1").arg(*exchange.connectStatus)
                                  : QString();
}

bool isReset(const Exchange& exchange)
{
    return exchange.failure == Failure::TcpReset || exchange.detail.contains(u"reset by peer");
}

bool speaksOfMaintenance(const QByteArray& body)
{
    // What stock pages for "overloaded or unreachable" say of any 503: Apache, IIS and the text of RFC 2616.
    static const QRegularExpression stock(
        QStringLiteral("maintenance downtime or capacity|maintenance or capacity"
                       "|overload(ed|ing)? or (scheduled |down for )?maintenance"),
        QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression words(
        QStringLiteral("\\b(scheduled|planned)? ?maintenance\\b|\\bback (soon|in (an?\\b|half\\b|\\d))|wartung"
                       "|\\bscheduled downtime\\b"),
        QRegularExpression::CaseInsensitiveOption);
    // On one line: pages break their sentences wherever the template did.
    QString text = QString::fromUtf8(body.left(64 * 1024)).simplified();
    return words.match(text.remove(stock)).hasMatch();
}

bool anyGood(const QList<const HttpReply*>& replies)
{
    return std::any_of(replies.begin(), replies.end(), [](const HttpReply* one) { return one->good; });
}

QString answersText(const QList<const HttpReply*>& replies)
{
    QStringList parts;
    for (const HttpReply* one : replies) {
        const Exchange& exchange = one->exchange;
        const QString answer = exchange.response ? QString::number(exchange.status()) : idOf(exchange.failure);
        parts.append((one->variant + u' ' + answer).trimmed());
    }
    return parts.join(QStringLiteral(", "));
}

QString plainAnswer(const Exchange& exchange)
{
    if (exchange.response)
        return exchange.failure == Failure::Ok || exchange.failure == Failure::HttpError
            ? QString::number(exchange.status())
            : QStringLiteral("%1, cut short").arg(exchange.status());
    switch (stageOf(exchange.failure)) {
    case Stage::Resolve:
        return exchange.failure == Failure::DnsUnreachable ? QStringLiteral("name server silent")
                                                           : QStringLiteral("name not found");
    case Stage::Connect:
        return QStringLiteral("no connection");
    case Stage::Secure:
        return QStringLiteral("no secure connection");
    case Stage::None:
    case Stage::Local:
    case Stage::Request:
    case Stage::Response:
        break;
    }
    return QStringLiteral("no answer");
}

bool isLoopback(const QString& address)
{
    return address == u"::1" || address.startsWith(u"127.") || address.startsWith(u"::ffff:127.");
}

} // namespace Gatewatch
