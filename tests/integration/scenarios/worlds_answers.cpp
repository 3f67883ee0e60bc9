// SPDX-License-Identifier: GPL-3.0-or-later
// What servers answer without a gateway that can be recognised, and faults that come and go.
#include <integration/scenarios/world.h>

#include <atomic>

namespace Gatewatch::Scenarios {
namespace {

using namespace Qt::StringLiterals;
using Product = Gateway::Product;

std::function<void(Scene&)> serving(const HostileServer::Script& script)
{
    return [script](Scene& scene) {
        auto& server = scene.keep<HostileServer>(script);
        scene.ask(server.url(u"http"_s));
    };
}

std::function<void(Scene&)> answering(const QByteArray& raw)
{
    return serving(answers(raw));
}

/// Bad at the first request and at each third one after it.
void everyThirdFails(Scene& scene)
{
    auto& number = scene.keep<std::atomic<int>>(0);
    auto& server = scene.keep<HostileServer>([&number](HostilePeer& peer) {
        peer.readRequest();
        if (number++ % 3 != 0)
            peer.send(goodPage);
    });
    scene.ask(server.url(u"http"_s));
}

void recovered(Scene& scene)
{
    const quint16 port = scene.origin(answers(goodPage));
    Gateway* const gateway = scene.gateway(Product::Nginx, reverseProxy(Product::Nginx, {.port = port}));
    if (!gateway)
        return;
    scene.ask(gateway->url());
    scene.sawStatus(502, {{"Server", "nginx/1.22.1"}}, "<h1>502 Bad Gateway</h1>");
}

void well(Scene& scene)
{
    const quint16 port = scene.origin(answers(goodPage));
    if (Gateway* const gateway = scene.gateway(Product::Nginx, reverseProxy(Product::Nginx, {.port = port})))
        scene.ask(gateway->url());
}

void wellButHasAMoment(Scene& scene)
{
    auto& server = scene.keep<HostileServer>([](HostilePeer& peer) {
        peer.readRequest();
        std::this_thread::sleep_for(Millis(700));
        peer.send(goodPage);
    });
    scene.ask(server.url(u"http"_s));
}

void redirectLoop(HostilePeer& peer)
{
    peer.readRequest();
    peer.send(
        "HTTP/1.1 302 Found\r\nServer: gunicorn\r\nLocation: /\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
}

void cutBody(HostilePeer& peer)
{
    peer.readRequest();
    peer.send("HTTP/1.1 200 OK\r\nServer: gunicorn\r\nContent-Length: 5000\r\n\r\n<h1>All is");
}

void slowBody(HostilePeer& peer)
{
    peer.readRequest();
    peer.send("HTTP/1.1 200 OK\r\nServer: gunicorn\r\nContent-Length: 5000\r\n\r\n");
    peer.drip(QByteArray(5000, 'x'), 1, Millis(100));
}

void likesBrowsers(HostilePeer& peer)
{
    const bool browser = peer.readRequest().contains("Mozilla/");
    peer.send(browser ? goodPage : page(403, "Forbidden", "<h1>No robots here</h1>"));
}

void keyMissingHere(Scene& scene)
{
    answering(page(401, "Unauthorized", "{\"error\":\"no token\"}", "WWW-Authenticate: Bearer\r\n"))(scene);
    scene.request.check.headers = {{u"Authorization"_s, HeaderSetting::Source::Environment, u"GATEWATCH_NO_SUCH"_s}};
}

QByteArray wall(const QByteArray& head, const QByteArray& body)
{
    return head + "Content-Type: text/html\r\nContent-Length: " + QByteArray::number(body.size())
        + "\r\nConnection: close\r\n\r\n" + body;
}

} // namespace

QList<TestWorld> answerWorlds()
{
    using enum VerdictPlace;
    const Author hidden{Author::Told::Hidden};
    return {
        {u"all well"_s, u"nothing is wrong"_s, well, nothing},
        {u"all well, but slowly"_s, u"every answer takes 0.7 s"_s, wellButHasAMoment, nothing},
        {u"recovered"_s, u"there was a 502, and now all is well"_s, recovered, nothing, {u"recovered"_s}},
        {u"every third fails"_s,
         u"the service hangs up on each third visitor"_s,
         everyThirdFails,
         service,
         {u"intermittent"_s},
         nobody},
        {u"the application's own 500"_s,
         u"no gateway, a server that fails"_s,
         answering(page(500, "Internal Server Error", "<h1>Oops</h1>", "X-Request-Id: 1\r\n")),
         service,
         {u"outage"_s},
         wrote(u"origin"_s)},
        {u"maintenance page"_s,
         u"503 with a page about planned work and Retry-After"_s,
         answering(page(
             503, "Service Unavailable", "<h1>Down for maintenance</h1>We are back soon.", "Retry-After: 1800\r\n")),
         service,
         {u"maintenance"_s},
         hidden},
        {u"bare 502"_s,
         u"a 502 without a word or a name; what stands behind is gone"_s,
         answering("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"),
         {Service, Inconclusive},
         {},
         hidden},
        {u"wrong address"_s,
         u"404: the address was typed wrong"_s,
         answering(page(404, "Not Found", "<h1>No such page</h1>")),
         {Device, Inconclusive},
         {},
         hidden},
        {u"no key"_s,
         u"401, and none was configured"_s,
         answering(page(401, "Unauthorized", "<h1>Who are you?</h1>", "WWW-Authenticate: Bearer\r\n")),
         {Device, Inconclusive},
         {},
         hidden},
        {u"key missing here"_s,
         u"401, and the configured key is not set on this computer"_s,
         keyMissingHere,
         device,
         {u"request_rejected"_s},
         hidden},
        {u"forbidden"_s,
         u"403 by the application: this account may not"_s,
         answering(page(403, "Forbidden", "<h1>Not for you</h1>", "X-Request-Id: 1\r\n")),
         {Service, Device, Inconclusive},
         {},
         hidden},
        {u"turns programs away"_s,
         u"403 for everybody who does not ask as a browser does"_s,
         serving(likesBrowsers),
         frontDoor,
         {u"client_refused"_s},
         hidden},
        {u"asks to slow down"_s,
         u"429 with its limits, by an unnamed front door"_s,
         answering(
             "HTTP/1.1 429 Too Many Requests\r\nRateLimit-Limit: 10\r\nRateLimit-Remaining: 0\r\nRetry-After: 30\r\n"
             "Content-Length: 0\r\nConnection: close\r\n\r\n"),
         frontDoor,
         {u"throttled"_s},
         hidden},
        {u"Cloudflare's bot wall"_s,
         u"the wall wants a browser; the service may be well"_s,
         answering(wall(
             "HTTP/1.1 403 Forbidden\r\nServer: cloudflare\r\ncf-mitigated: challenge\r\nCF-RAY: 8a1-FRA\r\n",
             "<html><title>Just a moment...</title></html>")),
         {Gateway, Inconclusive},
         {},
         {Author::Told::Undecidable, u"cloudflare"_s}},
        {u"AWS's bot wall"_s,
         u"the wall asks for a captcha; the service may be well"_s,
         answering(wall(
             "HTTP/1.1 405 Method Not Allowed\r\nServer: awselb/2.0\r\nx-amzn-waf-action: captcha\r\n",
             "<html>AwsWafIntegration</html>")),
         {Gateway, Inconclusive},
         {},
         {Author::Told::Undecidable, u"aws_alb"_s}},
        {u"redirects in a circle"_s,
         u"the page sends every visitor to itself"_s,
         serving(redirectLoop),
         service,
         {u"bad_deploy"_s},
         {}},
        {u"other words"_s,
         u"200, but not the page that should be there"_s,
         [](Scene& scene) {
             answering(page(200, "OK", "<h1>Welcome to your new server</h1>"))(scene);
             scene.request.check.expect.keyword = u"All is well"_s;
         },
         service,
         {u"bad_deploy"_s},
         hidden},
        {u"cut body"_s, u"the answer ends in its middle"_s, serving(cutBody), service, {u"origin_closes_early"_s}, {}},
        {u"slow body"_s, u"the answer comes drop by drop"_s, serving(slowBody), service, {u"origin_timeout"_s}, {}},
    };
}

} // namespace Gatewatch::Scenarios
