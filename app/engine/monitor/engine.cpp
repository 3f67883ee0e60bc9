// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/monitor/engine.h>

#include <core/badgateway.h>
#include <core/diagnosis/answer.h>
#include <core/judge.h>
#include <core/redact.h>
#include <core/schedule.h>
#include <core/sleepwatch.h>
#include <engine/monitor/checkrunner.h>
#include <engine/monitor/desk.h>
#include <engine/monitor/localgate.h>
#include <engine/monitor/statuspoller.h>
#include <engine/net/document.h>
#include <engine/net/privateaddress.h>
#include <engine/net/probeloop.h>
#include <engine/net/statuspageclient.h>

#include <QSet>
#include <QTimer>

#include <algorithm>

namespace Gatewatch {
namespace {

using namespace std::chrono_literals;

constexpr Millis batchEvery = 250ms; // the window is told at most four times a second
constexpr Millis confirmAfter = 15s; // a first failure is looked at again at the latest after this
constexpr Millis ageEvery = 5s;
constexpr Millis afterWake = 2s;
constexpr Seconds longestRetryAfter = 1h;
constexpr Seconds tooOften = 60s; // what a 429 means that does not say how long

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
    bool dropWhatSlept();
    void networkChanged(LocalNetwork network);
    void applyPaused(bool now);
    void missing(const CheckId& id, const QStringList& names);
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
    QSet<CheckId> toldMissing;
    BadGatewayAlarm alarm;
    IncidentBook incidents;
    QList<Sample> batch;
    SleepWatch sleepWatch;
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
             &probes, &documents, &pages, &poller, &gate, &runner, &desk, &tickTimer, &batchTimer, &ageTimer})
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
    return service ? service->findEndpoint(id.endpoint) : nullptr;
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
            alarm.forget(id);
            schedule.forget(id);
        }
    }
    toldMissing.clear();
    QSet<ServiceId> watched;
    for (const Service& service : config.services)
        watched.insert(service.id);
    for (const Incident& ended : incidents.closeAllBut(watched, wallClock())) {
        alarm.ended(ended.service);
        emit q->incidentChanged(ended);
    }
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
    if (paused) {
        runner.cancelAll();
        gate.cancel();
    }
    poller.setPaused(paused);
    board.setPaused(paused, wallClock());
    wakeBatch();
    tick();
}

void Engine::Private::tick()
{
    tickTimer.stop();
    if (stopped || paused)
        return;
    dropWhatSlept();
    for (const CheckId& id : schedule.due(steadyNow()))
        run(id);
    if (const auto next = schedule.next()) {
        const Millis wait = std::max(*next - steadyNow(), Millis(1));
        tickTimer.start(wait);
    }
}

/// True when this computer slept since the last look: what was under way measured the sleep.
bool Engine::Private::dropWhatSlept()
{
    if (!sleepWatch.slept(wallClock(), steadyNow()))
        return false;
    runner.cancelAll();
    gate.cancel();
    schedule.restart(steadyNow() + afterWake);
    return true;
}

void Engine::Private::run(const CheckId& id)
{
    const Check* check = find(id);
    if (!check || !check->http())
        return;
    PreparedProbe prepared = probeFor(*check->http(), check->timeout, config.polling.userAgent);
    if (!prepared.missing.isEmpty())
        return missing(id, prepared.missing);
    runner.run(id, prepared.request);
}

/// Without its secret the request would be a different one, so that it is not sent.
void Engine::Private::missing(const CheckId& id, const QStringList& names)
{
    if (!toldMissing.contains(id)) {
        toldMissing.insert(id);
        emit q->secretMissing(id, names);
    }
    batch.append({id, wallClock(), Outcome::NotMeasured, Failure::Abandoned, 0, {}, Micros(0)});
    wakeBatch();
}

void Engine::Private::ended(const CheckId& id, const Exchange& exchange)
{
    if (dropWhatSlept())
        return tick(); // it may have failed because of the sleep
    const bool known = !exchange.address.isEmpty();
    const bool nearby = known && isPrivateAddress(QHostAddress(exchange.address));
    // Only who proved to be on the internet proves that we are: a router and a sign-in page answer without it.
    if (exchange.response && exchange.certificate && known && !nearby && !exchange.viaProxy)
        gate.sawAnswer(exchange.at);
    const bool loopback = known && isLoopback(exchange.address);
    if (exchange.failure != Failure::Ok && mayBeOurs(exchange.failure, nearby) && !loopback)
        gate.ask(wallClock(), exchange.at, [this, id, exchange](LocalNetwork now) { judged(id, exchange, now); });
    else
        judged(id, exchange, LocalNetwork::Unknown);
}

void Engine::Private::judged(const CheckId& id, const Exchange& exchange, LocalNetwork now)
{
    const Check* check = find(id);
    // The question about our network takes a while, in which the check may have been changed.
    if (!check || !check->http() || check->http()->url != exchange.url || stopped || paused)
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
        const Seconds away = std::min(wanted.value_or(exchange.status() == 429 ? tooOften : 0s), longestRetryAfter);
        schedule.postpone(id, steadyNow() + away);
        fold(sample);
        board.expectSilence(id, exchange.at + away);
    } else {
        fold(sample);
    }
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
    const Service* service = config.find(sample.check.service);
    if (service && alarm.fold(sample, isDown, service->thresholds.failuresToDown))
        emit q->badGatewayConfirmed(service->id);
    if (unconfirmed || recovering)
        tick(); // it may be due before the timer thinks
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
    if (!is)
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
    d->alarm.restore(incidents);
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
    if (!d->stopped)
        d->applyPaused(paused);
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
    d->gate.cancel();
    d->poller.setPaused(true);
    d->flush();
    d->batchTimer.stop();
    emit stopped();
}

} // namespace Gatewatch
