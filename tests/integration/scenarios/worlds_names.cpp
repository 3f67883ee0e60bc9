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
        {u"hosts file"_s,
         u"a line of it leads to an address where nobody listens"_s,
         hostsFileLies,
         device,
         {},
         nobody},
    };
}

} // namespace Gatewatch::Scenarios
