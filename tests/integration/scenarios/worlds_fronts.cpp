// SPDX-License-Identifier: GPL-3.0-or-later
// A front door with several addresses, one of which fails.
#include <integration/scenarios/world.h>

#include <support/nginx.h>

namespace Gatewatch::Scenarios {
namespace {

using namespace Qt::StringLiterals;
using Product = Gateway::Product;

QString entrance(const char* address, quint16 port)
{
    return u"%1:%2"_s.arg(QLatin1StringView(address)).arg(port);
}

void askShop(Scene& scene, const QStringList& entrances)
{
    scene.ask(QUrl(u"http://shop.test:8080/"_s));
    scene.request.check.resolve = entrances;
}

void oneAnswers502(Scene& scene)
{
    const Gateway* const bad =
        scene.gateway(Product::Nginx, reverseProxy(Product::Nginx, {.port = scene.closedPort()}), "127.0.0.2");
    const Gateway* const good = scene.gateway(
        Product::Nginx, reverseProxy(Product::Nginx, {.port = scene.origin(answers(goodPage))}), "127.0.0.3");
    if (bad && good)
        askShop(
            scene,
            {entrance("127.0.0.2", bad->port()), entrance("127.0.0.3", good->port()),
             entrance("127.0.0.4", scene.origin(answers(goodPage), "127.0.0.4"))});
}

void oneRefuses(Scene& scene)
{
    const quint16 closed = scene.closedPort(); // of 127.0.0.1
    askShop(
        scene, {entrance("127.0.0.1", closed), entrance("127.0.0.3", scene.origin(answers(goodPage), "127.0.0.3"))});
    scene.sawFailure(Failure::TcpRefused, u"127.0.0.1"_s);
}

void oneHangsUp(Scene& scene)
{
    askShop(
        scene,
        {entrance("127.0.0.2", scene.origin(closeEarly, "127.0.0.2")),
         entrance("127.0.0.3", scene.origin(answers(goodPage), "127.0.0.3"))});
}

void allAnswer502(Scene& scene)
{
    const quint16 closed = scene.closedPort();
    const Gateway* const one =
        scene.gateway(Product::Nginx, reverseProxy(Product::Nginx, {.port = closed}), "127.0.0.2");
    const Gateway* const two =
        scene.gateway(Product::Nginx, reverseProxy(Product::Nginx, {.port = closed}), "127.0.0.3");
    if (one && two)
        askShop(scene, {entrance("127.0.0.2", one->port()), entrance("127.0.0.3", two->port())});
}

} // namespace

QList<TestWorld> frontWorlds()
{
    using enum VerdictPlace;
    const QStringList one{u"one_front_of_many"_s};
    return {
        {u"one entrance of three answers 502"_s, u"that nginx has lost its application, the others have theirs"_s,
         oneAnswers502, frontDoor, one, wrote(u"nginx"_s)},
        {u"one entrance of two refuses"_s,
         u"nobody listens at one of the addresses"_s,
         oneRefuses,
         {Gateway, Path},
         {u"one_front_of_many"_s, u"path_fault"_s},
         nobody},
        {u"one entrance of two hangs up"_s, u"it hangs up without a word"_s, oneHangsUp, frontDoor, one, nobody},
        {u"both entrances answer 502"_s,
         u"the application behind both is gone"_s,
         allAnswer502,
         service,
         {u"origin_unreachable"_s, u"origin_refuses_connections"_s},
         wrote(u"nginx"_s)},
    };
}

} // namespace Gatewatch::Scenarios
