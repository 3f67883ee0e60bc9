// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <engine/diagnosis/diagnosisrun.h>
#include <engine/monitor/watch.h>

#include <QObject>

#include <map>
#include <memory>

namespace Gatewatch {

/// Keeps the troubleshooting sessions and watches that run, each under the id that its caller chose.
class Desk final : public QObject {
    Q_OBJECT
public:
    Desk(ProbeLoop& probes, StatusPageClient& pages, LocalGate& gate, QObject* parent = nullptr);

    void diagnose(quint64 id, const DiagnosisRequest& request);
    void cancelDiagnosis(quint64 id);
    void
    watch(quint64 id, const HttpCheck& check, Millis timeout, const QString& userAgent, const SecretLookup& secrets);
    void cancelWatch(quint64 id);
    void clear();

signals:
    void diagnosisChanged(quint64 id, const Gatewatch::Diagnosis& diagnosis);
    void diagnosisFinished(quint64 id, const Gatewatch::Diagnosis& diagnosis);
    /// Right before diagnosisFinished(), with the evidence.
    void sessionEnded(quint64 id, const Gatewatch::SavedSession& session);
    void watchProgress(quint64 id, int goodInARow);
    void watchEnded(quint64 id);

private:
    ProbeLoop& m_probes;
    StatusPageClient& m_pages;
    LocalGate& m_gate;
    std::map<quint64, std::unique_ptr<DiagnosisRun>> m_runs;
    std::map<quint64, std::unique_ptr<Watch>> m_watches;
};

} // namespace Gatewatch
