// SPDX-License-Identifier: GPL-3.0-or-later
// What the provider's status page says beside the fault.
#include <integration/scenarios/world.h>

#include <engine/demo/loopbackserver.h>

namespace Gatewatch::Scenarios {
namespace {

using namespace Qt::StringLiterals;
using Product = Gateway::Product;

QByteArray summary(const QByteArray& indicator, const QByteArray& component, const QByteArray& more)
{
    return R"({"page":{"id":"shop","name":"Shop","url":"https://status.shop.test","updated_at":"2026-05-04T09:40:00Z"},)"
           R"("status":{"indicator":")"
        + indicator + R"(","description":"as it is"},"components":[{"id":"c1","name":"Shop","status":")" + component
        + R"(","group":false,"group_id":null,"position":1,"page_id":"shop"}])" + more + "}";
}

const QByteArray incident =
    R"(,"scheduled_maintenances":[],"incidents":[{"id":"i1","name":"Errors","status":"investigating","impact":"major",)"
    R"("started_at":"2026-05-04T09:00:00Z","incident_updates":[],"components":[{"id":"c1","name":"Shop"}]}])";
const QByteArray maintenance =
    R"(,"incidents":[],"scheduled_maintenances":[{"id":"m1","name":"Database upgrade","status":"in_progress",)"
    R"("impact":"maintenance","scheduled_for":"2026-05-04T09:00:00Z","scheduled_until":"2999-01-01T00:00:00Z",)"
    R"("incident_updates":[],"components":[{"id":"c1","name":"Shop"}]}])";
const QByteArray calm = R"(,"incidents":[],"scheduled_maintenances":[])";

void claim(Scene& scene, const QByteArray& document)
{
    auto& server = scene.keep<LoopbackServer>([document](const ServerRequest& request) {
        return ServerReply{
            .bytes = request.path == "/api/v2/summary.json"
                ? httpResponse(200, "OK", document, {{"Content-Type", "application/json"}})
                : httpResponse(404, "Not Found", "no")};
    });
    scene.require(server.listen(QHostAddress(u"127.0.0.8"_s)), u"no status page"_s);
    StatusPageSource source;
    source.url = QUrl(u"http://127.0.0.8:%1/"_s.arg(server.port()));
    source.components = {u"Shop"_s};
    scene.request.statusPage = source;
}

std::function<void(Scene&)> nginxWithClaim(const QByteArray& document)
{
    return [document](Scene& scene) {
        claim(scene, document);
        if (Gateway* const gateway =
                scene.gateway(Product::Nginx, reverseProxy(Product::Nginx, {.port = scene.closedPort()})))
            scene.ask(gateway->url());
    };
}

std::function<void(Scene&)> pageWithClaim(const QByteArray& answer, const QByteArray& document)
{
    return [answer, document](Scene& scene) {
        claim(scene, document);
        scene.ask(scene.keep<HostileServer>(answers(answer)).url(u"http"_s));
    };
}

} // namespace

QList<TestWorld> claimWorlds()
{
    const QByteArray work = page(503, "Service Unavailable", "<h1>Scheduled maintenance</h1>", "Retry-After: 1800\r\n");
    const QStringList gone{u"origin_unreachable"_s, u"origin_refuses_connections"_s, u"outage"_s};
    return {
        {u"announced maintenance"_s,
         u"503 about planned work, and the status page says the same"_s,
         pageWithClaim(work, summary("none", "under_maintenance", maintenance)),
         service,
         {u"maintenance"_s},
         {Author::Told::Hidden}},
        {u"502 in announced maintenance"_s,
         u"nginx has nobody behind it while work is going on"_s,
         nginxWithClaim(summary("maintenance", "under_maintenance", maintenance)),
         service,
         {u"maintenance"_s},
         wrote(u"nginx"_s)},
        {u"502 with an open incident"_s, u"the provider knows of it"_s,
         nginxWithClaim(summary("major", "major_outage", incident)), service, gone, wrote(u"nginx"_s)},
        {u"502 with a green page"_s, u"the provider does not know of it yet"_s,
         nginxWithClaim(summary("none", "operational", calm)), service, gone, wrote(u"nginx"_s)},
        {u"all well with an open incident"_s, u"the provider works on something that does not touch us"_s,
         pageWithClaim(goodPage, summary("minor", "degraded_performance", incident)), nothing},
    };
}

} // namespace Gatewatch::Scenarios
