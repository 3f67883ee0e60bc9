// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/diagnosis/usuallimits.h>

#include <QStringList>

#include <algorithm>
#include <array>
#include <cmath>

namespace Gatewatch {
namespace {

constexpr std::array limits{
    // nginx.org, ngx_http_proxy_module: proxy_connect_timeout and proxy_read_timeout. Its kin keeps them.
    UsualLimit{"nginx", 60, "60 s (proxy_read_timeout or proxy_connect_timeout)"},
    UsualLimit{"openresty", 60, "60 s (proxy_read_timeout or proxy_connect_timeout)"},
    UsualLimit{"tengine", 60, "60 s (proxy_read_timeout or proxy_connect_timeout)"},
    // ingress-nginx's annotations: proxy-connect-timeout 5 s. It looks like nginx.
    UsualLimit{"nginx", 5, "5 s (proxy-connect-timeout of a Kubernetes ingress)"},
    // HAProxy has none of its own; these stand in the examples of its manual and in Debian's haproxy.cfg.
    UsualLimit{"haproxy", 5, "5 s (timeout connect, as it is often set)"},
    UsualLimit{"haproxy", 30, "30 s (timeout server, as it is often set)"},
    UsualLimit{"haproxy", 50, "50 s (timeout server, as Debian sets it)"},
    UsualLimit{"haproxy", 60, "60 s (timeout server, as it is often set)"},
    // httpd.apache.org, core: TimeOut 60 s, which ProxyTimeout follows; Debian's apache2.conf sets 300 s.
    UsualLimit{"apache", 60, "60 s (ProxyTimeout, else Timeout)"},
    UsualLimit{"apache", 300, "300 s (Timeout, as Debian sets it)"},
    // varnishd(1): connect_timeout 3.5 s, first_byte_timeout and between_bytes_timeout 60 s.
    UsualLimit{"varnish", 60, "60 s (first_byte_timeout)"},
    UsualLimit{"varnish", 3.5, "3.5 s (connect_timeout)"},
    // squid.conf: connect_timeout 1 minute, read_timeout 15 minutes.
    UsualLimit{"squid", 60, "60 s (connect_timeout)"},
    UsualLimit{"squid", 900, "15 min (read_timeout)"},
    // envoyproxy.io, route.timeout 15 s and cluster.connect_timeout 5 s.
    UsualLimit{"envoy", 15, "15 s (timeout of the route)"},
    UsualLimit{"envoy", 5, "5 s (connect_timeout of the cluster)"},
    // caddyserver.com, reverse_proxy: dial_timeout 3 s.
    UsualLimit{"caddy", 3, "3 s (dial_timeout)"},
    // doc.traefik.io, serversTransport: forwardingTimeouts.dialTimeout 30 s.
    UsualLimit{"traefik", 30, "30 s (dialTimeout)"},
    // docs.konghq.com, service object: connect_timeout and read_timeout 60 s.
    UsualLimit{"kong", 60, "60 s (read_timeout or connect_timeout)"},
    // developers.cloudflare.com, 5xx errors: 522 after 19 s without SYN+ACK; 524 after 120 s, 100 s before 2025, and
    // 125 s as a client sees it.
    UsualLimit{"cloudflare", 19, "19 s (no connection: error 522)"},
    UsualLimit{"cloudflare", 100, "100 s (no answer: error 524)"},
    UsualLimit{"cloudflare", 120, "120 s (no answer: error 524)"},
    UsualLimit{"cloudflare", 125, "125 s (no answer: error 524)"},
    // docs.aws.amazon.com: CloudFront response timeout 30 s and three connection attempts of 10 s; the idle timeout of
    // an application load balancer 60 s and its connect timeout 10 s; integration timeout of API Gateway 29 s, 30 s
    // for HTTP APIs.
    UsualLimit{"cloudfront", 30, "30 s (response timeout, or three attempts of 10 s to connect)"},
    UsualLimit{"aws_alb", 60, "60 s (idle timeout)"},
    UsualLimit{"aws_alb", 10, "10 s (connect timeout)"},
    UsualLimit{"aws_elb", 60, "60 s (idle timeout)"},
    UsualLimit{"aws_api_gateway", 29, "29 s (integration timeout of a REST API)"},
    UsualLimit{"aws_api_gateway", 30, "30 s (integration timeout of an HTTP API)"},
    // cloud.google.com, backend service timeout.
    UsualLimit{"google_frontend", 30, "30 s (backend service timeout)"},
    // learn.microsoft.com: Front Door origin response timeout; Application Gateway request timeout, 20 s as made by
    // the portal and 30 s otherwise.
    UsualLimit{"azure_front_door", 30, "30 s (origin response timeout)"},
    UsualLimit{"azure_app_gateway", 20, "20 s (request timeout)"},
    UsualLimit{"azure_app_gateway", 30, "30 s (request timeout)"},
    // docs.fastly.com, hosts: first_byte_timeout 15 s, connect_timeout 1 s.
    UsualLimit{"fastly", 15, "15 s (first_byte_timeout)"},
    UsualLimit{"fastly", 1, "1 s (connect_timeout)"},
    // devcenter.heroku.com: H12 after 30 s, H19 after 5 s.
    UsualLimit{"heroku", 30, "30 s (request timeout, H12)"},
    UsualLimit{"heroku", 5, "5 s (connection timeout, H19)"},
    // vercel.com: 120 s for a rewrite to another host. docs.netlify.com: 26 s for a proxied rewrite, 10 s for a
    // function.
    UsualLimit{"vercel", 120, "120 s (rewrite to another host)"},
    UsualLimit{"netlify", 26, "26 s (proxied rewrite)"},
    UsualLimit{"netlify", 10, "10 s (function)"},
    // Third-party notes on its property manager: forward connect and read timeout.
    UsualLimit{"akamai", 120, "120 s (read timeout)"},
    UsualLimit{"akamai", 5, "5 s (connect timeout)"},
};

} // namespace

const UsualLimit* limitReached(const QString& product, Micros waited)
{
    const double seconds = double(waited.count()) / 1e6;
    const UsualLimit* nearest = nullptr;
    for (const UsualLimit& one : limits) {
        const double off = std::abs(seconds - one.seconds);
        if (product != QLatin1StringView(one.id) || off > std::max(0.5, one.seconds * 0.02))
            continue;
        if (!nearest || off < std::abs(seconds - nearest->seconds))
            nearest = &one;
    }
    return nearest;
}

QString usualLimitsOf(const QString& product)
{
    QStringList all;
    for (const UsualLimit& one : limits) {
        if (product == QLatin1StringView(one.id))
            all.append(QString::fromLatin1(one.what));
    }
    return all.join(QStringLiteral(", "));
}

} // namespace Gatewatch
