// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/demo/fleet.h>
#include <engine/demo/fleetplan.h>
#include <engine/demo/loopbackserver.h>

#include <QJsonArray>
#include <QJsonObject>
#include <QNetworkProxy>
#include <QRandomGenerator>
#include <QTcpSocket>
#include <QThread>
#include <QTimer>

#include <atomic>
#include <vector>

using namespace Qt::StringLiterals;

namespace Gatewatch {
namespace {

constexpr Millis tick{200};

/// The time of the fleet, read from several threads.
class FleetClock {
public:
    [[nodiscard]] Millis sinceStart() const
    {
        return std::chrono::duration_cast<Millis>(std::chrono::steady_clock::now() - m_start) + Millis(m_ahead.load());
    }
    [[nodiscard]] TimePoint wallStart() const { return m_wallStart; }
    void advance(Millis by) { m_ahead += by.count(); }

private:
    std::chrono::steady_clock::time_point m_start = std::chrono::steady_clock::now();
    TimePoint m_wallStart = wallClock();
    std::atomic<qint64> m_ahead = 0;
};

ServerReply delayed(QByteArray bytes, Millis delay)
{
    return {.bytes = std::move(bytes), .delay = delay};
}

/// The application itself: answers after its own time, with 500 while it is down and nobody stands in front of it.
LoopbackServer::Answer application(const DemoService& service, std::shared_ptr<const FleetClock> clock)
{
    auto random = std::make_shared<QRandomGenerator>(static_cast<quint32>(service.slowest.count()));
    return [&service, clock = std::move(clock), random](const ServerRequest&) {
        const Millis delay{
            random->bounded(static_cast<int>(service.fastest.count()), static_cast<int>(service.slowest.count()))};
        const QList<HeaderField> json{{"Server", "demo-app/1.0"}, {"Content-Type", "application/json"}};
        if (!service.gateway && !demoIsUp(service, clock->sinceStart()))
            return delayed(
                httpResponse(500, "Internal Server Error", R"({"error":"the message store is restarting"})", json),
                delay);
        return delayed(
            httpResponse(200, "OK", QByteArray(R"({"status":"ok","service":")") + service.name + "\"}", json), delay);
    };
}

LoopbackServer::Answer
statusPage(const DemoService& service, std::shared_ptr<const FleetClock> clock, std::shared_ptr<QUrl> address)
{
    return [&service, clock = std::move(clock), address = std::move(address)](const ServerRequest& request) {
        if (request.path != "/api/v2/summary.json")
            return ServerReply{.bytes = httpResponse(404, "Not Found", "There is no such page.\n")};
        return ServerReply{
            .bytes = httpResponse(
                200, "OK", demoSummary(service, *address, clock->wallStart(), clock->sinceStart()),
                {{"Content-Type", "application/json; charset=utf-8"}})};
    };
}

/// What the gateway makes of the bytes that came from behind it; nothing came when nobody listens there.
QByteArray throughGateway(const QByteArray& received)
{
    const qsizetype end = received.indexOf("\r\n\r\n");
    if (!received.startsWith("HTTP/1.1 ") || end < 0)
        return nginxBadGateway(wallClock());
    const QByteArray reason = received.sliced(13, received.indexOf("\r\n") - 13);
    return nginxPassedOn(
        received.sliced(9, 3).toInt(), reason, "application/json", received.sliced(end + 4), wallClock());
}

/// A gateway in front of a port: asks there for every request, on a connection of its own.
LoopbackServer::LaterAnswer gateway(quint16 originPort, QObject* parent)
{
    return [originPort, parent](const ServerRequest& request, const LoopbackServer::Reply& reply) {
        auto* socket = new QTcpSocket(parent);
        socket->setProxy(QNetworkProxy::NoProxy);
        const auto conclude = [socket, reply] {
            socket->disconnect();
            reply({.bytes = throughGateway(socket->readAll())});
            socket->deleteLater();
        };
        QObject::connect(socket, &QTcpSocket::errorOccurred, socket, conclude);
        QObject::connect(socket, &QTcpSocket::disconnected, socket, conclude);
        QObject::connect(socket, &QTcpSocket::connected, socket, [socket, path = request.path] {
            socket->write("GET " + path + " HTTP/1.1\r\nHost: origin\r\nConnection: close\r\n\r\n");
        });
        socket->connectToHost(QHostAddress(QHostAddress::LocalHost), originPort);
    };
}

ServerReply neutral(const ServerRequest& request)
{
    if (request.path == "/generate_204")
        return {.bytes = "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"};
    return {
        .bytes = httpResponse(
            200, "OK", "<!DOCTYPE html><title>Quiet site</title><p>All is well here.\n",
            {{"Content-Type", "text/html; charset=utf-8"}})};
}

/// One service with its servers. They live on the fleet's thread once it runs.
struct Site {
    const DemoService* service = nullptr;
    LoopbackServer* application = nullptr;
    quint16 port = 0; ///< of the application, also while it does not listen
    QUrl url{};
    QUrl page{};
};

} // namespace

class DemoFleet::Private {
public:
    LoopbackServer* listening(LoopbackServer::Answer answer);
    bool build(const DemoService& service);
    void openAndClose() const;

