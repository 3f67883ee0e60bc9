// SPDX-License-Identifier: GPL-3.0-or-later
#include <integration/failurecauses.h>

#include <support/http2.h>
#include <support/nginx.h>
#include <support/ownnetwork.h>
#include <support/proxy.h>

#include <openssl/tls1.h>

namespace Gatewatch {

using namespace Qt::StringLiterals;
using std::chrono::days;

namespace {

const QByteArray fine = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

using Change = std::function<void(ProbeRequest&)>;

/// Another address than the server's.
Change to(const char* url)
{
    return [url](ProbeRequest& request) { request.url = QUrl(QString::fromLatin1(url)); };
}

/// The server is the proxy, of one scheme, on the way to an address of another that it would have to connect to.
Change throughTheServer(const char* scheme, const char* proxyScheme)
{
    return [scheme, proxyScheme](ProbeRequest& request) {
        request.url.setScheme(QString::fromLatin1(proxyScheme));
        request.proxy = request.url.toString();
        request.url = QUrl(QString::fromLatin1(scheme) + u"://shop.test/"_s);
    };
}

/// A SOCKS 5 proxy that asks for no password and answers every request so (RFC 1928 section 6).
HostileServer::Script socksReply(char reply)
{
    return [reply](HostilePeer& peer) {
        peer.read();
        peer.send(QByteArray("\x05\x00", 2));
        peer.read();
        peer.send(QByteArray("\x05", 1) + reply + QByteArray("\x00\x01\x00\x00\x00\x00\x00\x00", 8));
    };
}

/// The system ends the connection, as it does when a VPN comes up: `port` is the server's.
HostileServer::Script endedByTheSystem(const std::shared_ptr<std::atomic<int>>& port)
{
    return [port](HostilePeer& peer) {
        peer.readRequest();
        OwnNetwork::run(u"ss -K -t dport = %1"_s.arg(*port));
        peer.hold();
    };
}

struct Causes {
    const TestAuthority& authority;
    QList<FailureCause> all{};

    void row(const char* what, const HostileCase& each) { all.append({what, each}); }
    /// Nothing that the service is to blame for.
    void ours(const char* what, HostileCase each)
    {
        each.outcome = Outcome::NotMeasured;
        row(what, each);
    }
    [[nodiscard]] HostileCase inside(const TlsWish& wish, const HostileCase& row) const
    {
        return overTls(inTls(serverContext(wish), row.script ? row.script : answering(fine)), row);
    }
    [[nodiscard]] HostileCase overTls(const HostileServer::Script& script, HostileCase row) const
    {
        row.script = script;
        row.scheme = u"https"_s;
        row.change = [file = authority.file(), more = row.change](ProbeRequest& request) {
            request.caFile = file;
            if (more)
                more(request);
        };
        return row;
    }
    [[nodiscard]] Certificate own(CertificateWish wish = {}) const
    {
        if (wish.names.isEmpty())
            wish.names = {"IP:127.0.0.1"};
        return makeCertificate(wish, &authority.certificate());
    }

    void names()
    {
        row("the resolver is silent",
            {.failure = "dns.unreachable",
             .sentence = u"No name service answered the question for silent.test; is the network connected?"_s,
             .change = to("http://silent.test/"),
             .connections = 0});
        row("the resolver knows no such name",
            {.failure = "dns.name_not_resolved",
             .sentence = u"The name nxdomain.test does not exist; check the spelling"_s,
             .change = to("http://nxdomain.test/"),
             .connections = 0});
        row("the resolver fails",
            {.failure = "dns.failed",
             .sentence = u"The name service answered the question for servfail.test with an error"_s,
             .change = to("http://servfail.test/"),
             .connections = 0});
        row("the resolver refuses",
            {.failure = "dns.failed",
             .sentence = u"The name service answered the question for refused.test with an error"_s,
             .change = to("http://refused.test/"),
             .connections = 0});
    }

