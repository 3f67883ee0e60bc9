// SPDX-License-Identifier: GPL-3.0-or-later
// Steps that look at what is around: other places, the name, the provider's page, the past.
#include <engine/diagnosis/steps.h>
#include <engine/net/lookup.h>

#include <QHostAddress>

#include <vector>

namespace Gatewatch {
namespace {

constexpr Millis elsewhereTimeout{3000};
constexpr Millis nameTimeout{4500};
constexpr Millis pageTimeout{5000};
constexpr Seconds freshReport{60};

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

/// What the lookup says of the name, for as long as the object that is returned lives.
std::unique_ptr<QObject> startName(const StepContext& context, StepReporter report)
{
    auto owner = std::make_unique<QObject>();
    const QString host = context.probe.url.host();
    lookUp(host, IpFamily::Auto, nameTimeout, owner.get(), [host, report](const LookupAnswer& answer) {
        NameFact fact{host, {}, answer.failure == Failure::Ok ? QString() : idOf(answer.failure)};
        for (const QHostAddress& address : answer.addresses)
            fact.addresses.append(address.toString());
        report.found(fact);
        report.done(StepState::Done, {});
    });
    return owner;
}

class PageReading final : public QObject {
public:
    PageReading(const StepContext& context, const StepReporter& report)
        : m_read(context.pages.read(
            *context.request.statusPage, context.probe.userAgent, pageTimeout, [report](const StatusReport& page) {
                report.found(StatusClaim{page});
                report.done(StepState::Done, {});
            }))
    {
    }

private:
    std::unique_ptr<QObject> m_read;
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

std::optional<QString> reasonIf(bool skip, const char* reason)
{
    return skip ? std::optional(QString::fromUtf8(reason)) : std::nullopt;
}

std::unique_ptr<QObject> startStatusPage(const StepContext& context, StepReporter report)
{
    const std::optional<StatusReport>& last = context.request.lastReport;
    if (last && last->fetchedAt + freshReport >= context.startedAt) {
        report.found(StatusClaim{*last});
        report.done(StepState::Done, {});
        return nullptr;
    }
    return std::make_unique<PageReading>(context, report);
}

} // namespace

QList<Step> contextSteps()
{
    using Context = const StepContext&;
    return {
        {"connectivity",
         "Your connection",
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
        {"name",
         "Name",
         {},
         nameTimeout + Millis(500),
         [](Context context) {
             const bool numeric = !QHostAddress(context.probe.url.host()).isNull();
             return reasonIf(numeric, "The address is a number; there is no name to look up");
         },
         startName},
        {"status_page",
         "Their status page",
         {},
         pageTimeout + Millis(500),
         [](Context context) {
             return reasonIf(!context.request.statusPage, "No status page is known for this service");
         },
         startStatusPage},
        {"history",
         "Earlier faults",
         {},
         Millis(1000),
         [](Context) { return std::optional<QString>(); },
         [](Context context, StepReporter report) -> std::unique_ptr<QObject> {
             report.found(
                 HistoryFact{context.request.past, context.request.watchedServices, context.request.failingServices});
             report.done(StepState::Done, {});
             return nullptr;
         }},
    };
}

} // namespace Gatewatch
