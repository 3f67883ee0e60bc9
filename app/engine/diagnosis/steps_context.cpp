// SPDX-License-Identifier: GPL-3.0-or-later
// Steps that look at what is around: other places, the name, the provider's page, the past.
#include <engine/diagnosis/steps.h>

#include <QFutureWatcher>
#include <QHostAddress>
#include <QPromise>

#include <netdb.h>

#include <thread>
#include <vector>

namespace Gatewatch {
namespace {

constexpr Millis elsewhereTimeout{3000};
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

struct Resolved {
    QStringList addresses;
    QString error;
};

Resolved resolved(const QByteArray& host)
{
    addrinfo hints{};
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM; // else each address comes once for each kind of socket
    addrinfo* list = nullptr;
    Resolved result;
    if (const int error = getaddrinfo(host.constData(), nullptr, &hints, &list); error != 0)
        result.error = QString::fromLocal8Bit(gai_strerror(error));
    for (const addrinfo* one = list; one; one = one->ai_next) {
        const QString address = QHostAddress(one->ai_addr).toString();
        if (!address.isEmpty() && !result.addresses.contains(address))
            result.addresses.append(address);
    }
    if (list)
        freeaddrinfo(list);
    return result;
}

class Lookup final : public QObject {
public:
    Lookup(const StepContext& context, const StepReporter& report)
    {
        const QUrl& url = context.probe.url;
        const QByteArray host = url.host(QUrl::FullyEncoded).toLatin1();
        auto promise = std::make_shared<QPromise<Resolved>>();
        auto* answer = new QFutureWatcher<Resolved>(this); // as a child it hears nothing more once this is deleted
        connect(answer, &QFutureWatcherBase::finished, this, [answer, report, name = url.host()] {
            const Resolved found = answer->result();
            report.found(NameFact{name, found.addresses, found.error});
            report.done(StepState::Done, {});
        });
        answer->setFuture(promise->future());
        // Detached, since getaddrinfo cannot be cancelled and the program must be able to end meanwhile; it owns all it
        // touches.
        std::thread([host, promise] {
            promise->start();
            promise->addResult(resolved(host));
            promise->finish();
        }).detach();
    }
};

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
         Millis(5000),
         [](Context context) {
             const bool numeric = !QHostAddress(context.probe.url.host()).isNull();
             return reasonIf(numeric, "The address is a number; there is no name to look up");
         },
         [](Context context, StepReporter report) -> std::unique_ptr<QObject> {
             return std::make_unique<Lookup>(context, report);
         }},
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
