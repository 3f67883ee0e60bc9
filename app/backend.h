// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <engine/configstore.h>
#include <engine/history/history.h>
#include <engine/monitor/engine.h>

#include <QObject>
#include <QThread>

#include <memory>

namespace Gatewatch {

struct Paths {
    QString configFile;
    QString dataDir;
    /// The per-user places (QStandardPaths).
    static Paths standard();
    [[nodiscard]] QString historyFile() const;
};

/// Makes the engine, the history and the configuration store, places them on their threads, joins their signals, and
/// stops them in order. Callers connect to the signals of the three; calls down go through the queued functions here.
class Backend final : public QObject {
    Q_OBJECT
public:
    /// OneThread: everything lives on the caller's thread, for tests. Writing a file then holds up what is measured.
    enum class Threads { Own, OneThread };

    explicit Backend(Paths paths, Threads threads = Threads::Own, QObject* parent = nullptr);
    ~Backend() override;

    /// Opens the history, loads the configuration, starts watching. Connect before this.
    void start();
    /// Stops schedule and jobs, flushes the history, ends the threads. Waits at most 2 s. Also done by the destructor.
    void stop();

    [[nodiscard]] Engine& engine() const;
    [[nodiscard]] History& history() const;
    [[nodiscard]] ConfigStore& configStore() const;
    [[nodiscard]] const Paths& paths() const;

    // Calls down; all return at once.
    void saveConfig(const Config& config);
    void checkNow(const ServiceId& service = {});
    void setPaused(bool paused);
    /// Into the keychain; ends in Engine::secretStored().
    void storeSecret(const QString& entry, const QByteArray& value);
    /// Starts a session and returns its id, which diagnosisChanged() and diagnosisFinished() carry.
    quint64 diagnose(const DiagnosisRequest& request);
    quint64 diagnoseService(const ServiceId& service);
    void cancelDiagnosis(quint64 id);
    quint64 watch(const HttpCheck& check, Millis timeout);
    void cancelWatch(quint64 id);
    quint64 requestSeries(const CheckId& check, TimePoint from, TimePoint to, int points);
    quint64 requestDays(const CheckId& check, int days, TimePoint now);
    quint64 requestIncidents(const ServiceId& service, int limit);
    quint64 requestEvents(int limit);
    quint64 requestRecent(int perCheck);
    quint64 requestSessions(int limit);
    quint64 requestSession(const QString& id);
    quint64 exportSession(const QString& id, const QString& file);
    quint64 importSession(const QString& file);
    void saveSession(const SavedSession& session);
    void removeSession(const QString& id);
    /// What the kept session diagnosed was over at that time: its estimate is graded.
    void sessionIsOver(const QString& id, TimePoint at);

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace Gatewatch
