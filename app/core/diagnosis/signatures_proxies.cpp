// SPDX-License-Identifier: GPL-3.0-or-later
// Proxies, meshes and web servers that forward. The first ten were measured: every row was checked against what the
// real program answers in some twenty kinds of failure.
#include <core/diagnosis/signatures_parts.h>

namespace Gatewatch {
namespace {

// Servers that put their own name over whatever name the answer had: a stock page below them is somebody else's.
constexpr const char* replacesServer =
    "^(cloudflare|envoy|istio-envoy|Caddy|Netlify|Vercel|Fly/|Heroku|Sucuri|AkamaiGHost)";

/// nginx and everything built from it write the same page with another last line.
QList<Proof> nginxLike(const char* footerPattern)
{
    return {
        {0.95, {footer(footerPattern), mark(Mark::On::FooterIsServer)}},
        // Its page below a front that is known to replace the name: the one behind wrote it.
        {0.85, {footer(footerPattern), header("Server", replacesServer)}},
        // No Server at all: taken away by its operator, or an ingress controller, which does so by default.
        {0.8, {footer(footerPattern), noHeader("Server")}},
    };
}

QList<Proof> passedNginxLike(const char* server)
{
    return {
        // Its own page would carry its own version.
        {0.9, {header("Server", server), mark(Mark::On::FooterIsNotServer)}},
        // It replaces the Server field, so somebody behind may have written this; a field that it does not make itself
        // hints at that. No more than possible: add_header puts any field on its own pages too.
        {0.6, {header("Server", server), mark(Mark::On::OriginFields), body("\\S")}},
        {0.8, {header("Server", server), status("^[45]"), mark(Mark::On::EmptyBody)}},
    };
}

} // namespace

QList<Signature> proxySignatures()
{
    const Mark haproxyText = body("No server is available to handle this request\\."
                                  "|The server returned an invalid or incomplete response\\."
                                  "|The server didn't respond in time\\.");
    const Mark envoyText = body("^\\s*(upstream connect error or disconnect/reset before headers|no healthy upstream"
                                "|upstream request timeout)");
    const Mark squidPage = body("Generated [^\\n]{0,120}\\(squid(/[\\d.]+)?\\)|<body id=\"?ERR_");
    return {
        {"openresty",
         "OpenResty",
         "reverse_proxy",
         "openresty/([\\d.]+)",
         {header("Server", "^openresty")},
         nginxLike("^openresty"),
         passedNginxLike("^openresty")},
        {"tengine",
         "Tengine",
         "reverse_proxy",
         "Tengine/([\\d.]+)",
         {header("Server", "^Tengine"), header("EagleId")},
         {{0.95, {header("Server", "^Tengine"), body("Powered by Tengine")}}, {0.7, {body("Powered by Tengine")}}},
         {{0.6, {header("Server", "^Tengine"), mark(Mark::On::OriginFields)}}}},
        {"nginx",
         "nginx",
         "reverse_proxy",
         "nginx/([\\d.]+)",
         {header("Server", "^nginx")},
         nginxLike("^nginx"),
         passedNginxLike("^nginx")},
        {"haproxy",
         "HAProxy",
         "load_balancer",
         nullptr,
         {},
         {{0.95, {haproxyText, noHeader("Server"), noHeader("Date")}},
          {0.85, {haproxyText, header("Server", replacesServer)}},
          {0.75, {haproxyText, noHeader("Server")}},
          {0.5,
           {noHeader("Server"), noHeader("Date"), noHeader("X-Squid-Error"), mark(Mark::On::LowerCaseNames),
            status("^50[234]$")}}},
         {}},
        {"varnish",
         "Varnish",
         "reverse_proxy",
         "Varnish/([\\d.]+)",
         {header("X-Varnish"), header("Via", "\\bvarnish \\(Varnish/")},
         {{0.97, {header("X-Varnish"), header("Server", "^Varnish$"), body("Guru Meditation:")}},
          {0.9, {header("X-Varnish"), header("Server", "^Varnish$")}}},
         // Server: Varnish stands only on what it makes up itself.
         {{0.9, {header("X-Varnish")}}, {0.85, {header("Via", "\\bvarnish \\(Varnish/")}}}},
        {"squid",
         "Squid",
         "unknown",
         "squid/([\\d.]+)",
         {header("Via", "\\(squid"), header("X-Cache-Lookup"), header("Server", "^squid"), header("X-Squid-Error")},
         {{0.98, {header("X-Squid-Error", "^ERR_"), header("Server", "^squid")}},
          {0.9, {header("X-Squid-Error", "^ERR_"), squidPage}},
          {0.85, {header("Server", "^squid"), squidPage}},
          {0.85, {header("Via", "\\(squid"), squidPage}}},
         {{0.9, {header("Via", "\\(squid"), noHeader("X-Squid-Error")}},
          {0.7, {header("X-Cache-Lookup"), noHeader("X-Squid-Error")}}}},
        {"tinyproxy",
         "tinyproxy",
         "forward_proxy",
         "tinyproxy/([\\d.]+)",
         {header("Via", "tinyproxy"), header("Server", "^tinyproxy")},
         {{0.97, {header("Server", "^tinyproxy"), noHeader("Via")}}, {0.9, {header("Server", "^tinyproxy")}}},
         {{0.9, {header("Via", "tinyproxy")}}}},
        {"mitmproxy",
         "mitmproxy",
         "forward_proxy",
         "mitmproxy ([\\d.]+)",
         {header("Server", "^mitmproxy")},
         {{0.97, {header("Server", "^mitmproxy"), body("<title>50\\d")}}, {0.85, {header("Server", "^mitmproxy")}}},
         {}},
        {"zscaler",
         "Zscaler",
         "forward_proxy",
         nullptr,
         {header("Server", "^Zscaler")},
         {{0.9, {header("Server", "^Zscaler")}}},
         {}},
        {"bluecoat",
         "Blue Coat ProxySG",
         "forward_proxy",
         nullptr,
         {},
         {{0.85, {body("Network Error \\((tcp_error|dns_\\w+)\\)")}}},
         {}},
        {"envoy",
         "Envoy",
         "reverse_proxy",
         nullptr,
         {header("Server", "^(istio-)?envoy$"), header("x-envoy-upstream-service-time")},
         {{0.97, {envoyText, header("Server", "^(istio-)?envoy$"), noHeader("x-envoy-upstream-service-time")}},
          {0.8, {envoyText, noHeader("x-envoy-upstream-service-time")}}},
         {{0.95, {header("x-envoy-upstream-service-time")}}}},
        {"kong",
         "Kong",
         "reverse_proxy",
         "kong/([\\d.]+)",
         {header("X-Kong-Request-Id"), header("X-Kong-Response-Latency"), header("X-Kong-Proxy-Latency"),
          header("Server", "^kong/"), header("Via", "kong/")},
         {{0.97, {header("Server", "^kong/"), noHeader("X-Kong-Upstream-Latency"), body("\"message\"")}},
          {0.95, {header("X-Kong-Response-Latency"), noHeader("X-Kong-Upstream-Latency"), status("^[45]")}}},
         {{0.95, {header("X-Kong-Upstream-Latency")}}}},
        {"traefik",
         "Traefik",
         "reverse_proxy",
         nullptr,
         {},
         {{0.85, {body("^no available server\\s*$"), noHeader("Server"), header("Content-Type", "^text/plain")}},
          {0.8,
           {body("^(Bad Gateway|Gateway Timeout|Service Unavailable)$"), noHeader("Server"),
            noHeader("X-Content-Type-Options"), header("Content-Type", "^text/plain")}}},
         {}},
        {"caddy",
         "Caddy",
         "reverse_proxy",
         nullptr,
         {header("Server", "^Caddy$"), header("Via", "\\bCaddy$")},
         {{0.95,
           {header("Server", "^Caddy$"), status("^[45]"), mark(Mark::On::EmptyBody), noHeader("Content-Type"),
            noHeader("Via")}}},
         // It adds its name beside the one that is there already.
         {{0.95, {header("Server", "^Caddy$"), mark(Mark::On::SeveralServers)}}, {0.9, {header("Via", "\\bCaddy$")}}}},
    };
}

QList<Signature> serverSignatures()
{
    const Mark iis = header("Server", "^Microsoft-(IIS|HTTPAPI)");
    const Mark apache = header("Server", "^Apache");
    return {
        {"apache",
         "Apache httpd",
         "reverse_proxy",
         "Apache/([\\d.]+)",
         {},
         {{0.97, {apache, body("The proxy server (received an invalid|could not handle)"), body("<address>Apache")}},
          {0.9,
           {apache,
            body("The proxy server (received an invalid|could not handle)|"
                 "temporarily unable to service your\\s+request due to maintenance downtime"),
            header("Content-Type", "iso-8859-1")}},
          {0.8,
           {apache, body("<!DOCTYPE HTML PUBLIC \"-//(IETF|W3C)//DTD HTML (2\\.0|4\\.01)//EN\""),
            header("Content-Type", "iso-8859-1"), status("^[45]")}},
          {0.8, {body("The proxy server (received an invalid|could not handle)"), header("Server", replacesServer)}}},
         {}},
        {"lighttpd",
         "lighttpd",
         "reverse_proxy",
         "lighttpd/([\\d.]+)",
         {},
         {{0.95,
           {header("Server", "^lighttpd"), body("^<\\?xml version=\"1\\.0\" encoding=\"iso-8859-1\"\\?>"),
            body("<h1>\\d{3} ")}}},
         {}},
        {"litespeed",
         "LiteSpeed",
         "reverse_proxy",
         nullptr,
         {},
         {{0.9, {header("Server", "^LiteSpeed"), body("Proudly powered by LiteSpeed|LiteSpeed Web Server")}}},
         {}},
        {"iis",
         "Microsoft IIS",
         "reverse_proxy",
         "IIS/([\\d.]+)",
         {header("X-Powered-By", "^ARR/")},
         {{0.95, {iis, body("acting as a gateway or proxy server")}},
          {0.9, {body("502 - Web server received an invalid response while acting as a gateway or proxy server")}},
          {0.95, {iis, body("HTTP Error 50[0-9]\\.[0-9]+")}},
          {0.95, {iis, body("HTTP Error 503\\. The service is unavailable")}}},
         {{0.75, {header("X-Powered-By", "^ARR/")}}}},
        // Any gateway made with Go's standard library: they cannot be told apart.
        {"go_reverse_proxy",
         "a gateway written in Go",
         "reverse_proxy",
         nullptr,
         {},
         {{0.75,
           {status("^502$"), noHeader("Server"), header("Date"), noHeader("Content-Type"), noHeader("Via"),
            header("Content-Length", "^0$"), mark(Mark::On::EmptyBody)}}},
         {}},
        {"origin",
         "the application",
         "origin",
         nullptr,
         {},
         {{0.85,
           {header(
               "Server",
               "gunicorn|uvicorn|hypercorn|daphne|Werkzeug|waitress|CherryPy|TornadoServer|Kestrel|Jetty"
               "|Apache-Coyote|Puma|WEBrick|Phusion Passenger|thin|unicorn|SimpleHTTP|BaseHTTP|aiohttp|PostgREST")}},
          {0.8,
           {header("X-Powered-By", "Express|PHP|Next\\.js|ASP\\.NET|Servlet|JSF|Phusion|Nuxt|WordPress"), body("\\S")}},
          {0.75, {header("X-Runtime"), body("\\S")}}},
         {}},
    };
}

} // namespace Gatewatch
