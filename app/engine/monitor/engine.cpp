// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/monitor/engine.h>

#include <core/maintenance.h>
#include <core/newsroom.h>
#include <core/politeness.h>
#include <core/recheck.h>
#include <engine/monitor/announcer.h>
#include <engine/monitor/casefile.h>
#include <engine/monitor/desk.h>
#include <engine/monitor/localgate.h>
#include <engine/monitor/rounds.h>
#include <engine/monitor/secretgate.h>
#include <engine/monitor/standby.h>
#include <engine/monitor/statuspoller.h>
#include <engine/net/document.h>
#include <engine/net/probeloop.h>
#include <engine/net/statuspageclient.h>
#include <engine/secrets/secretstore.h>

#include <QTimer>

namespace Gatewatch {
namespace {

using namespace std::chrono_literals;

constexpr Millis ageEvery = 5s;
constexpr int meteredStretch = 5; // where every byte costs

} // namespace

class Engine::Private {
public:
    Private(Engine* engine, SecretStore* store);

    void applyConfig(const Config& next);
    void applyPaused(bool now);
    void setMetered(bool metered);
    void networkChanged(LocalNetwork now);
    void judged(const Sample& sample, std::optional<Seconds> stayAway, const Exchange& seen);
    void lookAtIssuer(const ServiceId& service, const Exchange& exchange);
    void missing(const CheckId& id, const QList<MissingSecret>& lacking, bool news);
    void fold(Sample sample, bool certain = false);
    void takeReport(const ServiceId& id, const StatusReport& report);
    const Check* find(const CheckId& id) const;

    Engine* q;
    SecretStore& secrets; ///< a child of the engine
    SecretGate secretGate;
    ProbeLoop probes;
    DocumentLoader documents;
    StatusPageClient pages;
    StatusPoller poller;
    LocalGate gate;
    Standby standby;
    ServiceBoard board;
    Rounds rounds;
    Desk desk;

