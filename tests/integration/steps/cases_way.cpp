// SPDX-License-Identifier: GPL-3.0-or-later
// Steps about the way to the service and its encryption.
#include <integration/steps/stepcase.h>

#include <support/hostilecase.h>

namespace Gatewatch::Scenarios {
namespace {

using namespace Qt::StringLiterals;

const QString ways = u"Not tried: the way leads through a proxy, which makes the connections"_s;

void silentShop(Scene& scene)
{
    auto& made = scene.keep<Street>(scene);
    made.shopIsAt({Street::silence});
    scene.ask(QUrl(u"http://shop.test:8080/"_s));
}

void oneOfTwoSilent(Scene& scene)
{
    auto& made = scene.keep<Street>(scene);
    made.shopIsAt({Street::shop, Street::silence});
    scene.ask(made.plain("shop.test", Street::shop));
}

void nameless(Scene& scene)
{
    scene.keep<Street>(scene).shopIsAt({});
    scene.ask(QUrl(u"http://shop.test/"_s));
}

void deadProxy(Scene& scene)
{
    serving(scene, answers(goodPage));
    scene.request.check.proxy = u"http://127.0.0.1:%1"_s.arg(scene.closedPort());
}

/// The way that everybody takes is blocked; the proxy of this computer's settings is not asked.
void proxyUnused(Scene& scene)
{
    closedDoor(scene);
    scene.keep<Variable>("http_proxy", "http://127.0.0.1:" + QByteArray::number(scene.origin(answers(goodPage))));
}

/// Whatever is for the shop goes into a tunnel whose other end is dead.
void deadTunnel(Scene& scene)
{
    Street& made = shopping(scene);
    made.ip(u"tuntap add dev wg0 mode tun"_s, u"tuntap del dev wg0 mode tun"_s);
    made.ip(u"address add 10.99.0.2/24 dev wg0"_s);
    made.ip(u"link set wg0 up"_s);
    made.ip(u"route add 198.51.100.10/32 dev wg0"_s);
    scene.request.timeout = Millis(1500);
}

void distrusted(Scene& scene)
{
    auto& made = scene.keep<Street>(scene);
    made.shopIsAt({Street::shop});
    const auto& strange = scene.keep<TestAuthority>("Nobody knows us").certificate();
    scene.ask(made.secure("shop.test", Street::shop, answers(goodPage), &strange));
}

void notEncrypted(Scene& scene)
{
    serving(scene, answers(goodPage));
    scene.request.check.url.setScheme(u"https"_s);
}

/// Breaks the connection off as soon as the name of the shop is told.
void resetByFirewall(Scene& scene)
{
    serving(scene, [](HostilePeer& peer) {
        peer.read();
        peer.reset();
    });
    scene.request.check.url.setScheme(u"https"_s);
}

QList<StepCase> connections()
{
    return {
        {"connect", u"taken"_s, [](Scene& scene) { serving(scene, answers(goodPage)); }, u"Connected after *"_s,
         Tone::Good},
        {"connect",
         u"refused"_s,
         closedDoor,
         u"No connection to its address"_s,
         Tone::Bad,
         {},
         u"127.0.0.1 tcp.refused"_s},
        {"connect",
         u"one of two silent"_s,
         oneOfTwoSilent,
         u"No connection to 1 of 2 addresses"_s,
         Tone::Unsure,
         {},
         u"198.51.100.150 tcp.timed_out"_s},
        skipped("connect", u"through a proxy"_s, deadProxy, ways),
        skipped("connect", u"no address"_s, nameless, u"Not tried: there is no address to connect to"_s),
        {"manner", u"taken"_s, [](Scene& scene) { serving(scene, answers(goodPage)); },
         u"Connections are let through"_s, Tone::Good},
        {"manner", u"refused"_s, closedDoor, u"Refused: a computer is there, but nothing listens"_s, Tone::Bad},
        {"manner", u"silent"_s, silentShop, u"Silence: nothing comes back at all"_s, Tone::Bad},
        {"manner",
         u"not let out"_s,
         [](Scene& scene) {
             shopping(scene).ip(u"route add prohibit 198.51.100.10/32"_s, u"route del prohibit 198.51.100.10/32"_s);
         },
         u"This computer itself does not let it out"_s,
         Tone::Bad,
         {u"own_firewall_refuses"_s}},
        {"manner",
         u"forbidden by the router"_s,
         [](Scene& scene) {
             scene.keep<Street>(scene).shopIsAt({Street::forbidden});
             scene.ask(QUrl(u"http://shop.test/"_s));
         },
         u"A machine of your own network lets nothing through"_s,
         Tone::Bad,
         {u"network_refuses"_s}},
        {"manner", u"broken off"_s, resetByFirewall, u"The encrypted connection fails"_s, Tone::Bad},
        skipped("manner", u"through a proxy"_s, deadProxy, ways),
    };
}

QList<StepCase> otherWays()
{
    const auto well = [](Scene& scene) { shopping(scene); };
    return {
        {"other_proxy",
         u"works without"_s,
         deadProxy,
         u"On the other way it works"_s,
         Tone::Good,
         {},
         u"without the proxy 200"_s},
        {"other_proxy",
         u"works through it"_s,
         proxyUnused,
         u"On the other way it works"_s,
         Tone::Good,
         {},
         u"through the proxy 200"_s},
        skipped("other_proxy", u"none"_s, closedDoor, u"There is no proxy"_s),
        skipped(
            "other_proxy", u"all is well"_s,
            [](Scene& scene) {
                serving(scene, answers(goodPage));
                scene.keep<Variable>("http_proxy", "http://127.0.0.1:9");
            },
            u"Not needed: the first answer was good"_s),
        {"other_route",
         u"beside a dead tunnel"_s,
         deadTunnel,
         u"Over another way out it works"_s,
         Tone::Good,
         {u"works_another_way_out"_s},
         u"Cable (home) 200"_s},
        skipped("other_route", u"all is well"_s, well, u"Not needed: the first answer was good"_s),
        skipped("other_route", u"this computer"_s, closedDoor, u"Not tried: no way out of this computer is needed"_s),
        skipped(
            "other_route", u"fixed"_s,
            [](Scene& scene) {
                closedDoor(scene);
                scene.request.check.interface = u"lo"_s;
            },
            u"Not tried: the way out is fixed in the configuration"_s),
        skipped(
            "other_route", u"only one"_s,
            [](Scene& scene) {
                shopping(scene);
                scene.ask(QUrl(u"http://198.51.100.10:9/"_s));
            },
            u"This computer has only one way out"_s),
        skipped(
            "other_proxy", u"a query in the clear"_s,
            [](Scene& scene) {
                proxyUnused(scene);
                scene.request.check.url.setQuery(u"key=value"_s);
            },
            u"Not tried: the address says more than its page (?…), and others could read it on that way"_s),
        {"vpn", u"off"_s, closedDoor, u"No VPN is on"_s},
        {"vpn",
         u"leads there"_s,
         deadTunnel,
         u"A VPN is on, and the way to this service leads through it"_s,
         Tone::Unsure,
         {u"only_it_goes_through_vpn"_s},
         u"wg0"_s},
    };
}

QList<StepCase> encryption()
{
    const auto well = [](Scene& scene) { shopping(scene); };
    const QString plain = u"This address is not encrypted"_s;
    return {
        {"handshake", u"set up"_s, well, u"Set up"_s, Tone::Good, {}, u"198.51.100.10 "_s},
        {"handshake", u"not spoken"_s, notEncrypted, u"Cannot be set up"_s, Tone::Bad, {}, u"127.0.0.1 tls."_s},
        skipped("handshake", u"plain"_s, closedDoor, plain),
        {"certificate", u"valid"_s, well, u"Valid until *"_s, Tone::Good, {}, u"issued by "_s},
        {"certificate",
         u"distrusted"_s,
         distrusted,
         u"Not to be trusted, or not in order"_s,
         Tone::Bad,
         {},
         u"Nobody knows us"_s},
        {"certificate", u"not shown"_s, notEncrypted, u"None was shown"_s},
        skipped("certificate", u"plain"_s, closedDoor, plain),
        {"protocol", u"agreed"_s, well, u"TLSv1.3, HTTP/1.1"_s},
        {"protocol", u"nobody there"_s, closedDoor, u"Not known: no answer came"_s},
        {"firewall",
         u"broken off"_s,
         resetByFirewall,
         u"Could be: the connection is broken off by force"_s,
         Tone::Unsure,
         {},
         u"tls.failed"_s},
        {"firewall",
         u"silence"_s,
         silentShop,
         u"Could be: connections are swallowed"_s,
         Tone::Unsure,
         {},
         u"tcp.timed_out"_s},
        {"firewall", u"all is well"_s, well, u"Nothing in between keeps you away"_s, Tone::Good},
        {"firewall", u"refused"_s, closedDoor, u"No sign of one"_s},
    };
}

} // namespace

QList<StepCase> wayCases()
{
    return connections() + otherWays() + encryption();
}

} // namespace Gatewatch::Scenarios