    void connections()
    {
        const auto unanswered =
            [this](const char* what, const char* failure, const QString& sentence, const char* url) {
                row(what, {.failure = failure, .sentence = sentence, .change = to(url), .connections = 0});
            };
        unanswered(
            "nobody has that address", "tcp.timed_out", u"No reaction from 192.0.2.7 on port 81 within 1.0 s"_s,
            "http://192.0.2.7:81/");
        row("no way leads there",
            {.outcome = Outcome::NotMeasured,
             .failure = "tcp.address_unreachable",
             .sentence = u"This computer has no route to 203.0.113.7"_s,
             .change = to("http://203.0.113.7/"),
             .connections = 0});
        unanswered(
            "link-local without its link", "tcp.address_invalid", u"fe80::1 has no address that can be connected to"_s,
            "http://[fe80::1]/");
        unanswered(
            "forbidden by a rule of this computer", "tcp.failed",
            u"No connection to 198.51.100.1 on port 80 could be made"_s, "http://198.51.100.1/");
        row("the port is closed",
            {.failure = "tcp.refused",
             .sentence = u"127.0.0.1 is there but refuses on port *"_s,
             .change = [](ProbeRequest& request) { request.url.setPort(freePort()); },
             .connections = 0});
        row("RST after the request",
            {.script =
                 [](HostilePeer& peer) {
                     peer.readRequest();
                     peer.reset();
                 },
             .failure = "tcp.reset",
             .sentence = u"127.0.0.1 broke off the connection before any answer"_s});
        row("FIN after the request",
            {.script = answering({}),
             .failure = "tcp.closed",
             .sentence = u"127.0.0.1 closed the connection before any answer"_s});
        const auto port = std::make_shared<std::atomic<int>>(0);
        row("the system ends the connection",
            {.script = endedByTheSystem(port),
             .failure = "tcp.aborted",
             .sentence = u"The connection to 127.0.0.1 was aborted before any answer"_s,
             .change = [port](ProbeRequest& request) { *port = request.url.port(); }});
    }

    void encryption()
    {
        row("TLS 1.0 only",
            inside(
                {.own = own(), .minVersion = TLS1_VERSION, .maxVersion = TLS1_VERSION},
                {.failure = "tls.version_or_cipher_mismatch",
                 .sentence = u"127.0.0.1 offers only encryption that is outdated or unknown here"_s}));
        const HostileCase client{
            .failure = "tls.bad_client_auth_cert", .sentence = u"127.0.0.1 asks for a client certificate"_s};
        row("wants to know who we are", inside({.own = own(), .wantsClientCertificate = true}, client));
        row("wants to know who we are, at once", overTls(alert(116), client));
        row("for another name",
            inside(
                {.own = own({.names = {"DNS:shop.test"}})},
                {.failure = "tls.cert.name_invalid",
                 .sentence = u"The certificate is not for 127.0.0.1 but for shop.test"_s}));
        row("expired",
            inside(
                {.own = own({.from = days(-30), .until = days(-3)})},
                {.failure = "tls.cert.date_invalid", .sentence = u"The certificate of 127.0.0.1 expired on *"_s}));
        row("signed by itself",
            inside(
                {.own = makeCertificate({.names = {"IP:127.0.0.1"}})},
                {.failure = "tls.cert.authority_invalid",
                 .sentence = u"127.0.0.1 made its certificate itself; nobody who is trusted here vouches for it"_s}));
        row("signed with SHA-1",
            inside(
                {.own = own({.digest = "SHA1"})},
                {.failure = "tls.cert.invalid", .sentence = u"The certificate of 127.0.0.1 is too weak (SHA1)"_s}));
        const Certificate mine = own();
        row("revoked",
            inside(
                {.own = mine, .ocspAnswer = ocspAnswer(mine, authority.certificate(), OcspVerdict::Revoked)},
                {.failure = "tls.cert.revoked", .sentence = u"The certificate of 127.0.0.1 was revoked"_s}));
        row("answers without TLS",
            overTls(
                insteadOfTls(fine),
                {.failure = "tls.protocol.error",
                 .sentence = u"127.0.0.1 does not speak TLS on port *; try http://"_s}));
        row("fails inside",
            overTls(
                alert(80),
                {.failure = "tls.failed", .sentence = u"127.0.0.1 failed inside during the encryption setup"_s}));
        row("silent in the handshake",
            overTls(
                [](HostilePeer& peer) { peer.hold(); },
                {.failure = "tls.timed_out",
                 .sentence = u"127.0.0.1 did not finish the encryption setup within 1.0 s"_s}));
        row("RST_STREAM",
            inside(
                {.own = own(), .alpn = "h2"},
                {.script =
                     [](HostilePeer& peer) {
                         if (Http2::takeRequest(peer)
                             && peer.send(Http2::frame(Http2::Frame::ResetStream, 0, 1, Http2::number(2))))
                             peer.hold();
                     },
                 .failure = "http.protocol.error",
                 .sentence = u"The answer from 127.0.0.1 breaks the rules of its HTTP version"_s}));
    }

