// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <backend.h>
#include <core/diagnosis/diagnosis.h>
#include <core/series.h>

#include <QSet>
#include <QTimer>

#include <functional>

namespace Gatewatch {

/// The present as the window knows it: the last values that came from the backend. Widgets read here and listen to the
/// few signals; nothing here waits. Without a backend (tests, pictures) the same values are put in by hand.
class Session final : public QObject {
    Q_OBJECT
public:
    explicit Session(QObject* parent = nullptr);

    /// Connects to everything the backend says. Before backend.start(); the backend must live longer.
    void attach(Backend& backend);
    [[nodiscard]] Backend* backend() const { return m_backend; }
    /// Tests put a clock that stands still.
    void setClock(std::function<TimePoint()> clock) { m_clock = std::move(clock); }
    [[nodiscard]] TimePoint now() const { return m_clock(); }

    // The present
    [[nodiscard]] const Config& config() const { return m_config; }
    [[nodiscard]] bool configLoaded() const { return m_configLoaded; }
    [[nodiscard]] ServiceStatus status(const ServiceId& id) const { return m_statuses.value(id); }
    [[nodiscard]] std::optional<StatusReport> report(const ServiceId& id) const;
    [[nodiscard]] std::optional<Diagnosis> diagnosis(const ServiceId& id) const;
    /// The newest samples of a check, oldest first, at most samplesKept.
    [[nodiscard]] QList<Sample> recent(const CheckId& check) const { return m_recent.value(check); }
    /// The check that stands for a service: the one that makes its state, else its first measured one.
    [[nodiscard]] std::optional<CheckId> leadingCheck(const ServiceId& id) const;
    [[nodiscard]] State shownState(const ServiceId& id) const; ///< Paused while polling is paused
    [[nodiscard]] LocalNetwork network() const { return m_network; }
    /// False only when it is known that this computer reaches nothing.
    [[nodiscard]] bool online() const;
    [[nodiscard]] bool paused() const { return m_config.polling.paused || m_pauseTimer.isActive(); }
    [[nodiscard]] const QList<Event>& events() const { return m_events; } ///< newest first
    [[nodiscard]] std::optional<TimePoint> mutedUntil(const ServiceId& id) const;
    [[nodiscard]] std::optional<Seconds> nextCheckIn() const;
    [[nodiscard]] qint64 historyBytes() const { return m_historyBytes; }
    static constexpr int samplesKept = 30;
    static constexpr int eventsKept = 500;

    // Values come in (from the backend, or from a test)
    void setConfig(const Config& config);
    void setStatuses(const QList<ServiceStatus>& statuses);
    void addSamples(const QList<Sample>& samples);
    void setRecent(const QHash<CheckId, QList<Sample>>& samples);
    void setReport(const ServiceId& id, const StatusReport& report);
    void setDiagnosis(const Diagnosis& diagnosis);
    void setNetwork(LocalNetwork network);
    void setNextDue(TimePoint at) { m_nextDue = at; }
    void setEvents(const QList<Event>& events);
    void addEvent(const Event& event);

    // What the user wants; takes effect through the backend and comes back as configChanged()
    void updateConfig(const Config& config);
    void addServices(const QList<Service>& services);
    void replaceService(const ServiceId& id, const Service& service);
    void removeService(const ServiceId& id);
    /// Puts back what was removed last, at its old place; what was added again meanwhile is passed over. False when
    /// there is nothing.
    bool undoRemove();
    /// For a while (0: until resumed, also after a restart).
    void pause(Seconds duration);
    void resume();
    void checkNow(const ServiceId& id = {});
    void mute(const ServiceId& id, Seconds duration);
    void unmute(const ServiceId& id);
    /// Puts a value into the keychain; what it is for is measured at once. trouble() tells when it is not kept.
    void storeSecret(const QString& entry, const QString& value);
    /// Merges the services of another configuration file; ends in imported() or importFailed().
    void importFile(const QString& file);

signals:
    void configChanged();
    void statusesChanged(const QSet<Gatewatch::ServiceId>& services);
    void samplesAdded(const QSet<Gatewatch::ServiceId>& services);
    void reportChanged(const Gatewatch::ServiceId& service);
    void diagnosisChanged(const Gatewatch::ServiceId& service);
    void incidentChanged(const Gatewatch::Incident& incident);
    void networkChanged();
    void eventsChanged();
    void muteChanged(const Gatewatch::ServiceId& service);
    void removed(const QString& name);
    void imported(int services);
    void importFailed(const QString& reason);
    /// Something that the user should read where they are: settings or history cannot be stored or read.
    void trouble(const QString& text);
    /// The same for a check that lacks an entry of the keychain, which the user can give.
    void secretWanted(const QString& text, const QString& entry);

private:
    void tellMissing(const CheckId& check, const QList<MissingSecret>& secrets);
    void mergeImported(const Result<LoadedConfig>& loaded);

    Backend* m_backend = nullptr;
    std::function<TimePoint()> m_clock = wallClock;
    Config m_config;
    bool m_configLoaded = false;
    QHash<ServiceId, ServiceStatus> m_statuses;
    QHash<ServiceId, StatusReport> m_reports;
    QHash<ServiceId, Diagnosis> m_diagnoses;
    QHash<CheckId, QList<Sample>> m_recent;
    QHash<ServiceId, TimePoint> m_muted;
    QList<Event> m_events;
    LocalNetwork m_network = LocalNetwork::Unknown;
    std::optional<TimePoint> m_nextDue;
    QTimer m_pauseTimer;
    qint64 m_historyBytes = 0;
    QList<std::pair<qsizetype, Service>> m_removed; ///< with their places; the last one last
    int m_saving = 0; ///< configurations on their way to the file
};

} // namespace Gatewatch
