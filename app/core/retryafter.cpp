// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/retryafter.h>

#include <QDateTime>
#include <QLocale>

#include <algorithm>

namespace Gatewatch {

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

QString waitText(Seconds wait)
{
    using std::chrono::ceil;
    using std::chrono::days;
    using std::chrono::hours;
    using std::chrono::minutes;
    if (wait < minutes(2))
        return QStringLiteral("%1 s").arg(wait.count());
    if (wait <= hours(2))
        return QStringLiteral("%1 min").arg(ceil<minutes>(wait).count());
    if (wait <= days(2))
        return QStringLiteral("%1 h").arg(ceil<hours>(wait).count());
    return QStringLiteral("%1 days").arg(ceil<days>(wait).count());
}

} // namespace Gatewatch