    void answers()
    {
        const auto answered =
            [this](const char* what, const char* failure, const QString& sentence, const QByteArray& bytes) {
                row(what, {.script = answering(bytes), .failure = failure, .sentence = sentence});
            };
        answered(
            "502", "http.error", u"A gateway could not reach the server behind it (502 from 127.0.0.1)"_s,
            "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n");
        answered(
            "not HTTP", "http.response.invalid", u"Whatever answers on 127.0.0.1 port * is not a web server"_s,
            "SSH-2.0-OpenSSH_9.2\r\n");
        answered(
            "cut off", "http.response.incomplete", u"The answer from 127.0.0.1 was cut off after 2 of 100 bytes"_s,
            "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nok");
        answered(
            "larger than the limit", "http.response.too_large",
            u"The answer from 127.0.0.1 is larger than the limit; stopped after * bytes"_s,
            "HTTP/1.1 200 OK\r\nContent-Length: 3000000\r\n\r\n" + QByteArray(3000000, 'x'));
        row("silent",
            {.script = [](HostilePeer& peer) { peer.hold(); },
             .failure = "http.response.timed_out",
             .sentence = u"127.0.0.1 is connected but gave no answer within 1.0 s"_s});
        const auto follow = [](ProbeRequest& request) { request.maxRedirects = 5; };
        const QByteArray redirect = "HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: ";
        row("a loop",
            {.script = answering(redirect + "/again\r\n\r\n"),
             .failure = "http.response.redirect_loop",
             .sentence = u"Too many redirects, the last of them from 127.0.0.1; stopped after 5"_s,
             .change = follow,
             .connections = 6});
        row("to nowhere",
            {.script = answering(redirect + "http:///x\r\n\r\n"),
             .failure = "http.response.redirect_refused",
             .sentence = u"127.0.0.1 redirects without a usable target"_s,
             .change = follow});
        row("another page",
            {.script = answering(fine),
             .failure = "http.response.mismatch",
             .sentence = u"127.0.0.1 answered 200, but not with what is expected"_s,
             .keyword = u"Welcome"_s});
    }

