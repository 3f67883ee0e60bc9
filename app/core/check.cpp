// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/check.h>

namespace Gatewatch {

using namespace Qt::StringLiterals;

namespace {

QUrl hostUrl(const QString& scheme, const QString& host, int port = -1)
{
    QUrl url;
    url.setScheme(scheme);
    url.setHost(host);
    url.setPort(port);
    return url;
}

QUrl addressOf(const HttpCheck& check)
{
    return check.url;
}

QUrl addressOf(const TcpCheck& check)
{
    return hostUrl(check.useTls ? u"tls"_s : u"tcp"_s, check.host, check.port);
}

QUrl addressOf(const DnsCheck& check)
{
    QUrl url;
    url.setScheme(u"dns"_s);
    if (!check.server.isEmpty())
        url.setAuthority(
            check.server.count(u':') > 1 && !check.server.startsWith(u'[') ? u'[' + check.server + u']' : check.server);
    url.setPath(check.server.isEmpty() ? check.name : u'/' + check.name);
    url.setQuery(u"type="_s + check.record);
    return url;
}

QUrl addressOf(const PingCheck& check)
{
    return hostUrl(u"ping"_s, check.host);
}

} // namespace

const Expectation& Check::expect() const
{
    return std::visit([](const auto& check) -> const Expectation& { return check.expect; }, how);
}

bool Check::verifiesTls() const
{
    if (const HttpCheck* check = http())
        return check->verifyTls;
    const auto* tcp = std::get_if<TcpCheck>(&how);
    return tcp && tcp->verifyTls;
}

QUrl Check::address() const
{
    return std::visit([](const auto& check) { return addressOf(check); }, how);
}

QString idOf(CheckKind kind)
{
    switch (kind) {
    case CheckKind::Http:
        return u"http"_s;
    case CheckKind::Tcp:
        return u"tcp"_s;
    case CheckKind::Dns:
        return u"dns"_s;
    case CheckKind::Ping:
        return u"ping"_s;
    }
    Q_UNREACHABLE();
}

CheckKind kindOf(const Check& check)
{
    return static_cast<CheckKind>(check.how.index());
}

CheckKind kindOf(const QUrl& address)
{
    const QString scheme = address.scheme();
    if (scheme == "tcp"_L1 || scheme == "tls"_L1)
        return CheckKind::Tcp;
    if (scheme == "dns"_L1)
        return CheckKind::Dns;
    return scheme == "ping"_L1 ? CheckKind::Ping : CheckKind::Http;
}

const QStringList& dnsRecords()
{
    static const QStringList types{u"A"_s,   u"AAAA"_s, u"CNAME"_s, u"MX"_s,  u"NS"_s,
                                   u"PTR"_s, u"SOA"_s,  u"SRV"_s,   u"TXT"_s, u"CAA"_s};
    return types;
}

} // namespace Gatewatch