    QThread thread;
    QObject* servers = nullptr; ///< parent of everything on the thread
    std::shared_ptr<FleetClock> clock = std::make_shared<FleetClock>();
    std::vector<Site> sites;
    QList<QUrl> neutrals;
    QString error;
};

LoopbackServer* DemoFleet::Private::listening(LoopbackServer::Answer answer)
{
    auto* server = new LoopbackServer(std::move(answer), servers);
    if (server->listen())
        return server;
    error = u"No free port on 127.0.0.1 could be had for the demo."_s;
    return nullptr;
}

bool DemoFleet::Private::build(const DemoService& service)
{
    Site site{.service = &service};
    site.application = listening(application(service, clock));
    if (!site.application)
        return false;
    site.port = site.application->port();
    site.url = site.application->url();
    if (service.gateway) {
        LoopbackServer* front = listening(neutral);
        if (!front)
            return false;
        front->answerLater(gateway(site.port, servers));
        site.url = front->url();
    }
    if (service.page != DemoPage::None) {
        auto address = std::make_shared<QUrl>();
        LoopbackServer* page = listening(statusPage(service, clock, address));
        if (!page)
            return false;
        *address = page->url(QString());
        site.page = *address;
    }
    sites.push_back(site);
    return true;
}

/// An application behind a gateway that is down does not listen: its gateway is refused, as in real life.
void DemoFleet::Private::openAndClose() const
{
    for (const Site& site : sites) {
        if (!site.service->gateway)
            continue;
        const bool up = demoIsUp(*site.service, clock->sinceStart());
        if (up && !site.application->isListening())
            site.application->listen(QHostAddress(QHostAddress::LocalHost), site.port); // again at the next tick if not
        else if (!up && site.application->isListening())
            site.application->close();
    }
}

DemoFleet::DemoFleet(QObject* parent)
    : QObject(parent)
    , d(std::make_unique<Private>())
{
    d->thread.setObjectName(u"demo"_s);
}

DemoFleet::~DemoFleet()
{
    d->thread.quit();
    d->thread.wait();
    if (!d->thread.isFinished()) // never started: nobody else will
        delete d->servers;
}

bool DemoFleet::start()
{
    if (d->servers)
        return d->error.isEmpty();
    d->servers = new QObject;
    for (const DemoService& service : demoServices())
        if (!d->build(service))
            return false;
    for (int i = 0; i < 3; ++i) {
        const LoopbackServer* server = d->listening(neutral);
        if (!server)
            return false;
        d->neutrals.append(server->url());
    }
    d->openAndClose();
    auto* timer = new QTimer(d->servers);
    timer->setInterval(tick);
    connect(timer, &QTimer::timeout, d->servers, [p = d.get()] { p->openAndClose(); });
    d->servers->moveToThread(&d->thread);
    connect(&d->thread, &QThread::started, timer, qOverload<>(&QTimer::start));
    connect(&d->thread, &QThread::finished, d->servers, &QObject::deleteLater);
    d->thread.start();
    return true;
}

QString DemoFleet::errorString() const
{
    return d->error;
}

void DemoFleet::advance(Millis by)
{
    d->clock->advance(by);
}

Millis DemoFleet::sinceStart() const
{
    return d->clock->sinceStart();
}

Config DemoFleet::config() const
{
    Config config;
    for (const Site& site : d->sites) {
        HttpCheck http;
        http.url = site.url;
        http.proxy = u"none"_s;
        if (site.service->maxMs > 0)
            http.expect.maxMs = site.service->maxMs;
        Check check;
        check.id = u"api"_s;
        check.how = http;
        check.interval = site.service->interval;
        check.timeout = Seconds(5);
        Service service;
        service.id = QString::fromLatin1(site.service->id);
        service.name = QString::fromLatin1(site.service->name);
        service.group = QString::fromLatin1(site.service->group);
        service.homepage = site.url;
        service.endpoints = {check};
        if (!site.page.isEmpty()) {
            StatusPageSource page;
            page.url = site.page;
            page.format = u"statuspage"_s;
            page.interval = Seconds(10);
            service.statusPage = page;
        }
        config.services.append(service);
    }
    for (qsizetype i = 0; i < d->neutrals.size(); ++i) {
        if (i == 0)
            config.diagnosis.connectivityChecks.append({d->neutrals[i].resolved(QUrl(u"/generate_204"_s)), 204});
        else
            config.diagnosis.controlSites.append(d->neutrals[i]);
    }
    return config;
}

QJsonObject DemoFleet::describe() const
{
    QJsonArray services;
    for (const Site& site : d->sites)
        services.append(QJsonObject{
            {u"id"_s, QString::fromLatin1(site.service->id)},
            {u"url"_s, site.url.toString()},
            {u"statusPage"_s, site.page.isEmpty() ? QJsonValue(QJsonValue::Null) : QJsonValue(site.page.toString())},
            {u"shows"_s, QString::fromLatin1(site.service->shows)}});
    return {{u"schema"_s, u"gatewatch.demo/1"_s}, {u"services"_s, services}};
}

} // namespace Gatewatch
