// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/monitor/engine.h>

#include <core/badgateway.h>
#include <core/baseline.h>
#include <core/diagnosis/answer.h>
#include <core/evidencecapsule.h>
#include <core/expirywatch.h>
#include <core/judge.h>
#include <core/maintenance.h>
#include <core/politeness.h>
#include <core/recheck.h>
#include <core/schedule.h>
#include <engine/monitor/checkrunner.h>
#include <engine/monitor/desk.h>
#include <engine/monitor/doubt.h>
#include <engine/monitor/localgate.h>
#include <engine/monitor/secretgate.h>
#include <engine/monitor/standby.h>
#include <engine/monitor/statuspoller.h>
#include <engine/net/document.h>
#include <engine/net/probeloop.h>
#include <engine/net/statuspageclient.h>
#include <engine/secrets/secretstore.h>

#include <QSet>
#include <QTimer>

#include <algorithm>

namespace Gatewatch {
namespace {

using namespace std::chrono_literals;

constexpr Millis batchEvery = 250ms; // the window is told at most four times a second
constexpr Millis ageEvery = 5s;
constexpr Millis afterExcuse = 15s; // what our own network spoilt is asked again by then
constexpr int meteredStretch = 5; // where every byte costs
constexpr Seconds longestRetryAfter = 1h;
constexpr Seconds tooOften = 60s; // what a 429 means that does not say how long

struct FailedRun {
    Exchange exchange; ///< without the secrets of the request
    QByteArray evidence;
};

} // namespace

class Engine::Private {
public:
    Private(Engine* engine, SecretStore* store);

    void applyConfig(const Config& next);
    void tick();
    void run(const CheckId& id);
    void ended(const CheckId& id, Exchange exchange);
    void judged(Sample sample, const Exchange& exchange, LocalNetwork now, const Doubt& doubt);
    void lookAtIssuer(const ServiceId& service, const Exchange& exchange);
    void fold(Sample sample);
    void tell(const StateChange& change);
    void seekCommonCause();
    void takeReport(const ServiceId& id, const StatusReport& report);
    void wakeBatch();
    void flush();
    void cancelChecks();
    void drop(Millis wait);
    void resume();
    void setMetered(bool metered);
    void networkChanged(LocalNetwork network);
    void applyPaused(bool now);
    void missing(const CheckId& id, const QList<MissingSecret>& lacking, bool news);
    const Check* find(const CheckId& id) const;
    DiagnosisRequest requestFor(const Service& service) const;

    Engine* q;
    SecretStore& secrets; ///< a child of the engine
    SecretGate secretGate;
    ProbeLoop probes;
    DocumentLoader documents;
    StatusPageClient pages;
    StatusPoller poller;
    LocalGate gate;
    Standby standby;
    CheckRunner runner;
    Desk desk;

