// SPDX-License-Identifier: GPL-3.0-or-later
// Steps about what is known besides: the provider's page, the past, neighbours.
#include <integration/steps/stepcase.h>

#include <engine/demo/loopbackserver.h>

#include <QFile>

namespace Gatewatch::Scenarios {
namespace {

using namespace Qt::StringLiterals;

StatusPageSource pageAt(const QUrl& url)
{
    StatusPageSource page;
    page.url = url;
    page.format = u"statuspage"_s;
    return page;
}

/// A status page on loopback with such a sample.
void statusPage(Scene& scene, const QString& sample)
{
    QFile file(QStringLiteral(GATEWATCH_SOURCE_DIR "/tests/data/statuspage/statuspage/") + sample);
    scene.require(file.open(QIODevice::ReadOnly), u"no sample"_s);
    auto& server = scene.keep<LoopbackServer>([body = file.readAll()](const ServerRequest&) {
        return ServerReply{httpResponse(200, "OK", body, {{"Content-Type", "application/json"}})};
    });
    scene.require(server.listen(), u"no status page"_s);
    closedDoor(scene);
    scene.request.statusPage = pageAt(server.url());
}

/// Read a moment ago, so that nobody is asked again.
void justRead(Scene& scene)
{
    closedDoor(scene);
    scene.request.statusPage = pageAt(QUrl(u"http://127.0.0.1:9/"_s));
    StatusReport report;
    report.fetchedAt = wallClock();
    report.overall = Indicator::UnderMaintenance;
    report.readability = Readability::Ok;
    scene.request.lastReport = report;
}

void past(Scene& scene)
{
    closedDoor(scene);
    Incident earlier;
    earlier.opened = wallClock() - Seconds(7200);
    earlier.closed = wallClock() - Seconds(7000);
    scene.request.past = {earlier, earlier};
    scene.request.watchedServices = 3;
    scene.request.failingServices = 2;
}

void neighbours(Scene& scene, bool failing)
{
    closedDoor(scene);
    scene.request.neighbours = {{u"The bakery"_s, Neighbour::Shares::Host, failing}};
}

} // namespace

QList<StepCase> contextCases()
{
    return {
        {"status_page",
         u"reports something"_s,
         [](Scene& scene) { statusPage(scene, u"open-incident.json"_s); },
         u"Reports: “*”"_s,
         Tone::Bad,
         {u"provider_confirms"_s, u"provider_degraded"_s},
         u"statuspage"_s},
        {"status_page",
         u"just read"_s,
         justRead,
         u"Says that maintenance is going on"_s,
         Tone::Bad,
         {u"provider_maintains"_s}},
        {"status_page", u"no page"_s,
         [](Scene& scene) {
             closedDoor(scene);
             scene.request.statusPage = pageAt(scene.request.check.url);
         },
         u"Could not be read; that says nothing about the service"_s, Tone::Unsure},
        skipped("status_page", u"none"_s, closedDoor, u"No status page is known for this service"_s),
        {"history", u"none"_s, closedDoor, u"None known"_s},
        {"history", u"two"_s, past, u"2 earlier faults; 2 of your 3 other services fail too"_s, Tone::Unsure},
        {"neighbours",
         u"fail too"_s,
         [](Scene& scene) { neighbours(scene, true); },
         u"1 of 1 that share its host or network fail too"_s,
         Tone::Bad,
         {},
         u"The bakery"_s},
        {"neighbours", u"are fine"_s, [](Scene& scene) { neighbours(scene, false); },
         u"What else you watch there is fine"_s, Tone::Good},
        skipped("neighbours", u"none"_s, closedDoor, u"You watch nothing else on the same host or content network"_s),
    };
}

} // namespace Gatewatch::Scenarios
