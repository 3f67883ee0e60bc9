// SPDX-License-Identifier: GPL-3.0-or-later
// Steps that ask the service, as it was configured and in other ways.
#include <integration/steps/stepcase.h>

#include <engine/demo/loopbackserver.h>

#include <QFile>
#include <QThread>

namespace Gatewatch::Scenarios {
namespace {

using namespace Qt::StringLiterals;
using Product = Gateway::Product;

const QString changes = u"Not tried: repeating this request could change something"_s;
const QString answered = u"Not needed: the first answer was good"_s;

/// A real nginx with nobody behind it.
void brokenNginx(Scene& scene)
{
    if (const Gateway* const gateway =
            scene.gateway(Product::Nginx, reverseProxy(Product::Nginx, {.port = scene.closedPort()})))
        scene.ask(gateway->url());
}

void bad(Scene& scene)
{
    serving(scene, answers(badPage));
}

void good(Scene& scene)
{
    serving(scene, answers(goodPage));
}

/// The good page for requests that hold this, the bad one for all others.
std::function<void(Scene&)> goodFor(const QByteArray& mark, const QByteArray& otherwise = badPage)
{
    return [=](Scene& scene) {
        serving(scene, [=](HostilePeer& peer) {
            const QByteArray request = peer.readRequest();
            if (!request.isEmpty())
                peer.send(request.contains(mark) ? goodPage : otherwise);
        });
    };
}

void asksForPause(Scene& scene)
{
    serving(scene, answers(page(503, "Service Unavailable", "later", "Retry-After: 1800\r\n")));
}

/// Good each second time.
void everySecond(Scene& scene)
{
    serving(scene, [count = std::make_shared<std::atomic<int>>(0)](HostilePeer& peer) {
        if (!peer.readRequest().isEmpty())
            peer.send((*count)++ % 2 ? goodPage : badPage);
    });
}

/// Closes half-way, stalls, sends rubbish and errors in turn.
void differentEachTime(Scene& scene)
{
    serving(scene, [count = std::make_shared<std::atomic<int>>(0)](HostilePeer& peer) {
        if (peer.readRequest().isEmpty())
            return;
        switch ((*count)++ % 4) {
        case 0:
            peer.send(badPage);
            break;
        case 1:
            peer.send(QByteArrayView(badPage).first(badPage.size() / 2));
            break;
        case 2:
            peer.send("rubbish\r\n\r\n");
            break;
        default:
            peer.reset();
        }
    });
}

void slow(Scene& scene)
{
    serving(scene, [](HostilePeer& peer) {
        if (peer.readRequest().isEmpty())
            return;
        QThread::msleep(1500);
        peer.send(goodPage);
    });
    scene.request.timeout = Millis(500);
}

void slowAndBad(Scene& scene)
{
    serving(scene, [](HostilePeer& peer) {
        if (peer.readRequest().isEmpty())
            return;
        QThread::msleep(1200);
        peer.send(badPage);
    });
}

void twoEntrances(Scene& scene)
{
    scene.ask(QUrl(u"http://shop.test:8080/"_s));
    scene.request.check.resolve = {
        u"127.0.0.2:%1"_s.arg(scene.origin(answers(badPage), "127.0.0.2")),
        u"127.0.0.3:%1"_s.arg(scene.origin(answers(goodPage), "127.0.0.3"))};
}

/// nginx as a store that keeps errors: the page says how old it is.
void storedError(Scene& scene)
{
    goodFor("gatewatch=", page(502, "Bad Gateway", "old", "Age: 300\r\nX-Cache: HIT\r\n"))(scene);
}

/// nginx in TLS, whose HTTP/2 alone is broken.
void brokenHttp2(Scene& scene)
{
    if (Gateway::program(Product::Nginx).isEmpty()) {
        scene.missing = Gateway::nameOf(Product::Nginx);
        return;
    }
    const auto& authority = scene.keep<TestAuthority>();
    const Certificate own = makeServerCertificate(authority.certificate());
    auto& gateway = scene.keep<Gateway>(Product::Nginx);
    QFile file(gateway.path(u"own.pem"_s));
    scene.require(file.open(QIODevice::WriteOnly) && file.write(own.pem() + own.keyPem()) > 0, u"no certificate"_s);
    file.close();
    const bool started = gateway.start(nginxWith(
        "server { listen @ADDRESS@:@PORT@ ssl http2; ssl_certificate @DIR@/own.pem;\nssl_certificate_key "
        "@DIR@/own.pem; location / { if ($server_protocol = HTTP/2.0) { return 502; } return 200 well; } }\n"));
    scene.require(started, QString::fromUtf8(gateway.log()));
    scene.ask(gateway.url());
    scene.request.check.url.setScheme(u"https"_s);
    scene.request.check.tls.authorities = QString::fromLocal8Bit(authority.file());
}

QList<StepCase> asConfigured()
{
    const QString silent = u"Not tried: there was no first answer to compare with"_s;
    return {
        {"request", u"well"_s, good, u"200 after *"_s, Tone::Good, {}, u"200 from 127.0.0.1"_s},
        {"request", u"error"_s, bad, u"502 Bad Gateway after *"_s, Tone::Bad, {u"server_side_answer"_s}},
        {"request", u"nobody"_s, closedDoor, u"No answer"_s, Tone::Bad, {u"connection_refused"_s}, u"tcp.refused"_s},
        skipped(
            "request", u"unsafe"_s,
            [](Scene& scene) {
                bad(scene);
                scene.request.check.method = u"PUT"_s;
            },
            u"Not tried: this request could change something"_s),
        {"responder",
         u"nginx"_s,
         brokenNginx,
         u"Written by the * itself (nginx*)"_s,
         Tone::Neutral,
         {u"gateway_got_no_answer"_s},
         u"nginx"_s},
        {"responder", u"nobody"_s, closedDoor, u"Nobody answered, so nobody can be named"_s},
        skipped(
            "responder", u"unsafe"_s,
            [](Scene& scene) {
                bad(scene);
                scene.request.check.method = u"PUT"_s;
            },
            u"Nothing came that could be looked at"_s),
        {"retry", u"alike"_s, bad, u"502 502 502 502 502"_s, Tone::Bad, {u"all_attempts_fail_alike"_s}},
        {"retry", u"in turn"_s, everySecond, u"200 502 200 502 200"_s, Tone::Bad, {u"some_attempts_fail"_s}},
        {"retry",
         u"differently"_s,
         differentEachTime,
         u"No answer, no answer, no answer, 502, no answer"_s,
         Tone::Bad,
         {u"attempts_fail_differently"_s}},
        skipped("retry", u"unsafe"_s, unsafe, changes),
        skipped("retry", u"a pause is asked for"_s, asksForPause, u"Not tried: they ask to be left alone for 30 min"_s),
        {"longer_wait",
         u"slow"_s,
         slow,
         u"With more patience it works"_s,
         Tone::Good,
         {u"answers_after_longer_wait"_s}},
        skipped("longer_wait", u"no matter of time"_s, bad, u"Not needed: it was not a matter of time"_s),
        skipped(
            "longer_wait", u"patient already"_s,
            [](Scene& scene) {
                serving(scene, hang);
                scene.request.timeout = Millis(4500);
            },
            u"Not tried: the first look had already as much time as there is"_s),
    };
}

QList<StepCase> otherwise()
{
    return {
        {"front_addresses",
         u"one of two"_s,
         twoEntrances,
         u"1 of 2 addresses fail"_s,
         Tone::Bad,
         {u"one_front_fails"_s},
         u"127.0.0.3:"_s},
        skipped("front_addresses", u"only one"_s, bad, u"There is only one address"_s),
        skipped(
            "front_addresses", u"this computer"_s,
            [](Scene& scene) {
                bad(scene);
                scene.request.check.url.setHost(u"localhost"_s);
            },
            u"Not tried: this computer has only itself"_s),
        skipped("front_addresses", u"unsafe"_s, unsafe, changes),
        {"cache_bypass",
         u"an old copy"_s,
         storedError,
         u"200: past the cache it works"_s,
         Tone::Good,
         {u"old_error_from_cache"_s}},
        {"cache_bypass",
         u"as bad"_s,
         bad,
         u"502 as well: an old copy is not to blame, clearing the browser would not help"_s,
         Tone::Bad,
         {u"fails_past_cache"_s}},
        skipped("cache_bypass", u"unsafe"_s, unsafe, changes),
        {"other_client",
         u"as a browser"_s,
         goodFor("Mozilla/5.0", page(403, "Forbidden", "no programs")),
         u"Asked in another manner it works"_s,
         Tone::Good,
         {},
         u"as a browser asks 200"_s},
        {"other_client", u"whoever asks"_s, bad, u"It fails whoever asks"_s, Tone::Bad},
        skipped("other_client", u"all is well"_s, good, answered),
        skipped("other_client", u"nobody"_s, closedDoor, u"Not tried: nobody answers there"_s),
        {"other_path",
         u"others answer"_s,
         goodFor("GET /robots.txt"),
         u"Other pages there answer"_s,
         Tone::Good,
         {},
         u"/robots.txt 200"_s},
        {"other_path",
         u"none answers"_s,
         bad,
         u"Other pages there fail as well"_s,
         Tone::Bad,
         {},
         u"/favicon.ico 502"_s},
        skipped("other_path", u"all is well"_s, good, answered),
        skipped("other_path", u"slow"_s, slowAndBad, u"Not tried: each answer takes 1.2 s"_s),
        {"other_version",
         u"only HTTP/2 fails"_s,
         brokenHttp2,
         u"Over the other version it works"_s,
         Tone::Good,
         {},
         u"HTTP/1.1 200"_s},
        skipped("other_version", u"plain"_s, bad, u"Not tried: this server speaks only one version of HTTP here"_s),
    };
}

} // namespace

QList<StepCase> requestCases()
{
    return asConfigured() + otherwise();
}

} // namespace Gatewatch::Scenarios
