// SPDX-License-Identifier: GPL-3.0-or-later
// What lies between this computer and the front door: cables, routes, tunnels, firewalls, sign-in pages, a wrong clock.
#include <integration/scenarios/street.h>

#include <engine/demo/loopbackserver.h>

#include <QLocale>

namespace Gatewatch::Scenarios {
namespace {

using namespace Qt::StringLiterals;
using Product = Gateway::Product;

Street& street(Scene& scene, const QByteArrayList& addresses = {Street::shop})
{
    auto& made = scene.keep<Street>(scene);
    made.meetNeighbours();
    made.shopIsAt(addresses);
    scene.ask(made.secure("shop.test", Street::shop));
    return made;
}

void refusedOverThere(Scene& scene)
{
    street(scene);
    scene.ask(QUrl(u"https://shop.test/"_s));
}

void brokenOverThere(Scene& scene)
{
    Street& made = street(scene);
    const Gateway* const nginx = made.gateway(Product::Nginx, reverseProxy(Product::Nginx, {.port = 9}), Street::shop);
    if (nginx)
        scene.ask(QUrl(u"http://shop.test:%1/"_s.arg(nginx->port())));
}

void noDefaultRoute(Scene& scene)
{
    street(scene).ip(u"route del default"_s); // comes back with the cable
}

/// The address of IPv6 leads nowhere; whoever waits for it sees nothing, others hardly notice.
void ipv6IsBroken(Scene& scene)
{
    Street& made = street(scene, {Street::shop, "2001:db8:10::10"});
    made.ip(u"-6 address add 2001:db8:77::2/64 dev home nodad"_s, u"-6 address del 2001:db8:77::2/64 dev home"_s);
    made.ipThere(u"-6 address add 2001:db8:77::1/64 dev far nodad"_s, u"-6 address del 2001:db8:77::1/64 dev far"_s);
    made.ipThere(u"-6 route add blackhole 2001:db8:10::/48"_s, u"-6 route del blackhole 2001:db8:10::/48"_s);
    made.ip(u"-6 route add default via 2001:db8:77::1"_s, u"-6 route del default"_s);
    scene.sawFailure(Failure::TcpTimedOut, u"2001:db8:10::10"_s);
}

void oneAddressIsSilent(Scene& scene)
{
    street(scene, {Street::shop, Street::silence});
    scene.sawFailure(Failure::TcpTimedOut, QString::fromLatin1(Street::silence));
}

/// Everything goes into a tunnel whose other end is dead.
void tunnel(Scene& scene, const QString& name, const QStringList& destinations)
{
    Street& made = street(scene);
    made.ip(u"tuntap add dev %1 mode tun"_s.arg(name), u"tuntap del dev %1 mode tun"_s.arg(name));
    made.ip(u"address add 10.99.0.2/24 dev "_s + name);
    made.ip(u"link set %1 up"_s.arg(name));
    for (const QString& destination : destinations)
        made.ip(u"route add %1 dev %2"_s.arg(destination, name));
}

/// A sign-in page answers plain http in everybody's name; nothing else goes through.
Street& signIn(Scene& scene, const QUrl& asked)
{
    auto& made = scene.keep<Street>(scene);
    made.names("address=/test/198.51.100.98\n");
    auto& page = scene.keep<LoopbackServer>([](const ServerRequest& request) {
        const QList<HeaderField> there{{"Location", "http://portal.test/login"}};
        return ServerReply{
            .bytes = request.path == "/login" ? httpResponse(200, "OK", "<h1>Welcome to the hotel, please sign in</h1>")
                                              : httpResponse(302, "Found", "", there)};
    });
    made.far().there([&] { scene.require(page.listen(QHostAddress(u"198.51.100.98"_s), 80), u"no sign-in page"_s); });
    scene.request.settings.connectivityChecks = {{QUrl(u"http://generate.portal-check.test/generate_204"_s), 204}};
    scene.request.settings.controlSites = {QUrl(u"https://www.control.test/"_s), QUrl(u"https://www.other.test/"_s)};
    scene.ask(asked);
    return made;
}

void intercepted(Scene& scene)
{
    auto& made = scene.keep<Street>(scene);
    const auto& strange = scene.keep<TestAuthority>("Company inspection").certificate();
    made.meetNeighbours(&strange);
    made.shopIsAt({Street::shop});
    scene.ask(made.secure("shop.test", Street::shop, answers(goodPage), &strange));
}

/// Our clock is four hundred days ahead of everybody else's: nobody can tell that from the world being behind.
void clockIsAhead(Scene& scene)
{
    constexpr std::chrono::days ahead{400};
    const CertificateWish then{.from = -ahead - std::chrono::days(10), .until = -ahead + std::chrono::days(80)};
    const QDateTime date = QDateTime::currentDateTimeUtc().addDays(-int(ahead.count()));
    auto& made = scene.keep<Street>(scene);
    made.meetNeighbours(nullptr, then, QLocale::c().toString(date, u"ddd, dd MMM yyyy hh:mm:ss 'GMT'"_s).toLatin1());
    made.shopIsAt({Street::shop});
    scene.ask(made.secure("shop.test", Street::shop, answers(goodPage), nullptr, then));
}

void resetByFirewall(Scene& scene)
{
    Street& made = street(scene);
    QUrl url = made.plain("shop.test", Street::shop, [](HostilePeer& peer) {
        peer.read(); // the name that the handshake asks for
        peer.reset();
    });
    url.setScheme(u"https"_s);
    scene.ask(url);
}

} // namespace

QList<TestWorld> wayWorlds()
{
    using enum VerdictPlace;
    const QStringList down{u"local_network_down"_s, u"path_fault"_s};
    const QStringList portal{u"captive_portal"_s};
    return {
        {u"all well, from home"_s, u"nothing is wrong"_s, [](Scene& scene) { street(scene); }, nothing},
        {u"refused, all else well"_s,
         u"nobody listens at the shop"_s,
         refusedOverThere,
         service,
         {u"origin_refuses_connections"_s},
         nobody},
        {u"502, all else well"_s,
         u"the shop's nginx has nobody behind it"_s,
         brokenOverThere,
         service,
         {u"origin_unreachable"_s, u"origin_refuses_connections"_s},
         wrote(u"nginx"_s)},
        {u"cable out"_s, u"the plug is on the floor"_s, [](Scene& scene) { street(scene).far().setPlugged(false); },
         network, down, nobody},
        {u"router silent"_s,
         u"the cable is in, and nothing comes back"_s,
         [](Scene& scene) { street(scene).far().setSilent(true); },
         network,
         {u"local_network_down"_s, u"resolver_fault"_s},
         nobody},
        {u"no default route"_s,
         u"addresses are there, but no way out"_s,
         noDefaultRoute,
         {Network, Device},
         {u"local_network_down"_s, u"path_fault"_s, u"resolver_fault"_s},
         nobody},
        {u"IPv6 broken"_s,
         u"the shop has both kinds of address, and what is sent over IPv6 gets lost"_s,
         ipv6IsBroken,
         {Path},
         {u"family_broken"_s},
         nobody},
        {u"one address silent"_s,
         u"one of the shop's two addresses drops everything"_s,
         oneAddressIsSilent,
         {Path, Gateway},
         {u"path_fault"_s, u"one_front_of_many"_s},
         nobody},
        {u"shop silent"_s,
         u"the only address drops everything; all else is well"_s,
         [](Scene& scene) { street(scene, {Street::silence}); },
         {Service, Inconclusive},
         {},
         nobody},
        {u"router forbids the address"_s,
         u"it says so (ICMP); all else is well"_s,
         [](Scene& scene) { street(scene, {Street::forbidden}); },
         {Network, Inconclusive},
         {},
         nobody},
        {u"this computer forbids the address"_s,
         u"a rule of its own lets nothing out to it; all else is well"_s,
         [](Scene& scene) {
             street(scene).ip(u"route add prohibit 198.51.100.10/32"_s, u"route del prohibit 198.51.100.10/32"_s);
         },
         device,
         {u"blocked_locally"_s},
         nobody},
        {u"firewall breaks off"_s,
         u"it resets the connection at the handshake; a broken server would look alike"_s,
         resetByFirewall,
         {Network, Inconclusive},
         {u"blocked_locally"_s},
         nobody},
        {u"dead tunnel"_s,
         u"a VPN takes everything and brings nothing back"_s,
         [](Scene& scene) {
             tunnel(scene, u"tun0"_s, {u"0.0.0.0/1"_s, u"128.0.0.0/1"_s});
         },
         network,
         {},
         nobody},
        {u"dead tunnel for the shop alone"_s,
         u"a VPN takes what is for the shop and brings nothing back"_s,
         [](Scene& scene) { tunnel(scene, u"wg0"_s, {u"198.51.100.10/32"_s}); },
         network,
         {},
         nobody},
        {u"sign-in page"_s, u"it answers instead of the shop, whose page has a keyword"_s,
         [](Scene& scene) {
             signIn(scene, QUrl(u"http://shop.test/"_s));
             scene.request.check.expect.keyword = u"All is well"_s;
         },
         network, portal},
        {u"sign-in page, unnoticed"_s, u"it answers 200 instead of the shop, whose page has no keyword"_s,
         [](Scene& scene) { signIn(scene, QUrl(u"http://shop.test/"_s)); }, network, portal},
        {u"sign-in page, https"_s, u"it keeps away whatever is encrypted"_s,
         [](Scene& scene) { signIn(scene, QUrl(u"https://shop.test/"_s)); }, network, portal, nobody},
        {u"inspected TLS"_s,
         u"an authority that nobody trusts signs for everybody"_s,
         intercepted,
         {Network, Device},
         {u"intercepted"_s},
         nobody},
        {u"clock ahead"_s,
         u"for this computer all certificates ran out long ago"_s,
         clockIsAhead,
         device,
         {u"clock_wrong"_s},
         nobody},
    };
}

} // namespace Gatewatch::Scenarios