    Config config;
    bool paused = false;
    bool stopped = false;
    LocalNetwork network = LocalNetwork::Unknown;
    Schedule schedule;
    QTimer tickTimer, batchTimer, ageTimer;
    ServiceBoard board;
    QSet<CheckId> waitingForGate; ///< with an answer that cannot be judged before it is known whether we are online
    QHash<CheckId, FailedRun> failing; ///< the newest of each failing check
    QHash<CheckId, Baseline> habits; ///< how long each check usually takes
    ExpiryWatch expiry;
    IssuerWatch issuers;
    BadGatewayAlarm alarm;
    std::optional<CommonCause> cause; ///< of the newest failures
    IncidentBook incidents;
    QList<Sample> batch;
};

Engine::Private::Private(Engine* engine, SecretStore* store)
    : q(engine)
    , secrets(*store)
    , secretGate(secrets)
    , pages(documents)
    , poller(pages)
    , gate(probes)
    , standby(gate)
    , runner(probes)
    , desk(probes, pages)
{
    for (QObject* part : std::initializer_list<QObject*>{
             &secretGate, &probes, &documents, &pages, &poller, &gate, &standby, &runner, &desk, &tickTimer,
             &batchTimer, &ageTimer})
        part->setParent(q); // so that they move to the engine's thread with it
    tickTimer.setSingleShot(true);
    tickTimer.setTimerType(Qt::PreciseTimer);
    batchTimer.setSingleShot(true);
    QObject::connect(&tickTimer, &QTimer::timeout, q, [this] { tick(); });
    QObject::connect(&batchTimer, &QTimer::timeout, q, [this] { flush(); });
    QObject::connect(&ageTimer, &QTimer::timeout, q, [this] {
        board.age(wallClock());
        wakeBatch();
    });
    QObject::connect(&poller, &StatusPoller::reportReady, q, &Engine::reportReady);
    QObject::connect(&poller, &StatusPoller::reportReady, q, [this](const ServiceId& id, const StatusReport& report) {
        takeReport(id, report);
    });
    QObject::connect(&poller, &StatusPoller::eventHappened, q, &Engine::eventHappened);
    QObject::connect(
        &runner, &CheckRunner::ended, q, [this](const CheckId& id, const Exchange& exchange) { ended(id, exchange); });
    QObject::connect(&desk, &Desk::diagnosisChanged, q, &Engine::diagnosisChanged);
    QObject::connect(&desk, &Desk::diagnosisFinished, q, &Engine::diagnosisFinished);
    QObject::connect(&desk, &Desk::watchProgress, q, &Engine::watchProgress);
    QObject::connect(&desk, &Desk::watchEnded, q, &Engine::watchEnded);
    QObject::connect(&secretGate, &SecretGate::ready, q, [this](const QSet<CheckId>& checks) {
        if (stopped || paused)
            return;
        for (const CheckId& id : checks)
            run(id);
    });
    QObject::connect(
        &secretGate, &SecretGate::missing, q,
        [this](const CheckId& id, const QList<MissingSecret>& lacking, bool news) { missing(id, lacking, news); });
    QObject::connect(&secrets, &SecretStore::written, q, &Engine::secretStored);
    QObject::connect(&gate, &LocalGate::changed, q, [this](LocalNetwork now) { networkChanged(now); });
    QObject::connect(&standby, &Standby::dropped, q, [this](Millis wait) { drop(wait); });
    QObject::connect(&standby, &Standby::resumed, q, [this] { resume(); });
    QObject::connect(&standby, &Standby::eventHappened, q, &Engine::eventHappened);
    QObject::connect(&standby, &Standby::eventHappened, q, [this](const Event& event) {
        if (event.kind == EventKind::NetworkChanged)
            habits.clear(); // what was usual on another way is no measure
    });
    QObject::connect(&standby.system(), &SystemWatch::wallClockSet, q, [this](Millis by) {
        board.shift(by, wallClock()); // the states are dated by that clock
        wakeBatch();
    });
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
    QList<ScheduledCheck> checks;
    for (const Service& service : config.services) {
        for (const Check& check : service.endpoints)
            checks.append({{service.id, check.id}, check.interval, serverOf(check.address())});
    }
    // A check that is gone or looks elsewhere now starts afresh; all others keep their state and their place in time.
    for (const Service& service : before.services) {
        for (const Check& check : service.endpoints) {
            const CheckId id{service.id, check.id};
            if (const Check* now = find(id); now && now->how == check.how)
                continue;
            runner.cancel(id);
            waitingForGate.remove(id);
            failing.remove(id);
            habits.remove(id);
            expiry.forget(id);
            alarm.forget(id);
            schedule.forget(id);
        }
    }
    secrets.refresh(secretsOf(config.services));
    secretGate.restart();
    QSet<ServiceId> watched;
    for (const Service& service : config.services)
        watched.insert(service.id);
    for (const Incident& ended : incidents.closeAllBut(watched, wallClock())) {
        alarm.ended(ended.service);
        emit q->incidentChanged(ended);
    }
    standby.start();
    schedule.set(checks, steadyNow());
    runner.setLimit(config.polling.maxConcurrent);
    poller.setConfig(config);
    gate.setChecks(config.diagnosis.connectivityChecks, config.polling.userAgent.toUtf8());
    board.setServices(config.services, wallClock());
    // What was paused for a while stays so, whatever else in the configuration changes.
    applyPaused(config.polling.paused != before.polling.paused ? config.polling.paused : paused);
    if (!ageTimer.isActive())
        ageTimer.start(ageEvery);
}

void Engine::Private::applyPaused(bool now)
{
    paused = now;
    if (paused)
        cancelChecks();
    standby.setPaused(paused);
    poller.setPaused(paused);
    board.setPaused(paused, wallClock());
    wakeBatch();
    tick();
}

void Engine::Private::tick()
{
    tickTimer.stop();
    if (stopped || paused || standby.holds())
        return;
    standby.system().look();
    for (const CheckId& id : schedule.due(steadyNow()))
        run(id);
    if (const auto next = schedule.next()) {
        const Millis wait = std::max(*next - steadyNow(), Millis(1));
        tickTimer.start(wait);
    }
}

void Engine::Private::cancelChecks()
{
    runner.cancelAll();
    gate.cancel();
    waitingForGate.clear();
}

void Engine::Private::drop(Millis wait)
{
    cancelChecks();
    documents.forgetConnections();
    schedule.restart(steadyNow() + wait);
    poller.restart(wait);
}

void Engine::Private::resume()
{
    schedule.restart(steadyNow());
    poller.restart(0ms);
    tick();
}

void Engine::Private::setMetered(bool metered)
{
    const int factor = metered ? meteredStretch : 1;
    schedule.setStretch(factor, steadyNow());
    board.setStretch(factor);
    poller.setStretch(factor);
    tick();
}

void Engine::Private::run(const CheckId& id)
{
    if (standby.holds() || waitingForGate.contains(id))
        return; // what is late is skipped, and its turn comes again
    const Check* check = find(id);
    const auto request = check ? secretGate.pass(id, *check, config.polling.userAgent) : std::nullopt;
    if (request)
        runner.run(id, *request);
}

void Engine::Private::missing(const CheckId& id, const QList<MissingSecret>& lacking, bool news)
{
    if (news)
        emit q->secretMissing(id, lacking);
    fold({id, wallClock(), Outcome::NotMeasured, Failure::Abandoned, 0, {}, Micros(0)});
}

void Engine::Private::ended(const CheckId& id, Exchange exchange)
{
    if (standby.system().look())
        return tick(); // it may have failed because of the sleep
    exchange.at = beganAt(exchange.at, exchange.total, wallClock());
    const Check* check = find(id);
    if (!check)
        return;
    const Peer peer = peerOf(*check, exchange);
    // Only who proved to be on the internet proves that we are: a router and a sign-in page answer without it.
    if (exchange.failure == Failure::Ok && peer.proved && !peer.nearby && !exchange.viaProxy)
        gate.sawAnswer();
    Sample sample = sampleOf(id, exchange, check->expect());
    if (asksForPatience(*check, exchange)) {
        sample.outcome = Outcome::NotMeasured;
        sample.failure = Failure::HttpError;
    }
    const bool loopback = isLoopback(exchange.address) && !exchange.viaProxy;
    const Doubt doubt{peer, !loopback && standby.excuses(exchange.total)};
    if (!loopback && exchange.failure == Failure::Ok)
        gate.doubtLoss();
    if (loopback || !needsGate(sample, exchange, peer, gate.seesPortal()))
        return judged(sample, exchange, LocalNetwork::Unknown, doubt);
    // A check that is known to be down learns nothing new from one more failure.
    const bool known = board.stateOf(id).state == State::Down;
    waitingForGate.insert(id);
    const SteadyPoint began = steadyNow() - std::chrono::ceil<Millis>(exchange.total);
    gate.ask({began, sample.failure, peer, known}, [this, sample, exchange, doubt](LocalNetwork now) {
        if (!waitingForGate.remove(sample.check))
            return; // the question took a while, in which the check was changed
        const bool alone = now == LocalNetwork::Unknown && standby.isAlone();
        judged(sample, exchange, alone ? LocalNetwork::Offline : now, doubt);
    });
}

void Engine::Private::judged(Sample sample, const Exchange& exchange, LocalNetwork now, const Doubt& doubt)
{
    const CheckId id = sample.check;
    const Check* check = find(id);
    if (!check || stopped || paused)
        return;
    if (const auto event = expiry.look(id, exchange, check->expect(), wallClock()))
        emit q->eventHappened(*event);
    // In a network that never had the internet, its absence explains nothing about what is near.
    const bool tells = !(now == LocalNetwork::Offline && doubt.peer.nearby && !gate.wasOnline());
    if (tells && mayExplain(now, sample.failure, doubt.peer)) {
        sample.outcome = Outcome::NotMeasured;
        sample.failure = failureIn(now, sample.failure);
    } else if (
        sample.outcome == Outcome::Down
        && isOfThisComputer(sample.failure, *check, now, gate.clockAhead(), wallClock())) {
        sample.outcome = Outcome::NotMeasured;
    } else if (doubt.excused && sample.outcome == Outcome::Down) {
        sample.outcome = Outcome::NotMeasured;
        sample.failure = Failure::Abandoned;
        schedule.hurry(id, steadyNow() + afterExcuse);
    }
    sample = judgedByHabit(sample, habits[id]);
    if (sample.outcome == Outcome::Down) {
        const Exchange kept = secretGate.withoutSecrets(*check, exchange);
        failing.insert(id, {kept, evidenceOf(kept, judge(exchange, check->expect()))});
    } else if (sample.outcome != Outcome::NotMeasured) {
        failing.remove(id);
        if (check->verifiesTls())
            lookAtIssuer(id.service, exchange);
    }
    if (exchange.status() == 429 || exchange.status() == 503) {
        const auto wanted = readRetryAfter(*exchange.response, exchange.at);
        const Seconds away = std::min(wanted.value_or(exchange.status() == 429 ? tooOften : 0s), longestRetryAfter);
        schedule.postpone(id, steadyNow() + away);
        fold(sample);
        board.expectSilence(id, exchange.at + away);
    } else {
        fold(sample);
    }
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

void Engine::Private::fold(Sample sample)
{
    sample.network = standby.network();
    const auto change = board.fold(sample);
    const bool isDown = board.stateOf(sample.check).state == State::Down;
    const Check* check = find(sample.check);
    const auto after = check ? lookAgainAfter(board.stateOf(sample.check), sample, check->interval) : std::nullopt;
    if (after)
        schedule.lookAgain(sample.check, steadyNow() + *after);
    batch.append(sample);
    wakeBatch();
    if (change)
        tell(*change);
    if (const auto incident = sample.outcome == Outcome::Down
            ? incidents.keep(sample, failing.value(sample.check).evidence)
            : std::nullopt)
        emit q->incidentChanged(*incident);
    const Service* service = config.find(sample.check.service);
    const bool isOutage = isDown && board.statusOf(sample.check.service).state == State::Down;
    if (service && alarm.fold(sample, isOutage, service->thresholds.failuresToDown))
        emit q->badGatewayConfirmed(service->id);
    if (after)
        tick(); // it may be due before the timer thinks
}

/// A fault during work that the provider announced is no outage.
void Engine::Private::takeReport(const ServiceId& id, const StatusReport& report)
{
    const Service* service = config.find(id);
    const bool narrowed = service && service->statusPage && !service->statusPage->components.isEmpty();
    const TimePoint now = wallClock();
    if (const auto change = board.setMaintenance(id, maintenanceCovers(report, narrowed, now), now))
        tell(*change);
    wakeBatch();
}

void Engine::Private::wakeBatch()
{
    if (!batchTimer.isActive())
        batchTimer.start(batchEvery);
}

void Engine::Private::seekCommonCause()
{
    QList<FailingService> down;
    for (const Service& service : std::as_const(config.services)) {
        const ServiceStatus status = board.statusOf(service.id);
        if (status.state == State::Down && status.decisive)
            down.append({service.id, service.name, status.since, failing.value(status.decisive->check).exchange});
    }
    const auto found = commonCause(down, static_cast<int>(config.services.size()), network);
    const bool isNews = found && found != cause;
    cause = found;
    if (isNews)
        emit q->commonCauseFound(*found);
}

void Engine::Private::tell(const StateChange& change)
{
    if (change.after == State::Down)
        seekCommonCause();
    const bool down = change.after == State::Down && change.sample;
    const auto incident = incidents.fold(change, down ? failing.value(change.sample->check).evidence : QByteArray());
    emit q->stateChanged(change);
    if (incident)
        emit q->incidentChanged(*incident);
    if (incident && incident->closed)
        alarm.ended(change.service);
    if (const auto event = eventOf(change, incident))
        emit q->eventHappened(*event);
}

void Engine::Private::flush()
{
    if (!batch.isEmpty())
        emit q->samplesReady(std::exchange(batch, {}));
    if (const auto next = schedule.next())
        emit q->nextDue(wallClock() + (*next - steadyNow()));
    const QList<ServiceStatus> changed = board.takeChanged();
    if (!changed.isEmpty())
        emit q->statusChanged(changed);
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

DiagnosisRequest Engine::Private::requestFor(const Service& service) const
{
    DiagnosisRequest request;
    request.service = service.id;
    request.serviceName = service.name;
    request.settings = config.diagnosis;
    request.userAgent = config.polling.userAgent;
    request.statusPage = service.statusPage;
    request.lastReport = poller.reportOf(service.id);
    request.past = incidents.of(service.id);
    if (const auto open = incidents.openOf(service.id))
        request.since = open->opened;
    const Check* chosen = nullptr;
    for (const Check& check : service.endpoints) {
        if (check.http() && (!chosen || failing.contains({service.id, check.id}))) {
            chosen = &check;
            if (failing.contains({service.id, check.id}))
                break;
        }
    }
    if (chosen) {
        request.check = *chosen->http();
        request.timeout = chosen->timeout;
        if (const auto seen = failing.constFind({service.id, chosen->id}); seen != failing.constEnd())
            request.symptom = seen->exchange;
    } else {
        request.check.url = service.homepage;
    }
    request.watchedServices = static_cast<int>(config.services.size()) - 1;
    request.failingServices = board.downBeside(service.id);
    return request;
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
    d->incidents.restore(incidents);
    d->alarm.restore(incidents);
}

void Engine::restoreReports(const QHash<ServiceId, StatusReport>& reports)
{
    d->poller.restore(reports);
}

void Engine::restoreIssuers(const QHash<ServiceId, QList<IssuerSeen>>& seen)
{
    d->issuers.restore(seen);
}

void Engine::checkNow(const ServiceId& service)
{
    d->secrets.refresh(secretsOf(d->config.services)); // one of them may be what was just put right
    for (const Service& each : d->config.services) {
        if (!service.isEmpty() && each.id != service)
            continue;
        for (const Check& check : each.endpoints)
            d->schedule.hurry({each.id, check.id}, steadyNow());
    }
    d->poller.pollNow(service);
    d->tick();
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
    if (const Service* configured = d->config.find(service))
        diagnose(id, d->requestFor(*configured));
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
    d->tickTimer.stop();
    d->ageTimer.stop();
    d->desk.clear();
    d->cancelChecks();
    d->standby.stop();
    d->poller.setPaused(true);
    d->flush();
    d->batchTimer.stop();
    emit stopped();
}

} // namespace Gatewatch
