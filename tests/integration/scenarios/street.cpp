// SPDX-License-Identifier: GPL-3.0-or-later
#include <integration/scenarios/street.h>

#include <support/hostilecase.h>
#include <support/ownnetwork.h>

#include <QFile>

namespace Gatewatch::Scenarios {
namespace {

using namespace Qt::StringLiterals;

constexpr const char* connectivity = "198.51.100.20";
constexpr const char* one = "198.51.100.21";
constexpr const char* two = "198.51.100.22";
const QByteArray neighbours = "host-record=connectivity.test,198.51.100.20\nhost-record=one.test,198.51.100.21\n"
                              "host-record=two.test,198.51.100.22\n";
const QByteArray usualHosts = "127.0.0.1 localhost\n";

/// The same for all worlds of this process: it takes a moment to build.
FarNetwork& theFarNetwork()
{
    static FarNetwork network;
    return network;
}

QString text(const char* latin)
{
    return QString::fromLatin1(latin);
}

} // namespace

Street::Street(Scene& scene)
    : m_scene(scene)
{
    scene.require(far().error().isEmpty(), far().error());
    ipThere(u"route add blackhole %1/32"_s.arg(text(silence)), u"route del blackhole %1/32"_s.arg(text(silence)));
    ipThere(u"route add prohibit %1/32"_s.arg(text(forbidden)), u"route del prohibit %1/32"_s.arg(text(forbidden)));
    ipThere(u"route add blackhole 10.0.0.0/8"_s, u"route del blackhole 10.0.0.0/8"_s); // as beyond most routers
    forward();
    scene.require(OwnNetwork::setNameServer(router), u"no file for name servers"_s);
    scene.request.check.tls.authorities = QString::fromLocal8Bit(m_trusted.file());
    scene.request.settings = {};
    for (const char* resolver : publicResolvers) {
        ResolverSetting setting;
        setting.name = text(resolver);
        setting.server = text(resolver);
        scene.request.settings.resolvers.append(setting);
    }
    hosts({});
}

Street::~Street()
{
    for (const QString& each : m_back)
        OwnNetwork::run(u"ip "_s + each);
    far().there([this] {
        for (const QString& each : m_backThere)
            OwnNetwork::run(u"ip "_s + each);
    });
    hosts({});
    far().setSilent(false);
    far().setPlugged(true);
}

/// Only who forwards tells the sender what he does not let through.
void Street::forward()
{
    far().there([this] {
        QFile file(u"/proc/sys/net/ipv4/ip_forward"_s);
        m_scene.require(file.open(QIODevice::WriteOnly) && file.write("1") == 1, u"no forwarding"_s);
        // A forbidden route counts each of its words twice against its ration, which a firewall does not.
        QFile ration(u"/proc/sys/net/ipv4/icmp_ratelimit"_s);
        m_scene.require(ration.open(QIODevice::WriteOnly) && ration.write("0") == 1, u"no say about ICMP"_s);
    });
}

FarNetwork& Street::far() const
{
    return theFarNetwork();
}

void Street::names(const QByteArray& records, const char* address)
{
    gateway(
        Gateway::Product::Dnsmasq,
        "port=@PORT@\nlisten-address=@ADDRESS@\nbind-interfaces\nno-resolv\nno-hosts\npid-file=\nlog-facility=@DIR@/"
        "error.log\n"
        "local=/test/\n"
            + neighbours + records,
        address, 53);
}

void Street::shopIsAt(const QByteArrayList& addresses)
{
    QByteArray records;
    for (const QByteArray& address : addresses)
        records += "host-record=shop.test," + address + "\n";
    names(records);
    for (const char* resolver : publicResolvers)
        names(records, resolver);
}

QUrl Street::plain(const char* name, const char* address, HostileServer::Script script)
{
    quint16 port = 0;
    far().there([&] { port = m_scene.origin(std::move(script), address); });
    return QUrl(u"http://%1:%2/"_s.arg(text(name)).arg(port));
}

QUrl Street::secure(
    const char* name, const char* address, HostileServer::Script script, const Certificate* issuer,
    const CertificateWish& wish)
{
    CertificateWish named = wish;
    named.names = {QByteArray("DNS:") + name};
    const auto context = serverContext({.own = makeCertificate(named, issuer ? issuer : &trusted())});
    QUrl url = plain(name, address, inTls(context, std::move(script)));
    url.setScheme(u"https"_s);
    return url;
}

Gateway* Street::gateway(Gateway::Product product, const QByteArray& configuration, const char* address, quint16 port)
{
    Gateway* made = nullptr;
    far().there([&] { made = m_scene.gateway(product, configuration, address, port); });
    return made;
}

void Street::meetNeighbours(const Certificate* issuer, const CertificateWish& wish, const QByteArray& date)
{
    const QByteArray field = date.isEmpty() ? QByteArray() : "Date: " + date + "\r\n";
    const QByteArray noContent = "HTTP/1.1 204 No Content\r\n" + field + "Connection: close\r\n\r\n";
    const auto site = answers(page(200, "OK", "<h1>Hello</h1>", field));
    DiagnosisSettings& settings = m_scene.request.settings;
    settings.connectivityChecks = {{plain("connectivity.test", connectivity, answers(noContent)), 204}};
    settings.controlSites = {secure("one.test", one, site, issuer, wish), secure("two.test", two, site, issuer, wish)};
}

void Street::hosts(const QByteArray& lines)
{
    QFile file(u"/etc/hosts"_s);
    m_scene.require(file.open(QIODevice::WriteOnly) && file.write(usualHosts + lines) > 0, u"no hosts file"_s);
}

void Street::ip(const QString& change, const QString& back)
{
    m_scene.require(OwnNetwork::run(u"ip "_s + change), u"ip %1 failed"_s.arg(change));
    if (!back.isEmpty())
        m_back.prepend(back);
}

void Street::ipThere(const QString& change, const QString& back)
{
    far().there([&] { m_scene.require(OwnNetwork::run(u"ip "_s + change), u"ip %1 failed there"_s.arg(change)); });
    m_backThere.prepend(back);
}

} // namespace Gatewatch::Scenarios