    Config config;
    bool paused = false;
    bool stopped = false;
    LocalNetwork network = LocalNetwork::Unknown;
    QTimer ageTimer;
    Newsroom newsroom;
    Announcer announcer;
    IssuerWatch issuers;
    Recollection recollection;
    QHash<ServiceId, EstimateRecord> estimates;
};

Engine::Private::Private(Engine* engine, SecretStore* store)
    : q(engine)
    , secrets(*store)
    , secretGate(secrets)
    , pages(documents)
    , poller(pages)
    , gate(probes)
    , standby(gate)
    , rounds(probes, secretGate, gate, standby, board)
    , desk(probes, pages, gate)
    , announcer(*engine, board, rounds, newsroom, [this] { return newsroom.told(config.services, board, network); })
{
    for (QObject* part : std::initializer_list<QObject*>{
             &secretGate, &probes, &documents, &pages, &poller, &gate, &standby, &rounds, &desk, &announcer, &ageTimer})
        part->setParent(q); // so that they move to the engine's thread with it
    QObject::connect(&ageTimer, &QTimer::timeout, q, [this] {
        board.age(wallClock());
        announcer.wake();
    });
    QObject::connect(&poller, &StatusPoller::reportReady, q, &Engine::reportReady);
    QObject::connect(&poller, &StatusPoller::reportReady, q, [this](const ServiceId& id, const StatusReport& report) {
        takeReport(id, report);
    });
    QObject::connect(&poller, &StatusPoller::eventHappened, q, &Engine::eventHappened);
    QObject::connect(
        &rounds, &Rounds::judged, q,
        [this](const Sample& sample, std::optional<Seconds> stayAway, const Exchange& seen) {
            judged(sample, stayAway, seen);
        });
    QObject::connect(&desk, &Desk::diagnosisChanged, q, &Engine::diagnosisChanged);
    QObject::connect(&desk, &Desk::sessionEnded, q, &Engine::sessionEnded);
    QObject::connect(&desk, &Desk::diagnosisFinished, q, &Engine::diagnosisFinished);
    QObject::connect(&desk, &Desk::watchProgress, q, &Engine::watchProgress);
    QObject::connect(&desk, &Desk::watchEnded, q, &Engine::watchEnded);
    QObject::connect(
        &secretGate, &SecretGate::missing, q,
        [this](const CheckId& id, const QList<MissingSecret>& lacking, bool news) { missing(id, lacking, news); });
    QObject::connect(&secrets, &SecretStore::written, q, &Engine::secretStored);
    QObject::connect(&gate, &LocalGate::changed, q, [this](LocalNetwork now) { networkChanged(now); });
    QObject::connect(&standby, &Standby::dropped, q, [this](Millis wait) {
        documents.forgetConnections();
        poller.restart(wait);
    });
    QObject::connect(&standby, &Standby::resumed, q, [this] { poller.restart(0ms); });
    QObject::connect(&standby, &Standby::eventHappened, q, &Engine::eventHappened);
    QObject::connect(&standby.system(), &SystemWatch::wallClockSet, q, [this](Millis by) {
        board.shift(by, wallClock()); // the states are dated by that clock
        announcer.wake();
    });
    QObject::connect(&standby.system(), &SystemWatch::networkChanged, q, &Engine::wayOutChanged);
    QObject::connect(&standby.system(), &SystemWatch::meteredChanged, q, [this](bool metered) { setMetered(metered); });
}

const Check* Engine::Private::find(const CheckId& id) const
{
    const Service* service = config.find(id.service);
    return service ? service->findEndpoint(id.endpoint) : nullptr;
}

void Engine::Private::applyConfig(const Config& next)
{
    const Config before = std::exchange(config, withPoliteIntervals(next));
    // A check that is gone or looks elsewhere now starts afresh; all others keep their state and their place in time.
    for (const Service& service : before.services) {
        for (const Check& check : service.endpoints) {
            const CheckId id{service.id, check.id};
            if (const Check* now = find(id); now && now->how == check.how)
                continue;
            rounds.forget(id);
            newsroom.forget(id);
            recollection.forget(id);
            emit q->addressesSeen(id, {});
        }
    }
    for (const Service& service : config.services) {
        for (const Check& check : service.endpoints)
            recollection.asks({service.id, check.id}, check.http() ? check.http()->url.host() : QString());
    }
    // Of checks that went while nobody looked, for example in the file of the configuration.
    for (const CheckId& id : recollection.checks()) {
        if (find(id))
            continue;
        recollection.forget(id);
        emit q->addressesSeen(id, {});
    }
    rounds.setConfig(config);
    secrets.refresh(secretsOf(config.services));
    secretGate.restart();
    announcer.tell(newsroom.watchOnly(config.services, wallClock()));
    standby.start();
    poller.setConfig(config);
    gate.setConfig(config);
    board.setServices(config.services, wallClock());
    // What was paused for a while stays so, whatever else in the configuration changes.
    applyPaused(config.polling.paused != before.polling.paused ? config.polling.paused : paused);
    if (!ageTimer.isActive())
        ageTimer.start(ageEvery);
}

void Engine::Private::applyPaused(bool now)
{
    paused = now;
    standby.setPaused(paused);
    poller.setPaused(paused);
    board.setPaused(paused, wallClock());
    announcer.wake();
    rounds.setPaused(paused);
}

void Engine::Private::setMetered(bool metered)
{
    const int factor = metered ? meteredStretch : 1;
    board.setStretch(factor);
    poller.setStretch(factor);
    rounds.setStretch(factor);
}

void Engine::Private::judged(const Sample& sample, std::optional<Seconds> stayAway, const Exchange& seen)
{
    const CheckId& id = sample.check;
    const Check* check = find(id);
    if (!check)
        return;
    const bool certain = isCertain(sample, stayAway, check->interval);
    std::optional<Exchange> hidden; // what is kept
    if (sample.outcome == Outcome::Down)
        hidden = secretGate.withoutSecrets(*check, seen);
    const QList<News> news = newsroom.ended(sample, hidden ? *hidden : seen, check->expect(), network, wallClock());
    if (!news.isEmpty())
        announcer.tellSamples();
    announcer.tell(news);
    const bool good = sample.outcome == Outcome::Up || sample.outcome == Outcome::Slow;
    if (good && check->verifiesTls())
        lookAtIssuer(id.service, seen);
    const bool theirs = good && check->http() && !seen.viaProxy && seen.redirects == 0;
    if (theirs && recollection.answered(id, seen.address, seen.at))
        emit q->addressesSeen(id, recollection.goodAddresses(id));
    fold(sample, certain);
    if (stayAway)
        board.expectSilence(id, seen.at + *stayAway);
}

void Engine::Private::lookAtIssuer(const ServiceId& service, const Exchange& exchange)
{
    const QList<IssuerSeen> before = issuers.seen(service);
    const auto event = issuers.look(service, exchange, wallClock());
    if (issuers.seen(service) != before)
        emit q->issuersSeen(service, issuers.seen(service));
    if (event)
        emit q->eventHappened(*event);
}

void Engine::Private::missing(const CheckId& id, const QList<MissingSecret>& lacking, bool news)
{
    if (news) {
        announcer.tellSamples();
        emit q->secretMissing(id, lacking);
    }
    fold({id, wallClock(), Outcome::NotMeasured, Failure::Abandoned, 0, {}, Micros(0)});
}

void Engine::Private::fold(Sample sample, bool certain)
{
    const Service* service = config.find(sample.check.service);
    if (!service)
        return;
    sample.network = standby.network();
    const auto change = board.fold(sample, certain);
    recollection.measured(sample);
    announcer.add(sample);
    QList<News> news = change ? newsroom.changed(*change, config.services, board, network) : QList<News>();
    news.append(newsroom.measured(sample, *service, board));
    announcer.tell(news);
}

/// A fault during work that the provider announced is no outage.
void Engine::Private::takeReport(const ServiceId& id, const StatusReport& report)
{
    const Service* service = config.find(id);
    const bool narrowed = service && service->statusPage && !service->statusPage->components.isEmpty();
    const TimePoint now = wallClock();
    if (const auto change = board.setMaintenance(id, maintenanceCovers(report, narrowed, now), now))
        announcer.tell(newsroom.changed(*change, config.services, board, network));
    announcer.wake();
}

void Engine::Private::networkChanged(LocalNetwork now)
{
    const bool was = isLost(network);
    const bool is = isLost(now);
    network = now;
    emit q->networkChanged(now);
    standby.networkIs(now);
    if (was && !is)
        poller.pollNow({}); // what could not be read meanwhile is old
}

Engine::Engine(QObject* parent)
    : QObject(parent)
    , d(std::make_unique<Private>(this, new SecretStore(this)))
{
}

Engine::Engine(std::shared_ptr<Keychain> keychain, QObject* parent)
    : QObject(parent)
    , d(std::make_unique<Private>(this, new SecretStore(std::move(keychain), {}, this)))
{
}

Engine::~Engine() = default;

void Engine::setConfig(const Config& config)
{
    if (!d->stopped)
        d->applyConfig(config);
}

void Engine::restore(const QList<Incident>& incidents)
{
    d->newsroom.restore(incidents);
}

void Engine::restoreReports(const QHash<ServiceId, StatusReport>& reports)
{
    d->poller.restore(reports);
}

void Engine::restoreIssuers(const QHash<ServiceId, QList<IssuerSeen>>& seen)
{
    d->issuers.restore(seen);
}

void Engine::restoreSamples(const QHash<CheckId, QList<Sample>>& samples)
{
    d->recollection.restore(samples);
}

void Engine::restoreAddresses(const QHash<CheckId, GoodAddresses>& addresses)
{
    d->recollection.restoreAddresses(addresses);
}

void Engine::restoreEstimates(const QHash<ServiceId, EstimateRecord>& records)
{
    d->estimates = records;
}

void Engine::checkNow(const ServiceId& service)
{
    d->secrets.refresh(secretsOf(d->config.services)); // one of them may be what was just put right
    d->poller.pollNow(service);
    d->rounds.checkNow(service);
}

void Engine::setPaused(bool paused)
{
    if (!d->stopped)
        d->applyPaused(paused);
}

void Engine::diagnose(quint64 id, const DiagnosisRequest& request)
{
    if (d->stopped)
        return;
    DiagnosisRequest complete = request;
    complete.secrets = d->secretGate.known();
    d->desk.diagnose(id, complete);
}

void Engine::diagnoseService(quint64 id, const ServiceId& service)
{
    const Service* const configured = d->config.find(service);
    if (!configured)
        return;
    DiagnosisRequest request =
        caseFile(*configured, d->config, d->board, d->newsroom, d->recollection, d->poller.reportOf(service));
    request.estimates = d->estimates.value(service);
    diagnose(id, request);
}

void Engine::cancelDiagnosis(quint64 id)
{
    d->desk.cancelDiagnosis(id);
}

void Engine::watch(quint64 id, const HttpCheck& check, Millis timeout)
{
    if (!d->stopped)
        d->desk.watch(id, check, timeout, d->config.polling.userAgent, d->secretGate.known());
}

void Engine::cancelWatch(quint64 id)
{
    d->desk.cancelWatch(id);
}

SystemWatch& Engine::systemWatch() const
{
    return d->standby.system();
}

void Engine::storeSecret(const QString& entry, const std::shared_ptr<Secret>& value)
{
    if (!d->stopped)
        d->secrets.write(entry, std::move(*value));
}

void Engine::stop()
{
    if (d->stopped)
        return;
    d->stopped = true;
    d->ageTimer.stop();
    d->desk.clear();
    d->rounds.setPaused(true);
    d->standby.stop();
    d->poller.setPaused(true);
    d->announcer.finish();
    emit stopped();
}

} // namespace Gatewatch
