// SPDX-License-Identifier: GPL-3.0-or-later
// Forward proxies of the company, at the router's address, and of this computer.
#include <integration/scenarios/street.h>

#include <support/nginx.h>

namespace Gatewatch::Scenarios {
namespace {

using namespace Qt::StringLiterals;
using Product = Gateway::Product;

const QByteArray squidPort = "http_port @ADDRESS@:@PORT@\n";
const QByteArray tinyproxyPlain = "Port @PORT@\nListen @ADDRESS@\nTimeout 10\nMaxClients 50\n"
                                  "DefaultErrorFile \"/usr/share/tinyproxy/default.html\"\nLogLevel Warning\n";

/// They pass everything on to another proxy, at port 9 of that address, where nobody is.
QByteArray squidWithDeadParent(const QByteArray& address)
{
    return squidWith(
        squidPort + "never_direct allow all\ncache_peer " + address + " parent 9 0 no-query no-digest default\n");
}

QByteArray tinyproxyWithDeadParent(const QByteArray& address)
{
    return tinyproxyPlain + "Upstream http " + address + ":9\n";
}

/// The shop at its place and well.
Street& street(Scene& scene)
{
    auto& made = scene.keep<Street>(scene);
    made.meetNeighbours();
    made.shopIsAt({Street::shop});
    scene.ask(made.plain("shop.test", Street::shop));
    return made;
}

void use(Scene& scene, const char* address, quint16 port)
{
    scene.request.check.proxy = u"http://%1:%2"_s.arg(QLatin1StringView(address)).arg(port);
}

/// The company's, asked for the shop.
std::function<void(Scene&)> company(Product product, const QByteArray& configuration)
{
    return [=](Scene& scene) {
        Street& made = street(scene);
        if (const Gateway* const proxy = made.gateway(product, configuration))
            use(scene, Street::router, proxy->port());
    };
}

/// One that runs on this computer.
std::function<void(Scene&)> local(Product product, const QByteArray& configuration)
{
    return [=](Scene& scene) {
        street(scene);
        if (const Gateway* const proxy = scene.gateway(product, configuration))
            use(scene, "127.0.0.1", proxy->port());
    };
}

/// The same, while nobody listens at the shop.
std::function<void(Scene&)> withClosedShop(const std::function<void(Scene&)>& build)
{
    return [build](Scene& scene) {
        build(scene);
        scene.ask(QUrl(u"http://shop.test:9/"_s));
    };
}

void shopSays502(Scene& scene)
{
    Street& made = street(scene);
    const Gateway* const nginx = made.gateway(Product::Nginx, reverseProxy(Product::Nginx, {.port = 9}), Street::shop);
    const Gateway* const proxy = made.gateway(Product::Squid, squidWith(squidPort));
    if (!nginx || !proxy)
        return;
    scene.ask(QUrl(u"http://shop.test:%1/"_s.arg(nginx->port())));
    use(scene, Street::router, proxy->port());
}

void companyConnectForbidden(Scene& scene)
{
    company(Product::Tinyproxy, tinyproxyPlain + "ConnectPort 1\n")(scene);
    scene.request.check.url.setScheme(u"https"_s);
}

} // namespace

QList<TestWorld> proxyWorlds()
{
    const QStringList companys{u"company_proxy"_s}, locals{u"local_proxy"_s};
    const QStringList sites{u"origin_refuses_connections"_s, u"origin_unreachable"_s};
    const QByteArray deny = "acl shop dstdomain shop.test\nhttp_access deny shop\n";
    const QByteArray login = "auth_param basic program /usr/lib/squid/basic_fake_auth\nacl known proxy_auth REQUIRED\n"
                             "http_access deny !known\n";
    const Author squid = wrote(u"squid"_s), tinyproxy = wrote(u"tinyproxy"_s);
    return {
        {u"all well, by proxy"_s, u"nothing is wrong"_s, company(Product::Squid, squidWith(squidPort)), nothing},
        {u"company squid without its parent"_s, u"an error for everything: the proxy that it passes on to is gone"_s,
         company(Product::Squid, squidWithDeadParent(Street::router)), network, companys, squid},
        {u"company tinyproxy without its parent"_s,
         u"an error for everything: the proxy that it passes on to is gone"_s,
         company(Product::Tinyproxy, tinyproxyWithDeadParent(Street::router)), network, companys, tinyproxy},
        {u"company squid forbids"_s, u"403: a rule about this site"_s,
         company(Product::Squid, squidWith(squidPort + deny)), network, companys, squid},
        {u"company tinyproxy forbids"_s, u"403: nobody here may use it"_s,
         company(Product::Tinyproxy, tinyproxyPlain + "Allow 10.0.0.1\n"), network, companys, tinyproxy},
        {u"company squid wants a password"_s, u"407, and none is configured"_s,
         company(Product::Squid, squidWith(squidPort + login)), network, companys},
        {u"company tinyproxy forbids CONNECT"_s, u"https is only let through to one port"_s, companyConnectForbidden,
         network, companys},
        {u"company squid, site refuses"_s, u"nobody listens at the shop, and the proxy says so"_s,
         withClosedShop(company(Product::Squid, squidWith(squidPort))), service, sites, squid},
        {u"company squid, site refuses, https"_s, u"nobody listens at the shop, and the proxy says so to CONNECT"_s,
         [](Scene& scene) {
             withClosedShop(company(Product::Squid, squidWith(squidPort)))(scene);
             scene.request.check.url.setScheme(u"https"_s);
         },
         service, sites, squid},
        {u"company tinyproxy, site refuses"_s, u"nobody listens at the shop, and the proxy says so"_s,
         withClosedShop(company(Product::Tinyproxy, tinyproxyPlain)), service, sites, tinyproxy},
        {u"company squid, site says 502"_s,
         u"the shop's nginx has nobody behind it, and the proxy passes that on"_s,
         shopSays502,
         service,
         {u"origin_refuses_connections"_s, u"origin_unreachable"_s, u"outage"_s},
         {Author::Told::Behind, u"squid"_s, u"nginx"_s}},
        {u"company proxy gone"_s, u"nobody listens where it should be"_s,
         [](Scene& scene) {
             street(scene);
             use(scene, Street::router, 9);
         },
         network, companys, nobody},
        {u"local tinyproxy without its parent"_s,
         u"an error for everything by a proxy of this computer, which passes on to one that is gone"_s,
         local(Product::Tinyproxy, tinyproxyWithDeadParent("127.0.0.1")), device, locals, tinyproxy},
        {u"local squid without its parent"_s,
         u"an error for everything by a proxy of this computer, which passes on to one that is gone"_s,
         local(Product::Squid, squidWithDeadParent("127.0.0.1")), device, locals, squid},
        {u"local squid forbids"_s, u"403 by a rule of a proxy of this computer"_s,
         local(Product::Squid, squidWith(squidPort + deny)), device, locals, squid},
        {u"local tinyproxy, site refuses"_s, u"nobody listens at the shop, and the proxy says so"_s,
         withClosedShop(local(Product::Tinyproxy, tinyproxyPlain)), service, sites, tinyproxy},
        {u"local proxy gone"_s, u"nobody listens where it should be"_s,
         [](Scene& scene) {
             street(scene);
             use(scene, "127.0.0.1", 9);
         },
         device, locals, nobody},
        {u"local mitmproxy, site refuses"_s, u"nobody listens at the shop, and the proxy says so"_s,
         withClosedShop(local(Product::Mitmproxy, "\n")), service, sites, wrote(u"mitmproxy"_s)},
    };
}

} // namespace Gatewatch::Scenarios
