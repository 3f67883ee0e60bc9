// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/diagnosis/hopfault.h>

#include <core/diagnosis/marks.h>
#include <core/diagnosis/proxystatus.h>

#include <QHash>

#include <algorithm>

namespace Gatewatch {
namespace {

/// When the answer came, measured from the request: without the way there and back.
enum class Delay { Any, Late };

struct Row {
    const char* ids; ///< products, separated by blanks
    QList<Mark> marks;
    HopFault fault;
    double confidence;
    Delay delay = Delay::Any;
    const char* says = nullptr;
};

constexpr Micros late{900'000}; ///< the shortest time-out that operators configure is a second

QList<Row> cloudRows()
{
    using enum HopFault;
    return {
        // Its page marks the stop where the error arose: the browser, Cloudflare itself, or the host behind it.
        {"cloudflare", {body("id=\"cf-cloudflare-status\"[^>]*cf-error-source")}, OwnFault, 0.9},
        {"cloudflare", {status("^520$")}, Rubbish, 0.9},
        {"cloudflare", {status("^521$")}, Refused, 0.95},
        {"cloudflare", {status("^522$")}, TimedOut, 0.95},
        {"cloudflare", {status("^523$")}, Unreachable, 0.9},
        {"cloudflare", {status("^524$")}, TimedOut, 0.95},
        {"cloudflare", {status("^52[56]$")}, Distrusted, 0.95},
        {"cloudflare", {body("error code: 1016|Error 1016|>1016<")}, NotFound, 0.95},
        {"cloudflare", {body("error code: 1033|Error 1033|>1033<")}, Unreachable, 0.9},
        {"cloudflare", {body("error code: 110[12]|Error 110[12]|>110[12]<")}, NotStarted, 0.9},
        {"cloudflare", {body("error code: 1015|Error 1015|>1015<")}, Throttled, 0.95},
        // To programs it writes one line of text instead of a page, whoever was to blame for a 502.
        {"cloudflare", {header("Content-Type", "^text/plain"), body("^\\s*error code: 500\\s*$")}, OwnFault, 0.75},
        {"cloudflare", {header("Content-Type", "^text/plain"), body("^\\s*error code: 502\\s*$")}, Unclear, 0.7},
        // Unbranded page: made inside Cloudflare. Branded: in place of a 502 that the server behind had answered.
        {"cloudflare", {footer("^cloudflare")}, OwnFault, 0.9},
        {"cloudflare", {status("^504$"), body("cf-error-details|cf-host-status")}, TimedOut, 0.85},
        {"cloudflare",
         {body("cf-error-details|cf-host-status")},
         Unreachable,
         0.8,
         Delay::Any,
         "%1 says that the service behind it answered with an error"},
        {"cloudfront", {body("wasn't able to resolve|NonS3OriginDnsError")}, NotFound, 0.9},
        {"cloudfront", {body("Lambda(@Edge)? function|CloudFront Function")}, NotStarted, 0.85},
        {"cloudfront", {status("^504$")}, TimedOut, 0.85},
        {"cloudfront", {status("^50[23]$")}, Unclear, 0.7},
        {"akamai", {body("Reference(&#32;| )(&#35;|#)1(&#46;|\\.)")}, TimedOut, 0.6},
        {"akamai", {body("Reference(&#32;| )(&#35;|#)6(&#46;|\\.)")}, Refused, 0.6},
        {"akamai", {status("^50[23]$")}, Unclear, 0.6},
        {"fastly",
         {body("Error 503 (first byte|between bytes|connection) timed? ?out|first byte timeout")},
         TimedOut,
         0.9},
        {"fastly", {body("Error 503 connection refused")}, Refused, 0.95},
        {"fastly", {body("backend read error|Connection reset")}, ClosedEarly, 0.85},
        {"fastly", {body("hostname doesn't match|certificate|SSL")}, Distrusted, 0.9},
        {"fastly", {body("is unhealthy|Backend fetch failed|No healthy backends")}, Unreachable, 0.85},
        {"azure_front_door", {body("OriginTimeout")}, TimedOut, 0.9},
        {"azure_front_door", {body("OriginInvalidResponse")}, Rubbish, 0.9},
        {"azure_front_door azure_app_gateway google_frontend aws_alb", {status("^504$")}, TimedOut, 0.85},
        {"azure_front_door azure_app_gateway google_frontend aws_alb", {status("^50[23]$")}, Unclear, 0.7},
        {"aws_api_gateway", {body("timed out")}, TimedOut, 0.95},
        {"aws_api_gateway", {status("^429$")}, Throttled, 0.95},
        {"aws_api_gateway", {status("^50[023]$")}, Rubbish, 0.75},
        {"vercel", {header("X-Vercel-Error", "DNS_HOSTNAME")}, NotFound, 0.95},
        {"vercel", {header("X-Vercel-Error", "HANDSHAKE")}, Distrusted, 0.95},
        {"vercel", {header("X-Vercel-Error", "TIMEOUT")}, TimedOut, 0.95},
        {"vercel", {header("X-Vercel-Error", "FUNCTION")}, NotStarted, 0.9},
        {"vercel", {header("X-Vercel-Error", "CONNECTION_ERROR|EXTERNAL_TARGET")}, Unreachable, 0.9},
        {"vercel", {header("X-Vercel-Error", "INTERNAL|ROUTER_CANNOT_MATCH")}, OwnFault, 0.75},
        {"netlify", {body("Task timed out")}, TimedOut, 0.85},
        {"netlify", {body("lambda|function")}, NotStarted, 0.8},
        {"heroku render railway fly_io digitalocean", {status("^504$")}, TimedOut, 0.8},
        {"heroku", {status("^503$")}, TimedOut, 0.75, Delay::Late},
        {"heroku render railway fly_io digitalocean", {status("^5")}, NotStarted, 0.75},
    };
}

QList<Row> proxyRows()
{
    using enum HopFault;
    constexpr const char* nginxes = "nginx openresty tengine";
    return {
        {"squid", {header("X-Squid-Error", "ERR_CONNECT_FAIL 111")}, Refused, 0.97},
        {"squid", {header("X-Squid-Error", "ERR_CONNECT_FAIL 110")}, TimedOut, 0.97},
        {"squid", {header("X-Squid-Error", "ERR_CONNECT_FAIL|ERR_CANNOT_FORWARD")}, Unreachable, 0.9},
        {"squid", {header("X-Squid-Error", "ERR_DNS_FAIL")}, NotFound, 0.97},
        {"squid", {header("X-Squid-Error", "ERR_SECURE_CONNECT_FAIL")}, Distrusted, 0.9},
        {"squid", {header("X-Squid-Error", "ERR_ZERO_SIZE_OBJECT|ERR_READ_ERROR 104")}, ClosedEarly, 0.97},
        {"squid", {header("X-Squid-Error", "ERR_READ_TIMEOUT|ERR_LIFETIME")}, TimedOut, 0.97},
        {"squid", {header("X-Squid-Error", "ERR_INVALID_RESP|ERR_TOO_BIG")}, Rubbish, 0.95},
        {"squid", {header("X-Squid-Error", "ERR_ACCESS_DENIED|ERR_CACHE_ACCESS_DENIED")}, Denied, 0.95},
        // Without an errno: a name that leads nowhere, or an origin that it gave up without a try.
        {"squid", {header("X-Squid-Error", "ERR_READ_ERROR")}, Unclear, 0.7},
        {"envoy google_frontend", {body("delayed connect error: 111|Connection refused")}, Refused, 0.97},
        {"envoy google_frontend", {body("CERTIFICATE_VERIFY|TLS_error|TLS error")}, Distrusted, 0.95},
        {"envoy google_frontend", {body("overflow")}, Overloaded, 0.9},
        {"envoy google_frontend", {body("connection timeout|request timeout")}, TimedOut, 0.95},
        {"envoy google_frontend",
         {body("connection termination|remote reset|reset reason: (remote|connection reset)")},
         ClosedEarly,
         0.9},
        {"envoy google_frontend", {body("protocol error")}, Rubbish, 0.95},
        {"envoy google_frontend", {body("no healthy upstream|connection failure")}, Unreachable, 0.9},
        {"apache", {body("DNS lookup failure")}, NotFound, 0.97},
        {"apache", {body("SSL Handshake")}, Distrusted, 0.95},
        {"apache", {body("Error reading from remote server")}, TimedOut, 0.85, Delay::Late},
        {"apache", {body("Error reading from remote server")}, ClosedEarly, 0.85},
        {"apache", {body("received an invalid"), status("^502$")}, Rubbish, 0.85},
        {"apache", {body("maintenance downtime or capacity"), status("^503$")}, TimedOut, 0.75, Delay::Late},
        {"apache", {body("maintenance downtime or capacity"), status("^503$")}, Refused, 0.65},
        {"apache", {body("internal error or misconfiguration")}, NotStarted, 0.7},
        // Its 503 is for a closed port, a name that is not found and a certificate that it distrusts alike.
        {"haproxy", {body("No server is available")}, Unclear, 0.7},
        {"haproxy", {body("invalid or incomplete response")}, ClosedEarly, 0.75},
        {"haproxy", {body("respond in time")}, TimedOut, 0.95},
        {"varnish", {status("^503$")}, TimedOut, 0.75, Delay::Late},
        {"varnish", {status("^503$")}, Unreachable, 0.75},
        {"kong", {body("name resolution failed")}, NotFound, 0.95},
        {"kong", {body("timing out")}, TimedOut, 0.95},
        {"kong", {body("get a peer")}, Unreachable, 0.9},
        {"kong", {body("rate limit")}, Throttled, 0.95},
        {"kong", {body("invalid response")}, Unclear, 0.7},
        {"mitmproxy", {body("Errno 111|refused")}, Refused, 0.95},
        {"mitmproxy", {body("Certificate verify|TLS|SSL")}, Distrusted, 0.95},
        {"mitmproxy", {body("Errno -?\\d+\\] Name|name or service not known|getaddrinfo|resolve")}, NotFound, 0.9},
        {"mitmproxy", {body("closed connection|disconnect|reset")}, ClosedEarly, 0.9},
        {"mitmproxy", {body("timed out|Errno 110")}, TimedOut, 0.9},
        {"mitmproxy", {status("^502$")}, Rubbish, 0.7},
        {"tinyproxy", {body("Unable to connect")}, Unreachable, 0.8},
        {"tinyproxy", {body("Could not retrieve all")}, ClosedEarly, 0.85},
        {"lighttpd", {status("^500$")}, ClosedEarly, 0.7},
        {"lighttpd", {status("^502$")}, Rubbish, 0.75},
        {"lighttpd", {status("^503$")}, Unreachable, 0.8},
        {"traefik", {body("no available server|Service Unavailable")}, Unreachable, 0.85},
        {"iis", {body("0x80072ee2|timed? ?out")}, TimedOut, 0.85},
        {"iis", {body("0x80072efd")}, Refused, 0.85},
        {"iis", {body("0x80072efe")}, ClosedEarly, 0.85},
        {"iis", {body("HTTP Error 50[02]\\.[35]")}, NotStarted, 0.9},
        {"iis", {body("HTTP Error 503\\.")}, NotStarted, 0.9},
        {"bluecoat", {body("dns_")}, NotFound, 0.9},
        // nginx says 502 at once for eight faults: refused, reset, cut off, unreadable, but also a name that is not
        // found and a certificate that it distrusts.
        {nginxes, {status("^502$")}, Unclear, 0.7},
        // Its own 500 is a fault of its configuration or its resources, its own 503 a limit that it keeps.
        {nginxes, {status("^500$")}, OwnFault, 0.75},
        {nginxes, {status("^503$"), noHeader("Server")}, Unreachable, 0.75},
        {nginxes, {status("^503$")}, Overloaded, 0.6},
        {nginxes, {status("^429$")}, Throttled, 0.9},
        {"caddy traefik go_reverse_proxy iis unknown litespeed", {status("^502$")}, Unclear, 0.65},
        {"*", {status("^504$")}, TimedOut, 0.9},
    };
}

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
        {QStringLiteral("http_protocol_error"), Rubbish}};
    for (const StatusHop& hop : parseStatusHops(head.header("Proxy-Status"))) {
        if (hop.error.isEmpty())
            continue;
        const QString line = QStringLiteral("Proxy-Status: %1; error=%2").arg(hop.name.left(60), hop.error.left(60));
        if (const auto type = types.find(hop.error); type != types.end())
            return HopReading{*type, 0.97, line};
        if (hop.error.startsWith(u"http_response_"))
            return HopReading{Rubbish, 0.9, line};
    }
    return std::nullopt;
}

bool fits(Delay delay, const Exchange& exchange)
{
    if (delay == Delay::Any)
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
    static const QList<Row> rows = cloudRows() + proxyRows();
    if (!exchange.response)
        return std::nullopt;
    if (const std::optional<HopReading> told = fromProxyStatus(*exchange.response))
        return told;
    if (!responder.authored.value_or(false) || responder.role == u"origin")
        return std::nullopt;
    const SeenResponse response(*exchange.response, exchange.body);
    for (const Row& row : rows) {
        if (!listed(row.ids, responder.id) || !fits(row.delay, exchange))
            continue;
        if (const std::optional<QStringList> lines = findAll(row.marks, response))
            return HopReading{row.fault, std::min(row.confidence, responder.confidence), lines->constLast(), row.says};
    }
    return std::nullopt;
}

} // namespace Gatewatch
