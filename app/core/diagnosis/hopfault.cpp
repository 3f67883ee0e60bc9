// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/diagnosis/hopfault.h>

#include <core/diagnosis/hoprows.h>
#include <core/diagnosis/proxystatus.h>

#include <QHash>

#include <algorithm>

namespace Gatewatch {
namespace {

constexpr Micros late{900'000}; ///< the shortest time-out that operators configure is a second

/// RFC 9209 section 2.3: error type → what the hop met.
std::optional<HopReading> fromProxyStatus(const ResponseHead& head)
{
    using enum HopFault;
    static const QHash<QString, HopFault> types{
        {QStringLiteral("dns_timeout"), NotFound},
        {QStringLiteral("dns_error"), NotFound},
        {QStringLiteral("destination_not_found"), OwnFault},
        {QStringLiteral("proxy_configuration_error"), OwnFault},
        {QStringLiteral("proxy_internal_error"), OwnFault},
        {QStringLiteral("proxy_loop_detected"), OwnFault},
        {QStringLiteral("destination_ip_prohibited"), Denied},
        {QStringLiteral("http_request_denied"), Denied},
        {QStringLiteral("destination_ip_unroutable"), Unreachable},
        {QStringLiteral("connection_refused"), Refused},
        {QStringLiteral("connection_timeout"), TimedOut},
        {QStringLiteral("connection_limit_reached"), Overloaded},
        {QStringLiteral("destination_unavailable"), Unreachable},
        {QStringLiteral("tls_certificate_error"), Distrusted},
        {QStringLiteral("tls_protocol_error"), Distrusted},
        {QStringLiteral("tls_alert_received"), Distrusted},
        {QStringLiteral("http_response_timeout"), TimedOut},
        {QStringLiteral("connection_read_timeout"), TimedOut},
        {QStringLiteral("connection_write_timeout"), TimedOut},
        {QStringLiteral("connection_terminated"), ClosedEarly},
        {QStringLiteral("http_response_incomplete"), ClosedEarly},
        {QStringLiteral("http_protocol_error"), Rubbish},
        {QStringLiteral("http_upgrade_failed"), Rubbish}};
    for (const StatusHop& hop : parseStatusHops(head.header("Proxy-Status"))) {
        if (hop.error.isEmpty())
            continue;
        const QString line = QStringLiteral("Proxy-Status: %1; error=%2").arg(hop.name.left(60), hop.error.left(60));
        if (const auto type = types.find(hop.error); type != types.end())
            return HopReading{*type, 0.97, line};
        if (hop.error.startsWith(u"http_response_"))
            return HopReading{Rubbish, 0.9, line};
        // The request itself was at fault; the type says nothing of the way to the service.
        if (hop.error == u"http_request_error")
            return HopReading{Denied, 0.75, line};
    }
    return std::nullopt;
}

bool fits(HopDelay delay, const Exchange& exchange)
{
    if (delay == HopDelay::Any)
        return true;
    const Micros way = exchange.phases.connect.value_or(Micros(0));
    const Micros waited = exchange.phases.wait.value_or(exchange.total) - way;
    return waited >= late;
}

bool listed(const char* ids, const QString& id)
{
    return qstrcmp(ids, "*") == 0 || QString::fromLatin1(ids).split(u' ').contains(id);
}

} // namespace

std::optional<HopReading> readHop(const Exchange& exchange, const Responder& responder)
{
    static const QList<HopRow> rows = edgeHopRows() + proxyHopRows();
    if (!exchange.response)
        return std::nullopt;
    if (const std::optional<HopReading> told = fromProxyStatus(*exchange.response))
        return told;
    if (!responder.authored.value_or(false) || responder.role == u"origin")
        return std::nullopt;
    const SeenResponse response(*exchange.response, exchange.body);
    for (const HopRow& row : rows) {
        if (!listed(row.ids, responder.id) || !fits(row.delay, exchange))
            continue;
        if (const std::optional<QStringList> lines = findAll(row.marks, response))
            return HopReading{row.fault, std::min(row.confidence, responder.confidence), lines->constLast(), row.says};
    }
    return std::nullopt;
}

} // namespace Gatewatch
