// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/diagnosis/answer.h>

#include <core/diagnosis/proxystatus.h>

#include <QDateTime>
#include <QLocale>
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
    static const QRegularExpression hit(QStringLiteral("\\b(TCP_(MEM_)?)?HIT\\b"));
    for (const char* field : {"X-Cache", "cf-cache-status", "X-Vercel-Cache", "X-Proxy-Cache"}) {
        if (hit.match(QString::fromLatin1(head.header(field)).toUpper()).hasMatch())
            return {true, lineOf(head, field)};
    }
    return {};
}

std::optional<TimePoint> readHttpDate(const QByteArray& text)
{
    const QString value = QString::fromLatin1(text.trimmed());
    const QLocale english(QLocale::C);
    QDateTime date = english.toDateTime(value, QStringLiteral("ddd, dd MMM yyyy hh:mm:ss 'GMT'"));
    if (!date.isValid())
        return std::nullopt;
    date.setTimeSpec(Qt::UTC);
    return TimePoint(Millis(date.toMSecsSinceEpoch()));
}

std::optional<Seconds> readRetryAfter(const ResponseHead& head, TimePoint now)
{
    return readRetryAfter(head.header("Retry-After"), now);
}

std::optional<Seconds> readRetryAfter(const QByteArray& value, TimePoint now)
{
    constexpr Seconds longest{365LL * 24 * 3600};
    bool ok = false;
    if (const qlonglong seconds = value.trimmed().toLongLong(&ok); ok)
        return seconds > 0 ? std::optional(std::min(Seconds(seconds), longest)) : std::nullopt;
    const std::optional<TimePoint> date = readHttpDate(value);
    if (!date || *date <= now)
        return std::nullopt;
    return std::min(std::chrono::ceil<Seconds>(*date - now), longest);
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

bool speaksOfMaintenance(const QByteArray& body)
{
    static const QRegularExpression words(
        QStringLiteral(
            "\\b(scheduled|planned)? ?maintenance\\b|back (soon|in )|wartung|upgrading|\\bscheduled downtime\\b"),
        QRegularExpression::CaseInsensitiveOption);
    const QString text = QString::fromUtf8(body.left(64 * 1024));
    // Apache's stock page says this whenever it cannot reach the server behind it.
    return !text.contains(u"maintenance downtime or capacity problems") && words.match(text).hasMatch();
}

bool isLoopback(const QString& address)
{
    return address == u"::1" || address.startsWith(u"127.") || address.startsWith(u"::ffff:127.");
}

} // namespace Gatewatch
