// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/monitor/engine.h>

#include <core/judge.h>
#include <core/redact.h>
#include <core/schedule.h>
#include <engine/diagnosis/diagnosisrun.h>
#include <engine/monitor/localgate.h>
#include <engine/monitor/statuspoller.h>
#include <engine/monitor/watch.h>
#include <engine/net/document.h>
#include <engine/net/probeloop.h>
#include <engine/net/statuspageclient.h>

#include <QHostAddress>
#include <QTimer>

#include <algorithm>
#include <deque>
#include <map>

namespace Gatewatch {
namespace {

using namespace std::chrono_literals;

constexpr Millis batchEvery = 250ms; // the window is told at most four times a second
constexpr Millis confirmAfter = 15s; // a first failure is looked at again at the latest after this
constexpr Millis ageEvery = 5s;
constexpr Millis sleptAtLeast = 5s;
constexpr Millis afterWake = 2s;
constexpr Seconds longestRetryAfter = 1h;

SteadyPoint steadyNow()
{
    return std::chrono::floor<Millis>(std::chrono::steady_clock::now());
}

/// Retry-After as seconds; what is no number is left to the usual pace.
Seconds retryAfterOf(const Exchange& exchange)
{
    const qint64 seconds = exchange.response ? exchange.response->header("Retry-After").toLongLong() : 0;
    return Seconds(std::clamp<qint64>(seconds, 0, longestRetryAfter.count()));
}

} // namespace

class Engine::Private {
public:
    explicit Private(Engine* engine);

    void applyConfig(const Config& next);
    void tick();
    void launch();
    void run(const CheckId& id);
    void ended(const CheckId& id, const Exchange& exchange);
    void judged(const CheckId& id, const Exchange& exchange, LocalNetwork network);
    void fold(const Sample& sample);
    void restate(const ServiceId& service, TimePoint now);
    void tell(const StateChange& change);
    void age();
    void flush();
    void noticeSleep(TimePoint now);
    void networkChanged(LocalNetwork network);
    ServiceStatus statusOf(const Service& service, TimePoint now) const;
    const Check* find(const CheckId& id) const;
    DiagnosisRequest requestFor(const Service& service) const;
    void drop(const CheckId& id);

    Engine* q;
    ProbeLoop probes;
    DocumentLoader documents;
    StatusPageClient pages;
    StatusPoller poller;
    LocalGate gate;

