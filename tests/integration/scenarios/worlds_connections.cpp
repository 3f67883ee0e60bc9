// SPDX-License-Identifier: GPL-3.0-or-later
// Connections that bring no answer: closed ports, silence, certificates.
#include <integration/scenarios/world.h>

#include <support/certificates.h>
#include <support/hostilecase.h>
#include <support/http2.h>

#include <openssl/tls1.h>

namespace Gatewatch::Scenarios {
namespace {

using namespace Qt::StringLiterals;

std::function<void(Scene&)> plain(const HostileServer::Script& script)
{
    return [script](Scene& scene) { scene.ask(scene.keep<HostileServer>(script).url(u"http"_s)); };
}

/// What a server shows, made with an authority that the check trusts.
using Shown = std::function<TlsWish(const Certificate& trusted)>;

std::function<void(Scene&)> encrypted(const Shown& shown)
{
    return [shown](Scene& scene) {
        const auto& authority = scene.keep<TestAuthority>();
        scene.request.check.tls.authorities = QString::fromLocal8Bit(authority.file());
        const auto context = serverContext(shown(authority.certificate()));
        scene.ask(scene.keep<HostileServer>(inTls(context, answers(goodPage))).url(u"https"_s));
    };
}

TlsWish issued(const Certificate& by, CertificateWish wish)
{
    return {.own = makeCertificate(wish, &by)};
}

/// Takes HTTP/2, and breaks it off with an error of its own (RFC 9113 section 7) before any answer.
void goesAway(HostilePeer& peer)
{
    using namespace Http2;
    if (!peer.read().startsWith("PRI ")) {
        peer.send(goodPage);
        return;
    }
    constexpr quint32 internalError = 2;
    peer.send(frame(Frame::Settings, 0, 0, {}) + frame(Frame::GoAway, 0, 0, number(0) + number(internalError)));
    peer.hold();
}

void breaksOffHttp2(Scene& scene)
{
    const auto& authority = scene.keep<TestAuthority>();
    scene.request.check.tls.authorities = QString::fromLocal8Bit(authority.file());
    TlsWish wish{.own = makeCertificate({.names = {"IP:127.0.0.1"}}, &authority.certificate())};
    wish.alpn = "h2";
    scene.ask(scene.keep<HostileServer>(inTls(serverContext(wish), goesAway)).url(u"https"_s));
}

void refused(Scene& scene)
{
    scene.ask(QUrl(u"http://127.0.0.1:%1/"_s.arg(scene.closedPort())));
}

} // namespace

QList<TestWorld> connectionWorlds()
{
    const QStringList certificate{u"certificate_problem"_s};
    const QByteArrayList here{"IP:127.0.0.1"};
    return {
        {u"refused"_s, u"nobody listens there"_s, refused, service, {u"origin_refuses_connections"_s}, nobody},
        {u"hang"_s, u"it takes the call and says nothing"_s, plain(hang), service, {u"origin_timeout"_s}, nobody},
        {u"hangs up"_s,
         u"it hangs up without a word"_s,
         plain(closeEarly),
         service,
         {u"origin_closes_early"_s},
         nobody},
        {u"rubbish"_s, u"it speaks no HTTP"_s, plain(rubbish), service, {u"origin_invalid_response"_s}, nobody},
        {u"resets after the request"_s,
         u"the service breaks off; a firewall would look alike"_s,
         plain(reset),
         {VerdictPlace::Service, VerdictPlace::Inconclusive},
         {},
         nobody},
        {u"good certificate"_s, u"all is well over TLS"_s,
         encrypted([here](const Certificate& by) { return issued(by, {.names = here}); }), nothing},
        {u"expired certificate"_s, u"it ran out three days ago"_s, encrypted([here](const Certificate& by) {
             return issued(by, {.names = here, .from = std::chrono::days{-93}, .until = std::chrono::days{-3}});
         }),
         frontDoor, certificate, nobody},
        {u"wrong name"_s, u"the certificate is another site's"_s,
         encrypted([](const Certificate& by) { return issued(by, {.names = {"DNS:other.test"}}); }), frontDoor,
         certificate, nobody},
        {u"self-made certificate"_s, u"nobody vouches for it"_s,
         encrypted([here](const Certificate&) { return TlsWish{.own = makeCertificate({.names = here})}; }), frontDoor,
         certificate, nobody},
        {u"only old TLS"_s,
         u"the front door speaks nothing newer than TLS 1.1"_s,
         encrypted([here](const Certificate& by) {
             TlsWish wish = issued(by, {.names = here});
             wish.minVersion = TLS1_VERSION;
             wish.maxVersion = TLS1_1_VERSION;
             return wish;
         }),
         frontDoor,
         {u"front_fault"_s},
         nobody},
        {u"breaks off HTTP/2"_s,
         u"the front door says GOAWAY to each request; over HTTP/1.1 all is well"_s,
         breaksOffHttp2,
         frontDoor,
         {u"front_fault"_s},
         nobody},
        {u"wants our certificate"_s,
         u"the front door lets in only who shows a certificate"_s,
         encrypted([here](const Certificate& by) {
             TlsWish wish = issued(by, {.names = here});
             wish.wantsClientCertificate = true;
             wish.clientAuthority = by;
             return wish;
         }),
         {VerdictPlace::Gateway, VerdictPlace::Device, VerdictPlace::Inconclusive},
         {},
         nobody},
        {u"plain text at the TLS port"_s,
         u"the front door answers the handshake in the clear"_s,
         [](Scene& scene) {
             scene.ask(scene.keep<HostileServer>(insteadOfTls("HTTP/1.1 400 Bad Request\r\n\r\n")).url(u"https"_s));
         },
         frontDoor,
         {u"front_fault"_s},
         nobody},
    };
}

} // namespace Gatewatch::Scenarios
