// SPDX-License-Identifier: GPL-3.0-or-later
#include <backend.h>

#include <core/recollection.h>
#include <engine/secrets/secret.h>

#include <QDir>
#include <QSemaphore>
#include <QStandardPaths>

namespace Gatewatch {
namespace {

using namespace std::chrono_literals;

constexpr int stopMilliseconds = 2000;
constexpr int rememberedIncidents = 10000;

} // namespace

Paths Paths::standard()
{
    const QString config = QStandardPaths::writableLocation(QStandardPaths::AppConfigLocation);
    const QString data = QStandardPaths::writableLocation(QStandardPaths::AppDataLocation);
    return {config + QStringLiteral("/config.json"), data};
}

QString Paths::historyFile() const
{
    return QDir(dataDir).filePath(QStringLiteral("history.sqlite"));
}

class Backend::Private {
public:
    Paths paths;
    Threads threads;
    QThread* net = new QThread; ///< on the heap, so that one that hangs can be left behind
    QThread* file = new QThread;
    std::unique_ptr<Engine> engine;
    std::unique_ptr<History> history;
    std::unique_ptr<ConfigStore> store;
    quint64 lastTicket = 0;
    bool started = false;
    bool stopped = false;

    /// Runs on the object's thread; at once when that is this one.
    template <typename Object, typename Call>
    void onThread(const std::unique_ptr<Object>& object, Call call)
    {
        QMetaObject::invokeMethod(object.get(), [target = object.get(), call] { call(*target); });
    }
    void join(QObject* context);
    static void endThread(QThread* thread);
};

/// Who tells whom. The configuration reaches the engine only after what earlier runs knew.
void Backend::Private::join(QObject* context)
{
    QObject::connect(engine.get(), &Engine::samplesReady, history.get(), &History::append);
    QObject::connect(engine.get(), &Engine::incidentChanged, history.get(), &History::saveIncident);
    QObject::connect(engine.get(), &Engine::eventHappened, history.get(), &History::addEvent);
    QObject::connect(engine.get(), &Engine::reportReady, history.get(), &History::saveReport);
    QObject::connect(
        history.get(), &History::reportsReady, engine.get(),
        [this](quint64, const QHash<ServiceId, StatusReport>& reports) { engine->restoreReports(reports); });
    QObject::connect(engine.get(), &Engine::issuersSeen, history.get(), &History::saveIssuers);
    QObject::connect(engine.get(), &Engine::sessionEnded, history.get(), [this](quint64, const SavedSession& session) {
        history->saveSession(session);
    });
    QObject::connect(
        history.get(), &History::issuersReady, engine.get(),
        [this](quint64, const QHash<ServiceId, QList<IssuerSeen>>& seen) { engine->restoreIssuers(seen); });
    QObject::connect(engine.get(), &Engine::addressesSeen, history.get(), &History::saveAddresses);
    QObject::connect(
        history.get(), &History::addressesReady, engine.get(),
        [this](quint64, const QHash<CheckId, GoodAddresses>& good) { engine->restoreAddresses(good); });
    QObject::connect(
        history.get(), &History::recentReady, engine.get(),
        [this](quint64 ticket, const QHash<CheckId, QList<Sample>>& samples) {
            if (ticket == 0) // the windows' requests have others
                engine->restoreSamples(samples);
        });
    QObject::connect(history.get(), &History::estimatesKnown, engine.get(), &Engine::restoreEstimates);
    QObject::connect(store.get(), &ConfigStore::loaded, engine.get(), &Engine::setConfig);
    QObject::connect(store.get(), &ConfigStore::loaded, history.get(), [this](const Config& config) {
        history->setLimits(config.history);
    });
    QObject::connect(
        history.get(), &History::incidentsReady, engine.get(),
        [this, first = true](quint64 ticket, const QList<Incident>& incidents) mutable {
            if (ticket == 0 && std::exchange(first, false))
                engine->restore(incidents);
        });
    QObject::connect(history.get(), &History::opened, context, [this] {
        onThread(history, [](History& target) {
            target.requestIncidents(0, {}, rememberedIncidents);
            target.requestReports(0);
            target.requestIssuers(0);
            target.requestAddresses(0);
            target.requestRecent(0, int(Recollection::remembered));
            target.requestEstimates();
        });
        onThread(store, [](ConfigStore& target) { target.load(); });
    });
}

void Backend::Private::endThread(QThread* thread)
{
    thread->quit();
    if (thread->isRunning() && !thread->wait(stopMilliseconds))
        qWarning("The thread \"%s\" hangs and is left behind", qUtf8Printable(thread->objectName()));
    else
        delete thread;
}

Backend::Backend(Paths paths, Threads threads, QObject* parent)
    : QObject(parent)
    , d(std::make_unique<Private>())
{
    d->paths = std::move(paths);
    d->threads = threads;
    d->engine = std::make_unique<Engine>();
    d->history = std::make_unique<History>(d->paths.historyFile());
    d->store = std::make_unique<ConfigStore>(d->paths.configFile);
    d->join(this);
    if (threads == Threads::OneThread)
        return;
    d->net->setObjectName(QStringLiteral("net"));
    d->file->setObjectName(QStringLiteral("history"));
    d->engine->moveToThread(d->net);
    d->history->moveToThread(d->file);
    d->store->moveToThread(d->file);
}

Backend::~Backend()
{
    stop();
}

void Backend::start()
{
    if (std::exchange(d->started, true))
        return;
    if (d->threads == Threads::Own) {
        d->net->start();
        d->file->start();
    }
    d->onThread(d->history, [](History& target) { target.open(); });
}

void Backend::stop()
{
    if (std::exchange(d->stopped, true))
        return;
    if (!d->started || d->threads == Threads::OneThread) {
        d->engine->stop();
        d->history->close();
        d->engine.reset();
        d->store.reset();
        d->history.reset();
        Private::endThread(d->net);
        Private::endThread(d->file);
        return;
    }
    // In this order, each on its own thread: no more checks, then the last batch reaches the file, then the threads
    // end.
    auto ended = std::make_shared<QSemaphore>();
    d->onThread(d->engine, [ended](Engine& engine) {
        engine.stop();
        ended->release();
    });
    if (!ended->tryAcquire(1, stopMilliseconds))
        qWarning("The net thread did not stop in time");
    d->onThread(d->history, [ended](History& history) {
        history.close();
        ended->release();
    });
    if (!ended->tryAcquire(1, stopMilliseconds))
        qWarning("The history thread did not stop in time");
    connect(d->net, &QThread::finished, d->engine.release(), &QObject::deleteLater);
    connect(d->file, &QThread::finished, d->store.release(), &QObject::deleteLater);
    connect(d->file, &QThread::finished, d->history.release(), &QObject::deleteLater);
    d->endThread(d->net);
    d->endThread(d->file);
}

Engine& Backend::engine() const
{
    return *d->engine;
}

History& Backend::history() const
{
    return *d->history;
}

ConfigStore& Backend::configStore() const
{
    return *d->store;
}

const Paths& Backend::paths() const
{
    return d->paths;
}

void Backend::saveConfig(const Config& config)
{
    d->onThread(d->store, [config](ConfigStore& store) { store.save(config); });
}

void Backend::checkNow(const ServiceId& service)
{
    d->onThread(d->engine, [service](Engine& engine) { engine.checkNow(service); });
}

void Backend::setPaused(bool paused)
{
    d->onThread(d->engine, [paused](Engine& engine) { engine.setPaused(paused); });
}

void Backend::storeSecret(const QString& entry, const QByteArray& value)
{
    auto secret = std::make_shared<Secret>(value);
    d->onThread(d->engine, [entry, secret](Engine& engine) { engine.storeSecret(entry, secret); });
}

quint64 Backend::diagnose(const DiagnosisRequest& request)
{
    const quint64 id = ++d->lastTicket;
    d->onThread(d->engine, [id, request](Engine& engine) { engine.diagnose(id, request); });
    return id;
}

quint64 Backend::diagnoseService(const ServiceId& service)
{
    const quint64 id = ++d->lastTicket;
    d->onThread(d->engine, [id, service](Engine& engine) { engine.diagnoseService(id, service); });
    return id;
}

void Backend::cancelDiagnosis(quint64 id)
{
    d->onThread(d->engine, [id](Engine& engine) { engine.cancelDiagnosis(id); });
}

quint64 Backend::watch(const HttpCheck& check, Millis timeout)
{
    const quint64 id = ++d->lastTicket;
    d->onThread(d->engine, [id, check, timeout](Engine& engine) { engine.watch(id, check, timeout); });
    return id;
}

void Backend::cancelWatch(quint64 id)
{
    d->onThread(d->engine, [id](Engine& engine) { engine.cancelWatch(id); });
}

quint64 Backend::requestSeries(const CheckId& check, TimePoint from, TimePoint to, int points)
{
    const quint64 ticket = ++d->lastTicket;
    d->onThread(d->history, [=](History& history) { history.requestSeries(ticket, check, from, to, points); });
    return ticket;
}

quint64 Backend::requestDays(const CheckId& check, int days, TimePoint now)
{
    const quint64 ticket = ++d->lastTicket;
    d->onThread(d->history, [=](History& history) { history.requestDays(ticket, check, days, now); });
    return ticket;
}

quint64 Backend::requestIncidents(const ServiceId& service, int limit)
{
    const quint64 ticket = ++d->lastTicket;
    d->onThread(d->history, [=](History& history) { history.requestIncidents(ticket, service, limit); });
    return ticket;
}

quint64 Backend::requestEvents(int limit)
{
    const quint64 ticket = ++d->lastTicket;
    d->onThread(d->history, [=](History& history) { history.requestEvents(ticket, limit); });
    return ticket;
}

quint64 Backend::requestSessions(int limit)
{
    const quint64 ticket = ++d->lastTicket;
    d->onThread(d->history, [=](History& history) { history.requestSessions(ticket, limit); });
    return ticket;
}

quint64 Backend::requestSession(const QString& id)
{
    const quint64 ticket = ++d->lastTicket;
    d->onThread(d->history, [=](History& history) { history.requestSession(ticket, id); });
    return ticket;
}

quint64 Backend::exportSession(const QString& id, const QString& file)
{
    const quint64 ticket = ++d->lastTicket;
    d->onThread(d->history, [=](History& history) { history.exportSession(ticket, id, file); });
    return ticket;
}

quint64 Backend::importSession(const QString& file)
{
    const quint64 ticket = ++d->lastTicket;
    d->onThread(d->history, [=](History& history) { history.importSession(ticket, file); });
    return ticket;
}

void Backend::sessionIsOver(const QString& id, TimePoint at)
{
    d->onThread(d->history, [id, at](History& history) { history.sessionIsOver(id, at); });
}

void Backend::saveSession(const SavedSession& session)
{
    d->onThread(d->history, [session](History& history) { history.saveSession(session); });
}

void Backend::removeSession(const QString& id)
{
    d->onThread(d->history, [id](History& history) { history.removeSession(id); });
}

quint64 Backend::requestRecent(int perCheck)
{
    const quint64 ticket = ++d->lastTicket;
    d->onThread(d->history, [=](History& history) { history.requestRecent(ticket, perCheck); });
    return ticket;
}

} // namespace Gatewatch