    Config config;
    bool paused = false;
    bool stopped = false;
    LocalNetwork network = LocalNetwork::Unknown;
    Schedule schedule;
    QTimer tickTimer, batchTimer, ageTimer;
    std::deque<CheckId> waiting;
    std::map<CheckId, std::unique_ptr<ProbeHandle>> running;
    QHash<CheckId, CheckState> states;
    QHash<CheckId, Exchange> failing; ///< newest failing exchange of each failing check
    QHash<ServiceId, ServiceStatus> statuses;
    IncidentBook incidents;
    QList<Sample> batch;
    std::map<ServiceId, ServiceStatus> changed;
    std::map<quint64, std::unique_ptr<DiagnosisRun>> runs;
    std::map<quint64, std::unique_ptr<Watch>> watches;
    TimePoint lastWall{};
    SteadyPoint lastSteady{};
};

Engine::Private::Private(Engine* engine)
    : q(engine)
    , pages(documents)
    , poller(pages)
    , gate(probes)
{
    for (QObject* part : std::initializer_list<QObject*>{
             &probes, &documents, &pages, &poller, &gate, &tickTimer, &batchTimer, &ageTimer})
        part->setParent(q); // so that they move to the engine's thread with it
    tickTimer.setSingleShot(true);
    tickTimer.setTimerType(Qt::PreciseTimer);
    batchTimer.setSingleShot(true);
    QObject::connect(&tickTimer, &QTimer::timeout, q, [this] { tick(); });
    QObject::connect(&batchTimer, &QTimer::timeout, q, [this] { flush(); });
    QObject::connect(&ageTimer, &QTimer::timeout, q, [this] { age(); });
    QObject::connect(&poller, &StatusPoller::reportReady, q, &Engine::reportReady);
    QObject::connect(&poller, &StatusPoller::eventHappened, q, &Engine::eventHappened);
    QObject::connect(&gate, &LocalGate::changed, q, [this](LocalNetwork now) { networkChanged(now); });
}

const Check* Engine::Private::find(const CheckId& id) const
{
    const Service* service = config.find(id.service);
    if (!service)
        return nullptr;
    const auto check = std::ranges::find(service->endpoints, id.endpoint, &Check::id);
    return check == service->endpoints.end() ? nullptr : &*check;
}

void Engine::Private::drop(const CheckId& id)
{
    running.erase(id);
    states.remove(id);
    failing.remove(id);
    std::erase(waiting, id);
}

void Engine::Private::applyConfig(const Config& next)
{
    const Config before = std::exchange(config, next);
    QList<ScheduledCheck> checks;
    for (const Service& service : config.services) {
        for (const Check& check : service.endpoints) {
            if (check.http())
                checks.append({{service.id, check.id}, check.interval});
        }
    }
    // A check that is gone or looks elsewhere now starts afresh; all others keep their state and their place in time.
    for (const Service& service : before.services) {
        for (const Check& check : service.endpoints) {
            const CheckId id{service.id, check.id};
            if (const Check* now = find(id); !now || now->how != check.how)
                drop(id);
        }
        if (!config.find(service.id))
            statuses.remove(service.id);
    }
    schedule.set(checks, steadyNow());
    poller.setConfig(config);
    gate.setChecks(config.diagnosis.connectivityChecks, config.polling.userAgent.toUtf8());
    paused = config.polling.paused;
    poller.setPaused(paused);
    for (const Service& service : config.services)
        restate(service.id, wallClock());
    if (!ageTimer.isActive())
        ageTimer.start(ageEvery);
    tick();
}

void Engine::Private::tick()
{
    tickTimer.stop();
    if (stopped || paused)
        return;
    const TimePoint now = wallClock();
    noticeSleep(now);
    for (const CheckId& id : schedule.due(steadyNow())) {
        // A check that still runs, or waits for its turn, skips this tick.
        if (!running.contains(id) && std::ranges::find(waiting, id) == waiting.end())
            waiting.push_back(id);
    }
    launch();
    if (const auto next = schedule.next()) {
        const Millis wait = std::max(*next - steadyNow(), Millis(1));
        tickTimer.start(wait);
    }
}

/// The wall clock ran on while the steady one stood still: this computer slept, or its clock was set.
void Engine::Private::noticeSleep(TimePoint now)
{
    const SteadyPoint steady = steadyNow();
    const Millis gap = (now - lastWall) - (steady - lastSteady);
    const bool slept = lastWall != TimePoint{} && gap > sleptAtLeast;
    lastWall = now;
    lastSteady = steady;
    if (!slept)
        return;
    running.clear(); // what was under way measured the sleep
    waiting.clear();
    schedule.restart(steady + afterWake);
}

void Engine::Private::launch()
{
    while (!waiting.empty() && static_cast<int>(running.size()) < config.polling.maxConcurrent) {
        const CheckId id = waiting.front();
        waiting.pop_front();
        run(id);
    }
}

void Engine::Private::run(const CheckId& id)
{
    const Check* check = find(id);
    if (!check || !check->http())
        return;
    PreparedProbe prepared = probeFor(*check->http(), check->timeout, config.polling.userAgent);
    if (!prepared.missing.isEmpty()) {
        // Without its secret the request would be a different one.
        Sample sample{id, wallClock(), Outcome::NotMeasured, Failure::Abandoned, 0, {}, Micros(0)};
        return fold(sample);
    }
    running[id] = probes.start(prepared.request, [this, id](const Exchange& exchange) { ended(id, exchange); });
}

void Engine::Private::ended(const CheckId& id, const Exchange& exchange)
{
    if (const auto handle = running.extract(id))
        QTimer::singleShot(0, q, [done = std::shared_ptr<ProbeHandle>(std::move(handle.mapped()))] {});
    const bool outside = !exchange.address.isEmpty() && !QHostAddress(exchange.address).isLoopback();
    if (exchange.response && outside && !exchange.viaProxy)
        gate.sawAnswer(exchange.at);
    const bool loopback = !exchange.address.isEmpty() && !outside;
    if (exchange.failure != Failure::Ok && mayBeOurs(exchange.failure) && !loopback)
        gate.ask(wallClock(), [this, id, exchange](LocalNetwork now) { judged(id, exchange, now); });
    else
        judged(id, exchange, LocalNetwork::Unknown);
    launch();
}

void Engine::Private::judged(const CheckId& id, const Exchange& exchange, LocalNetwork now)
{
    const Check* check = find(id);
    if (!check || stopped)
        return;
    Sample sample = sampleOf(id, exchange, check->http()->expect);
    if (now == LocalNetwork::Offline || now == LocalNetwork::CaptivePortal) {
        sample.outcome = Outcome::NotMeasured;
        sample.failure = now == LocalNetwork::Offline ? Failure::LocalOffline : Failure::LocalCaptivePortal;
    }
    if (sample.outcome == Outcome::Down)
        failing.insert(id, exchange);
    else if (sample.outcome != Outcome::NotMeasured)
        failing.remove(id);
    if (exchange.status() == 429 || exchange.status() == 503)
        schedule.postpone(id, steadyNow() + retryAfterOf(exchange));
    fold(sample);
}

void Engine::Private::fold(const Sample& sample)
{
    const Service* service = config.find(sample.check.service);
    if (!service)
        return;
    CheckState& state = states[sample.check];
    const bool wasConfirmed = state.state == State::Down;
    state = nextState(state, sample, service->thresholds);
    const bool unconfirmed = sample.outcome == Outcome::Down && state.state != State::Down;
    const bool recovering = wasConfirmed && state.state == State::Down && sample.outcome == Outcome::Up;
    if (unconfirmed || recovering)
        schedule.hurry(sample.check, steadyNow() + confirmAfter);
    batch.append(sample);
    restate(sample.check.service, sample.at);
    if (!batchTimer.isActive())
        batchTimer.start(batchEvery);
    tick();
}

ServiceStatus Engine::Private::statusOf(const Service& service, TimePoint now) const
{
    ServiceStatus status;
    status.service = service.id;
    QList<CheckState> checks;
    for (const Check& check : service.endpoints) {
        if (check.http())
            checks.append(aged(states.value({service.id, check.id}), check.interval, now));
    }
    status.state = paused ? State::Paused : worstOf(checks);
    for (const CheckState& check : checks) {
        if (check.last && (!status.checkedAt || check.last->at > *status.checkedAt))
            status.checkedAt = check.last->at;
        if (check.last && (check.state == status.state || !status.decisive)) {
            status.decisive = check.last;
            status.since = check.since;
            status.flapping = check.flapping;
        }
    }
    return status;
}

void Engine::Private::restate(const ServiceId& id, TimePoint now)
{
    const Service* service = config.find(id);
    if (!service)
        return;
    const ServiceStatus before = statuses.value(id);
    const ServiceStatus after = statusOf(*service, now);
    if (after == before)
        return;
    statuses.insert(id, after);
    changed[id] = after;
    if (!batchTimer.isActive())
        batchTimer.start(batchEvery);
    if (after.state == before.state || before.service.isEmpty())
        return;
    // Pausing and silence are no news about the service.
    if (after.state == State::Paused || before.state == State::Paused || after.state == State::Unknown)
        return;
    StateChange change{id, before.state, after.state, now, after.since, after.decisive, {}, after.flapping};
    if (before.state != State::Unknown)
        change.previousSince = before.since;
    tell(change);
}

void Engine::Private::tell(const StateChange& change)
{
    const Exchange evidence = change.sample ? failing.value(change.sample->check) : Exchange{};
    const auto incident = incidents.fold(change, change.after == State::Down ? evidenceOf(evidence) : QByteArray());
    emit q->stateChanged(change);
    if (incident)
        emit q->incidentChanged(*incident);

    Event event;
    event.at = change.at;
    event.service = change.service;
    if (change.sample) {
        event.failure = change.sample->failure;
        event.status = change.sample->status;
    }
    if (change.after == State::Down)
        event.kind = EventKind::WentDown;
    else if (incident)
        event.kind = EventKind::Recovered;
    else if (change.after == State::Slow)
        event.kind = EventKind::WentSlow;
    else
        return; // well from the start, or no longer slow: nothing to read later
    if (incident && incident->closed)
        event.lasted = std::chrono::floor<Seconds>(*incident->closed - incident->opened);
    emit q->eventHappened(event);
    if (change.after == State::Down && event.status == 502)
        emit q->badGatewayConfirmed(change.service);
}

void Engine::Private::age()
{
    const TimePoint now = wallClock();
    for (const Service& service : config.services)
        restate(service.id, now);
}

void Engine::Private::flush()
{
    if (!batch.isEmpty())
        emit q->samplesReady(std::exchange(batch, {}));
    if (const auto next = schedule.next())
        emit q->nextDue(wallClock() + (*next - steadyNow()));
    if (changed.empty())
        return;
    QList<ServiceStatus> list;
    for (const auto& each : std::exchange(changed, {}))
        list.append(each.second);
    emit q->statusChanged(list);
}

void Engine::Private::networkChanged(LocalNetwork now)
{
    const bool was = network == LocalNetwork::Offline || network == LocalNetwork::CaptivePortal;
    const bool is = now == LocalNetwork::Offline || now == LocalNetwork::CaptivePortal;
    network = now;
    emit q->networkChanged(now);
    if (was == is)
        return;
    Event event;
    event.at = wallClock();
    event.kind = is ? EventKind::NetworkLost : EventKind::NetworkBack;
    emit q->eventHappened(event);
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
            request.symptom = *seen;
    } else {
        request.check.url = service.homepage;
    }
    for (const Service& other : config.services) {
        if (other.id == service.id)
            continue;
        ++request.watchedServices;
        request.failingServices += statuses.value(other.id).state == State::Down ? 1 : 0;
    }
    return request;
}

