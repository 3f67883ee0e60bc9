// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/retryafter.h>

#include <QDateTime>
#include <QLocale>
#include <QRegularExpression>

#include <algorithm>

namespace Gatewatch {

namespace {

/// "Sunday, 06-Nov-94 …" of RFC 850 with the whole year: this century's up to 69, as in POSIX.
QString withWholeYear(QString date)
{
    static const QRegularExpression twoDigits(QStringLiteral("^(\\w+, \\d\\d-\\w{3}-)(?=(\\d)\\d )"));
    const QRegularExpressionMatch match = twoDigits.match(date);
    if (match.hasMatch())
        date.insert(match.capturedLength(), match.capturedView(2).front() < u'7' ? u"20" : u"19");
    return date;
}

bool isNumber(const QByteArray& value)
{
    return !value.isEmpty() && std::ranges::all_of(value, [](char c) { return c >= '0' && c <= '9'; });
}

} // namespace

std::optional<TimePoint> readHttpDate(const QByteArray& text)
{
    const QString value = withWholeYear(QString::fromLatin1(text).simplified());
    const QLocale english(QLocale::C);
    for (const char* form :
         {"ddd, dd MMM yyyy hh:mm:ss 'GMT'", "dddd, dd-MMM-yyyy hh:mm:ss 'GMT'", "ddd MMM d hh:mm:ss yyyy"}) {
        QDateTime date = english.toDateTime(value, QString::fromLatin1(form));
        if (!date.isValid())
            continue;
        date.setTimeSpec(Qt::UTC);
        return TimePoint(Millis(date.toMSecsSinceEpoch()));
    }
    return std::nullopt;
}

std::optional<Seconds> readRetryAfter(const ResponseHead& head, TimePoint now)
{
    return readRetryAfter(head.header("Retry-After"), now);
}

std::optional<Seconds> readRetryAfter(const QByteArray& value, TimePoint now)
{
    constexpr Seconds longest{365LL * 24 * 3600};
    if (const QByteArray digits = value.trimmed(); isNumber(digits)) {
        bool fits = false;
        const qlonglong seconds = digits.toLongLong(&fits);
        const Seconds wanted = fits ? std::min(Seconds(seconds), longest) : longest;
        return wanted > Seconds(0) ? std::optional(wanted) : std::nullopt;
    }
    const std::optional<TimePoint> date = readHttpDate(value);
    if (!date || *date <= now)
        return std::nullopt;
    return std::min(std::chrono::ceil<Seconds>(*date - now), longest);
}

} // namespace Gatewatch
