// SPDX-License-Identifier: GPL-3.0-or-later
// Web servers that also forward, and applications. Apache and lighttpd were measured.
#include <core/diagnosis/signatures_parts.h>

namespace Gatewatch {
namespace {

/// Pages and answers that frameworks write themselves, when nobody gave them others. Each is that framework's own
/// template; what any program may write as well is not among them.
QList<Proof> frameworkPages()
{
    return {
        // Flask and whoever else stands on Werkzeug: werkzeug/exceptions.py.
        {0.85,
         {body("\\A<!doctype html>\\s{1,3}<html lang=en>\\s{1,3}<title>[45]\\d\\d "
               "[^<]{3,40}</title>\\s{1,3}<h1>[^<]{3,40}"
               "</h1>\\s{1,3}<p>")}},
        {0.85, {body("Werkzeug Debugger</title>|<!-- Traceback|The debugger caught an exception in your WSGI")}},
        // Django: views/defaults.py.
        {0.85, {body("<h1>Server Error \\(500\\)</h1>\\s{0,3}<p></p>")}},
        {0.8, {body("You're seeing this error because you have <code>DEBUG = True</code>")}},
        // Rails: public/500.html, and Phusion Passenger in front of it.
        {0.8, {body("<title>We're sorry, but something went wrong( \\(500\\))?</title>")}},
        // Java: Tomcat's valve, Jetty's handler, Spring Boot's fallback as a page and as JSON.
        {0.9,
         {body("<title>HTTP Status [45]\\d\\d ?.{1,3} ?[^<]{3,60}</title>"),
          body("<h3>Apache Tomcat/|<hr class=\"line\"")}},
        {0.9, {body("Powered by Jetty://")}},
        {0.85, {body("Whitelabel Error Page")}},
        {0.8,
         {body("\"timestamp\"\\s*:"), body("\"status\"\\s*:\\s*[45]\\d\\d"), body("\"error\"\\s*:\\s*\""),
          body("\"path\"\\s*:\\s*\"/")}},
        // .NET
        {0.85, {body("Server Error in '[^'<]{1,80}' Application\\.")}},
        // PHP and WordPress
        {0.8, {body("<b>Fatal error</b>:  |PHP Fatal error:  ")}},
        {0.85, {body("There has been a critical error on this website|Error establishing a database connection</h1>")}},
        {0.8, {body("<title>Whoops, looks like something went wrong|Oops! An Error Occurred</h1>")}},
        // Express: finalhandler writes this page, gunicorn's workers the next one.
        {0.8, {body("<title>Error</title>\\s{1,3}</head>\\s{1,3}<body>\\s{1,3}<pre>")}},
        {0.75, {body("<h1><p>Internal Server Error</p></h1>")}},
        {0.75, {body("id=\"__NEXT_DATA__\""), status("^[45]")}},
        // A problem of RFC 9457 is how programs tell of errors, but gateways have learnt it too.
        {0.7, {header("Content-Type", "^application/problem\\+(json|xml)"), mark(Mark::On::OriginFields)}},
        {0.5, {header("Content-Type", "^application/problem\\+(json|xml)")}},
    };
}

QList<Proof> applicationNames()
{
    return {
        {0.85,
         {header(
             "Server",
             "^(gunicorn|uvicorn|hypercorn|daphne|granian|Werkzeug|waitress|CherryPy|TornadoServer|Kestrel|Jetty"
             "|Apache-Coyote|Apache Tomcat|Undertow|WildFly|JBoss|GlassFish|Payara|WebLogic|Puma|WEBrick|Phusion "
             "Passenger"
             "|thin|unicorn|Mongrel|SimpleHTTP|BaseHTTP|aiohttp|Python/|PostgREST|MinIO|actix-web|Node\\.js)")}},
        {0.8,
         {header("X-Powered-By", "Express|PHP|Next\\.js|ASP\\.NET|Servlet|JSF|Phusion|Nuxt|WordPress|Undertow|JSP"),
          body("\\S")}},
        {0.75, {header("X-Runtime"), body("\\S")}},
        {0.75, {header("X-AspNet-Version"), body("\\S")}},
    };
}

} // namespace

QList<Signature> serverSignatures()
{
    const Mark iis = header("Server", "^Microsoft-(IIS|HTTPAPI)");
    const Mark apache = header("Server", "^Apache(/|$| )");
    const Mark apacheProxy =
        body("The proxy server (received an invalid\\s{1,3}response|could not handle the request)");
    const Mark apacheAddress = body("<address>Apache(/| )");
    const Mark apachePage =
        body("\\A<!DOCTYPE HTML PUBLIC \"-//(IETF|W3C)//DTD HTML (2\\.0|4\\.01)//EN\"[^>]{0,60}>\\s{1,3}"
             "<html><head>\\s{1,3}<title>[45]\\d\\d ");
    const Mark unavailable = body("temporarily unable to service your\\s{1,3}request due to maintenance downtime");
    const Mark oldLighttpdPage =
        body("\\A<\\?xml version=\"1\\.0\" encoding=\"iso-8859-1\"\\?>\\s{1,3}<!DOCTYPE html PUBLIC "
             "\"-//W3C//DTD XHTML 1\\.0 Transitional//EN\"\\s{1,20}\"[^\"]{10,80}\">\\s{1,3}<html [^>]{10,120}>\\s{1,3}"
             "<head>\\s{1,3}<title>[45]\\d\\d [^<]{2,40}</title>\\s{1,3}</head>\\s{1,3}<body>\\s{1,3}"
             "<h1>[45]\\d\\d [^<]{2,40}</h1>");
    // Since 1.4.74 (src/response.c).
    const Mark lighttpdPage =
        body("\\A<!DOCTYPE html>\\s{1,3}<html lang=\"en\">\\s{1,3}<head>\\s{1,3}<meta charset=\"UTF-8\" />"
             "\\s{1,3}<title>[45]\\d\\d [^<]{2,40}</title>\\s{1,3}</head>\\s{1,3}<body>\\s{1,3}"
             "<h1>[45]\\d\\d [^<]{2,40}</h1>\\s{1,3}</body>\\s{1,3}</html>\\s{0,3}\\z");
    const Mark latin = header("Content-Type", "iso-8859-1");
    const Mark otherCode = mark(Mark::On::OtherCode);
    const Mark length = mark(Mark::On::WrongLength);
    const Mark fileFields = mark(Mark::On::FileFields);
    return {
        {"apache",
         "Apache httpd",
         "reverse_proxy",
         "Apache/([\\d.]+)",
         {},
         {{0.97, {apache, apacheProxy, apacheAddress, apachePage}},
          {0.85, {apache, apacheProxy, latin}},
          {0.9, {apache, apacheProxy, latin, apachePage}},
          {0.9, {apache, unavailable, latin, apachePage}},
          {0.8, {apache, apachePage, latin, status("^[45]")}},
          {0.8, {apacheProxy, apachePage, header("Server", replacesServer)}},
          {0.8, {unavailable, apachePage, latin, header("Server", replacesServer)}},
          {0.75, {apachePage, apacheAddress, header("Server", replacesServer)}},
          {0.75, {apacheProxy, apachePage, noHeader("Server"), mark(Mark::On::OnlyGatewayFields)}}},
         {},
         {length, otherCode, mark(Mark::On::LowerCaseNames), header("X-Runtime"), header("ETag")}},
        {"lighttpd",
         "lighttpd",
         "reverse_proxy",
         "lighttpd/([\\d.]+)",
         {},
         {{0.95, {header("Server", "^lighttpd"), oldLighttpdPage}},
          {0.9, {header("Server", "^lighttpd"), lighttpdPage}},
          // Nobody else begins its pages with that line.
          {0.85, {oldLighttpdPage, header("Server", replacesServer)}},
          {0.7, {oldLighttpdPage, noHeader("Server")}},
          {0.7, {lighttpdPage, header("Server", replacesServer)}},
          {0.6, {lighttpdPage, noHeader("Server")}}},
         {},
         {length, otherCode, header("ETag"), header("X-Runtime")}},
        {"litespeed",
         "LiteSpeed",
         "reverse_proxy",
         nullptr,
         {header("Server", "^LiteSpeed"), header("X-LiteSpeed-Cache")},
         {{0.95, {header("Server", "^LiteSpeed"), body("Proudly powered by LiteSpeed Web Server")}},
          {0.9, {header("Server", "^LiteSpeed"), body("LiteSpeed Technologies Inc\\. is not a web hosting company")}},
          {0.8,
           {body("Proudly powered by LiteSpeed Web Server"), body("LiteSpeed Technologies Inc\\. is not a web hosting"),
            header("Server", replacesServer)}},
          {0.65, {body("Proudly powered by LiteSpeed Web Server"), body("LiteSpeed Technologies Inc")}}},
         {},
         {length, header("ETag"), header("X-Powered-By")}},
        {"iis",
         "Microsoft IIS",
         "reverse_proxy",
         "IIS/([\\d.]+)",
         {header("X-Powered-By", "^ARR/")},
         {{0.95, {iis, body("acting as a gateway or proxy server")}},
          {0.9, {body("502 - Web server received an invalid response while acting as a gateway or proxy server")}},
          {0.95, {iis, body("HTTP Error 50[0-9]\\.[0-9]+")}},
          {0.95, {iis, body("HTTP Error 50[03]\\. ")}},
          {0.8, {body("HTTP Error 50[0-9]\\.[0-9]{1,3} - "), body("ASP\\.NET Core|IIS|ANCM")}},
          // The stock pages of IIS itself and of the kernel's part of it.
          {0.85, {iis, body("<fieldset>\\s{0,3}<h2>[45]\\d\\d - ")}},
          {0.85,
           {iis, body("<h2>(Service Unavailable|Bad Gateway|Bad Request)[^<]{0,40}</h2>\\s{0,3}<hr><p>HTTP Error")}},
          {0.85, {iis, body("The page cannot be displayed because an internal server error has occurred\\.")}}},
         {{0.75, {header("X-Powered-By", "^ARR/")}}},
         {length}},
        {"origin", "the application", "origin", nullptr, {}, applicationNames() + frameworkPages(), {}},
    };
}

} // namespace Gatewatch
