// SPDX-License-Identifier: GPL-3.0-or-later
// API gateways that people run themselves, and the gateway in Go's standard library. The rows follow their source and
// documentation, and public captures.
#include <core/diagnosis/signatures_parts.h>

namespace Gatewatch {

QList<Signature> gatewaySignatures()
{
    const Mark kongServer = header("Server", "^kong/");
    const Mark kongText =
        body("\"message\"\\s*:\\s*\"(An invalid response was received from the upstream server"
             "|The upstream server is timing out|The server is currently unavailable"
             "|The upstream server is currently unavailable|failure to get a peer from the ring-balancer"
             "|name resolution failed|no Route matched with those values|API rate limit exceeded"
             "|An unexpected error occurred|request size limit exceeded)\\.?\"");
    const Mark apisix = header("Server", "^APISIX");
    const Mark length = mark(Mark::On::WrongLength);
    const Mark json = header("Content-Type", "json");
    const Mark nghttpxPage = body("<h1>[45]\\d\\d [^<]{2,40}</h1><footer>nghttpx[^<]{0,40}</footer></body></html>");
    return {
        {"kong",
         "Kong",
         "reverse_proxy",
         "kong/([\\d.]+)",
         {header("X-Kong-Request-Id"), header("X-Kong-Response-Latency"), header("X-Kong-Proxy-Latency"), kongServer,
          header("Via", "kong/")},
         // With its words the latency of the upstream only says that it tried.
         {{0.97, {kongServer, kongText}},
          {0.97, {kongServer, noHeader("X-Kong-Upstream-Latency"), body("\"message\"")}},
          {0.9, {header("Via", "kong/"), kongText}},
          {0.9, {header("X-Kong-Request-Id"), kongText}},
          {0.95, {header("X-Kong-Response-Latency"), noHeader("X-Kong-Upstream-Latency"), status("^[45]")}},
          {0.6, {kongText, json}}},
         {{0.95, {header("X-Kong-Upstream-Latency")}}, {0.85, {header("Via", "kong/"), body("\\S")}}},
         {length}},
        {"apisix",
         "Apache APISIX",
         "reverse_proxy",
         "APISIX/([\\d.]+)",
         {apisix, header("X-APISIX-Upstream-Status")},
         // It sets the status of the upstream also where it only failed to connect: its page decides.
         {{0.95, {apisix, footer("^openresty")}},
          {0.85, {body("Powered by <a href=\"https://apisix\\.apache\\.org/\">APISIX"), footer("^openresty")}},
          {0.85, {apisix, body("^\\s*\\{\"error_msg\":"), noHeader("X-APISIX-Upstream-Status")}},
          {0.75, {apisix, status("^5"), noHeader("X-APISIX-Upstream-Status")}}},
         {{0.8, {header("X-APISIX-Upstream-Status"), body("\\S")}}},
         {length, mark(Mark::On::OtherCode)}},
        {"tyk",
         "Tyk",
         "reverse_proxy",
         nullptr,
         {header("X-Tyk-Trace-Id")},
         // Its gateway's source, handler_error.go and reverse_proxy.go.
         {{0.85,
           {body("^\\s*\\{\\s*\"error\"\\s*:\\s*\"(There was a problem proxying the request|Upstream host lookup failed"
                 "|Upstream service reached hard timeout\\.?|service temporarily unavailable|Service temporarily "
                 "unavailable\\.?)\"\\s*\\}\\s*$"),
            json}},
          {0.75, {header("X-Generator", "tyk\\.io"), status("^[45]"), body("\"error\"")}}},
         {{0.7, {header("X-Tyk-Trace-Id"), body("\\S")}}},
         {length}},
        {"gravitee",
         "Gravitee",
         "reverse_proxy",
         nullptr,
         {header("X-Gravitee-Transaction-Id"), header("X-Gravitee-Request-Id")},
         {{0.9,
           {header("X-Gravitee-Transaction-Id"), body("No context-path matches the request URI|\"http_status_code\"")}},
          {0.85,
           {body("^\\s*(\\{\\s*\"message\"\\s*:\\s*\")?No context-path matches the request URI\\.?"), status("^404$")}},
          {0.65, {body("\"http_status_code\"\\s*:\\s*50\\d"), body("\"message\"")}}},
         {{0.7, {header("X-Gravitee-Transaction-Id"), body("\\S")}}},
         {length}},
        {"spring_cloud_gateway",
         "Spring Cloud Gateway",
         "reverse_proxy",
         nullptr,
         {},
         // The message of Netty's client when nothing listens behind it (Spring Boot with its messages switched on).
         {{0.7,
           {body("finishConnect\\(\\.\\.\\) failed: Connection refused|Connection refused: no further information"),
            body("\"requestId\"")}}},
         {}},
        // Its reasons are short lines of plain text (lib/common/http1client.c), its phrase for 502 is nobody else's.
        {"h2o",
         "H2O",
         "reverse_proxy",
         "h2o/([\\d.]+)",
         {header("Server", "^h2o(/|$)")},
         {{0.97,
           {header("Server", "^h2o(/|$)"), reason("^Gateway Error$"), body("\\A[A-Za-z][A-Za-z/ .,'-]{2,60}\\z")}},
          {0.9,
           {header("Server", "^h2o(/|$)"), header("Content-Type", "^text/plain; charset=utf-8$"),
            body("\\A[A-Za-z][A-Za-z/ .,'-]{2,60}\\z"), mark(Mark::On::OnlyGatewayFields)}}},
         {},
         {length}},
        {"nghttpx",
         "nghttpx",
         "reverse_proxy",
         "nghttp(?:x|2)/([\\d.]+)",
         {header("Server", "^nghttpx"), header("Via", "\\bnghttpx\\b")},
         {{0.97, {header("Server", "^nghttpx"), nghttpxPage}},
          {0.85, {nghttpxPage, header("Server", replacesServer)}},
          {0.8, {nghttpxPage, noHeader("Server")}}},
         {{0.85, {header("Via", "\\bnghttpx\\b"), body("\\S")}}},
         {length}},
        // Any gateway made with Go's standard library: they cannot be told apart.
        {"go_reverse_proxy",
         "a gateway written in Go",
         "reverse_proxy",
         nullptr,
         {},
         {{0.7,
           {status("^502$"), noHeader("Server"), header("Date"), noHeader("Content-Type"), noHeader("Via"),
            header("Content-Length", "^0$"), mark(Mark::On::EmptyBody), mark(Mark::On::OnlyGatewayFields)}}},
         {}},
    };
}

} // namespace Gatewatch