    void proxies()
    {
        const QString unusable = u"The proxy 127.0.0.1:* for shop.test cannot be used; check the proxy setting"_s;
        ours(
            "nobody is where the proxy should be",
            {.failure = "proxy.failed",
             .sentence = unusable,
             .change =
                 [](ProbeRequest& request) {
                     request.url = QUrl(u"http://shop.test/"_s);
                     request.proxy = u"http://127.0.0.1:%1"_s.arg(freePort());
                 },
             .connections = 0});
        const auto asProxy = [](const QString& sentence, const HostileServer::Script& script, const Change& change) {
            return HostileCase{.script = script, .failure = "proxy.failed", .sentence = sentence, .change = change};
        };
        const QString none =
            u"What answers as the proxy 127.0.0.1:* for shop.test is not a proxy; check the proxy setting"_s;
        const QByteArray mail = "220 mail.test ESMTP ready\r\n";
        const auto rst = [](HostilePeer& peer) {
            peer.readRequest();
            peer.reset();
        };
        ours("the proxy leaves", asProxy(unusable, answering({}), throughTheServer("https", "http")));
        ours(
            "the proxy is silent",
            asProxy(
                unusable, [](HostilePeer& peer) { peer.hold(); }, throughTheServer("https", "http")));
        ours("the proxy is none", asProxy(unusable, answering(mail), throughTheServer("https", "http")));
        ours("the proxy leaves, in the clear", asProxy(unusable, answering({}), throughTheServer("http", "http")));
        ours("the proxy breaks off, in the clear", asProxy(unusable, rst, throughTheServer("http", "http")));
        ours("the proxy is none, in the clear", asProxy(none, answering(mail), throughTheServer("http", "http")));
        ours("the proxy has no TLS", asProxy(unusable, insteadOfTls(mail), throughTheServer("http", "https")));
        ours(
            "the proxy is silent instead of TLS",
            asProxy(
                unusable, [](HostilePeer& peer) { peer.hold(); }, throughTheServer("http", "https")));
        ours(
            "nobody vouches for the proxy",
            asProxy(
                unusable, inTls(serverContext({.own = makeCertificate({.names = {"IP:127.0.0.1"}})}), answering(fine)),
                throughTheServer("http", "https")));
        ours("the proxy speaks no SOCKS", asProxy(none, insteadOfTls(fine), throughTheServer("http", "socks5h")));
        const QString notThere = u"The proxy 127.0.0.1:* could not connect to shop.test"_s;
        ours("the proxy is refused", asProxy(notThere, socksReply(5), throughTheServer("http", "socks5h")));
        ours("the proxy finds no way", asProxy(notThere, socksReply(4), throughTheServer("https", "socks5h")));
        ours(
            "the proxy does not allow it",
            asProxy(
                u"The proxy 127.0.0.1:* does not allow a connection to shop.test"_s, socksReply(2),
                throughTheServer("http", "socks5h")));
        for (const char* scheme : {"http", "socks5h"}) {
            ours(
                qstrcmp(scheme, "http") == 0 ? "the proxy has no address" : "the SOCKS proxy has no address",
                {.failure = "proxy.failed",
                 .sentence = u"The proxy nxdomain.test:3128 for shop.test cannot be found; check the proxy setting"_s,
                 .change =
                     [scheme](ProbeRequest& request) {
                         request.url = QUrl(u"http://shop.test/"_s);
                         request.proxy = QString::fromLatin1(scheme) + u"://nxdomain.test:3128"_s;
                     },
                 .connections = 0});
        }
        // The name of the service, where we look it up for the proxy.
        row("the resolver knows no such name, behind a proxy",
            {.script = socksReply(5),
             .failure = "dns.name_not_resolved",
             .sentence = u"The name nxdomain.test does not exist; check the spelling"_s,
             .change = [](ProbeRequest& request) {
                 throughTheServer("http", "socks5")(request);
                 request.url.setHost(u"nxdomain.test"_s);
             }});
        ours(
            "the proxy hears nobody",
            {.script = answering("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n"),
             .failure = "proxy.failed",
             .sentence = u"The proxy 127.0.0.1:* could not connect to shop.test (502)"_s,
             .change = throughTheServer("https", "http")});
        const auto tinyproxy = std::make_shared<TestProxy>(TestProxy::Kind::Http);
        ours(
            "the proxy wants a password",
            {.failure = "proxy.auth_required",
             .sentence = u"The proxy 127.0.0.1:* for shop.test asks for a password"_s,
             .change =
                 [tinyproxy](ProbeRequest& request) {
                     request.url = QUrl(u"https://shop.test/"_s);
                     if (tinyproxy->isInstalled() && tinyproxy->start())
                         request.proxy = tinyproxy->url();
                 },
             .connections = 0});
        // Who is silent, the proxy or somebody behind it, cannot be told.
        row("nothing comes through the proxy",
            {.script = [](HostilePeer& peer) { peer.hold(); },
             .failure = "http.response.timed_out",
             .sentence = u"No answer from shop.test came through the proxy 127.0.0.1:* within 1.0 s"_s,
             .change = throughTheServer("http", "http")});
    }

    void others()
    {
        row("it answers",
            {.script = answering(fine), .outcome = Outcome::Up, .failure = "ok", .sentence = u"200 OK in *"_s});
        ours(
            "a bot wall answers",
            {.script = answering("HTTP/1.1 403 Forbidden\r\ncf-mitigated: challenge\r\nContent-Length: 0\r\n\r\n"),
             .failure = "http.challenged",
             .sentence = u"A bot check answered instead of 127.0.0.1; a browser may be fine"_s});
        ours(
            "the network answers 511",
            {.script = answering("HTTP/1.1 511 Network Authentication Required\r\nContent-Length: 0\r\n\r\n"),
             .failure = "local.captive_portal",
             .sentence = u"The network wants you to sign in first; open a browser"_s});
        ours(
            "our certificate cannot be read",
            inside(
                {.own = own()},
                {.failure = "abandoned",
                 .sentence = u"This computer could not check *: *"_s,
                 .change = [](ProbeRequest& request) { request.certificateFile = "/nonexistent"; }}));
    }
};

} // namespace

QList<FailureCause> failureCauses(const TestAuthority& authority)
{
    Causes causes{authority};
    causes.names();
    causes.connections();
    causes.encryption();
    causes.answers();
    causes.proxies();
    causes.others();
    return causes.all;
}

} // namespace Gatewatch
