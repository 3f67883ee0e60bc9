// SPDX-License-Identifier: GPL-3.0-or-later
// Gateways that are asked too often or are full, and those that fail or refuse by themselves.
#include <integration/scenarios/world.h>

#include <QDeadlineTimer>
#include <QTcpSocket>
#include <QThread>

namespace Gatewatch::Scenarios {
namespace {

using namespace Qt::StringLiterals;
using Product = Gateway::Product;

QByteArray passTo(quint16 port)
{
    return "location / { proxy_pass http://127.0.0.1:" + QByteArray::number(port) + "; }\n";
}

/// A visitor who takes the only place there is and keeps it.
void occupy(Scene& scene, const Gateway& gateway, const HostileServer& origin)
{
    auto& socket = scene.keep<QTcpSocket>();
    socket.connectToHost(gateway.url().host(), gateway.port());
    scene.require(socket.waitForConnected(2000), u"nobody could be there first"_s);
    socket.write("GET /long HTTP/1.1\r\nHost: shop\r\n\r\n");
    socket.waitForBytesWritten(2000);
    const QDeadlineTimer deadline(3000);
    while (origin.requests() == 0 && !deadline.hasExpired())
        QThread::msleep(5);
    scene.require(origin.requests() > 0, u"the first visitor did not come through"_s);
}

/// The first request hangs, all others would be answered well.
void firstTakesForEver(HostilePeer& peer)
{
    const bool first = peer.readRequest().startsWith("GET /long");
    first ? peer.hold() : void(peer.send(goodPage));
}

void nginxIsFull(Scene& scene)
{
    auto& origin = scene.keep<HostileServer>(firstTakesForEver);
    Gateway* const gateway = scene.gateway(
        Product::Nginx,
        nginxWith(
            "limit_conn_zone $server_name zone=all:1m;\nserver { listen @ADDRESS@:@PORT@; server_name shop; limit_conn "
            "all 1;\n"
            + passTo(origin.port()) + "}\n"));
    if (!gateway)
        return;
    occupy(scene, *gateway, origin);
    scene.ask(gateway->url());
}

void haproxyQueues(Scene& scene)
{
    auto& origin = scene.keep<HostileServer>(firstTakesForEver);
    Gateway* const gateway = scene.gateway(
        Product::Haproxy,
        haproxyWith(
            "listen shop\n bind @ADDRESS@:@PORT@\n timeout queue 1s\n timeout server 60s\n server a 127.0.0.1:"
            + QByteArray::number(origin.port()) + " maxconn 1\n"));
    if (!gateway)
        return;
    occupy(scene, *gateway, origin);
    scene.ask(gateway->url());
}

void nginxThrottles(Scene& scene)
{
    Gateway* const gateway = scene.gateway(
        Product::Nginx,
        nginxWith(
            "limit_req_zone $server_name zone=all:1m rate=1r/m;\nlimit_req_status 429;\n"
            "server { listen @ADDRESS@:@PORT@; server_name shop; limit_req zone=all;\nadd_header RateLimit-Remaining 0 "
            "always;\n"
            + passTo(scene.origin(answers(goodPage))) + "}\n"));
    if (!gateway)
        return;
    QTcpSocket socket; // somebody was there before
    socket.connectToHost(gateway->url().host(), gateway->port());
    socket.write("GET / HTTP/1.0\r\n\r\n");
    scene.require(socket.waitForReadyRead(3000), u"no first answer"_s);
    scene.ask(gateway->url());
}

void haproxyThrottles(Scene& scene)
{
    Gateway* const gateway = scene.gateway(
        Product::Haproxy,
        haproxyWith(
            "listen shop\n bind @ADDRESS@:@PORT@\n http-after-response set-header RateLimit-Remaining 0\n"
            " http-request deny deny_status 429\n server a 127.0.0.1:"
            + QByteArray::number(scene.origin(answers(goodPage))) + "\n"));
    if (gateway)
        scene.ask(gateway->url());
}

/// Ten rounds of its own rules are the most that it takes.
void nginxFailsItself(Scene& scene)
{
    Gateway* const gateway = scene.gateway(
        Product::Nginx, nginxWith("server { listen @ADDRESS@:@PORT@; location / { rewrite ^(.*)$ /again$1; } }\n"));
    if (gateway)
        scene.ask(gateway->url());
}

void nginxForbids(Scene& scene)
{
    Gateway* const gateway =
        scene.gateway(Product::Nginx, nginxWith("server { listen @ADDRESS@:@PORT@; location / { deny all; } }\n"));
    if (gateway)
        scene.ask(gateway->url());
}

} // namespace

QList<TestWorld> limitWorlds()
{
    using enum VerdictPlace;
    return {
        {u"nginx is full"_s,
         u"limit_conn lets no second visitor in"_s,
         nginxIsFull,
         frontDoor,
         {u"overload"_s},
         wrote(u"nginx"_s)},
        {u"haproxy is full"_s,
         u"all places of the only server are taken, and the queue ends after a second"_s,
         haproxyQueues,
         {Gateway, Inconclusive},
         {u"overload"_s, u"origin_unreachable"_s},
         wrote(u"haproxy"_s)},
        {u"nginx throttles"_s,
         u"limit_req answers 429"_s,
         nginxThrottles,
         frontDoor,
         {u"throttled"_s},
         wrote(u"nginx"_s)},
        {u"haproxy throttles"_s,
         u"a rule answers 429"_s,
         haproxyThrottles,
         frontDoor,
         {u"throttled"_s},
         wrote(u"haproxy"_s)},
        {u"nginx goes in circles"_s,
         u"its own rules send each request round and round, until it says 500"_s,
         nginxFailsItself,
         frontDoor,
         {u"front_fault"_s},
         wrote(u"nginx"_s)},
        {u"nginx forbids"_s,
         u"a rule of nginx forbids everybody"_s,
         nginxForbids,
         {Gateway, Inconclusive},
         {},
         wrote(u"nginx"_s)},
    };
}

} // namespace Gatewatch::Scenarios
