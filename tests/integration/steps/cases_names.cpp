// SPDX-License-Identifier: GPL-3.0-or-later
// Steps about the name of the service.
#include <integration/steps/stepcase.h>

#include <support/hostileresolver.h>

namespace Gatewatch::Scenarios {
namespace {

using namespace Qt::StringLiterals;

Street& named(Scene& scene, const QByteArray& atRouter, const QByteArray& atOthers)
{
    auto& made = scene.keep<Street>(scene);
    made.names(atRouter);
    for (const char* resolver : Street::publicResolvers)
        made.names(atOthers, resolver);
    scene.ask(QUrl(u"http://shop.test/"_s));
    return made;
}

const QByteArray here = QByteArray("host-record=shop.test,") + Street::shop + "\n";
const QByteArray there = QByteArray("host-record=shop.test,") + Street::otherFront + "\n";

std::function<void(Scene&)> both(const QByteArray& atRouter, const QByteArray& atOthers)
{
    return [=](Scene& scene) { named(scene, atRouter, atOthers); };
}

/// The name has an alias of an alias and so on, so many in all.
void aliases(Scene& scene, int length)
{
    QByteArray records = "host-record=last.test," + QByteArray(Street::shop) + "\n";
    QByteArray before = "shop.test";
    for (int i = 1; i < length; ++i) {
        const QByteArray next = "alias" + QByteArray::number(i) + ".test";
        records += "cname=" + before + ',' + next + '\n';
        before = next;
    }
    named(scene, records + "cname=" + before + ",last.test\n", {});
}

/// The name server gives addresses and nothing else.
void halfSilent(Scene& scene)
{
    auto& made = scene.keep<Street>(scene);
    made.far().there([&] {
        scene.require(scene.keep<HostileResolver>(Street::shop, nullptr, Street::router).listens(), u"no resolver"_s);
    });
    scene.ask(QUrl(u"http://half.shop.test/"_s));
}

void forgotten(Scene& scene)
{
    named(scene, here, here).hosts("198.51.100.66 shop.test\n");
}

void worksElsewhere(Scene& scene)
{
    Street& made = named(scene, here, there);
    scene.ask(made.plain("shop.test", Street::otherFront));
}

void own(Scene& scene, const QString& host)
{
    named(scene, here, here);
    scene.ask(QUrl(u"http://"_s + host + u'/'));
}

QList<StepCase> ours()
{
    const QString number = u"The address is a number; there is no name to look up"_s;
    return {
        {"name", u"known"_s, both(here, {}), u"198.51.100.10"_s, Tone::Good},
        {"name", u"in the hosts file"_s, forgotten, u"198.51.100.66; from the hosts file"_s, Tone::Good},
        {"name",
         u"unknown"_s,
         both({}, {}),
         u"The name could not be looked up"_s,
         Tone::Bad,
         {},
         u"dns.name_not_resolved"_s},
        {"name", u"thirty addresses"_s,
         [](Scene& scene) {
             QByteArray records;
             for (int i = 1; i <= 30; ++i)
                 records += "host-record=shop.test,198.51.100." + QByteArray::number(100 + i) + "\n";
             named(scene, records, {});
         },
         u"198.51.100.1*, 198.51.100.1*, 198.51.100.1* and 27 more"_s, Tone::Good},
        {"name", u"IPv6 alone"_s, both("host-record=shop.test,2001:db8::10\n", {}), u"2001:db8::10"_s, Tone::Good},
        {"name", u"of another script"_s,
         [](Scene& scene) {
             named(scene, "host-record=xn--bcher-kva.test,198.51.100.10\n", {});
             scene.ask(QUrl(u"http://bücher.test/"_s));
         },
         u"198.51.100.10"_s, Tone::Good},
        {"name", u"of another script, in the hosts file"_s,
         [](Scene& scene) {
             named(scene, {}, {}).hosts("198.51.100.66 xn--bcher-kva.test\n");
             scene.ask(QUrl(u"http://bücher.test/"_s));
         },
         u"198.51.100.66; from the hosts file"_s, Tone::Good},
        skipped("name", u"a number"_s, closedDoor, number),
        {"alias", u"none"_s, both(here, {}), u"The name is no alias"_s},
        {"alias",
         u"of another"_s,
         [](Scene& scene) { aliases(scene, 2); },
         u"Really last.test"_s,
         Tone::Neutral,
         {},
         u"alias1.test → last.test"_s},
        {"alias", u"of a long chain"_s, [](Scene& scene) { aliases(scene, 9); }, u"Really last.test"_s},
        skipped("alias", u"not told"_s, halfSilent, u"Your name server did not say whether the name is an alias"_s),
        skipped("alias", u"a number"_s, closedDoor, number),
        skipped("alias", u"leads nowhere"_s, both({}, {}), u"Not tried: the name leads nowhere"_s),
        skipped("alias", u"in the hosts file"_s, forgotten, u"Not tried: this computer itself knows the name"_s),
    };
}

QList<StepCase> others()
{
    const QString inside = u"Not tried: this name belongs to your own network"_s;
    return {
        {"resolvers",
         u"know it"_s,
         both({}, here),
         u"2 of 2 others know the name"_s,
         Tone::Good,
         {},
         u"198.51.100.53: 198.51.100.10"_s},
        {"resolvers",
         u"do not know it"_s,
         both(here, {}),
         u"0 of 2 others know the name"_s,
         Tone::Bad,
         {},
         u"dns.name_not_resolved"_s},
        {"resolvers",
         u"silent"_s,
         [](Scene& scene) {
             named(scene, here, here);
             scene.request.settings.resolvers.first().server = QString::fromLatin1(Street::silence);
         },
         u"1 of 2 others knows the name, the rest did not answer"_s,
         Tone::Unsure,
         {},
         u"dns.unreachable"_s},
        skipped("resolvers", u"a number"_s, closedDoor, u"The address is a number; there is no name to look up"_s),
        skipped(
            "resolvers", u"emptied"_s,
            [](Scene& scene) {
                scene.ask(QUrl(u"http://shop.test/"_s));
                scene.request.settings.resolvers.clear();
            },
            u"Not tried: no other name servers are set in the configuration"_s),
        skipped(
            "resolvers", u"fixed address"_s,
            [](Scene& scene) {
                named(scene, here, here);
                scene.request.check.resolve = {u"198.51.100.10"_s};
            },
            u"Not tried: the address is fixed in the configuration"_s),
        skipped(
            "resolvers", u"a printer"_s, [](Scene& scene) { own(scene, u"printer.local"_s); }, inside),
        skipped(
            "resolvers", u"a printer, with a dot behind"_s, [](Scene& scene) { own(scene, u"printer.local."_s); },
            inside),
        skipped(
            "resolvers", u"one word, with a dot behind"_s, [](Scene& scene) { own(scene, u"intranet."_s); }, inside),
        {"answers_agree",
         u"the same"_s,
         both(here, here),
         u"Others give the same address"_s,
         Tone::Good,
         {u"names_agree"_s}},
        {"answers_agree",
         u"ours does not know it"_s,
         both({}, there),
         u"Others know the name, your name server does not"_s,
         Tone::Bad,
         {u"resolver_hides_name"_s, u"fails_at_others_address"_s}},
        {"answers_agree",
         u"theirs works"_s,
         worksElsewhere,
         u"The address used here fails; at another one it works"_s,
         Tone::Bad,
         {u"works_at_others_address"_s}},
        {"answers_agree",
         u"theirs fails as well"_s,
         both(here, there),
         u"Others give another address; it fails there as well"_s,
         Tone::Neutral,
         {u"fails_at_others_address"_s}},
        {"answers_agree",
         u"ours invents names"_s,
         both(QByteArray("address=/test/") + Street::shop + "\n", {}),
         u"Your name server gives this address for made-up names as well"_s,
         Tone::Bad,
         {u"nobody_knows_name"_s}},
        skipped("answers_agree", u"no others"_s, closedDoor, u"Not tried: no other name server was asked"_s),
    };
}

} // namespace

QList<StepCase> nameCases()
{
    return ours() + others();
}

} // namespace Gatewatch::Scenarios
