// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/monitor/engine.h>

#include <core/baseline.h>
#include <core/maintenance.h>
#include <core/newsroom.h>
#include <core/politeness.h>
#include <core/recheck.h>
#include <core/schedule.h>
#include <engine/monitor/casefile.h>
#include <engine/monitor/checkrunner.h>
#include <engine/monitor/desk.h>
#include <engine/monitor/localgate.h>
#include <engine/monitor/ruling.h>
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
constexpr int meteredStretch = 5; // where every byte costs

/// Tells each kind of news by its signal.
struct Teller {
    Engine& engine;

    void operator()(const CommonCause& cause) const { emit engine.commonCauseFound(cause); }
    void operator()(const StateChange& change) const { emit engine.stateChanged(change); }
    void operator()(const Incident& incident) const { emit engine.incidentChanged(incident); }
    void operator()(const Event& event) const { emit engine.eventHappened(event); }
    void operator()(const BadGateway& bad) const { emit engine.badGatewayConfirmed(bad.service); }
};

} // namespace

class Engine::Private {
public:
    Private(Engine* engine, SecretStore* store);

    void applyConfig(const Config& next);
    void tick();
    void run(const CheckId& id);
    void ended(const CheckId& id, Exchange exchange);
    void askGate(const Reading& reading, const Exchange& exchange, bool excused);
    void settle(const Reading& reading, const Exchange& exchange, LocalNetwork now, bool excused);
    void fold(Sample sample);
    void tell(const QList<News>& news) const;
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
    QHash<CheckId, Baseline> habits; ///< how long each check usually takes
    Newsroom newsroom;
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
            habits.remove(id);
            newsroom.forget(id);
            schedule.forget(id);
        }
    }
    secrets.refresh(secretsOf(config.services));
    secretGate.restart();
    tell(newsroom.watchOnly(config.services, wallClock()));
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
    const Reading reading = readingOf(id, *check, exchange, gate.seesPortal());
    if (reading.provesOnline)
        gate.sawAnswer();
    const bool excused = !reading.isLoopback && standby.excuses(exchange.total);
    if (reading.reachedOut)
        gate.doubtLoss();
    if (reading.needsGate)
        askGate(reading, exchange, excused);
    else
        settle(reading, exchange, LocalNetwork::Unknown, excused);
}

void Engine::Private::askGate(const Reading& reading, const Exchange& exchange, bool excused)
{
    const CheckId id = reading.sample.check;
    // A check that is known to be down learns nothing new from one more failure.
    const bool known = board.stateOf(id).state == State::Down;
    waitingForGate.insert(id);
    const SteadyPoint began = steadyNow() - std::chrono::ceil<Millis>(exchange.total);
    gate.ask(
        {began, reading.sample.failure, reading.peer, known}, [this, reading, exchange, excused](LocalNetwork now) {
            if (!waitingForGate.remove(reading.sample.check))
                return; // the question took a while, in which the check was changed
            const bool alone = now == LocalNetwork::Unknown && standby.isAlone();
            settle(reading, exchange, alone ? LocalNetwork::Offline : now, excused);
        });
}

void Engine::Private::settle(const Reading& reading, const Exchange& exchange, LocalNetwork now, bool excused)
{
    const CheckId id = reading.sample.check;
    const Check* check = find(id);
    if (!check || stopped || paused)
        return;
    const Ruling ruling = rulingOn(reading, *check, {now, gate.wasOnline(), excused, gate.clockAhead(), wallClock()});
    if (ruling.askAgain)
        schedule.hurry(id, steadyNow() + *ruling.askAgain);
    const Sample sample = judgedByHabit(ruling.sample, habits[id]);
    std::optional<Exchange> hidden;
    if (sample.outcome == Outcome::Down)
        hidden = secretGate.withoutSecrets(*check, exchange);
    tell(newsroom.ended(sample, hidden ? *hidden : exchange, check->expect(), wallClock()));
    if (ruling.stayAway)
        schedule.postpone(id, steadyNow() + *ruling.stayAway);
    fold(sample);
    if (ruling.stayAway)
        board.expectSilence(id, exchange.at + *ruling.stayAway);
}

void Engine::Private::fold(Sample sample)
{
    const Service* service = config.find(sample.check.service);
    const Check* check = service ? service->findEndpoint(sample.check.endpoint) : nullptr;
    if (!check)
        return;
    sample.network = standby.network();
    const auto change = board.fold(sample);
    const auto after = lookAgainAfter(board.stateOf(sample.check), sample, check->interval);
    if (after)
        schedule.lookAgain(sample.check, steadyNow() + *after);
    batch.append(sample);
    wakeBatch();
    QList<News> news = change ? newsroom.changed(*change, config.services, board, network) : QList<News>();
    news.append(newsroom.measured(sample, *service, board));
    tell(news);
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
        tell(newsroom.changed(*change, config.services, board, network));
    wakeBatch();
}

void Engine::Private::wakeBatch()
{
    if (!batchTimer.isActive())
        batchTimer.start(batchEvery);
}

void Engine::Private::tell(const QList<News>& news) const
{
    for (const News& each : news)
        std::visit(Teller{*q}, each);
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
        diagnose(id, caseFile(*configured, d->config, d->board, d->newsroom, d->poller.reportOf(service)));
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
