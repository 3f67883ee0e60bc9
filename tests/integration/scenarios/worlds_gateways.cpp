// SPDX-License-Identifier: GPL-3.0-or-later
// Every reverse proxy in front of every kind of fault.
#include <integration/scenarios/world.h>

#include <support/certificates.h>
#include <support/dnsmasq.h>
#include <support/hostilecase.h>
#include <support/nginx.h>

#include <QFile>

namespace Gatewatch::Scenarios {
namespace {

using namespace Qt::StringLiterals;
using Product = Gateway::Product;

const QString refuses = u"origin_refuses_connections"_s, unreachable = u"origin_unreachable"_s,
              timeout = u"origin_timeout"_s, closes = u"origin_closes_early"_s, invalid = u"origin_invalid_response"_s;

/// What the application does behind whichever gateway.
struct Fault {
    QString name;
    QString what;
    HostileServer::Script script; ///< none: its port is closed
    QStringList causes;
    bool applicationAnswers = false;
};

QList<Fault> faults()
{
    const QString none;
    return {
        {u"refused"_s, u"nobody listens at the port behind it"_s, {}, {refuses, unreachable}},
        {u"hang"_s, u"the application takes the request and says nothing"_s, hang, {timeout}},
        {u"close early"_s, u"the application hangs up without a word"_s, closeEarly, {closes, unreachable, invalid}},
        {u"reset"_s, u"the application breaks off the connection"_s, reset, {closes, unreachable, invalid}},
        {u"rubbish"_s,
         u"the application answers with bytes that are no HTTP"_s,
         rubbish,
         {invalid, unreachable, closes, u"bad_deploy"_s}},
        {u"origin 500"_s,
         u"the application fails and says so itself"_s,
         answers(page(500, "Internal Server Error", "<h1>Oops, that is our fault</h1>", "X-Request-Id: 77af\r\n")),
         {u"outage"_s, none},
         true},
        {u"origin 502"_s,
         u"the application writes a 502 page of its own"_s,
         answers(page(502, "Bad Gateway", "<h1>The shop cannot reach its warehouse</h1>", "X-Request-Id: 77af\r\n")),
         {u"outage"_s, unreachable},
         true},
        {u"origin 503 with Retry-After"_s,
         u"the application asks to come back later"_s,
         answers(
             page(503, "Service Unavailable", "<h1>Too many visitors</h1>", "Retry-After: 120\r\nX-Request-Id: 1\r\n")),
         {u"overload"_s, u"outage"_s, u"maintenance"_s},
         true},
        {u"origin 504"_s,
         u"the application passes on the 504 of something behind itself"_s,
         answers(page(504, "Gateway Timeout", "<h1>The warehouse did not answer</h1>", "X-Request-Id: 77af\r\n")),
         {u"outage"_s, timeout, unreachable},
         true},
    };
}

/// nginx and Squid take such bytes for an answer of HTTP/0.9, so that they write nothing themselves.
bool passesRubbishOn(Product product)
{
    return product == Product::Nginx || product == Product::Squid;
}

Author authorOf(Product product, const Fault& fault)
{
    const QString id = Gateway::nameOf(product);
    if (fault.applicationAnswers)
        return passedOn(id);
    return fault.name == u"rubbish" && passesRubbishOn(product) ? Author{} : wrote(id);
}

TestWorld faultBehind(Product product, const Fault& fault)
{
    const auto build = [product, fault](Scene& scene) {
        const quint16 port = fault.script ? scene.origin(fault.script) : scene.closedPort();
        scene.request.check.expect.keyword = u"All is well"_s;
        if (Gateway* const gateway = scene.gateway(product, reverseProxy(product, {.port = port})))
            scene.ask(gateway->url());
    };
    return {Gateway::nameOf(product) + u": "_s + fault.name,
            fault.what,
            build,
            service,
            fault.causes,
            authorOf(product, fault)};
}

/// An nginx behind that cannot reach its application.
TestWorld innerNginx(Product product)
{
    const auto build = [product](Scene& scene) {
        const Gateway* const inner =
            scene.gateway(Product::Nginx, reverseProxy(Product::Nginx, {.port = scene.closedPort()}));
        if (!inner)
            return;
        if (Gateway* const outer = scene.gateway(product, reverseProxy(product, {.port = inner->port()})))
            scene.ask(outer->url());
    };
    const QString id = Gateway::nameOf(product);
    const Author author = product == Product::Nginx ? Author{Author::Told::Undecidable, id}
                                                    : Author{Author::Told::Behind, id, u"nginx"_s};
    return {
        id + u": another nginx says 502"_s,
        u"another nginx behind it is refused by its application"_s,
        build,
        service,
        {refuses, unreachable, u"outage"_s},
        author};
}

/// Apache and Squid ask the system, which refuses a label of 64 letters at once and without asking anybody.
TestWorld nameNotFound(Product product, bool tellsSo)
{
    const auto build = [product](Scene& scene) {
        Behind behind{.port = 80, .host = QByteArray(64, 'a') + ".test"};
        if (product != Product::Apache && product != Product::Squid) {
            auto& names = scene.keep<TestDnsmasq>();
            if (TestDnsmasq::program().isEmpty()) {
                scene.missing = u"dnsmasq"_s;
                return;
            }
            scene.require(names.start({}), u"dnsmasq did not start"_s);
            behind.host = "nowhere.test";
            behind.resolver = names.server().section(u':', 1).toUShort();
        }
        if (Gateway* const gateway = scene.gateway(product, reverseProxy(product, behind)))
            scene.ask(gateway->url());
    };
    QList<VerdictPlace> right = frontDoor;
    if (!tellsSo)
        right.append(VerdictPlace::Inconclusive);
    return {
        Gateway::nameOf(product) + u": name not found"_s,
        u"the gateway cannot look up its application"_s,
        build,
        right,
        {},
        wrote(Gateway::nameOf(product))};
}

TestWorld distrusted(Product product, bool tellsSo)
{
    const auto build = [product](Scene& scene) {
        const auto& trusted = scene.keep<TestAuthority>();
        const QByteArray authority = trusted.certificate().pem();
        const auto context =
            serverContext({.own = makeCertificate({.commonName = "localhost", .names = {"DNS:localhost"}})});
        const quint16 port = scene.origin(inTls(context, answers(goodPage)));
        if (Gateway::program(product).isEmpty()) {
            scene.missing = Gateway::nameOf(product);
            return;
        }
        auto& gateway = scene.keep<Gateway>(product);
        QFile file(gateway.path(u"authority.pem"_s));
        scene.require(file.open(QIODevice::WriteOnly) && file.write(authority) > 0, u"no file for the authority"_s);
        file.close();
        scene.require(
            gateway.start(reverseProxy(product, {.port = port, .authority = "@DIR@/authority.pem"})),
            QString::fromUtf8(gateway.log().right(600)));
        scene.ask(gateway.url());
    };
    QList<VerdictPlace> right = frontDoor;
    if (!tellsSo)
        right.append(VerdictPlace::Inconclusive);
    return {
        Gateway::nameOf(product) + u": distrusts its origin"_s,
        u"the application shows a certificate that the gateway does not trust"_s,
        build,
        right,
        {},
        wrote(Gateway::nameOf(product))};
}

} // namespace

QList<TestWorld> gatewayWorlds()
{
    QList<TestWorld> worlds;
    for (const Product product :
         {Product::Nginx, Product::Haproxy, Product::Apache, Product::Caddy, Product::Varnish, Product::Squid,
          Product::Lighttpd}) {
        for (const Fault& fault : faults())
            worlds.append(faultBehind(product, fault));
        worlds.append(innerNginx(product));
    }
    worlds.append(
        {nameNotFound(Product::Nginx, false), nameNotFound(Product::Haproxy, false),
         nameNotFound(Product::Apache, true), nameNotFound(Product::Caddy, false), nameNotFound(Product::Squid, false),
         distrusted(Product::Nginx, false), distrusted(Product::Haproxy, false), distrusted(Product::Apache, true),
         distrusted(Product::Caddy, false)});
    return worlds;
}

} // namespace Gatewatch::Scenarios
