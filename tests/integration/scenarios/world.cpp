// SPDX-License-Identifier: GPL-3.0-or-later
#include <integration/scenarios/world.h>

#include <engine/demo/loopbackserver.h>
#include <support/nginx.h>

namespace Gatewatch::Scenarios {
namespace {

/// Unrelated places that are well, on an address of their own: transfers to one host wait for each other.
class Neighbours final {
public:
    Neighbours()
    {
        const QHostAddress address(QStringLiteral("127.0.0.9"));
        if (!m_check.listen(address) || !m_site.listen(address))
            qFatal("no neighbours on loopback");
    }
    static QUrl at(const LoopbackServer& server)
    {
        return QUrl(QStringLiteral("http://127.0.0.9:%1/").arg(server.port()));
    }
    [[nodiscard]] DiagnosisSettings settings() const
    {
        DiagnosisSettings settings;
        settings.connectivityChecks = {{at(m_check), 204}};
        settings.controlSites = {at(m_site)};
        return settings;
    }

private:
    LoopbackServer m_check{
        [](const ServerRequest&) { return ServerReply{.bytes = httpResponse(204, "No Content", "")}; }};
    LoopbackServer m_site{[](const ServerRequest&) { return ServerReply{.bytes = httpResponse(200, "OK", "hello")}; }};
};

} // namespace

const QByteArray goodPage = page(200, "OK", "<h1>All is well</h1>");

Scene::Scene()
{
    request.check.proxy = QStringLiteral("none");
    request.timeout = Millis(3000);
    request.userAgent = QStringLiteral("gatewatch-test");
    request.settings = keep<Neighbours>().settings();
}

Scene::~Scene()
{
    while (!m_kept.empty())
        m_kept.pop_back();
}

void Scene::require(bool condition, const QString& what)
{
    if (!condition && trouble.isEmpty())
        trouble = what;
}

Gateway*
Scene::gateway(Gateway::Product product, const QByteArray& configuration, const QByteArray& address, quint16 port)
{
    if (Gateway::program(product).isEmpty()) {
        missing = Gateway::nameOf(product);
        return nullptr;
    }
    auto& made = keep<Gateway>(product);
    if (made.start(configuration, address, port))
        return &made;
    trouble = Gateway::nameOf(product) + QStringLiteral(" did not start: ") + QString::fromUtf8(made.log().right(600));
    return nullptr;
}

quint16 Scene::origin(HostileServer::Script script, const char* address)
{
    return keep<HostileServer>(std::move(script), address).port();
}

quint16 Scene::closedPort()
{
    return keep<TestOrigin>().port();
}

void Scene::sawStatus(int status, const QList<HeaderField>& headers, const QByteArray& body)
{
    Exchange seen;
    seen.at = wallClock() - Seconds(20);
    seen.url = request.check.url;
    seen.response = ResponseHead{status, "1.1", "Error", headers};
    seen.body = body;
    seen.bytes = body.size();
    request.symptom = seen;
}

void Scene::sawFailure(Failure failure, const QString& address)
{
    Exchange seen;
    seen.at = wallClock() - Seconds(20);
    seen.url = request.check.url;
    seen.failure = failure;
    seen.address = address;
    seen.port = request.check.url.port(80);
    request.symptom = seen;
}

Author wrote(const QString& id)
{
    return {Author::Told::Wrote, id};
}

Author passedOn(const QString& id)
{
    return {Author::Told::PassedOn, id};
}

QByteArray page(int status, const QByteArray& reason, const QByteArray& body, const QByteArray& fields)
{
    return "HTTP/1.1 " + QByteArray::number(status) + ' ' + reason
        + "\r\nServer: gunicorn\r\nContent-Type: text/html; charset=utf-8\r\n" + fields
        + "Content-Length: " + QByteArray::number(body.size()) + "\r\nConnection: close\r\n\r\n" + body;
}

HostileServer::Script answers(const QByteArray& raw)
{
    return [raw](HostilePeer& peer) {
        if (!peer.readRequest().isEmpty())
            peer.send(raw);
    };
}

void hang(HostilePeer& peer)
{
    peer.readRequest();
    peer.hold();
}

void closeEarly(HostilePeer& peer)
{
    peer.readRequest();
}

void reset(HostilePeer& peer)
{
    peer.readRequest();
    peer.reset();
}

void rubbish(HostilePeer& peer)
{
    peer.readRequest();
    peer.send(QByteArray("\0\1 these bytes are no answer of a web server\r\n\r\n", 48));
}

} // namespace Gatewatch::Scenarios
