// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/checkaddress.h>

#include <core/configrules.h>

namespace Gatewatch {

using namespace Qt::StringLiterals;

namespace {

using Read = Result<Check::How>;

/// Whether there is a host and perhaps a port: all else would be left out without a word.
bool isPlace(const QUrl& url)
{
    const QString path = url.path();
    return !url.host().isEmpty() && (path.isEmpty() || path == "/"_L1) && url.userInfo().isEmpty() && !url.hasQuery()
        && !url.hasFragment();
}

Read pageAt(const QUrl& url)
{
    HttpCheck check;
    check.url = url;
    return Check::How(check);
}

Read connectionAt(const QUrl& url)
{
    if (!isPlace(url) || url.port() < 1)
        return Read::failure(u"must name a host and a port, like %1://mail.example.org:25"_s.arg(url.scheme()));
    TcpCheck check;
    check.host = url.host();
    check.port = url.port();
    check.useTls = url.scheme() == "tls"_L1;
    return Check::How(check);
}

/// The elements behind the question mark of RFC 4501; what is wrong with them, if anything.
QString readQuery(const QUrl& url, DnsCheck& check)
{
    for (const QString& element : url.query().split(u';', Qt::SkipEmptyParts)) {
        const QString key = element.section(u'=', 0, 0).toLower();
        const QString value = element.section(u'=', 1).toUpper();
        if (key == "type"_L1 && dnsRecords().contains(value))
            check.record = value;
        else if (key == "type"_L1)
            return u"must ask for type=%1"_s.arg(dnsRecords().join(", "_L1));
        else if (key != "class"_L1 || value != "IN"_L1)
            return u"must have nothing but a type behind the name, like ?type=AAAA"_s;
    }
    return {};
}

Read questionAt(const QUrl& url)
{
    DnsCheck check;
    check.server = url.authority();
    check.name = check.server.isEmpty() ? url.path() : url.path().mid(1);
    if (!check.server.isEmpty() && !isPinnedAddress(check.server))
        return Read::failure(u"must name the server by its numeric address, like dns://192.0.2.53/www.example.org"_s);
    if (!isDnsName(check.name) || url.hasFragment())
        return Read::failure(u"must ask for a name, like dns:www.example.org?type=AAAA"_s);
    const QString problem = readQuery(url, check);
    return problem.isEmpty() ? Read(Check::How(check)) : Read::failure(problem);
}

Read echoAt(const QUrl& url)
{
    PingCheck check;
    const bool isShort = url.authority().isEmpty(); // ping:host
    check.host = isShort ? url.path() : url.host();
    const bool more = isShort ? url.hasQuery() || url.hasFragment() : !isPlace(url) || url.port() >= 0;
    if (more || !isHost(check.host))
        return Read::failure(u"must name a host and nothing else, like ping:www.example.org"_s);
    return Check::How(check);
}

} // namespace

Result<Check::How> checkAt(const QString& address)
{
    // Of an invalid address QUrl knows no scheme.
    const QString scheme = address.section(u':', 0, 0).toLower();
    if (!QStringList{u"http"_s, u"https"_s, u"tcp"_s, u"tls"_s, u"dns"_s, u"ping"_s}.contains(scheme))
        return Read::failure(u"must begin with http://, https://, tcp://, tls://, dns: or ping:"_s);
    const QUrl url = strictUrl(address);
    const CheckKind kind = kindOf(QUrl(scheme + u':'));
    const QString problem = kind == CheckKind::Http ? problemOfUrl(address)
        : url.isValid()                             ? QString()
                                                    : u"must be a valid address"_s;
    if (!problem.isEmpty())
        return Read::failure(problem);
    switch (kind) {
    case CheckKind::Http:
        return pageAt(url);
    case CheckKind::Tcp:
        return connectionAt(url);
    case CheckKind::Dns:
        return questionAt(url);
    case CheckKind::Ping:
        return echoAt(url);
    }
    Q_UNREACHABLE();
}

} // namespace Gatewatch