Engine::Engine(QObject* parent)
    : QObject(parent)
    , d(std::make_unique<Private>(this))
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
}

void Engine::checkNow(const ServiceId& service)
{
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
    d->paused = paused;
    if (paused) {
        d->running.clear();
        d->waiting.clear();
    }
    d->poller.setPaused(paused);
    d->age();
    d->tick();
}

void Engine::diagnose(quint64 id, const DiagnosisRequest& request)
{
    if (d->stopped)
        return;
    auto run = std::make_unique<DiagnosisRun>(d->probes, d->pages, request);
    connect(run.get(), &DiagnosisRun::changed, this, [this, id](const Diagnosis& diagnosis) {
        emit diagnosisChanged(id, diagnosis);
    });
    connect(run.get(), &DiagnosisRun::finished, this, [this, id](const Diagnosis& diagnosis) {
        emit diagnosisFinished(id, diagnosis);
        QTimer::singleShot(0, this, [this, id] { d->runs.erase(id); });
    });
    DiagnosisRun& started = *run;
    d->runs[id] = std::move(run);
    started.start();
}

void Engine::diagnoseService(quint64 id, const ServiceId& service)
{
    if (const Service* configured = d->config.find(service))
        diagnose(id, d->requestFor(*configured));
}

void Engine::cancelDiagnosis(quint64 id)
{
    d->runs.erase(id);
}

void Engine::watch(quint64 id, const HttpCheck& check, Millis timeout)
{
    if (d->stopped)
        return;
    auto watch = std::make_unique<Watch>(d->probes, check, timeout, d->config.polling.userAgent);
    connect(watch.get(), &Watch::progress, this, [this, id](int good) { emit watchProgress(id, good); });
    connect(watch.get(), &Watch::recovered, this, [this, id] {
        emit watchEnded(id);
        QTimer::singleShot(0, this, [this, id] { d->watches.erase(id); });
    });
    Watch& started = *watch;
    d->watches[id] = std::move(watch);
    started.start();
}

void Engine::cancelWatch(quint64 id)
{
    d->watches.erase(id);
}

void Engine::stop()
{
    if (d->stopped)
        return;
    d->stopped = true;
    d->tickTimer.stop();
    d->ageTimer.stop();
    d->runs.clear();
    d->watches.clear();
    d->running.clear();
    d->waiting.clear();
    d->poller.setPaused(true);
    d->flush();
    d->batchTimer.stop();
    emit stopped();
}

} // namespace Gatewatch
