// SPDX-License-Identifier: GPL-3.0-or-later
// Names that are not found, or lead elsewhere.
#include <integration/scenarios/street.h>

#include <support/hostileresolver.h>
#include <support/ownnetwork.h>

namespace Gatewatch::Scenarios {
namespace {

using namespace Qt::StringLiterals;

Street& street(Scene& scene)
{
    auto& made = scene.keep<Street>(scene);
    made.meetNeighbours();
    scene.ask(made.secure("shop.test", Street::shop));
    return made;
}

const QByteArray shopRecord = QByteArray("host-record=shop.test,") + Street::shop + "\n";

/// The public name servers know the shop; the router says this of it.
void routerSays(Scene& scene, const QByteArray& records)
{
    Street& made = street(scene);
    made.names(records);
    for (const char* resolver : Street::publicResolvers)
        made.names(shopRecord, resolver);
}

void nobodyKnowsIt(Scene& scene)
{
    Street& made = street(scene);
    made.names({});
    for (const char* resolver : Street::publicResolvers)
        made.names({}, resolver);
}

void resolverIsSilent(Scene& scene)
{
    street(scene).shopIsAt({Street::shop});
    scene.require(OwnNetwork::setNameServer(Street::silence), u"no file for name servers"_s);
}

void resolverIsGone(Scene& scene)
{
    Street& made = street(scene);
    for (const char* resolver : Street::publicResolvers)
        made.names(shopRecord, resolver);
}

/// All names of this world begin with the word to which the hostile resolver reacts.
void renamed(Scene& scene, const QString& firstOfShop, const QString& firstOfNeighbours)
{
    const auto rename = [](QUrl& url, const QString& first) { url.setHost(first + u'.' + url.host()); };
    rename(scene.request.check.url, firstOfShop);
    rename(scene.request.settings.connectivityChecks.first().url, firstOfNeighbours);
    for (QUrl& site : scene.request.settings.controlSites)
        rename(site, firstOfNeighbours);
}

void resolverFailsForAll(Scene& scene)
{
    Street& made = street(scene);
    for (const char* resolver : Street::publicResolvers)
        made.names(QByteArray("address=/test/") + Street::shop + "\n", resolver);
    renamed(scene, u"servfail"_s, u"servfail"_s);
    made.far().there([&] {
        scene.require(scene.keep<HostileResolver>(Street::shop, nullptr, Street::router).listens(), u"no resolver"_s);
    });
}

/// Every resolver says that the name servers of this one name fail.
void theirNameServersFail(Scene& scene)
{
    auto& made = scene.keep<Street>(scene);
    made.meetNeighbours();
    DiagnosisSettings& settings = scene.request.settings;
    settings.controlSites = {made.plain("one.test", "198.51.100.20")};
    scene.ask(made.secure("shop.test", Street::shop));
    renamed(scene, u"servfail"_s, u"late0"_s);
    made.far().there([&] {
        for (const char* where : {Street::router, Street::publicResolvers[0], Street::publicResolvers[1]})
            scene.require(scene.keep<HostileResolver>("198.51.100.20", nullptr, where).listens(), u"no resolver"_s);
    });
}

constexpr const char* stranger = "198.51.100.66";
constexpr const char* blockPage = "<title>Blocked</title><h1>Access to this site is blocked</h1>By your provider.";
constexpr const char* shopPage = "<title>Shop</title><h1>Welcome to the shop</h1>Everything is here.";

/// A web server at that address, on the port that all of them share.
void serve(Street& street, const QByteArray& address, int status, const QByteArray& body)
{
    constexpr quint16 port = 8081;
    street.gateway(
        Gateway::Product::Nginx,
        nginxWith(
            "server { listen @ADDRESS@:@PORT@; default_type text/html;\nlocation / { return "
            + QByteArray::number(status) + " '" + body + "'; } }\n"),
        address.constData(), port);
}

/// The router says this of names, and the public name servers that; the shop is at its place, and well.
Street& inTheClear(Scene& scene, const QByteArray& atRouter, const QByteArray& atOthers)
{
    auto& made = scene.keep<Street>(scene);
    made.meetNeighbours();
    made.names(atRouter);
    for (const char* resolver : Street::publicResolvers)
        made.names(atOthers, resolver);
    scene.ask(QUrl(u"http://shop.test:8081/"_s));
    serve(made, Street::shop, 200, shopPage);
    return made;
}

/// The router leads the shop to a stranger, who serves this.
std::function<void(Scene&)> ledAway(int status, const QByteArray& body)
{
    return [=](Scene& scene) {
        serve(
            inTheClear(scene, QByteArray("host-record=shop.test,") + stranger + "\n", shopRecord), stranger, status,
            body);
    };
}

/// Nobody knows the name, and the router's name server gives an address for all that it does not know.
void advertised(Scene& scene)
{
    serve(
        inTheClear(scene, QByteArray("address=/test/") + stranger + "\n", {}), stranger, 200,
        "<h1>Did you mean shopping?</h1>");
}

/// Only the name server of the company knows it, and it is there.
void ofTheCompany(Scene& scene)
{
    serve(
        inTheClear(scene, QByteArray("host-record=shop.test,") + Street::router + "\n", {}), Street::router, 200,
        shopPage);
}

void hostsFileLies(Scene& scene)
{
    Street& made = street(scene);
    made.shopIsAt({Street::shop});
    made.hosts("198.51.100.66 shop.test\n");
}

} // namespace

QList<TestWorld> nameWorlds()
{
    using enum VerdictPlace;
    const QStringList resolver{u"resolver_fault"_s};
    return {
        {u"the router hides the name"_s,
         u"its name server says that there is no such name; others know it"_s,
         [](Scene& scene) { routerSays(scene, {}); },
         network,
         {u"resolver_fault"_s, u"blocked_locally"_s},
         nobody},
        {u"the router names itself instead"_s,
         u"its name server gives its own address for a public name"_s,
         [](Scene& scene) { routerSays(scene, QByteArray("host-record=shop.test,") + Street::router + "\n"); },
         network,
         {u"resolver_fault"_s, u"blocked_locally"_s},
         nobody},
        {u"the router gives an address that leads nowhere"_s,
         u"a private one, for a public name"_s,
         [](Scene& scene) { routerSays(scene, "host-record=shop.test,10.66.0.1\n"); },
         network,
         {u"resolver_fault"_s, u"blocked_locally"_s},
         nobody},
        {u"nobody knows the name"_s,
         u"the address was typed wrong, or its owner gave it up"_s,
         nobodyKnowsIt,
         {Service, Device, Inconclusive},
         {u"name_not_found"_s},
         nobody},
        {u"name server silent"_s,
         u"the one that is configured drops everything"_s,
         resolverIsSilent,
         {Network, Device},
         resolver,
         nobody},
        {u"name server gone"_s,
         u"nothing answers names at the router, which is there"_s,
         resolverIsGone,
         {Network, Device},
         resolver,
         nobody},
        {u"name server fails"_s, u"it answers everything with SERVFAIL"_s, resolverFailsForAll, network, resolver,
         nobody},
        {u"their name servers fail"_s, u"every name server says SERVFAIL of this one name"_s, theirNameServersFail,
         service, resolver, nobody},
        {u"name server leads to a block page"_s,
         u"which says so with 403; others lead to the shop"_s,
         ledAway(403, blockPage),
         network,
         {u"blocked_locally"_s},
         {Author::Told::Hidden}},
        {u"name server leads to a block page, which is good"_s,
         u"it says so with 200; others lead to the shop"_s,
         ledAway(200, blockPage),
         network,
         {u"blocked_locally"_s}},
        {u"name server leads to another page"_s,
         u"a good one, of somebody else; two pages may both be meant so"_s,
         ledAway(200, "<h1>Something new will follow soon</h1>"),
         {Network, Inconclusive},
         {u"stale_dns"_s}},
        {u"everybody gets another address"_s,
         u"as content networks do it; the page is the same, but for the name of the machine"_s,
         ledAway(200, shopPage + QByteArray(" Machine seven.")), nothing},
        {u"unknown names lead to an advertiser"_s,
         u"there is no such name; the router's name server gives an address for whatever it does not know"_s,
         advertised,
         {Service, Device, Inconclusive},
         {u"name_not_found"_s}},
        {u"a name of the company alone"_s, u"it leads inside, and nobody outside knows it"_s, ofTheCompany, nothing},
        {u"hosts file"_s,
         u"a line of it leads to an address where nobody listens"_s,
         hostsFileLies,
         device,
         {},
         nobody},
    };
}

} // namespace Gatewatch::Scenarios
