// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/diagnosis/loglines.h>

#include <algorithm>
#include <array>

namespace Gatewatch {
namespace {

// Its 502 has eight reasons; these words of its error log tell the usual ones apart.
constexpr const char* nginxLines = "connect() failed”, “upstream prematurely closed”, “could not be resolved” or “SSL";
constexpr const char* goLines = "dial tcp”, “EOF” or “x509";

// Paths are those of Debian's packages, where there is one. Lines and flags: runs of these products against each kind
// of failing server; for others their documentation (Envoy access log flags, Elastic Load Balancing access logs, Cloud
// Load Balancing statusDetails, Heroku error codes, IIS sub-status codes).
constexpr std::array rows{
    LogLine{
        "nginx", "origin_unreachable", nginxLines,
        "grep -E 'connect\\(\\) failed|prematurely closed|could not be resolved|SSL|no live upstreams' "
        "/var/log/nginx/error.log"},
    LogLine{
        "nginx", "origin_refuses_connections", "connect() failed (111",
        "grep -F 'connect() failed (111' /var/log/nginx/error.log"},
    LogLine{
        "nginx", "origin_closes_early", "upstream prematurely closed",
        "grep -E 'upstream prematurely closed|recv\\(\\) failed \\(104' /var/log/nginx/error.log"},
    LogLine{
        "nginx", "origin_timeout", "upstream timed out (110)",
        "grep -F 'upstream timed out (110' /var/log/nginx/error.log"},
    LogLine{
        "nginx", "origin_invalid_response", "upstream sent invalid header”, “no valid” or “too big header",
        "grep -E 'upstream sent (invalid|no valid|too big)' /var/log/nginx/error.log"},
    LogLine{
        "nginx", "certificate_problem", "SSL_do_handshake() failed” or “certificate verify error",
        "grep -E 'SSL_do_handshake|certificate verify error' /var/log/nginx/error.log"},
    LogLine{
        "openresty", nullptr, nginxLines,
        "grep -E 'connect\\(\\) failed|prematurely closed|timed out \\(110|could not be resolved|SSL' "
        "/usr/local/openresty/nginx/logs/error.log"},
    LogLine{
        "tengine", nullptr, nginxLines,
        "grep -E 'connect\\(\\) failed|prematurely closed|timed out \\(110|could not be resolved|SSL' "
        "/usr/local/nginx/logs/error.log"},
    LogLine{
        "kong", nullptr, nginxLines,
        "grep -E 'connect\\(\\) failed|prematurely closed|timed out \\(110|could not be resolved|SSL' "
        "/usr/local/kong/logs/error.log"},
    LogLine{
        "haproxy", "origin_unreachable", "the flags SC or sC", "grep -E ' (SC|sC)[A-Za-z-]{2} ' /var/log/haproxy.log"},
    LogLine{
        "haproxy", "origin_closes_early", "the flags SH or PH", "grep -E ' (SH|PH)[A-Za-z-]{2} ' /var/log/haproxy.log"},
    LogLine{"haproxy", "origin_invalid_response", "the flags PH", "grep -E ' PH[A-Za-z-]{2} ' /var/log/haproxy.log"},
    LogLine{"haproxy", "origin_timeout", "the flags sH", "grep -E ' sH[A-Za-z-]{2} ' /var/log/haproxy.log"},
    LogLine{
        "haproxy", nullptr, "flags that begin with S, s or P",
        "grep -E ' [SsP][CHDQ][A-Za-z-]{2} ' /var/log/haproxy.log"},
    LogLine{
        "apache", "origin_refuses_connections", "AH00957 (attempt to connect failed)",
        "grep -E 'AH00957|AH01114' /var/log/apache2/error.log"},
    LogLine{
        "apache", "origin_closes_early", "AH01102 (error reading status line)",
        "grep -F 'AH01102' /var/log/apache2/error.log"},
    LogLine{
        "apache", "origin_timeout", "(70007)The timeout specified has expired",
        "grep -F '(70007)' /var/log/apache2/error.log"},
    LogLine{
        "apache", "origin_unreachable", "AH00898 (DNS lookup failure)",
        "grep -E 'AH00898|AH00957|AH01114' /var/log/apache2/error.log"},
    LogLine{
        "apache", "certificate_problem", "AH00961 or AH02003 (SSL proxy)",
        "grep -E 'AH00961|AH02003' /var/log/apache2/error.log"},
    LogLine{"apache", nullptr, "proxy:error", "grep -F '[proxy' /var/log/apache2/error.log"},
    LogLine{
        "envoy", "origin_refuses_connections", "the flags UF",
        "grep -E '\" 5[0-9]{2} [A-Z,]*UF' /var/log/envoy/access.log"},
    LogLine{
        "envoy", "origin_unreachable", "the flags UH or UF",
        "grep -E '\" 5[0-9]{2} [A-Z,]*(UH|UF)' /var/log/envoy/access.log"},
    LogLine{
        "envoy", "origin_closes_early", "the flags UC or UR",
        "grep -E '\" 5[0-9]{2} [A-Z,]*(UC|UR)' /var/log/envoy/access.log"},
    LogLine{"envoy", "origin_timeout", "the flags UT", "grep -E '\" 504 [A-Z,]*UT' /var/log/envoy/access.log"},
    LogLine{"envoy", "overload", "the flags UO", "grep -E '\" 503 [A-Z,]*UO' /var/log/envoy/access.log"},
    LogLine{
        "varnish", "origin_timeout", "FetchError first byte timeout in varnishlog",
        "varnishlog -d -g request -q 'FetchError ~ \"timeout\"'"},
    LogLine{"varnish", nullptr, "FetchError in varnishlog", "varnishlog -d -g request -q 'FetchError'"},
    LogLine{
        "aws_alb", "origin_timeout", "target_status_code - with 504, and the target health",
        "zgrep -hE ' 504 - ' *.log.gz"},
    LogLine{"aws_alb", nullptr, "target_status_code - and the target health", "zgrep -hE ' 50[234] - ' *.log.gz"},
    LogLine{
        "google_frontend", nullptr,
        "statusDetails: failed_to_connect_to_backend, backend_timeout, failed_to_pick_backend …",
        "gcloud logging read 'resource.type=\"http_load_balancer\" AND httpRequest.status>=500 AND "
        "timestamp>=\"{since}\"' --limit 20"},
    LogLine{
        "heroku", "origin_timeout", "code=H12 at=error", "heroku logs -n 1500 --source heroku | grep -F 'code=H12'"},
    LogLine{
        "heroku", nullptr, "code=H10, H13, H20 or H21 at=error",
        "heroku logs -n 1500 --source heroku | grep -E 'at=error code=H[0-9]+'"},
    LogLine{
        "caddy", nullptr, goLines,
        "journalctl -u caddy --since '{from}' --until '{to}' | grep -E 'dial tcp|EOF|x509|timeout'"},
    LogLine{
        "traefik", nullptr, goLines,
        "journalctl -u traefik --since '{from}' --until '{to}' | grep -E 'dial tcp|EOF|x509|timeout'"},
    LogLine{
        "squid", "origin_refuses_connections", "TCP_MISS/503 with ERR_CONNECT_FAIL",
        "grep -E 'TCP_[A-Z_]+/503' /var/log/squid/access.log"},
    LogLine{"squid", nullptr, "TCP_MISS/502, 503 or 504", "grep -E 'TCP_[A-Z_]+/50[234]' /var/log/squid/access.log"},
    LogLine{
        "lighttpd", nullptr, "connect failed: Connection refused",
        "grep -E '(mod_proxy|gw_backend)' /var/log/lighttpd/error.log"},
    LogLine{
        "iis", nullptr, "502 3 or 502 4, then 12002 (too slow), 12029 (no connection) or 12030 (reset)",
        "Select-String -Path C:\\inetpub\\logs\\LogFiles\\W3SVC*\\*.log -Pattern ' 502 [34] '"},
};

const LogLine* rowFor(const QString& product, const char* cause)
{
    const auto row = std::find_if(rows.begin(), rows.end(), [&product, cause](const LogLine& one) {
        return product == QLatin1StringView(one.id) && (!one.cause || (cause && qstrcmp(one.cause, cause) == 0));
    });
    return row == rows.end() ? nullptr : &*row;
}

/// What the gateway met, where the verdict names something else, such as that it comes and goes.
const char* causeOf(HopFault fault)
{
    switch (fault) {
    case HopFault::Refused:
        return "origin_refuses_connections";
    case HopFault::ClosedEarly:
    case HopFault::NotStarted:
        return "origin_closes_early";
    case HopFault::TimedOut:
        return "origin_timeout";
    case HopFault::Rubbish:
        return "origin_invalid_response";
    case HopFault::Distrusted:
        return "certificate_problem";
    case HopFault::Overloaded:
        return "overload";
    case HopFault::Unreachable:
    case HopFault::NotFound:
    case HopFault::Unclear:
        return "origin_unreachable";
    case HopFault::OwnFault:
    case HopFault::Throttled:
    case HopFault::Denied:
        break;
    }
    return nullptr;
}

} // namespace

const LogLine* logLineFor(const World& world, const Verdict& verdict)
{
    if (!world.responder.authored.value_or(false))
        return nullptr;
    const LogLine* const exact = rowFor(world.responder.id, verdict.cause.toLatin1().constData());
    if (exact && exact->cause)
        return exact;
    const LogLine* const met = world.hop ? rowFor(world.responder.id, causeOf(world.hop->fault)) : nullptr;
    return met ? met : exact;
}

QString utcText(TimePoint at)
{
    return toIso(at).left(19).replace(u'T', u' ') + QStringLiteral(" UTC");
}

QString commandOf(const LogLine& line, TimePoint at)
{
    QString command = QString::fromLatin1(line.command);
    const TimePoint from = at - std::chrono::minutes(1);
    command.replace(QStringLiteral("{from}"), utcText(from));
    command.replace(QStringLiteral("{to}"), utcText(at + std::chrono::minutes(1)));
    return command.replace(QStringLiteral("{since}"), toIso(from));
}

} // namespace Gatewatch
