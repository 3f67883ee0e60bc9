// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/monitor/engine.h>

#include <core/diagnosis/answer.h>
#include <core/judge.h>
#include <core/redact.h>
#include <core/schedule.h>
#include <engine/monitor/checkrunner.h>
#include <engine/monitor/desk.h>
#include <engine/monitor/localgate.h>
#include <engine/monitor/statuspoller.h>
#include <engine/net/document.h>
#include <engine/net/probeloop.h>
#include <engine/net/statuspageclient.h>

#include <QTimer>

#include <algorithm>

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

} // namespace

class Engine::Private {
public:
    explicit Private(Engine* engine);

    void applyConfig(const Config& next);
    void tick();
    void run(const CheckId& id);
    void ended(const CheckId& id, const Exchange& exchange);
    void judged(const CheckId& id, const Exchange& exchange, LocalNetwork network);
    void fold(const Sample& sample);
    void tell(const StateChange& change);
    void wakeBatch();
    void flush();
    void noticeSleep(TimePoint now);
    void networkChanged(LocalNetwork network);
    const Check* find(const CheckId& id) const;
    DiagnosisRequest requestFor(const Service& service) const;

    Engine* q;
    ProbeLoop probes;
    DocumentLoader documents;
    StatusPageClient pages;
    StatusPoller poller;
    LocalGate gate;
    CheckRunner runner;
    Desk desk;

    Config config;
    bool paused = false;
    bool stopped = false;
    LocalNetwork network = LocalNetwork::Unknown;
    Schedule schedule;
    QTimer tickTimer, batchTimer, ageTimer;
    ServiceBoard board;
    QHash<CheckId, Exchange> failing; ///< newest failing exchange of each failing check
    IncidentBook incidents;
    QList<Sample> batch;
    TimePoint lastWall{};
    SteadyPoint lastSteady{};
};

Engine::Private::Private(Engine* engine)
    : q(engine)
    , pages(documents)
    , poller(pages)
    , gate(probes)
    , runner(probes)
    , desk(probes, pages)
{
    for (QObject* part : std::initializer_list<QObject*>{
             &probes, &documents, &pages, &poller, &gate, &tickTimer, &batchTimer, &ageTimer})
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
    QObject::connect(&poller, &StatusPoller::eventHappened, q, &Engine::eventHappened);
    QObject::connect(
        &runner, &CheckRunner::ended, q, [this](const CheckId& id, const Exchange& exchange) { ended(id, exchange); });
    QObject::connect(&desk, &Desk::diagnosisChanged, q, &Engine::diagnosisChanged);
    QObject::connect(&desk, &Desk::diagnosisFinished, q, &Engine::diagnosisFinished);
    QObject::connect(&desk, &Desk::watchProgress, q, &Engine::watchProgress);
    QObject::connect(&desk, &Desk::watchEnded, q, &Engine::watchEnded);
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
            if (const Check* now = find(id); now && now->how == check.how)
                continue;
            runner.cancel(id);
            failing.remove(id);
        }
    }
    schedule.set(checks, steadyNow());
    runner.setLimit(config.polling.maxConcurrent);
    poller.setConfig(config);
    gate.setChecks(config.diagnosis.connectivityChecks, config.polling.userAgent.toUtf8());
    paused = config.polling.paused;
    poller.setPaused(paused);
    board.setServices(config.services, wallClock());
    board.setPaused(paused, wallClock());
    wakeBatch();
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
    for (const CheckId& id : schedule.due(steadyNow()))
        run(id);
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
    runner.cancelAll(); // what was under way measured the sleep
    schedule.restart(steady + afterWake);
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
    runner.run(id, prepared.request);
}

void Engine::Private::ended(const CheckId& id, const Exchange& exchange)
{
    const bool outside = !exchange.address.isEmpty() && !isLoopback(exchange.address);
    if (exchange.response && outside && !exchange.viaProxy)
        gate.sawAnswer(exchange.at);
    const bool loopback = !exchange.address.isEmpty() && !outside;
    if (exchange.failure != Failure::Ok && mayBeOurs(exchange.failure) && !loopback)
        gate.ask(wallClock(), [this, id, exchange](LocalNetwork now) { judged(id, exchange, now); });
    else
        judged(id, exchange, LocalNetwork::Unknown);
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
    if (exchange.status() == 429 || exchange.status() == 503) {
        const auto wanted = readRetryAfter(*exchange.response, exchange.at);
        schedule.postpone(id, steadyNow() + std::min(wanted.value_or(0s), longestRetryAfter));
    }
    fold(sample);
}

void Engine::Private::fold(const Sample& sample)
{
    const bool wasDown = board.stateOf(sample.check).state == State::Down;
    const auto change = board.fold(sample);
    const bool isDown = board.stateOf(sample.check).state == State::Down;
    const bool unconfirmed = sample.outcome == Outcome::Down && !isDown;
    const bool recovering = sample.outcome == Outcome::Up && wasDown && isDown;
    if (unconfirmed || recovering)
        schedule.hurry(sample.check, steadyNow() + confirmAfter);
    batch.append(sample);
    wakeBatch();
    if (change)
        tell(*change);
    tick();
}

void Engine::Private::wakeBatch()
{
    if (!batchTimer.isActive())
        batchTimer.start(batchEvery);
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
    request.watchedServices = static_cast<int>(config.services.size()) - 1;
    request.failingServices = board.downBeside(service.id);
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

void Engine::restoreReports(const QHash<ServiceId, StatusReport>& reports)
{
    d->poller.restore(reports);
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
    if (paused)
        d->runner.cancelAll();
    d->poller.setPaused(paused);
    d->board.setPaused(paused, wallClock());
    d->wakeBatch();
    d->tick();
}

void Engine::diagnose(quint64 id, const DiagnosisRequest& request)
{
    if (!d->stopped)
        d->desk.diagnose(id, request);
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
        d->desk.watch(id, check, timeout, d->config.polling.userAgent);
}

void Engine::cancelWatch(quint64 id)
{
    d->desk.cancelWatch(id);
}

void Engine::stop()
{
    if (d->stopped)
        return;
    d->stopped = true;
    d->tickTimer.stop();
    d->ageTimer.stop();
    d->desk.clear();
    d->runner.cancelAll();
    d->poller.setPaused(true);
    d->flush();
    d->batchTimer.stop();
    emit stopped();
}

} // namespace Gatewatch
