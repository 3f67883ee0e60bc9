// SPDX-License-Identifier: GPL-3.0-or-later
// Steps that look at this computer and its own connection.
#include <core/diagnosis/answer.h>
#include <engine/diagnosis/askers.h>
#include <engine/net/environmentproxy.h>
#include <engine/net/route.h>
#include <engine/system/interfaces.h>
#include <engine/system/networkwatch.h>

#include <QHostAddress>

#include <vector>

namespace Gatewatch {
namespace {

constexpr Millis elsewhereTimeout{3000};

struct Place {
    QUrl url;
    int status = 0; ///< 0: any answer will do
};

/// Asks unrelated places. Nothing of the configured request goes there: no headers, no keys, no cookies.
class Elsewhere final : public QObject {
public:
    Elsewhere(
        const StepContext& context, const StepReporter& report, ElsewhereFact::Kind kind, const QList<Place>& places)
        : m_left(places.size())
    {
        for (const Place& place : places) {
            ProbeRequest request;
            request.url = place.url;
            request.timeout = elsewhereTimeout;
            request.userAgent = context.probe.userAgent;
            request.proxy = context.probe.proxy;
            request.proxyLogin = context.probe.proxyLogin; // is the proxy's; it lets nobody through without
            request.secrets = context.probe.secrets;
            request.caFile = context.probe.caFile;
            request.keepBodyBytes = 1024;
            m_probes.push_back(context.probes.start(request, [this, report, kind, place](const Exchange& exchange) {
                ElsewhereFact fact;
                fact.kind = kind;
                fact.host = place.url.host();
                fact.answered = exchange.response.has_value();
                fact.status = exchange.status();
                fact.failure = exchange.failure;
                fact.expected = place.status;
                fact.https = place.url.scheme() == u"https";
                fact.viaProxy = exchange.viaProxy;
                fact.clockAhead = clockAhead(exchange);
                fact.issuer = exchange.certificate ? exchange.certificate->issuer : QString();
                fact.asExpected = place.status == 0 ? fact.answered : fact.status == place.status;
                const bool last = --m_left == 0;
                report.found(fact);
                if (last)
                    report.done(StepState::Done, {});
            }));
        }
    }

private:
    std::vector<std::unique_ptr<ProbeHandle>> m_probes;
    qsizetype m_left;
};

QList<Place> connectivityPlaces(const StepContext& context)
{
    QList<Place> places;
    for (const ConnectivityCheck& check : context.request.settings.connectivityChecks)
        places.append({check.url, check.status});
    return places;
}

QList<Place> controlPlaces(const StepContext& context)
{
    QList<Place> places;
    for (const QUrl& url : context.request.settings.controlSites) {
        if (url.authority() != context.probe.url.authority()) // the service itself is no control
            places.append({url, 0});
    }
    return places;
}

std::unique_ptr<QObject> startNetwork(const StepContext&, StepReporter report)
{
    NetworkFact fact;
    fact.hasAddress = hasAddress();
    for (const QNetworkInterface& interface : QNetworkInterface::allInterfaces()) {
        if (!isOfContainers(interface) && !usableAddresses(interface).isEmpty())
            fact.interfaces.append(interfaceWords(interface));
    }
    fact.wayOut = wayOutWords();
    fact.id = networkId();
    fact.v6 = !sourceTowards(farAway(QAbstractSocket::IPv6Protocol)).isNull();
    report.found(fact);
    report.done(StepState::Done, {});
    return nullptr;
}

bool isThisComputer(const QByteArray& proxy)
{
    const QString host = QUrl(QStringLiteral("//") + proxyName(proxy)).host();
    return host == u"localhost" || QHostAddress(host).isLoopback();
}

std::unique_ptr<QObject> startProxy(const StepContext& context, StepReporter report)
{
    ProxyFact fact;
    fact.fromEnvironment = context.probe.proxy == u"system";
    const QByteArray proxy = fact.fromEnvironment ? environmentProxy(context.probe.url)
        : context.probe.proxy == u"none"          ? QByteArray()
                                                  : context.probe.proxy.toUtf8();
    fact.used = !proxy.isEmpty();
    fact.onThisComputer = fact.used && isThisComputer(proxy);
    report.found(fact);
    report.done(StepState::Done, {});
    return nullptr;
}

} // namespace

QList<Step> localSteps()
{
    using Context = const StepContext&;
    const Millis reading{1000};
    return {
        {"network", StepGroup::Local, "Your network", {}, reading, neverSkipped, startNetwork},
        {"connectivity",
         StepGroup::Local,
         "Internet connection",
         {},
         elsewhereTimeout + Millis(500),
         [](Context context) {
             return reasonIf(
                 connectivityPlaces(context).isEmpty(), "Not tried: no places for this are set in the configuration");
         },
         [](Context context, StepReporter report) -> std::unique_ptr<QObject> {
             return std::make_unique<Elsewhere>(
                 context, report, ElsewhereFact::Kind::Connectivity, connectivityPlaces(context));
         }},
        {"control_sites",
         StepGroup::Local,
         "Well-known sites",
         {},
         elsewhereTimeout + Millis(500),
         [](Context context) {
             return reasonIf(
                 controlPlaces(context).isEmpty(), "Not tried: no other sites are set in the configuration");
         },
         [](Context context, StepReporter report) -> std::unique_ptr<QObject> {
             return std::make_unique<Elsewhere>(context, report, ElsewhereFact::Kind::Control, controlPlaces(context));
         }},
        {"proxy", StepGroup::Local, "Proxy settings", {}, reading, neverSkipped, startProxy},
        {"clock",
         StepGroup::Local,
         "Clock",
         {"request", "connectivity", "control_sites"},
         reading,
         neverSkipped,
         readOnly},
    };
}

} // namespace Gatewatch
