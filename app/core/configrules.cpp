// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/configrules.h>

#include <QRegularExpression>

#include <algorithm>

namespace Gatewatch {

using namespace Qt::StringLiterals;

namespace {

constexpr int longestUrl = 8192;

bool isOneOf(QStringView name, std::initializer_list<QLatin1StringView> names)
{
    return std::any_of(names.begin(), names.end(), [name](QLatin1StringView other) {
        return name.compare(other, Qt::CaseInsensitive) == 0;
    });
}

bool isPort(QStringView text)
{
    bool ok = false;
    const int port = text.toInt(&ok);
    return ok && port >= 1 && port <= 65535 && text.front().isDigit();
}

bool isIpv4(const QString& text)
{
    static const QRegularExpression form(
        uR"(\A(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(?:\.(?!\z)|\z)){4}\z)"_s);
    return form.match(text).hasMatch();
}

bool isIpv6(const QString& text)
{
    // QUrl has the only IPv6 parser in Qt Core; brackets keep it from seeing a port.
    static const QRegularExpression characters(uR"(\A[0-9A-Fa-f:.]+\z)"_s);
    return text.contains(u':') && characters.match(text).hasMatch()
        && QUrl(u"http://["_s + text + u"]/"_s, QUrl::StrictMode).isValid();
}

} // namespace

QUrl strictUrl(const QString& text)
{
    return QUrl(text, QUrl::StrictMode);
}

QString problemOfUrl(const QString& text)
{
    if (text.isEmpty())
        return u"must not be empty"_s;
    if (text.size() > longestUrl)
        return u"must have at most %1 characters"_s.arg(longestUrl);
    const bool web =
        text.startsWith("http://"_L1, Qt::CaseInsensitive) || text.startsWith("https://"_L1, Qt::CaseInsensitive);
    if (!web)
        return u"must begin with http:// or https://"_s;
    // Asked of the tolerant parser: a password may be what makes the address invalid.
    if (!QUrl(text, QUrl::TolerantMode).userInfo(QUrl::FullyEncoded).isEmpty())
        return u"must not contain a user name or password"_s;
    const QUrl url = strictUrl(text);
    static const QRegularExpression badPort(uR"(\A[a-zA-Z]+://[^/?#]*?:([0-9]+)(?:[/?#]|\z))"_s);
    if (const auto match = badPort.match(text); match.hasMatch() && !isPort(match.capturedView(1)))
        return u"must have a port from 1 to 65535"_s;
    if (!url.isValid())
        return u"must be a valid address"_s;
    if (url.host().isEmpty())
        return u"must name a host"_s;
    return {};
}

bool isHeaderName(QStringView name)
{
    const auto isTokenCharacter = [](QChar c) {
        return c.unicode() < 128 && (c.isLetterOrNumber() || QStringView(u"!#$%&'*+-.^_`|~").contains(c));
    };
    return !name.isEmpty() && std::all_of(name.begin(), name.end(), isTokenCharacter);
}

bool isHeaderValue(QStringView value)
{
    return std::none_of(value.begin(), value.end(), [](QChar c) {
        return (c.unicode() < 0x20 && c != u'\t') || (c.unicode() >= 0x7f && c.unicode() < 0xa0);
    });
}

bool isForbiddenHeader(QStringView name)
{
    return isOneOf(name, {"Host"_L1, "Content-Length"_L1, "Transfer-Encoding"_L1, "Connection"_L1});
}

bool isSecretHeader(QStringView name)
{
    return isOneOf(
        name,
        {"Authorization"_L1, "Proxy-Authorization"_L1, "Cookie"_L1, "Set-Cookie"_L1, "X-Api-Key"_L1, "Api-Key"_L1,
         "X-Auth-Token"_L1, "Private-Token"_L1});
}

const QStringList& allowedMethods()
{
    static const QStringList methods{u"GET"_s, u"HEAD"_s, u"POST"_s, u"OPTIONS"_s};
    return methods;
}

const QStringList& httpVersionWords()
{
    static const QStringList words{u"auto"_s, u"1.1"_s, u"2"_s};
    return words;
}

const QStringList& ipFamilyWords()
{
    static const QStringList words{u"auto"_s, u"4"_s, u"6"_s};
    return words;
}

std::optional<QList<StatusRange>> parseStatusRanges(const QString& text)
{
    static const QRegularExpression form(uR"(\A\s*([1-5][0-9]{2})\s*(?:-\s*([1-5][0-9]{2})\s*)?\z)"_s);
    QList<StatusRange> ranges;
    const QStringList parts = text.split(u',');
    for (const QString& part : parts) {
        const auto match = form.match(part);
        if (!match.hasMatch())
            return std::nullopt;
        const int first = match.capturedView(1).toInt();
        const int last = match.hasCaptured(2) ? match.capturedView(2).toInt() : first;
        if (last < first)
            return std::nullopt;
        ranges.append({first, last});
    }
    return ranges;
}

QString writeStatusRanges(const QList<StatusRange>& ranges)
{
    QStringList parts;
    for (const StatusRange& range : ranges) {
        const QString first = QString::number(range.first);
        parts.append(range.first == range.last ? first : first + u'-' + QString::number(range.last));
    }
    return parts.join(u',');
}

bool isPinnedAddress(const QString& text)
{
    if (isIpv4(text) || isIpv6(text))
        return true;
    const qsizetype colon = text.lastIndexOf(u':');
    if (text.startsWith(u'[')) {
        const qsizetype bracket = text.indexOf(u']');
        if (bracket < 0 || !isIpv6(text.mid(1, bracket - 1)))
            return false;
        return bracket == text.size() - 1
            || (colon == bracket + 1 && colon + 1 < text.size() && isPort(QStringView(text).mid(colon + 1)));
    }
    return colon > 0 && colon + 1 < text.size() && isIpv4(text.left(colon)) && isPort(QStringView(text).mid(colon + 1));
}

bool isProxy(const QString& text)
{
    if (text == "system"_L1 || text == "none"_L1)
        return true;
    const QUrl url = strictUrl(text);
    return url.isValid() && !url.host().isEmpty() && url.userInfo().isEmpty() && url.port(1) != 0
        && isOneOf(url.scheme(), {"http"_L1, "https"_L1, "socks5"_L1, "socks5h"_L1});
}

bool isHost(const QString& text)
{
    if (isIpv4(text) || isIpv6(text))
        return true;
    // QUrl turns names of other scripts into ASCII and refuses what no name can hold.
    const QUrl url(u"http://"_s + text + u'/', QUrl::StrictMode);
    return !text.isEmpty() && url.isValid() && url.path() == "/"_L1 && url.port() < 0 && url.userInfo().isEmpty()
        && !url.hasQuery() && !url.hasFragment() && !text.contains(u'[') && url.host().size() <= 253;
}

bool isDnsName(const QString& text)
{
    static const QRegularExpression form(
        uR"(\A(?=.{1,253}\.?\z)(?:[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?\.)*[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?\.?\z)"_s);
    return form.match(QString::fromLatin1(QUrl::toAce(text))).hasMatch() || form.match(text).hasMatch();
}

bool isInterface(const QString& text)
{
    static const QRegularExpression name(uR"(\A[A-Za-z0-9_.:-]{0,15}\z)"_s);
    return name.match(text).hasMatch() || isIpv4(text) || isIpv6(text);
}

QString oneOf(const QStringList& words)
{
    const QString others = words.mid(0, words.size() - 1).join(", "_L1);
    return others.isEmpty() ? words.last() : u"%1 or %2"_s.arg(others, words.last());
}

bool isId(const QString& text)
{
    const auto fits = [](QChar c) { return c.isLetterOrNumber() || c == u'-' || c == u'_' || c == u'.'; };
    return !text.isEmpty() && text.size() <= 100 && std::all_of(text.begin(), text.end(), fits);
}

} // namespace Gatewatch
