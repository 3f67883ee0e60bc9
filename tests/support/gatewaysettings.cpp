// SPDX-License-Identifier: GPL-3.0-or-later
// The shortest configurations that make gateways pass everything on.
#include <support/gateway.h>

namespace Gatewatch {
namespace {

QByteArray authority(const Behind& behind)
{
    return behind.host + ':' + QByteArray::number(behind.port);
}

QByteArray scheme(const Behind& behind)
{
    return behind.authority.isEmpty() ? "http://" : "https://";
}

QByteArray nginx(const Behind& behind)
{
    QByteArray lines;
    if (!behind.authority.isEmpty())
        lines +=
            "proxy_ssl_verify on; proxy_ssl_name localhost; proxy_ssl_server_name on;\nproxy_ssl_trusted_certificate "
            + behind.authority + ";\n";
    // A name in a variable is looked up for each request; any other one would have to be there at the start.
    if (behind.resolver != 0)
        lines += "resolver 127.0.0.1:" + QByteArray::number(behind.resolver) + " ipv6=off; set $behind \"" + behind.host
            + "\";\nproxy_pass " + scheme(behind) + "$behind:" + QByteArray::number(behind.port) + ";\n";
    else
        lines += "proxy_pass " + scheme(behind) + authority(behind) + ";\n";
    return nginxWith(
        "server { listen @ADDRESS@:@PORT@;\nlocation / { proxy_connect_timeout 1s; proxy_read_timeout 1s;\n" + lines
        + "} }\n");
}

QByteArray haproxy(const Behind& behind)
{
    QByteArray server = "server origin " + authority(behind);
    QByteArray sections;
    if (!behind.authority.isEmpty())
        server += " ssl verify required verifyhost localhost sni str(localhost) ca-file " + behind.authority;
    if (behind.resolver != 0) {
        server += " resolvers ours init-addr none";
        sections = "resolvers ours\n nameserver one 127.0.0.1:" + QByteArray::number(behind.resolver)
            + "\n timeout resolve 1s\n timeout retry 1s\n";
    }
    return haproxyWith(
        sections + "frontend in\n bind @ADDRESS@:@PORT@\n default_backend out\nbackend out\n " + server + "\n");
}

QByteArray apache(const Behind& behind)
{
    QByteArray modules;
    for (const char* each : {"mpm_event", "authz_core", "socache_shmcb", "proxy", "proxy_http", "ssl"})
        modules += QByteArray("LoadModule ") + each + "_module /usr/lib/apache2/modules/mod_" + each + ".so\n";
    QByteArray trust;
    if (!behind.authority.isEmpty())
        trust = "SSLProxyEngine on\nSSLProxyVerify require\nSSLProxyCACertificateFile " + behind.authority + "\n";
    return "ServerRoot @DIR@\nDefaultRuntimeDir @DIR@\nPidFile @DIR@/pid\nErrorLog @DIR@/error.log\n" + modules
        + "ServerName gateway\nServerSignature On\nServerTokens OS\nStartServers 1\nThreadsPerChild 25\n"
          "MaxRequestWorkers 25\nMinSpareThreads 5\nMaxSpareThreads 25\nListen @ADDRESS@:@PORT@\n"
        + trust + "ProxyPass / " + scheme(behind) + authority(behind) + "/ retry=0 connectiontimeout=1 timeout=1\n";
}

QByteArray caddy(const Behind& behind)
{
    QByteArray transport = "dial_timeout 1s\nresponse_header_timeout 1s\n";
    if (!behind.authority.isEmpty())
        transport += "tls\ntls_server_name localhost\ntls_trusted_ca_certs " + behind.authority + "\n";
    if (behind.resolver != 0)
        transport += "resolvers udp/127.0.0.1:" + QByteArray::number(behind.resolver) + "\n";
    return "{\nadmin off\nauto_https off\n}\nhttp://:@PORT@ {\nbind @ADDRESS@\nreverse_proxy " + authority(behind)
        + " {\ntransport http {\n" + transport + "}\n}\n}\n";
}

QByteArray varnish(const Behind& behind)
{
    if (!behind.authority.isEmpty() || behind.resolver != 0)
        return {};
    return "vcl 4.1;\nbackend origin {\n.host = \"" + behind.host + "\";\n.port = \"" + QByteArray::number(behind.port)
        + "\";\n.connect_timeout = 1s;\n.first_byte_timeout = 1s;\n.between_bytes_timeout = 1s;\n}\n";
}

QByteArray squid(const Behind& behind)
{
    if (!behind.authority.isEmpty()) // Debian's does not look at the certificate
        return {};
    return squidWith(
        "http_port @ADDRESS@:@PORT@ accel\nnever_direct allow all\ncache_peer " + behind.host + " parent "
        + QByteArray::number(behind.port)
        + " 0 no-query no-digest originserver connect-timeout=1 connect-fail-limit=1000000\n");
}

QByteArray lighttpd(const Behind& behind)
{
    if (!behind.authority.isEmpty() || behind.resolver != 0)
        return {};
    return "server.modules = (\"mod_proxy\")\nserver.document-root = \"@DIR@\"\nserver.bind = \"@ADDRESS@\"\n"
           "server.port = @PORT@\nserver.errorlog = \"@DIR@/error.log\"\nproxy.server = (\"\" => ((\"host\" => \""
        + behind.host + "\", \"port\" => " + QByteArray::number(behind.port)
        + ", \"connect-timeout\" => 1, \"read-timeout\" => 1, \"write-timeout\" => 1)))\n";
}

} // namespace

QByteArray reverseProxy(Gateway::Product product, const Behind& behind)
{
    switch (product) {
    case Gateway::Product::Nginx:
        return nginx(behind);
    case Gateway::Product::Haproxy:
        return haproxy(behind);
    case Gateway::Product::Apache:
        return apache(behind);
    case Gateway::Product::Caddy:
        return caddy(behind);
    case Gateway::Product::Varnish:
        return varnish(behind);
    case Gateway::Product::Squid:
        return squid(behind);
    case Gateway::Product::Lighttpd:
        return lighttpd(behind);
    case Gateway::Product::Tinyproxy:
    case Gateway::Product::Mitmproxy:
    case Gateway::Product::Dnsmasq:
        break;
    }
    return {};
}

QByteArray nginxWith(const QByteArray& http)
{
    return "daemon off; master_process off; error_log @DIR@/error.log notice; pid @DIR@/pid;\n"
           "events { worker_connections 64; }\n"
           "http { access_log off; client_body_temp_path @DIR@/body; proxy_temp_path @DIR@/proxy;\n"
           "fastcgi_temp_path @DIR@/fastcgi; uwsgi_temp_path @DIR@/uwsgi; scgi_temp_path @DIR@/scgi;\n"
        + http + "}\n";
}

QByteArray haproxyWith(const QByteArray& sections)
{
    return "global\n maxconn 100\ndefaults\n mode http\n retries 1\n timeout client 30s\n timeout connect 1s\n"
           " timeout server 1s\n"
        + sections;
}

QByteArray squidWith(const QByteArray& lines)
{
    return "visible_hostname gateway\npid_filename none\npinger_enable off\nicp_port 0\ncache deny all\ncache_mem 8 "
           "MB\n"
           "max_filedescriptors 1024\nshutdown_lifetime 0 seconds\ncoredump_dir @DIR@\ncache_log @DIR@/error.log\n"
           "access_log none\nnetdb_filename none\nconnect_timeout 1 seconds\nread_timeout 1 seconds\n"
           "forward_timeout 5 seconds\ndns_timeout 1 seconds\n"
        + lines + "http_access allow all\n";
}

} // namespace Gatewatch
