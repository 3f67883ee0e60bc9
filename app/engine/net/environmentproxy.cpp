// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/net/environmentproxy.h>

#include <QHostAddress>
#include <QRegularExpression>

namespace Gatewatch {

using namespace Qt::StringLiterals;

namespace {

/// For curl an empty variable is none.
QByteArray firstSet(std::initializer_list<QByteArray> names)
{
    for (const QByteArray& name : names) {
        if (const QByteArray value = qgetenv(name.constData()); !value.isEmpty())
            return value;
    }
    return {};
}

bool isInNetwork(const QHostAddress& address, const QString& network)
{
    const QHostAddress base(network.section(u'/', 0, 0));
    if (base.isNull() || base.protocol() != address.protocol())
        return false;
    const int bits = network.section(u'/', 1).toInt();
    if (bits < 0 || bits > (address.protocol() == QAbstractSocket::IPv4Protocol ? 32 : 128))
        return false;
    return bits == 0 ? base == address : address.isInSubnet(base, bits);
}

bool isInDomain(const QString& host, QString domain)
{
    if (domain.endsWith(u'.'))
        domain.chop(1);
    if (domain.startsWith(u'.'))
        domain.remove(0, 1);
    return !domain.isEmpty()
        && (host.compare(domain, Qt::CaseInsensitive) == 0 || host.endsWith(u'.' + domain, Qt::CaseInsensitive));
}

} // namespace

bool isExempt(const QString& host, const QString& list)
{
    if (list == "*"_L1)
        return true;
    const QHostAddress address(host);
    const QString name = host.endsWith(u'.') ? host.chopped(1) : host;
    static const QRegularExpression blanks(u"[ \\t]+"_s);
    for (const QString& entry : list.split(u',', Qt::SkipEmptyParts)) {
        const QStringList words = entry.split(blanks, Qt::SkipEmptyParts);
        if (words.isEmpty())
            continue;
        if (address.isNull() ? isInDomain(name, words.first()) : isInNetwork(address, words.first()))
            return true;
        if (words.size() > 1)
            return false; // a blank within ends the list
    }
    return false;
}

QByteArray environmentProxy(const QUrl& url)
{
    if (isExempt(url.host(), QString::fromLocal8Bit(firstSet({"no_proxy", "NO_PROXY"}))))
        return {};
    const QByteArray name = url.scheme().toLatin1() + "_proxy";
    // HTTP_PROXY in capitals is left out on purpose: in CGI it is a header field of the request.
    const QByteArray own = name == "http_proxy" ? firstSet({name}) : firstSet({name, name.toUpper()});
    return own.isEmpty() ? firstSet({"all_proxy", "ALL_PROXY"}) : own;
}

QByteArray proxyScheme(const QByteArray& proxy)
{
    const qsizetype end = proxy.indexOf("://");
    return end < 0 ? QByteArrayLiteral("http") : proxy.first(end).toLower();
}

QString proxyName(const QByteArray& proxy)
{
    const qsizetype scheme = proxy.indexOf("://");
    const qsizetype login = proxy.lastIndexOf('@');
    const qsizetype begin = login >= 0 ? login + 1 : scheme < 0 ? 0 : scheme + 3;
    const QByteArray place = proxy.sliced(begin).split('/').first();
    static const QRegularExpression wellFormed(
        u"^(\\[[0-9a-f:.]+\\]|[\\w.-]+)(:\\d{1,5})?$"_s,
        QRegularExpression::CaseInsensitiveOption | QRegularExpression::UseUnicodePropertiesOption);
    const QRegularExpressionMatch match = wellFormed.match(QString::fromUtf8(place));
    if (!match.hasMatch())
        return {};
    const QString ace = QString::fromLatin1(QUrl::toAce(match.captured(1)));
    const QString host = ace.isEmpty() ? match.captured(1) : ace;
    // curl's own ports where none is named
    return match.hasCaptured(2) ? host + match.captured(2)
                                : host + (proxyScheme(proxy) == "https" ? u":443"_s : u":1080"_s);
}

QByteArray withoutLogin(const QByteArray& text, const QByteArray& proxy)
{
    const qsizetype scheme = proxy.indexOf("://");
    const qsizetype begin = scheme < 0 ? 0 : scheme + 3;
    const qsizetype end = proxy.lastIndexOf('@');
    if (end <= begin)
        return text;
    static const QRegularExpression separators(u"[:/?#@]"_s);
    QString shown = QString::fromUtf8(text);
    const QString login = QString::fromUtf8(proxy.sliced(begin, end - begin));
    for (const QString& part : QStringList{login} + login.split(separators, Qt::SkipEmptyParts))
        shown.replace(QRegularExpression(u"(?<!\\w)%1(?!\\w)"_s.arg(QRegularExpression::escape(part))), u"•••"_s);
    return shown.toUtf8();
}

} // namespace Gatewatch
