// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/proxyanswer.h>

#include <core/diagnosis/proxystatus.h>

#include <QUrl>

namespace Gatewatch {

using namespace Qt::StringLiterals;

namespace {

/// What it says of a service that it did reach, such as ERR_READ_TIMEOUT, is the service's.
Flaw ofSquid(const ResponseHead& head)
{
    const QByteArray via = head.header("Via");
    if (!via.isEmpty() && (via.contains(',') || !via.contains("squid")))
        return Flaw::None;
    const QByteArray code = head.header("X-Squid-Error").split(' ').first();
    if (code == "ERR_CONNECT_FAIL" || code == "ERR_DNS_FAIL" || code == "ERR_CANNOT_FORWARD")
        return Flaw::ProxyTarget;
    return code == "ERR_ACCESS_DENIED" || code == "ERR_FORWARDING_DENIED" ? Flaw::ProxyForbids : Flaw::None;
}

/// A service that breaks off has no answer of it at all.
Flaw ofTinyproxy(const ResponseHead& head)
{
    if (head.has("Via") || !head.header("Server").startsWith("tinyproxy/"))
        return Flaw::None;
    if (head.status == 403)
        return Flaw::ProxyForbids;
    return head.status == 500 && head.reason == "Unable to connect" ? Flaw::ProxyTarget : Flaw::None;
}

/// The types of RFC 9209 section 2.3 that come before the service was reached.
Flaw ofProxyStatus(const ResponseHead& head, const QString& proxy)
{
    const QList<StatusHop> hops = parseStatusHops(head.header("Proxy-Status"));
    if (hops.isEmpty() || hops.last().receivedStatus)
        return Flaw::None;
    const StatusHop& hop = hops.last(); // the one that is nearest to us
    const auto is = [](const QString& one, const QString& other) {
        return !one.isEmpty() && one.compare(other, Qt::CaseInsensitive) == 0;
    };
    if (!is(hop.name, proxy) && !is(hop.name, QUrl(u"//"_s + proxy).host()))
        return Flaw::None;
    static const QStringList unreachable{u"dns_timeout"_s,
                                         u"dns_error"_s,
                                         u"destination_not_found"_s,
                                         u"destination_unavailable"_s,
                                         u"connection_refused"_s,
                                         u"connection_timeout"_s,
                                         u"connection_limit_reached"_s,
                                         u"destination_ip_unroutable"_s};
    if (unreachable.contains(hop.error))
        return Flaw::ProxyTarget;
    return hop.error == "destination_ip_prohibited"_L1 || hop.error == "http_request_denied"_L1 ? Flaw::ProxyForbids
                                                                                                : Flaw::None;
}

} // namespace

Flaw flawOfProxyAnswer(const ResponseHead& head, const QString& proxy)
{
    if (head.status < 400)
        return Flaw::None;
    for (const Flaw flaw : {ofSquid(head), ofTinyproxy(head), ofProxyStatus(head, proxy)}) {
        if (flaw != Flaw::None)
            return flaw;
    }
    return Flaw::None;
}

} // namespace Gatewatch
