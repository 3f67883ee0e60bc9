// SPDX-License-Identifier: GPL-3.0-or-later
#include <widgets/session.h>

#include <engine/configstore.h>
#include <widgets/wording.h>

#include <QFuture>
#include <QPromise>
#include <QThreadPool>

#include <algorithm>

namespace Gatewatch {

using namespace Qt::StringLiterals;

Session::Session(QObject* parent)
    : QObject(parent)
    , m_config(defaultConfig())
{
    m_pauseTimer.setSingleShot(true);
    connect(&m_pauseTimer, &QTimer::timeout, this, &Session::resume);
}

void Session::attach(Backend& backend)
{
    m_backend = &backend;
    const Engine* engine = &backend.engine();
    connect(engine, &Engine::statusChanged, this, &Session::setStatuses);
    connect(engine, &Engine::samplesReady, this, &Session::addSamples);
    connect(engine, &Engine::reportReady, this, &Session::setReport);
    connect(engine, &Engine::networkChanged, this, &Session::setNetwork);
    connect(engine, &Engine::nextDue, this, &Session::setNextDue);
    connect(engine, &Engine::eventHappened, this, &Session::addEvent);
    connect(engine, &Engine::incidentChanged, this, &Session::incidentChanged);
    connect(engine, &Engine::secretMissing, this, &Session::tellMissing);
    connect(engine, &Engine::secretStored, this, [this](const QString& entry, SecretProblem problem) {
        if (problem != SecretProblem::None)
            emit trouble(tr("The secret is used until Gatewatch ends, but not kept: %1.")
                             .arg(explain(MissingSecret{{HeaderSetting::Source::Keychain, entry}, problem})));
    });
    connect(engine, &Engine::diagnosisChanged, this, [this](quint64, const Diagnosis& d) { setDiagnosis(d); });
    connect(engine, &Engine::diagnosisFinished, this, [this](quint64, const Diagnosis& d) { setDiagnosis(d); });

    const ConfigStore* store = &backend.configStore();
    connect(store, &ConfigStore::loaded, this, [this](const Config& config, bool, const QStringList&) {
        m_configLoaded = true;
        m_saving = std::max(0, m_saving - 1);
        if (m_saving == 0) // else this is the echo of an older one, and a newer one is shown already
            setConfig(config);
    });
    connect(store, &ConfigStore::failed, this, [this](const QString& reason) {
        emit trouble(
            m_saving > 0 ? tr("The change could not be saved and is not in force: %1.").arg(reason)
                         : tr("The settings file was not used: %1. What was in force before still is.").arg(reason));
        m_saving = std::max(0, m_saving - 1);
    });

    const History* history = &backend.history();
    connect(history, &History::opened, this, [this](History::Problem problem, const QString& detail) {
        if (problem != History::Problem::None)
            emit trouble(sentenceOf(problem, detail));
        m_backend->requestRecent(samplesKept);
        m_backend->requestEvents(eventsKept);
    });
    connect(history, &History::failed, this, [this](History::Problem problem, const QString& detail) {
        emit trouble(sentenceOf(problem, detail));
    });
    connect(history, &History::recentReady, this, [this](quint64 ticket, const QHash<CheckId, QList<Sample>>& samples) {
        if (ticket != 0) // that one is the engine's
            setRecent(samples);
    });
    connect(history, &History::eventsReady, this, [this](quint64, const QList<Event>& events) {
        // Some may have happened between the request and the answer; those are not lost.
        QList<Event> all = events;
        for (const Event& event : std::as_const(m_events)) {
            const bool known = std::ranges::any_of(events, [&](const Event& other) {
                return other.at == event.at && other.kind == event.kind && other.service == event.service;
            });
            if (!known)
                all << event;
        }
        setEvents(all);
    });
    connect(history, &History::sizeChanged, this, [this](qint64 bytes) { m_historyBytes = bytes; });
}

std::optional<StatusReport> Session::report(const ServiceId& id) const
{
    const auto it = m_reports.constFind(id);
    return it == m_reports.cend() ? std::nullopt : std::optional(*it);
}

std::optional<Diagnosis> Session::diagnosis(const ServiceId& id) const
{
    const auto it = m_diagnoses.constFind(id);
    return it == m_diagnoses.cend() ? std::nullopt : std::optional(*it);
}

std::optional<CheckId> Session::leadingCheck(const ServiceId& id) const
{
    const Service* service = m_config.find(id);
    if (!service)
        return {};
    const auto status = m_statuses.constFind(id);
    if (status != m_statuses.cend() && status->decisive)
        return status->decisive->check;
    if (service->endpoints.isEmpty())
        return {};
    return CheckId{id, service->endpoints.constFirst().id};
}

State Session::shownState(const ServiceId& id) const
{
    return paused() ? State::Paused : m_statuses.value(id).state;
}

std::optional<TimePoint> Session::mutedUntil(const ServiceId& id) const
{
    const auto it = m_muted.constFind(id);
    return it == m_muted.cend() || *it <= now() ? std::nullopt : std::optional(*it);
}

std::optional<Seconds> Session::nextCheckIn() const
{
    // A time that has passed is that of a check which is running just now.
    if (paused() || !m_nextDue || *m_nextDue < now())
        return {};
    return std::chrono::ceil<Seconds>(*m_nextDue - now());
}

bool Session::online() const
{
    return !isLost(m_network);
}

void Session::setConfig(const Config& config)
{
    m_config = config;
    const auto gone = [this](const ServiceId& id) { return !m_config.find(id); };
    m_statuses.removeIf([&](const auto& it) { return gone(it.key()); });
    m_reports.removeIf([&](const auto& it) { return gone(it.key()); });
    m_diagnoses.removeIf([&](const auto& it) { return gone(it.key()); });
    m_recent.removeIf([&](const auto& it) { return gone(it.key().service); });
    emit configChanged();
}

void Session::setStatuses(const QList<ServiceStatus>& statuses)
{
    QSet<ServiceId> changed;
    for (const ServiceStatus& status : statuses) {
        m_statuses.insert(status.service, status);
        changed.insert(status.service);
    }
    emit statusesChanged(changed);
}

void Session::addSamples(const QList<Sample>& samples)
{
    QSet<ServiceId> changed;
    for (const Sample& sample : samples) {
        QList<Sample>& list = m_recent[sample.check];
        list.append(sample);
        if (list.size() > samplesKept)
            list.removeFirst();
        changed.insert(sample.check.service);
    }
    emit samplesAdded(changed);
}

void Session::setRecent(const QHash<CheckId, QList<Sample>>& samples)
{
    QSet<ServiceId> changed;
    for (auto it = samples.cbegin(); it != samples.cend(); ++it) {
        QList<Sample> all = it.value();
        // What was measured since the start is newer than what the history had.
        for (const Sample& sample : std::as_const(m_recent[it.key()])) {
            if (all.isEmpty() || sample.at > all.constLast().at)
                all << sample;
        }
        m_recent[it.key()] = all.mid(std::max<qsizetype>(0, all.size() - samplesKept));
        changed.insert(it.key().service);
    }
    emit samplesAdded(changed);
}

void Session::setReport(const ServiceId& id, const StatusReport& report)
{
    m_reports.insert(id, report);
    emit reportChanged(id);
}

void Session::setDiagnosis(const Diagnosis& diagnosis)
{
    if (diagnosis.service.isEmpty())
        return;
    m_diagnoses.insert(diagnosis.service, diagnosis);
    emit diagnosisChanged(diagnosis.service);
}

void Session::setNetwork(LocalNetwork network)
{
    m_network = network;
    emit networkChanged();
}

void Session::setEvents(const QList<Event>& events)
{
    m_events = events;
    std::ranges::stable_sort(m_events, [](const Event& a, const Event& b) { return a.at > b.at; });
    m_events.resize(std::min<qsizetype>(m_events.size(), eventsKept));
    emit eventsChanged();
}

void Session::addEvent(const Event& event)
{
    QList<Event> events = m_events;
    events.prepend(event);
    setEvents(events);
}

void Session::updateConfig(const Config& config)
{
    if (m_backend) {
        ++m_saving;
        m_backend->saveConfig(config);
    }
    // Shown at once; when it cannot be stored, trouble() says so and a reload brings the file's back.
    setConfig(config);
}

void Session::addServices(const QList<Service>& services)
{
    Config config = m_config;
    for (const Service& service : services) {
        if (!config.find(service.id))
            config.services << service;
    }
    updateConfig(config);
}

void Session::replaceService(const ServiceId& id, const Service& service)
{
    Config config = m_config;
    for (Service& old : config.services) {
        if (old.id == id)
            old = service;
    }
    updateConfig(config);
}

void Session::removeService(const ServiceId& id)
{
    Config config = m_config;
    for (qsizetype i = 0; i < config.services.size(); ++i) {
        if (config.services.at(i).id != id)
            continue;
        const Service service = config.services.takeAt(i);
        m_removed.append({i, service});
        updateConfig(config);
        emit removed(service.name);
        return;
    }
}

bool Session::undoRemove()
{
    while (!m_removed.isEmpty()) {
        const auto [place, service] = m_removed.takeLast();
        if (m_config.find(service.id))
            continue;
        Config config = m_config;
        config.services.insert(std::min(place, config.services.size()), service);
        updateConfig(config);
        return true;
    }
    return false;
}

void Session::pause(Seconds duration)
{
    if (m_backend)
        m_backend->setPaused(true);
    if (duration.count() > 0) {
        // Not written down: after a restart the program watches again.
        m_pauseTimer.start(duration);
        emit configChanged();
        return;
    }
    m_pauseTimer.stop();
    Config config = m_config;
    config.polling.paused = true;
    updateConfig(config);
}

void Session::resume()
{
    m_pauseTimer.stop();
    if (m_backend)
        m_backend->setPaused(false);
    if (!m_config.polling.paused) {
        emit configChanged();
        return;
    }
    Config config = m_config;
    config.polling.paused = false;
    updateConfig(config);
}

void Session::checkNow(const ServiceId& id)
{
    if (m_backend)
        m_backend->checkNow(id);
}

void Session::mute(const ServiceId& id, Seconds duration)
{
    m_muted.insert(id, now() + duration);
    emit muteChanged(id);
}

void Session::unmute(const ServiceId& id)
{
    m_muted.remove(id);
    emit muteChanged(id);
}

void Session::storeSecret(const QString& entry, const QString& value)
{
    if (m_backend)
        m_backend->storeSecret(entry, value.toUtf8());
}

void Session::tellMissing(const CheckId& check, const QList<MissingSecret>& secrets)
{
    const Service* service = m_config.find(check.service);
    const QString text = tr("%1 is not measured: %2.").arg(service ? service->name : check.service, explain(secrets));
    // A locked keychain may hold it already, so that nothing is asked for then.
    const auto wanted = std::ranges::find_if(secrets, [](const MissingSecret& secret) {
        return secret.why == SecretProblem::NotFound || secret.why == SecretProblem::NoKeychain;
    });
    if (wanted == secrets.end())
        emit trouble(text);
    else
        emit secretWanted(text, wanted->name.text);
}

void Session::importFile(const QString& file)
{
    // Reading is not for the thread of the window; the answer comes back to it, if the session still lives.
    auto promise = std::make_shared<QPromise<Result<LoadedConfig>>>();
    promise->future().then(this, [this](const Result<LoadedConfig>& loaded) { mergeImported(loaded); });
    QThreadPool::globalInstance()->start([promise, file] {
        promise->start();
        promise->addResult(readConfigFile(file));
        promise->finish();
    });
}

void Session::mergeImported(const Result<LoadedConfig>& loaded)
{
    if (!loaded) {
        emit importFailed(loaded.reason());
        return;
    }
    const qsizetype before = m_config.services.size();
    addServices(loaded->config.services);
    emit imported(static_cast<int>(m_config.services.size() - before));
}

} // namespace Gatewatch
