// SPDX-License-Identifier: GPL-3.0-or-later
// Reverse proxies: nginx and what was built from it, HAProxy, Varnish, Envoy, Traefik, Caddy. Those that can be run
// here were measured: every row was checked against what the real program answers in some twenty kinds of failure.
#include <core/diagnosis/signatures_parts.h>

namespace Gatewatch {
namespace {

/// nginx and everything built from it write the same page with another last line.
QList<Proof> nginxLike(const char* footerPattern)
{
    return {
        {0.95, {footer(footerPattern), mark(Mark::On::FooterIsServer)}},
        // Its page below a front that is known to replace the name: the one behind wrote it.
        {0.85, {footer(footerPattern), mark(Mark::On::FooterIsOther), header("Server", replacesServer)}},
        // No Server at all: taken away by its operator, or an ingress controller, which does so by default.
        {0.8, {footer(footerPattern), noHeader("Server"), mark(Mark::On::OnlyGatewayFields)}},
        {0.65, {footer(footerPattern), noHeader("Server")}},
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

/// What nginx's own pages never are.
QList<Mark> notNginx()
{
    return {
        mark(Mark::On::WrongLength), mark(Mark::On::OtherCode), mark(Mark::On::FileFields),
        mark(Mark::On::LowerCaseNames), mark(Mark::On::OddOrder)};
}

/// HAProxy's sentences, from its http.c; each belongs to one code.
constexpr const char* haproxySentences =
    "(Your browser sent an invalid request\\.|Request forbidden by administrative rules\\."
    "|The resource could not be found\\.|Your browser didn't send a complete request in time\\."
    "|You have sent too many requests in a given amount of time\\."
    "|An internal (server )?error (has )?occurred\\."
    "|No server is available to handle this request\\."
    "|The server returned an invalid or incomplete response\\."
    "|The server didn't respond in time\\.)";

} // namespace

QList<Signature> proxySignatures()
{
    const QByteArray haproxyPage = QByteArray("\\A(<html><body><h1>[45]\\d\\d [^<]{1,40}</h1>\\s{1,3})?")
        + haproxySentences + "(\\s{1,3}</body></html>)?\\s{0,3}\\z";
    const Mark haproxyText = body(haproxyPage.constData());
    const Mark envoyText = body("^\\s*(upstream connect error or disconnect/reset before headers|no healthy upstream"
                                "|upstream request timeout|no_healthy_upstream|fault filter abort|RBAC: access denied"
                                "|local_rate_limited)");
    const Mark noTime = noHeader("x-envoy-upstream-service-time");
    const Mark envoyServer = header("Server", "^(istio-)?envoy$");
    const Mark plain = header("Content-Type", "^text/plain$");
    const Mark plainOfGo = header("Content-Type", "^text/plain; charset=utf-8$");
    const Mark length = mark(Mark::On::WrongLength);
    const Mark otherCode = mark(Mark::On::OtherCode);
    const Mark fileFields = mark(Mark::On::FileFields);
    return {
        {"openresty",
         "OpenResty",
         "reverse_proxy",
         "openresty/([\\d.]+)",
         {header("Server", "^openresty")},
         nginxLike("^openresty"),
         passedNginxLike("^openresty"),
         notNginx()},
        {"tengine",
         "Tengine",
         "reverse_proxy",
         "Tengine/([\\d.]+)",
         {header("Server", "^Tengine")},
         {{0.95,
           {header("Server", "^Tengine"), body("Powered by Tengine"),
            body("<h1>[45]\\d\\d |<center><h1>[45]\\d\\d |"
                 "Sorry for the inconvenience")}},
          {0.9, {header("Server", "^Tengine"), footer("^Tengine")}},
          {0.7, {body("Powered by Tengine")}}},
         {{0.6, {header("Server", "^Tengine"), mark(Mark::On::OriginFields)}},
          {0.8, {header("Server", "^Tengine"), status("^[45]"), mark(Mark::On::EmptyBody)}}},
         {length, otherCode, fileFields}},
        {"nginx",
         "nginx",
         "reverse_proxy",
         "nginx/([\\d.]+)",
         {header("Server", "^nginx")},
         nginxLike("^nginx")
             // Kubernetes' ingress, which sends everything without a rule there.
             + QList<Proof>{{0.8, {body("\\A\\s{0,3}default backend - 404\\s{0,3}\\z"), status("^404$")}}},
         passedNginxLike("^nginx"),
         notNginx()},
        {"haproxy",
         "HAProxy",
         "load_balancer",
         nullptr,
         {},
         {{0.95, {haproxyText, noHeader("Server"), noHeader("Date"), mark(Mark::On::OnlyGatewayFields)}},
          {0.85, {haproxyText, header("Server", replacesServer)}},
          {0.8, {haproxyText, noHeader("Server"), header("Via")}},
          {0.7, {haproxyText, noHeader("Server")}},
          {0.5,
           {noHeader("Server"), noHeader("Date"), noHeader("X-Squid-Error"), mark(Mark::On::LowerCaseNames),
            status("^50[234]$")}}},
         {},
         {length, otherCode, fileFields}},
        {"varnish",
         "Varnish",
         "reverse_proxy",
         "Varnish/([\\d.]+)",
         {header("X-Varnish"), header("Via", "\\bvarnish \\(Varnish/")},
         {{0.97, {header("X-Varnish"), header("Server", "^Varnish$"), body("Guru Meditation:")}},
          {0.9, {header("X-Varnish"), header("Server", "^Varnish$")}},
          {0.85, {header("X-Varnish"), body("Guru Meditation:"), body("<p>XID: ?\\d"), body("Varnish cache server")}}},
         // Server: Varnish stands only on what it makes up itself.
         {{0.9, {header("X-Varnish")}}, {0.85, {header("Via", "\\bvarnish \\(Varnish/")}}},
         {otherCode}},
        {"envoy",
         "Envoy",
         "reverse_proxy",
         nullptr,
         {envoyServer, header("x-envoy-upstream-service-time")},
         {{0.97, {envoyText, envoyServer, noTime, plain}},
          {0.9, {envoyText, envoyServer, noTime}},
          {0.8, {envoyText, noTime, plain, mark(Mark::On::OnlyGatewayFields)}},
          {0.65, {envoyText, noTime}}},
         {{0.95, {header("x-envoy-upstream-service-time")}}},
         {length, fileFields}},
        {"linkerd",
         "Linkerd",
         "reverse_proxy",
         nullptr,
         {header("l5d-proxy-error"), header("l5d-proxy-connection")},
         // In its code only its own answers get this field (linkerd2-proxy, errors/respond.rs).
         {{0.97, {header("l5d-proxy-error"), status("^[45]")}}},
         {}},
        {"trafficserver",
         "Apache Traffic Server",
         "reverse_proxy",
         "ATS/([\\d.]+)",
         {header("Server", "^ATS"), header("Via", "ApacheTrafficServer")},
         {{0.9, {header("Server", "^ATS"), body("<FONT FACE=\"Helvetica,Arial\"><B>\\s{0,3}Description: ")}},
          {0.75, {body("<FONT FACE=\"Helvetica,Arial\"><B>\\s{0,3}Description: Could not")}}},
         // It tells the age of what it brings; its own pages have none.
         {{0.85, {header("Via", "ApacheTrafficServer"), body("\\S")}},
          {0.8, {header("Server", "^ATS"), header("Age"), body("\\S")}}},
         {length}},
        {"traefik",
         "Traefik",
         "reverse_proxy",
         nullptr,
         {},
         {{0.85,
           {body("\\Ano available server\\s{0,2}\\z"), noHeader("Server"), plainOfGo, status("^503$"),
            mark(Mark::On::OnlyGatewayFields)}},
          {0.8,
           {body("\\ABad Gateway\\z"), status("^502$"), noHeader("Server"), noHeader("X-Content-Type-Options"),
            plainOfGo, mark(Mark::On::OnlyGatewayFields)}},
          {0.8,
           {body("\\AGateway Timeout\\z"), status("^504$"), noHeader("Server"), noHeader("X-Content-Type-Options"),
            plainOfGo, mark(Mark::On::OnlyGatewayFields)}},
          {0.75,
           {body("\\AService Unavailable\\z"), status("^503$"), noHeader("Server"), noHeader("X-Content-Type-Options"),
            plainOfGo, mark(Mark::On::OnlyGatewayFields)}}},
         {},
         {length, fileFields}},
        {"caddy",
         "Caddy",
         "reverse_proxy",
         nullptr,
         {header("Server", "^Caddy$"), header("Via", "\\bCaddy$")},
         {{0.95,
           {header("Server", "^Caddy$"), status("^[45]"), mark(Mark::On::EmptyBody), noHeader("Content-Type"),
            noHeader("Via"), mark(Mark::On::OnlyGatewayFields)}}},
         // It adds its name beside the one that is there already.
         {{0.95, {header("Server", "^Caddy$"), mark(Mark::On::SeveralServers)}},
          {0.9, {header("Via", "\\bCaddy$")}},
          {0.75, {header("Server", "^Caddy$"), status("^[45]"), mark(Mark::On::EmptyBody), header("Content-Type")}}}},
    };
}

} // namespace Gatewatch
