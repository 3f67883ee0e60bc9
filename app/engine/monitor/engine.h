// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/commoncause.h>
#include <core/config.h>
#include <core/diagnosis/sessionfile.h>
#include <core/event.h>
#include <core/incident.h>
#include <core/issuerwatch.h>
#include <core/localnetwork.h>
#include <core/namedsecret.h>
#include <core/recollection.h>
#include <core/serviceboard.h>
#include <core/statuspage/statusreport.h>
#include <engine/diagnosis/step.h>

#include <QHash>
#include <QObject>

#include <memory>

namespace Gatewatch {

class Keychain;
class Secret;
class SystemWatch;

/// Watches the configured services. Lives on the net thread; everything it says is a value.
class Engine final : public QObject {
    Q_OBJECT
public:
    explicit Engine(QObject* parent = nullptr);
    /// With another keychain than the system's; null for none.
    explicit Engine(std::shared_ptr<Keychain> keychain, QObject* parent = nullptr);
    ~Engine() override;

    /// Where news of this computer come in (sleep, metered connection); lives on the engine's thread.
    [[nodiscard]] SystemWatch& systemWatch() const;

public slots:
    /// Starts, or carries on with, exactly these services. Unchanged checks keep their state and schedule.
    void setConfig(const Gatewatch::Config& config);
    /// Incidents of earlier runs of the program: open ones go on, closed ones feed the expectations. Before
    /// setConfig().
    void restore(const QList<Gatewatch::Incident>& incidents);
    /// What the status pages said in earlier runs of the program. Before setConfig().
    void restoreReports(const QHash<Gatewatch::ServiceId, Gatewatch::StatusReport>& reports);
    /// Whose certificates were seen in earlier runs of the program. Before setConfig().
    void restoreIssuers(const QHash<Gatewatch::ServiceId, QList<Gatewatch::IssuerSeen>>& seen);
    /// What was measured in earlier runs of the program, oldest first, for diagnoses. Before setConfig().
    void restoreSamples(const QHash<Gatewatch::CheckId, QList<Gatewatch::Sample>>& samples);
    /// Where good answers came from in earlier runs of the program, for diagnoses. Before setConfig().
    void restoreAddresses(const QHash<Gatewatch::CheckId, Gatewatch::GoodAddresses>& addresses);
    /// How the estimates of kept sessions did, each time that it is known anew.
    void restoreEstimates(const QHash<Gatewatch::ServiceId, Gatewatch::EstimateRecord>& records);
    /// Runs all checks of the service at once; all services when empty.
    void checkNow(const Gatewatch::ServiceId& service);
    void setPaused(bool paused);
    /// Starts a troubleshooting session; `id` is the caller's. Ends in diagnosisFinished().
    void diagnose(quint64 id, const Gatewatch::DiagnosisRequest& request);
    /// The same for a configured service, with everything the engine knows of it.
    void diagnoseService(quint64 id, const Gatewatch::ServiceId& service);
    void cancelDiagnosis(quint64 id);
    /// Asks politely until three good answers in a row came; ends in watchEnded(). One watch per id.
    void watch(quint64 id, const Gatewatch::HttpCheck& check, Gatewatch::Millis timeout);
    void cancelWatch(quint64 id);
    /// Stores a secret in the keychain and measures what waited for it; ends in secretStored().
    void storeSecret(const QString& entry, const std::shared_ptr<Gatewatch::Secret>& value);
    /// Cancels everything and emits stopped(); nothing is emitted after that.
    void stop();

signals:
    void samplesReady(const QList<Gatewatch::Sample>& samples);
    void statusChanged(const QList<Gatewatch::ServiceStatus>& statuses);
    /// To be told: who goes down is held back for a moment (heldBackFor), statusChanged() knows it at once.
    void stateChanged(const Gatewatch::StateChange& change);
    /// A check cannot run, because these secrets (variables of the environment, entries of the keychain) cannot be had.
    /// Once for each check, configuration and reason.
    void secretMissing(const Gatewatch::CheckId& check, const QList<Gatewatch::MissingSecret>& secrets);
    /// A run of the check measured nothing, and why: a sentence. Once, until the reason changes or something is
    /// measured. After the samples before it. What the whole network lacks is networkChanged().
    void notMeasured(const Gatewatch::CheckId& check, const QString& why);
    /// None: it is in the keychain. Otherwise it is used until the program ends, and then it is gone.
    void secretStored(const QString& entry, Gatewatch::SecretProblem problem);
    /// Several services that are Down have something in common. Before the stateChanged() of those of them that are
    /// told now; again whenever another one joins them.
    void commonCauseFound(const Gatewatch::CommonCause& cause);
    /// A 502 was confirmed; once per incident.
    void badGatewayConfirmed(const Gatewatch::ServiceId& service);
    void incidentChanged(const Gatewatch::Incident& incident);
    void eventHappened(const Gatewatch::Event& event);
    void reportReady(const Gatewatch::ServiceId& service, const Gatewatch::StatusReport& report);
    /// All that is to be remembered of a service for restoreIssuers(); whenever it changed.
    void issuersSeen(const Gatewatch::ServiceId& service, const QList<Gatewatch::IssuerSeen>& seen);
    /// All that is to be remembered of a check for restoreAddresses(); whenever another address comes, or the check
    /// goes.
    void addressesSeen(const Gatewatch::CheckId& check, const Gatewatch::GoodAddresses& good);
    void networkChanged(Gatewatch::LocalNetwork network);
    /// Addresses, interfaces or routes are others now: networkId(), empty without any network. What leads out may be
    /// another Wi-Fi or cable, or a VPN came or went; news of one change come in several parts.
    void wayOutChanged(const QString& network);
    /// When the next check is due, after each run; for "next check in 4 s".
    void nextDue(Gatewatch::TimePoint at);
    void diagnosisChanged(quint64 id, const Gatewatch::Diagnosis& diagnosis);
    void diagnosisFinished(quint64 id, const Gatewatch::Diagnosis& diagnosis);
    /// Right before that, with the evidence, for keeping.
    void sessionEnded(quint64 id, const Gatewatch::SavedSession& session);
    void watchProgress(quint64 id, int goodInARow);
    void watchEnded(quint64 id);
    void stopped();

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace Gatewatch

Q_DECLARE_METATYPE(Gatewatch::LocalNetwork)
