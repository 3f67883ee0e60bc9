// SPDX-License-Identifier: GPL-3.0-or-later
// Written by hand after the products' own templates and source where a comment names them, and otherwise after what
// several public captures have in common.
#include "responsesamples.h"

QByteArray stockPage(const QByteArray& heading, const QByteArray& last)
{
    QByteArray html = "<html>\r\n<head><title>" + heading + "</title></head>\r\n<body>\r\n<center><h1>" + heading
        + "</h1></center>\r\n";
    if (!last.isEmpty())
        html += "<hr><center>" + last + "</center>\r\n";
    return html + "</body>\r\n</html>\r\n";
}

QByteArray withLength(const QByteArray& head, const QByteArray& body)
{
    return head + "Content-Length: " + QByteArray::number(body.size()) + "\r\n\r\n" + body;
}

namespace {

const QByteArray bad = "HTTP/1.1 502 Bad Gateway\r\n";
const QByteArray unavailable = "HTTP/1.1 503 Service Unavailable\r\n";
const QByteArray bad2 = "HTTP/2 502 \r\n";
const QByteArray nginxHead =
    "Server: nginx/1.22.1\r\nDate: Fri, 27 Nov 2026 10:00:00 GMT\r\nContent-Type: text/html\r\n";
const QByteArray date = "Date: Fri, 27 Nov 2026 10:00:00 GMT\r\n";
const QByteArray shop = "Content-Type: text/html\r\nSet-Cookie: a=b\r\n\r\n<h1>Shop: no stock</h1>";
const QByteArray cf = "Server: cloudflare\r\nCF-RAY: 8f1c2d3e4f5a6b7c-FRA\r\n";
const QByteArray cfCloudFront = "X-Cache: Error from cloudfront\r\nVia: 1.1 abc.cloudfront.net (CloudFront)\r\n"
                                "X-Amz-Cf-Pop: FRA56-P3\r\nX-Amz-Cf-Id: z==\r\n";
const QByteArray html = "Content-Type: text/html\r\n";
const QByteArray json = "Content-Type: application/json\r\n";
const QByteArray plain = "Content-Type: text/plain\r\n";
const QByteArray shortLighttpdPage =
    "<!DOCTYPE html>\n<html lang=\"en\">\n <head>\n  <meta charset=\"UTF-8\" />\n  <title>503 Service "
    "Unavailable</title>\n </head>\n <body>\n  <h1>503 Service Unavailable</h1>\n </body>\n</html>\n";
const QByteArray apacheProxyError =
    "<!DOCTYPE HTML PUBLIC \"-//IETF//DTD HTML 2.0//EN\">\n<html><head>\n<title>502 Proxy "
    "Error</title>\n</head><body>\n"
    "<h1>Proxy Error</h1>\n<p>The proxy server received an invalid\r\nresponse from an upstream server.<br />\r\n"
    "The proxy server could not handle the request<p>Reason: <strong>Error reading from remote "
    "server</strong></p></p>\n";
const QByteArray apacheFooter = "<hr>\n<address>Apache/2.4.57 (Debian) Server at shop.example Port 443</address>\n";
const QByteArray haproxyPage = "<html><body><h1>503 Service Unavailable</h1>\n"
                               "No server is available to handle this request.\n</body></html>\n";

QList<ResponseSample> proxies()
{
    return {
        {"nginx over HTTP/2",
         bad2 + "server: nginx\r\ndate: x\r\ncontent-type: text/html\r\ncontent-length: 150\r\n\r\n"
             + stockPage("502 Bad Gateway", "nginx"),
         "nginx", 1, "nginx"},
        {"nginx with a policy of its operator",
         withLength(bad + nginxHead + "X-Frame-Options: DENY\r\n", stockPage("502 Bad Gateway", "nginx/1.22.1")),
         "nginx", 1, "nginx"},
        {"nginx for a browser that gets padding",
         withLength(
             bad + nginxHead,
             stockPage("502 Bad Gateway", "nginx/1.22.1")
                 + QByteArray("<!-- a padding to disable MSIE and Chrome friendly error page -->\r\n").repeated(6)),
         "nginx", 1, "nginx"},
        {"nginx of before 1.14",
         withLength(
             bad + "Server: nginx/1.10.3\r\n" + date + html,
             stockPage("502 Bad Gateway", "nginx/1.10.3").replace("<body>", "<body bgcolor=\"white\">")),
         "nginx", 1, "nginx"},
        {"nginx saved with bare line feeds",
         "HTTP/1.1 502 Bad Gateway\nServer: nginx/1.22.1\nDate: x\nContent-Type: text/html\nContent-Length: 157\n\n"
             + stockPage("502 Bad Gateway", "nginx/1.22.1").replace("\r\n", "\n"),
         "nginx", 1, "nginx"},
        {"nginx that wants a certificate",
         withLength(
             "HTTP/1.1 400 Bad Request\r\n" + nginxHead,
             stockPage("400 Bad Request", "nginx/1.22.1")
                 .replace("<title>400 Bad Request", "<title>400 No required SSL certificate was sent")
                 .replace(
                     "</h1></center>\r\n",
                     "</h1></center>\r\n<center>No required SSL certificate was sent</center>\r\n")),
         "nginx", 1, "nginx"},
        {"nginx behind Apache",
         bad + date + "Server: nginx/1.22.1\r\n" + html + "\r\n" + stockPage("502 Bad Gateway", "nginx/1.22.1"),
         "nginx", 1, nullptr},
        {"nginx behind OpenResty",
         bad + "Server: openresty\r\n" + date + html + "\r\n" + stockPage("502 Bad Gateway", "nginx"), "nginx", 1,
         "openresty nginx"},
        {"nginx behind Varnish",
         bad + "Server: nginx/1.22.1\r\n" + date + html
             + "X-Varnish: 53\r\nAge: 0\r\nVia: 1.1 varnish (Varnish/7.1)\r\n"
               "Accept-Ranges: bytes\r\n\r\n"
             + stockPage("502 Bad Gateway", "nginx/1.22.1"),
         "nginx", 1, "varnish nginx"},
        {"a content network, a load balancer, nginx",
         bad + nginxHead + cfCloudFront + "Set-Cookie: AWSALB=x; Path=/\r\n\r\n"
             + stockPage("502 Bad Gateway", "nginx/1.22.1"),
         "nginx", 1, "cloudfront aws_alb nginx"},
        {"Kubernetes' default backend",
         "HTTP/1.1 404 Not Found\r\nContent-Type: text/plain; charset=utf-8\r\n\r\ndefault backend - 404", "nginx", 1,
         nullptr},
        {"Apache",
         withLength(
             "HTTP/1.1 502 Proxy Error\r\n" + date
                 + "Server: Apache/2.4.57 (Debian)\r\n"
                   "Content-Type: text/html; charset=iso-8859-1\r\n",
             apacheProxyError + apacheFooter + "</body></html>\n"),
         "apache", 1, "apache"},
        {"Apache without a name, over HTTP/2",
         withLength(
             bad2 + "server: Apache\r\ncontent-type: text/html; charset=iso-8859-1\r\n",
             apacheProxyError + "</body></html>\n"),
         "apache", 1, "apache"},
        {"Apache behind Cloudflare", bad + cf + html + "\r\n" + apacheProxyError + apacheFooter + "</body></html>\n",
         "apache", 1, "cloudflare apache"},
        {"HAProxy", withLength(unavailable + "cache-control: no-cache\r\ncontent-type: text/html\r\n", haproxyPage),
         "haproxy", 1, "haproxy"},
        {"HAProxy of old",
         "HTTP/1.0 503 Service Unavailable\r\nCache-Control: no-cache\r\nConnection: close\r\n"
         "Content-Type: text/html\r\n\r\n"
             + haproxyPage,
         "haproxy", 1, "haproxy"},
        {"HAProxy over HTTP/2",
         withLength("HTTP/2 503 \r\ncache-control: no-cache\r\ncontent-type: text/html\r\n", haproxyPage), "haproxy", 1,
         "haproxy"},
        {"HAProxy behind Cloudflare", unavailable + cf + html + "\r\n" + haproxyPage, "haproxy", 1,
         "cloudflare haproxy"},
        {"Envoy refused",
         unavailable
             + "content-type: text/plain\r\ndate: x\r\nserver: istio-envoy\r\n\r\n"
               "upstream connect error or disconnect/reset before headers. retried and the latest reset reason: "
               "connection "
               "failure, transport failure reason: delayed connect error: 111",
         "envoy", 1, "envoy"},
        {"Envoy over HTTP/2",
         "HTTP/2 503 \r\ncontent-length: 19\r\ncontent-type: text/plain\r\nserver: envoy\r\n\r\nno healthy upstream",
         "envoy", 1, "envoy"},
        {"Envoy that was told to fail",
         unavailable
             + "content-length: 18\r\ncontent-type: text/plain\r\nserver: istio-envoy\r\n\r\nfault filter abort",
         "envoy", 1, "envoy"},
        {"a page of nginx saved alone", stockPage("502 Bad Gateway", "nginx/1.18.0 (Ubuntu)"), "nginx", 1, "nginx"},
        {"a page of Cloudflare saved alone", stockPage("502 Bad Gateway", "cloudflare"), "cloudflare", 1, "cloudflare"},
        {"Linkerd behind Envoy",
         "HTTP/2 504 \r\nl5d-proxy-error: logical service 10.0.0.1:8000: service in fail-fast\r\n"
         "x-envoy-upstream-service-time: 3001\r\nserver: envoy\r\n\r\n",
         "linkerd", 1, "envoy linkerd"},
        {"Traefik without a server",
         unavailable
             + "Content-Type: text/plain; charset=utf-8\r\nX-Content-Type-Options: nosniff\r\nDate: x\r\n"
               "Content-Length: 20\r\n\r\nno available server\n",
         "traefik", 1, "traefik"},
        {"H2O that reaches nobody",
         withLength(
             "HTTP/1.1 502 Gateway Error\r\n" + date
                 + "Server: h2o/2.2.5\r\ncontent-type: text/plain; charset=utf-8\r\n",
             "connection failed"),
         "h2o", 1, "h2o"},
        {"H2O that waits in vain",
         withLength(
             "HTTP/1.1 502 Gateway Error\r\n" + date
                 + "Server: h2o/2.2.5\r\ncontent-type: text/plain; charset=utf-8\r\n",
             "I/O timeout"),
         "h2o", 1, "h2o"},
        {"nghttpx",
         withLength(
             bad + "Server: nghttpx\r\n" + date + "Content-Type: text/html; charset=UTF-8\r\n",
             "<!DOCTYPE html><html lang=\"en\"><title>502 Bad Gateway</title><body><h1>502 Bad Gateway</h1>"
             "<footer>nghttpx</footer></body></html>"),
         "nghttpx", 1, "nghttpx"},
        {"HAProxy behind Traffic Server",
         withLength(
             unavailable + "cache-control: no-cache\r\ncontent-type: text/html\r\n" + date
                 + "Age: 0\r\nServer: ATS/9.2.9\r\n",
             haproxyPage),
         "haproxy", 1, "trafficserver haproxy"},
        {"Apache behind H2O",
         withLength(
             unavailable + date + "Server: h2o/2.2.5\r\nContent-Type: text/html; charset=iso-8859-1\r\n",
             "<!DOCTYPE HTML PUBLIC \"-//W3C//DTD HTML 4.01//EN\" \"http://www.w3.org/TR/html4/strict.dtd\">\n<html>"
             "<head>\n<title>503 Service Unavailable</title>\n</head><body>\n<h1>Service Unavailable</h1>\n<p>The "
             "server is temporarily unable to service your\nrequest due to maintenance downtime or capacity\n"
             "problems. Please try again later.</p>\n</body></html>\n"),
         "apache", 1, nullptr},
        {"lighttpd behind nginx behind HAProxy",
         withLength(
             unavailable + "server: nginx/1.22.1\r\ndate: Sat, 28 Nov 2026 07:08:23 GMT\r\ncontent-type: text/html\r\n",
             "<?xml version=\"1.0\" encoding=\"iso-8859-1\"?>\n<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0 "
             "Transitional//EN\"\n         \"http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd\">\n<html "
             "xmlns=\"http://www.w3.org/1999/xhtml\" xml:lang=\"en\" lang=\"en\">\n <head>\n  <title>503 Service "
             "Unavailable</title>\n </head>\n <body>\n  <h1>503 Service Unavailable</h1>\n </body>\n</html>\n"),
         "lighttpd", 1, nullptr},
        {"lighttpd 1.4.79", withLength(unavailable + html + date + "Server: lighttpd/1.4.79\r\n", shortLighttpdPage),
         "lighttpd", 1, nullptr},
        {"lighttpd 1.4.79 behind nginx", withLength(unavailable + nginxHead, shortLighttpdPage), "lighttpd", 1,
         nullptr},
        {"Traffic Server that passes on",
         withLength(
             "HTTP/1.1 500 Error\r\nServer: ATS/9.2.9\r\n" + date + html + "Age: 0\r\n",
             "<h1>Sorry, the shop broke</h1>"),
         "trafficserver", 0, nullptr},
        {"Squid with a page of its operator",
         withLength(
             unavailable + "Server: squid\r\nMime-Version: 1.0\r\n" + date + html
                 + "X-Squid-Error: 503:ERR_ACME 0\r\nX-Cache: MISS from proxy.acme\r\nVia: 1.1 proxy.acme (squid)\r\n",
             "<html><h1>ACME Corp: this category is blocked</h1></html>"),
         "squid", 1, nullptr},
        {"Apache Traffic Server",
         bad + date
             + "Server: ATS/9.2.3\r\nCache-Control: no-store\r\nContent-Type: text/html\r\n\r\n<HTML>\n<HEAD>\n"
               "<TITLE>Could Not Connect</TITLE>\n</HEAD>\n<BODY BGCOLOR=\"white\" FGCOLOR=\"black\">\n<H1>Could Not "
               "Connect</H1>\n"
               "<HR>\n<FONT FACE=\"Helvetica,Arial\"><B>\nDescription: Could not connect to the requested server "
               "host.\n</B></FONT>",
         "trafficserver", 1, "trafficserver"},
        {"LiteSpeed",
         unavailable + "Server: LiteSpeed\r\n" + html
             + "\r\n<h1>503</h1><h2>Service Unavailable</h2>Proudly powered by "
               "LiteSpeed Web Server<p>Please be advised that LiteSpeed Technologies Inc. is not a web hosting "
               "company</p>",
         "litespeed", 1, "litespeed"},
        {"IIS sub-code",
         bad + "Server: Microsoft-IIS/10.0\r\n" + html
             + "\r\n<h2>HTTP Error 502.5 - ANCM Out-Of-Process Startup Failure</h2>",
         "iis", 1, "iis"},
        {"the kernel's part of IIS",
         unavailable
             + "Content-Type: text/html; charset=us-ascii\r\nServer: Microsoft-HTTPAPI/2.0\r\n\r\n"
               "<h2>Service Unavailable</h2>\r\n<hr><p>HTTP Error 503. The service is unavailable.</p>",
         "iis", 1, "iis"},
        {"ARR passed on", bad + "Server: Microsoft-IIS/10.0\r\nX-Powered-By: ARR/3.0\r\n" + shop, "iis", 0, "iis"},
    };
}

QList<ResponseSample> gateways()
{
    return {
        // Its latency of the upstream is there as soon as it tried: kong/error_handlers.lua.
        {"Kong that tried",
         withLength(
             bad2
                 + "content-type: application/json; charset=utf-8\r\nx-kong-upstream-latency: 2\r\n"
                   "x-kong-proxy-latency: 2\r\nvia: 1.1 kong/3.12.0.0-enterprise-edition\r\n"
                   "server: kong/3.12.0.0-enterprise-edition\r\n",
             "{\n  \"message\":\"An invalid response was received from the upstream server\",\n"
             "  \"request_id\":\"efc1\"\n}"),
         "kong", 1, "kong"},
        {"Kong in OpenResty's name",
         bad
             + "Server: openresty\r\nContent-Type: application/json; charset=utf-8\r\nX-Kong-Upstream-Latency: 3071\r\n"
               "Via: kong/2.3.3\r\n\r\n{\n  \"message\":\"An invalid response was received from the upstream "
               "server\"\n}",
         "kong", 1, "openresty kong"},
        {"APISIX",
         bad + date
             + "Content-Type: text/html; charset=utf-8\r\nConnection: keep-alive\r\nServer: APISIX/3.2.0\r\n"
               "X-APISIX-Upstream-Status: 502\r\n\r\n"
             + stockPage("502 Bad Gateway", "openresty"),
         "apisix", 1, "apisix"},
        {"APISIX passed on", bad + "Server: APISIX/3.2.0\r\nX-APISIX-Upstream-Status: 502\r\n" + shop, "apisix", 0,
         "apisix"},
        {"Tyk",
         withLength(
             "HTTP/1.1 500 Internal Server Error\r\n" + json + date,
             "{\n    \"error\": \"There was a problem proxying the request\"\n}"),
         "tyk", 1, "tyk"},
        {"Gravitee",
         "HTTP/1.1 404 Not Found\r\nX-Gravitee-Transaction-Id: 1\r\nContent-Type: text/plain\r\n\r\n"
         "No context-path matches the request URI.",
         "gravitee", 1, "gravitee"},
        {"NetScaler",
         "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 62\r\nConnection: close\r\n"
         "Cache-Control: no-cache,no-store\r\nPragma: no-cache\r\n\r\n"
         "<html><body><b>Http/1.1 Service Unavailable</b></body> </html>",
         "netscaler", 1, "netscaler"},
        {"BIG-IP",
         "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html><head><title>Request Rejected</title></head><body>"
         "The requested URL was rejected. Please consult with your administrator.<br><br>Your support ID is: "
         "4045204596866416688<br><br></body></html>",
         "f5_bigip", 1, "f5_bigip"},
        {"BIG-IP passed on", bad + "Server: shop\r\nSet-Cookie: BIGipServerpool=1.2.3; path=/\r\n\r\n<h1>no</h1>",
         "f5_bigip", 0, "f5_bigip"},
        {"load balancer over HTTP/2",
         bad2 + "server: awselb/2.0\r\ndate: x\r\ncontent-type: text/html\r\ncontent-length: 122\r\n\r\n"
             + stockPage("502 Bad Gateway", ""),
         "aws_alb", 1, "aws_alb"},
        {"load balancer and gRPC", bad2 + "server: awselb/2.0\r\ngrpc-status: 14\r\ngrpc-message: unavailable\r\n\r\n",
         "aws_alb", 1, "aws_alb"},
        {"classic load balancer",
         "HTTP/1.1 503 Service Unavailable: Back-end server is at capacity\r\nContent-Length: 0\r\n"
         "Connection: keep-alive\r\n\r\n",
         "aws_elb", 1, "aws_elb"},
        {"API gateway behind CloudFront",
         withLength(
             bad2
                 + "content-type: application/json\r\nx-amzn-requestid: 1\r\n"
                   "x-amzn-errortype: InternalServerErrorException\r\nx-amz-apigw-id: q=\r\n"
                 + cfCloudFront,
             "{\"message\": \"Internal server error\"}"),
         "aws_api_gateway", 1, "cloudfront aws_api_gateway"},
        {"HTTP API",
         withLength(unavailable + json + "apigw-requestid: x=\r\n", "{\"message\":\"Service Unavailable\"}"),
         "aws_api_gateway", 1, "aws_api_gateway"},
        {"Cloud Run",
         unavailable
             + "content-type: text/html; charset=UTF-8\r\nserver: Google Frontend\r\n\r\n<html><head>\n<meta "
               "http-equiv=\"content-type\" content=\"text/html;charset=utf-8\">\n<title>503 Server "
               "Error</title>\n</head>\n<body>\n"
               "<h1>Error: Server Error</h1>\n<h2>The service you requested is not available at this time.<p>Service "
               "error -27.</h2>"
               "\n</body></html>",
         "google_frontend", 1, "google_frontend"},
        {"App Engine passed on", "HTTP/1.1 500 \r\nserver: Google Frontend\r\nx-cloud-trace-context: 1\r\n" + shop,
         "google_frontend", 0, "google_frontend"},
        {"front door with its debug field",
         unavailable
             + "X-Azure-Ref: 0x\r\nX-Azure-ExternalError: 0x830c1011, The certificate authority is unfamiliar.\r\n\r\n"
               "<p>no</p>",
         "azure_front_door", 1, "azure_front_door"},
    };
}

QList<ResponseSample> edges()
{
    return {
        {"Cloudflare 522 page",
         "HTTP/2 522 \r\ncontent-type: text/html\r\n" + cf
             + "\r\n<title>shop.example | 522: Connection timed out</title><div id=\"cf-error-details\">",
         "cloudflare", 1, "cloudflare"},
        {"Cloudflare 1016", "HTTP/2 530 \r\ncontent-type: text/plain\r\n" + cf + "\r\nerror code: 1016", "cloudflare",
         1, "cloudflare"},
        {"a crash in Cloudflare's workers",
         "HTTP/1.1 500 \r\n" + cf + html + "\r\n<div id=\"cf-wrapper\"><span class=\"cf-error-code\">1101</span>",
         "cloudflare", 1, "cloudflare"},
        {"tunnel of Cloudflare",
         bad2 + cf
             + "\r\nUnable to reach the origin service. The service may be down or it may not be responding to traffic "
               "from cloudflared",
         "cloudflared", 1, "cloudflare cloudflared"},
        {"CloudFront passed on over HTTP/2", bad2 + "server: shop\r\n" + cfCloudFront.toLower() + shop, "cloudfront", 0,
         "cloudfront"},
        {"CloudFront without its Via",
         "HTTP/1.1 403 Forbidden\r\nserver: nginx/1.24.0\r\nx-cache: Error from cloudfront\r\nx-amz-cf-pop: "
         "ICN80-P4\r\n"
             + shop,
         "cloudfront", 0, "cloudfront nginx"},
        {"Akamai with its newer page",
         unavailable + "Server: AkamaiGHost\r\nMime-Version: 1.0\r\n" + html
             + "\r\nReference&#32;&#35;3&#46;4c&#46;1&#46;2<P>https&#58;&#47;&#47;errors&#46;edgesuite&#46;net&#47;3",
         "akamai", 1, "akamai"},
        {"Akamai tells that it asked", bad + "Server: shop\r\nAkamai-GRN: 0.1\r\n" + shop, "akamai", 0, "akamai"},
        {"Fastly over HTTP/2",
         "HTTP/2 503 \r\nx-served-by: cache-fra1234-FRA\r\nvia: 1.1 varnish\r\n\r\n<h1>Error 503 first byte "
         "timeout</h1>"
         "<p>Error 54113</p><p>Details: cache-fra1234-FRA 1 2</p><hr><p>Varnish cache server</p>",
         "fastly", 1, "fastly"},
        {"Fastly in front of Varnish",
         "HTTP/1.1 503 Backend fetch failed\r\nServer: Varnish\r\nX-Varnish: 8\r\nVia: 1.1 varnish (Varnish/7.1), 1.1 "
         "varnish"
         "\r\nX-Served-By: cache-fra1234-FRA\r\n"
             + html
             + "\r\n<h1>Error 503 Backend fetch failed</h1><h3>Guru Meditation:</h3>"
               "<p>XID: 9</p><p>Varnish cache server</p>",
         "varnish", 1, "fastly varnish"},
        {"Fastly under Varnish's name",
         "HTTP/1.1 500 Domain Not Found\r\nConnection: close\r\nServer: Varnish\r\nRetry-After: 0\r\n"
         "X-Served-By: cache-fra-eddf8230125-FRA\r\nAccept-Ranges: bytes\r\nVia: 1.1 varnish\r\n\r\n<html>\n<head>\n"
         "<title>Fastly error: unknown domain </title>\n</head>\n<body>\n<p>Fastly error: unknown domain: . Please "
         "check that "
         "this domain has been added to a service.</p>\n<p>Details: cache-fra-eddf8230125-FRA</p></body></html>",
         "fastly", 1, "fastly"},
        {"Imperva",
         "HTTP/1.1 403 Forbidden\r\nX-Iinfo: 1-2\r\nX-CDN: Imperva\r\n\r\n<iframe src=\"/_Incapsula_Resource?\">",
         "imperva", 1, "imperva"},
        {"Sucuri",
         "HTTP/1.1 403 Forbidden\r\nServer: Sucuri/Cloudproxy\r\nX-Sucuri-ID: 1\r\n\r\n<title>Sucuri WebSite Firewall "
         "- "
         "Access Denied</title>",
         "sucuri", 1, "sucuri"},
        {"bunny.net passed on", bad + "Server: BunnyCDN-DE1-1081\r\nCDN-PullZone: 1\r\nCDN-RequestId: 2\r\n" + shop,
         "bunny", 0, "bunny"},
        {"nginx behind bunny.net",
         bad + "Server: BunnyCDN-DE1-1081\r\nCDN-RequestId: 2\r\n\r\n" + stockPage("502 Bad Gateway", "nginx"), "nginx",
         1, "bunny nginx"},
        {"KeyCDN",
         bad + "Server: keycdn-engine\r\n" + date + html + "\r\n" + stockPage("502 Bad Gateway", "keycdn-engine"),
         "keycdn", 1, "keycdn"},
        {"Gcore passed on", bad + "Server: shop\r\nX-ID-FE: fr5-hw-edge-gc17\r\n" + shop, "gcore", 0, "gcore"},
        {"StackPath passed on", bad + "Server: shop\r\nX-HW: 1700000000.cds058.fr8.hn\r\n" + shop, "stackpath", 0,
         "stackpath"},
        {"Alibaba passed on",
         "HTTP/1.1 500 \r\nServer: Tengine\r\nVia: cache46.l2et15-1[41,500-1280,M], cache1.cn1349[90,0]\r\n"
         "X-Swift-Error: orig response 5XX error\r\nX-Swift-SaveTime: x\r\nEagleId: 241b\r\n"
             + shop,
         "alibaba_cdn", 0, "alibaba_cdn tengine"},
        {"EdgeOne's rules", "HTTP/1.1 567 \r\nServer: EdgeOne_L7S_OC\r\nEO-LOG-UUID: 1\r\n\r\n<p>no</p>", "edgeone", 1,
         "edgeone"},
        {"EdgeOne passed on", bad + "Server: shop\r\nEO-LOG-UUID: 1\r\nEO-Cache-Status: MISS\r\n" + shop, "edgeone", 0,
         "edgeone"},
        {"two content networks", bad + cf + "X-Vercel-Id: fra1::iad1::x\r\nX-Vercel-Cache: MISS\r\n" + shop, "vercel",
         0, "cloudflare vercel"},
    };
}

QList<ResponseSample> platforms()
{
    return {
        {"Heroku",
         "HTTP/1.1 503 Service Unavailable\r\nServer: Cowboy\r\nVia: 1.1 vegur\r\n" + html
             + "\r\n<iframe src=\"//www.herokucdn.com/error-pages/application-error.html\"></iframe>",
         "heroku", 1, "heroku"},
        {"Heroku passed on", "HTTP/1.1 500 \r\nServer: Heroku\r\nVia: 2.0 heroku-router\r\n" + shop, "heroku", 0,
         "heroku"},
        {"Vercel over HTTP/2",
         "HTTP/2 504 \r\nserver: Vercel\r\nx-vercel-error: FUNCTION_INVOCATION_TIMEOUT\r\nx-vercel-id: fra1::x\r\n"
         "content-type: text/plain\r\n\r\nAn error occurred with your deployment",
         "vercel", 1, "vercel"},
        // It names itself in place of the application's server.
        {"Render gave up",
         bad2
             + "content-length: 0\r\nserver: cloudflare\r\ncf-ray: 1-FRA\r\nrndr-id: 1\r\n"
               "x-render-origin-server: Render\r\n\r\n",
         "render", 1, "cloudflare render"},
        {"Render never deployed", bad2 + "server: cloudflare\r\ncf-ray: 1-FRA\r\nx-render-routing: no-deploy\r\n\r\n",
         "render", 1, "cloudflare render"},
        {"Railway over HTTP/2",
         bad2
             + "server: railway-hikari\r\nx-railway-fallback: true\r\nx-hikari-trace: sin1.x\r\ncontent-type: "
               "application/json"
               "\r\n\r\n{\"status\":\"error\",\"code\":502,\"message\":\"Application failed to respond\"}",
         "railway", 1, "railway"},
        {"Railway passed on", "HTTP/2 500 \r\nserver: railway-edge\r\nx-railway-request-id: 1\r\n" + shop, "railway", 0,
         "railway"},
        // Its own failure carries the status of its own proxy as the original one.
        {"DigitalOcean has nobody",
         "HTTP/2 504 \r\nserver: cloudflare\r\ncf-ray: 1-FRA\r\nx-do-app-origin: 1\r\n"
         "x-do-orig-status: 503\r\nx-do-failure-code: UH\r\nx-do-failure-msg: no_healthy_upstream\r\n\r\n"
         "<h1>504</h1>",
         "digitalocean", 1, "cloudflare digitalocean"},
        {"Fly over HTTP/2",
         bad2 + "server: Fly/67f5b9b0 (2025-10-27)\r\nvia: 2 fly.io\r\nfly-request-id: 01K8-iad\r\ndate: x\r\n\r\n",
         "fly_io", 1, "fly_io"},
        {"Fly passed on",
         bad2 + "server: Fly/67f5b9b0 (2025-10-27)\r\nvia: 2 fly.io\r\nfly-request-id: 01K8-iad\r\n" + shop, "fly_io",
         0, "fly_io"},
        {"Varnish behind Fly",
         "HTTP/2 500 \r\nx-varnish: 5 3\r\nage: 32\r\nvia: 1.1 varnish (Varnish/7.0), 2 fly.io\r\nserver: Fly/9 "
         "(2022-02-19)\r\n"
         "fly-request-id: 01F-mia\r\n"
             + shop,
         "varnish", 0, "fly_io varnish"},
        {"Netlify",
         "HTTP/2 404 \r\nserver: Netlify\r\nx-nf-request-id: 01\r\ncontent-type: text/plain\r\n\r\n"
         "Not Found - Request ID: 01",
         "netlify", 1, "netlify"},
        {"GitHub Pages",
         "HTTP/2 404 \r\nserver: GitHub.com\r\nx-github-request-id: 1\r\nx-served-by: cache-fra1-FRA\r\n\r\n"
         "<p><strong>There isn't a GitHub Pages site here.</strong></p>",
         "github_pages", 1, "fastly github_pages"},
        {"Pantheon passed on",
         "HTTP/2 500 \r\nserver: nginx\r\nx-pantheon-styx-hostname: styx1a\r\nx-served-by: cache-fra1-FRA\r\n"
         "x-timer: S1\r\n"
             + shop,
         "fastly", 0, nullptr},
        {"WP Engine passed on",
         "HTTP/1.1 500 \r\nServer: nginx\r\nX-Powered-By: WP Engine\r\nWPE-Backend: apache\r\n" + shop, "wp_engine", 0,
         nullptr},
        {"ngrok", "HTTP/2 404 \r\nngrok-error-code: ERR_NGROK_3200\r\ncontent-type: text/html\r\n\r\n<p>offline</p>",
         "ngrok", 1, "ngrok"},
    };
}

QList<ResponseSample> forwardProxies()
{
    return {
        {"Squid that forbids",
         "HTTP/1.1 403 Forbidden\r\nServer: squid/5.7\r\nMime-Version: 1.0\r\n"
         "X-Squid-Error: ERR_ACCESS_DENIED 0\r\n"
             + html + "\r\n<body id=ERR_ACCESS_DENIED>",
         "squid", 1, "squid"},
        {"Privoxy answers CONNECT",
         "HTTP/1.1 503 Connect failed\r\nContent-Length: 60\r\nContent-Type: text/html\r\nDate: x\r\n"
         "Last-Modified: Wed, 08 Jun 1955 12:00:00 GMT\r\nExpires: Sat, 17 Jun 2000 12:00:00 GMT\r\n\r\n"
         "<title>503 - Connect failed (Privoxy@localhost)</title>     \n",
         "privoxy", 1, "privoxy"},
        {"Fiddler",
         "HTTP/1.1 502 Fiddler - Connection Failed\r\nContent-Type: text/html; charset=UTF-8\r\nTimestamp: 1\r\n\r\n"
         "[Fiddler] The connection to 'shop.example' failed. <br />Error: ConnectionRefused (0x274d).",
         "fiddler", 1, "fiddler"},
        {"Charles",
         unavailable + html
             + "\r\n<html><head><title>Charles Error Report</title></head><body><h1>Failed to connect to "
               "remote host</h1><p>java.net.ConnectException: Connection refused",
         "charles", 1, "charles"},
        {"McAfee",
         bad + html + "\r\n<title>McAfee Web Gateway - Notification</title><script src=\"/mwg-internal/de5/sw.js\">",
         "skyhigh", 1, "skyhigh"},
        {"FortiGate",
         "HTTP/1.1 403 Forbidden\r\n" + html
             + "\r\n<title>Web Filter Violation</title><h1>FortiGuard Intrusion "
               "Prevention - Access Blocked</h1>",
         "fortinet", 1, "fortinet"},
        {"Forcepoint",
         "HTTP/1.1 302 Moved\r\nLocation: http://10.0.16.15:15871/cgi-bin/blockpage.cgi?ws-session=1998\r\n\r\n",
         "forcepoint", 1, "forcepoint"},
        {"Palo Alto",
         unavailable + html
             + "\r\n<h1>Web Page Blocked</h1><b>Access to the web page you were trying to visit has "
               "been blocked in accordance with company policy.</b><b>User:</b> x<b>URL:</b> y<b>Category:</b> z",
         "palo_alto", 1, "palo_alto"},
        {"Sophos", "HTTP/1.1 403 Forbidden\r\n" + html + "\r\n<p>Sophos Web Protection: this site has been blocked</p>",
         "sophos", 1, "sophos"},
        {"Blue Coat",
         unavailable + html + "\r\nNetwork Error (tcp_error)<p>A communication error occurred: \"Operation timed out\"",
         "bluecoat", 1, "bluecoat"},
        {"Clash",
         bad
             + "Connection: keep-alive\r\nKeep-Alive: timeout=4\r\nProxy-Connection: keep-alive\r\nContent-Length: "
               "0\r\n\r\n",
         "clash", 1, "clash"},
    };
}

QList<ResponseSample> applications()
{
    const QByteArray failed = "HTTP/1.1 500 Internal Server Error\r\n";
    return {
        {"uvicorn", failed + "date: x\r\nserver: uvicorn\r\ncontent-type: text/plain\r\n\r\nInternal Server Error",
         "origin", 1, "origin"},
        // werkzeug/exceptions.py
        {"Flask behind nginx",
         failed + "Server: nginx\r\n" + date + html
             + "\r\n<!doctype html>\n<html lang=en>\n<title>500 Internal Server Error</title>\n"
               "<h1>Internal Server Error</h1>\n<p>The server encountered an internal error</p>\n",
         "origin", 1, "nginx origin"},
        // django/views/defaults.py
        {"Django behind Cloudflare",
         failed + cf + html
             + "\r\n<!doctype html>\n<html lang=\"en\">\n<head>\n  <title>Server Error (500)</title>\n</head>\n<body>\n"
               "  <h1>Server Error (500)</h1><p></p>\n</body>\n</html>\n",
         "origin", 1, "cloudflare origin"},
        {"Rails",
         failed + "X-Request-Id: 1\r\nX-Runtime: 0.1\r\n" + html
             + "\r\n<title>We're sorry, but something went wrong (500)</title>",
         "origin", 1, "origin"},
        {"Tomcat",
         failed
             + "Content-Type: text/html;charset=utf-8\r\n\r\n<!doctype html><html lang=\"en\"><head><title>HTTP Status "
               "500 \xe2\x80\x93 "
               "Internal Server Error</title></head><body><h3>Apache Tomcat/9.0.65</h3></body></html>",
         "origin", 1, "origin"},
        {"Jetty",
         failed + html
             + "\r\n<h2>HTTP ERROR 500</h2><hr><a href=\"https://eclipse.org/jetty\">Powered by Jetty:// 9.4</a>",
         "origin", 1, "origin"},
        {"Spring",
         failed + json
             + "\r\n{\"timestamp\":\"2026\",\"status\":500,\"error\":\"Internal Server Error\",\"path\":\"/x\"}",
         "origin", 1, "origin"},
        {"Express",
         "HTTP/1.1 404 Not Found\r\nX-Powered-By: Express\r\n" + html
             + "\r\n<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta "
               "charset=\"utf-8\">\n<title>Error</title>\n</head>\n<body>\n"
               "<pre>Cannot GET /</pre>\n</body>\n</html>\n",
         "origin", 1, "origin"},
        {"PHP", failed + "X-Powered-By: PHP/8.2\r\n" + html + "\r\n<br />\n<b>Fatal error</b>:  Uncaught Error",
         "origin", 1, "origin"},
        {"WordPress",
         failed + "Server: Apache\r\n" + html + "\r\n<p>There has been a critical error on this website.</p>", "origin",
         1, "origin"},
    };
}

} // namespace

