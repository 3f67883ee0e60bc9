// SPDX-License-Identifier: GPL-3.0-or-later
// Services that were watched before they failed: how it was then tells one fault from another that looks alike now. The
// past is made of samples, as the engine remembers them; what is there now is real.
#include <integration/scenarios/street.h>

#include <core/recollection.h>

#include <atomic>

namespace Gatewatch::Scenarios {
namespace {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using Product = Gateway::Product;

/// One run before the fault, and how long before.
struct Past {
    Seconds before;
    int status = 200;
    Millis took{100};
};

const QList<Past> calm{{540s}, {480s}, {420s}, {360s}, {300s}, {240s}, {180s}, {120s}, {60s}};
const QList<Past> crowded{{540s, 200, 300ms},  {480s, 200, 600ms},  {420s, 200, 900ms}, {360s, 503},
                          {330s, 200, 1500ms}, {300s, 200, 1900ms}, {240s, 503},        {210s, 200, 2100ms},
                          {120s, 503},         {60s, 200, 2400ms}};

/// It was watched for two hours of quick answers, then for these minutes; since then it fails.
void watched(Scene& scene, const QList<Past>& lately, int now, const QStringList& addresses = {})
{
    const CheckId check{u"shop"_s, u"main"_s};
    const TimePoint begin = wallClock() - 90s;
    Recollection past;
    const auto measured = [&](TimePoint at, int status, Millis took) {
        Sample sample;
        sample.check = check;
        sample.at = at;
        sample.outcome = status == 200 ? Outcome::Up : Outcome::Down;
        sample.status = status;
        sample.total = took;
        past.measured(sample);
    };
    for (int minute = 130; minute > 10; --minute)
        measured(begin - Seconds(minute * 60), 200, 100ms);
    for (const Past& one : lately)
        measured(begin - one.before, one.status, one.took);
    for (const QString& address : addresses)
        past.answered(check, address, begin);
    for (const Seconds since : {0s, 30s, 60s})
        measured(begin + since, now, 100ms);
    scene.request.since = begin;
    scene.request.before = past.before(check, begin);
}

void askBehindNginx(Scene& scene, quint16 port)
{
    if (Gateway* const gateway = scene.gateway(Product::Nginx, reverseProxy(Product::Nginx, {.port = port})))
        scene.ask(gateway->url());
}

/// It turns away two of three, and takes its time for the third.
void overloaded(Scene& scene)
{
    auto& number = scene.keep<std::atomic<int>>(0);
    auto& server = scene.keep<HostileServer>([&number](HostilePeer& peer) {
        peer.readRequest();
        const bool lucky = ++number % 3 == 0;
        std::this_thread::sleep_for(lucky ? 500ms : 20ms);
        peer.send(lucky ? goodPage : page(503, "Service Unavailable", "<h1>Too many of you</h1>"));
    });
    askBehindNginx(scene, server.port());
    watched(scene, crowded, 503);
}

void silentAfterCrowd(Scene& scene)
{
    scene.ask(scene.keep<HostileServer>(hang).url(u"http"_s));
    watched(scene, crowded, 0);
}

void brokenByChange(Scene& scene)
{
    askBehindNginx(scene, scene.origin(answers(page(500, "Internal Server Error", "<h1>KeyError: 'price'</h1>"))));
    watched(scene, calm, 500);
}

void crashed(Scene& scene)
{
    askBehindNginx(scene, scene.closedPort());
    watched(scene, calm, 502);
}

constexpr const char* yesterdays = "198.51.100.66";

/// Only the router's name server still knows the old address, where nobody is any more.
void oldAddress(Scene& scene)
{
    auto& street = scene.keep<Street>(scene);
    street.meetNeighbours();
    scene.ask(street.secure("shop.test", Street::shop));
    street.names(QByteArray("host-record=shop.test,") + yesterdays + "\n");
    for (const char* resolver : Street::publicResolvers)
        street.names(QByteArray("host-record=shop.test,") + Street::shop + "\n", resolver);
    watched(scene, calm, 0, {QString::fromLatin1(yesterdays)});
}

/// Everybody knows the new address, where nobody is yet.
void movedTooSoon(Scene& scene)
{
    auto& street = scene.keep<Street>(scene);
    street.meetNeighbours();
    street.shopIsAt({Street::shop});
    scene.ask(street.secure("shop.test", yesterdays));
    watched(scene, calm, 0, {QString::fromLatin1(yesterdays)});
}

} // namespace

QList<TestWorld> pastWorlds()
{
    const Author hidden{Author::Told::Hidden};
    return {
        {u"overloaded"_s,
         u"it became slower for minutes, then began to turn visitors away with 503; some still get in"_s,
         overloaded,
         service,
         {u"overload"_s},
         hidden},
        {u"silent after a crowd"_s,
         u"it became slower, failed now and then, and now says nothing in time"_s,
         silentAfterCrowd,
         service,
         {u"overload"_s, u"origin_timeout"_s},
         nobody},
        {u"broken by a change"_s,
         u"quick and well until a minute ago; now the application answers 500 to everybody"_s,
         brokenByChange,
         service,
         {u"bad_deploy"_s},
         hidden},
        {u"crashed in a calm hour"_s,
         u"quick and well until a minute ago; now nginx finds nobody behind it"_s,
         crashed,
         service,
         {u"origin_unreachable"_s, u"origin_refuses_connections"_s},
         wrote(u"nginx"_s)},
    };
}

QList<TestWorld> movedWorlds()
{
    return {
        {u"yesterday's address"_s,
         u"the shop has moved; the router's name server still gives the old address, others the new one"_s,
         oldAddress,
         network,
         {u"stale_dns"_s},
         nobody},
        {u"moved too soon"_s,
         u"every name server gives the new address, where nobody listens yet; at the old one it works"_s,
         movedTooSoon,
         service,
         {u"bad_deploy"_s},
         nobody},
    };
}

} // namespace Gatewatch::Scenarios
