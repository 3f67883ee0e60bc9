// SPDX-License-Identifier: GPL-3.0-or-later
// Two gateways in a row, several servers behind one, and gateways that keep what they got.
#include <integration/scenarios/world.h>

#include <support/nginx.h>

#include <QTcpSocket>
#include <QThread>

#include <atomic>

namespace Gatewatch::Scenarios {
namespace {

using namespace Qt::StringLiterals;
using Product = Gateway::Product;

const QString refuses = u"origin_refuses_connections"_s, unreachable = u"origin_unreachable"_s,
              timeout = u"origin_timeout"_s;

/// `outer` in front of `inner` in front of an application with such a script; without one it is refused.
TestWorld
two(const QString& name, const QString& what, Product outer, Product inner, HostileServer::Script script,
    const QStringList& causes, const Author& author)
{
    const auto build = [=](Scene& scene) {
        const quint16 port = script ? scene.origin(script) : scene.closedPort();
        const Gateway* const near = scene.gateway(inner, reverseProxy(inner, {.port = port}));
        if (!near)
            return;
        QByteArray configuration = reverseProxy(outer, {.port = near->port()});
        configuration.replace("1s", "3s")
            .replace("timeout=1", "timeout=3"); // who stands in front is the more patient one
        if (Gateway* const far = scene.gateway(outer, configuration))
            scene.ask(far->url());
    };
    return {name, what, build, service, causes, author};
}

Author behind(const char* outer, const char* inner)
{
    return {Author::Told::Behind, QString::fromLatin1(outer), QString::fromLatin1(inner)};
}

/// The first of three servers behind it refuses, and it never tries another one.
TestWorld oneOfThree(Product product, const std::function<QByteArray(quint16, quint16, quint16)>& configuration)
{
    const auto build = [product, configuration](Scene& scene) {
        const quint16 bad = scene.closedPort(), good = scene.origin(answers(goodPage)),
                      other = scene.origin(answers(goodPage));
        if (Gateway* const gateway = scene.gateway(product, configuration(bad, good, other)))
            scene.ask(gateway->url());
    };
    return {
        Gateway::nameOf(product) + u", one server of three refuses"_s,
        u"every third request goes to a server that is gone"_s,
        build,
        service,
        {u"intermittent"_s},
        wrote(Gateway::nameOf(product))};
}

QByteArray port(quint16 number)
{
    return "127.0.0.1:" + QByteArray::number(number);
}

QByteArray nginxOfThree(quint16 one, quint16 two, quint16 three)
{
    return nginxWith(
        "upstream shop { server " + port(one) + " max_fails=0; server " + port(two) + " max_fails=0; server "
        + port(three)
        + " max_fails=0; }\nserver { listen @ADDRESS@:@PORT@; proxy_next_upstream off;\n"
          "location / { proxy_pass http://shop; } }\n");
}

QByteArray haproxyOfThree(quint16 one, quint16 two, quint16 three)
{
    return haproxyWith(
        "listen shop\n bind @ADDRESS@:@PORT@\n retries 0\n balance roundrobin\n server a " + port(one) + "\n server b "
        + port(two) + "\n server c " + port(three) + "\n");
}

/// Asks once, as somebody before us did, so that a gateway keeps the answer.
bool askOnce(const Gateway& gateway)
{
    QTcpSocket socket;
    socket.connectToHost(gateway.url().host(), gateway.port());
    if (!socket.waitForConnected(2000))
        return false;
    const QByteArray host = gateway.url().authority().toLatin1();
    socket.write("GET / HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
    return socket.waitForReadyRead(3000);
}

/// nginx remembers that its application was away.
void nginxKeeps(Scene& scene)
{
    auto& origin = scene.keep<TestOrigin>();
    Gateway* const gateway = scene.gateway(
        Product::Nginx,
        nginxWith(
            "proxy_cache_path @DIR@/cache keys_zone=shop:1m;\nserver { listen @ADDRESS@:@PORT@; proxy_cache shop;\n"
            "proxy_cache_valid 502 10m; add_header X-Cache $upstream_cache_status always;\n"
            "location / { proxy_pass http://127.0.0.1:"
            + QByteArray::number(origin.port()) + "; } }\n"));
    if (!gateway)
        return;
    scene.require(askOnce(*gateway), u"no first answer"_s);
    scene.require(origin.start(), u"the origin does not start"_s);
    scene.ask(gateway->url());
}

/// Varnish keeps what the application said while it was in trouble.
void varnishKeeps(Scene& scene)
{
    auto& good = scene.keep<std::atomic<bool>>(false);
    const quint16 origin = scene.origin([&good](HostilePeer& peer) {
        peer.readRequest();
        peer.send(good ? goodPage : page(502, "Bad Gateway", "<h1>The shop is broken</h1>"));
    });
    Gateway* const gateway = scene.gateway(
        Product::Varnish,
        reverseProxy(Product::Varnish, {.port = origin})
            + "sub vcl_backend_response { set beresp.uncacheable = false; set beresp.ttl = 10m; return (deliver); }\n");
    if (!gateway)
        return;
    scene.require(askOnce(*gateway), u"no first answer"_s);
    good = true;
    QThread::msleep(1100); // old copies are older than a second, which is what Age counts in
    scene.ask(gateway->url());
}

} // namespace

QList<TestWorld> layerWorlds()
{
    using enum Gateway::Product;
    const auto broken = answers(page(500, "Internal Server Error", "<h1>Oops</h1>", "X-Request-Id: 77af\r\n"));
    return {
        two(u"haproxy, nginx, refused"_s, u"the inner nginx is refused"_s, Haproxy, Nginx, {}, {refuses, unreachable},
            behind("haproxy", "nginx")),
        two(u"varnish, apache, refused"_s, u"the inner Apache is refused"_s, Varnish, Apache, {},
            {refuses, unreachable}, behind("varnish", "apache")),
        two(u"caddy, nginx, hang"_s, u"the inner nginx waits in vain"_s, Caddy, Nginx, hang, {timeout},
            behind("caddy", "nginx")),
        two(u"nginx, nginx, refused"_s, u"one of two alike is refused, and which one does not show"_s, Nginx, Nginx, {},
            {refuses, unreachable}, {Author::Told::Undecidable, u"nginx"_s}),
        two(u"nginx, haproxy, refused"_s, u"the inner HAProxy is refused"_s, Nginx, Haproxy, {}, {refuses, unreachable},
            behind("nginx", "haproxy")),
        two(u"apache, haproxy, hang"_s, u"the inner HAProxy waits in vain"_s, Apache, Haproxy, hang, {timeout},
            behind("apache", "haproxy")),
        two(u"varnish, nginx, origin 500"_s, u"an error of the application comes through both"_s, Varnish, Nginx,
            broken, {u"outage"_s}, passedOn(u"varnish"_s)),
        oneOfThree(Nginx, nginxOfThree),
        oneOfThree(Haproxy, haproxyOfThree),
        {u"nginx repeats an old 502"_s,
         u"the application is well again, and nginx does not look"_s,
         nginxKeeps,
         frontDoor,
         {u"stale_cached_error"_s},
         wrote(u"nginx"_s)},
        {u"varnish repeats an old 502"_s,
         u"the application is well again, and Varnish does not look"_s,
         varnishKeeps,
         frontDoor,
         {u"stale_cached_error"_s},
         passedOn(u"varnish"_s)},
    };
}

} // namespace Gatewatch::Scenarios