QList<ResponseSample> responseSamples()
{
    return proxies() + gateways() + edges() + platforms() + forwardProxies() + applications();
}

QList<ResponseSample> imitationSamples()
{
    const QByteArray page = stockPage("502 Bad Gateway", "nginx/1.22.1");
    return {
        {"a page of a shop that looks like lighttpd's",
         withLength(
             unavailable + html + date + "Server: lighttpd/1.4.79\r\n",
             QByteArray(shortLighttpdPage).replace("</h1>", "</h1>\n  <p>Our shop is closed.</p>")),
         "lighttpd", -1, nullptr},
        {"longer than announced", bad + nginxHead + "Content-Length: 100\r\n\r\n" + page, "nginx", 1, nullptr},
        {"with line feeds that were counted", withLength(bad + nginxHead, QByteArray(page).replace("\r\n", "\n")),
         "nginx", 1, nullptr},
        {"fields of a program", withLength(bad + nginxHead + "X-Powered-By: Express\r\n", page), "", 1, nullptr},
        {"in an order that nginx never has",
         withLength(bad + "Content-Type: text/html\r\nServer: nginx/1.22.1\r\n" + date, page), "nginx", 1, nullptr},
        {"in lower case",
         withLength(bad.trimmed() + "\r\nserver: nginx/1.22.1\r\ndate: x\r\ncontent-type: text/html\r\n", page)
             .replace("Content-Length", "content-length"),
         "nginx", 1, nullptr},
        {"the words of another standard", bad + nginxHead + "\r\n" + stockPage("504 Gateway Timeout", "nginx/1.22.1"),
         "nginx", -1, nullptr},
        {"a code of its own", "HTTP/1.1 503 x\r\n" + nginxHead + "\r\n" + page, "nginx", 1, nullptr},
        {"with another heading", bad + nginxHead + "\r\n" + QByteArray(page).replace("<h1>502", "<h1>Sorry, 502"),
         "nginx", -1, nullptr},
        {"nginx's page by a program", bad + "Server: gunicorn\r\nSet-Cookie: a=b\r\n\r\n" + page, "origin", 1, nullptr},
        {"nginx's page without a name but with a cookie", bad + "Set-Cookie: a=b\r\n\r\n" + page, "", 1, nullptr},
        {"HAProxy's page with a cookie", unavailable + "Set-Cookie: a=b\r\n\r\n" + haproxyPage, "", 1, nullptr},
        {"HAProxy's sentence in another page",
         unavailable + "\r\n<p>No server is available to handle this request.</p>", "unknown", -1, nullptr},
        {"Envoy's words as HTML", unavailable + html + "Set-Cookie: a=b\r\n\r\nno healthy upstream", "", 1, nullptr},
        {"Cloudflare's page from elsewhere",
         "HTTP/1.1 500 x\r\nServer: shop\r\n\r\n<div id=\"cf-error-details\"><span class=\"cf-error-code\">500</span>",
         "", 1, nullptr},
        {"Apache's sentence", bad + "Server: shop\r\n\r\n<p>The proxy server received an invalid response</p>",
         "unknown", -1, nullptr},
        {"a load balancer's name on another page",
         "HTTP/1.1 500 x\r\nServer: awselb/2.0\r\nETag: \"1\"\r\n\r\n<h1>Shop</h1>", "aws_alb", 1, nullptr},
        {"a problem alone",
         bad + "Content-Type: application/problem+json\r\n\r\n{\"type\":\"about:blank\",\"title\":\"Bad\"}", "origin",
         -1, nullptr},
        {"Traefik's words with a cookie", bad + plain + "Set-Cookie: a=b\r\n\r\nBad Gateway", "unknown", -1, nullptr},
        {"a page of CloudFront's name alone", "HTTP/1.1 500 x\r\nServer: CloudFront\r\nX-Amz-Cf-Id: z\r\n" + shop,
         "cloudfront", 0, nullptr},
    };
}
