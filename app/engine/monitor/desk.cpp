// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/monitor/desk.h>

#include <engine/system/thiscomputer.h>

#include <QTimer>

namespace Gatewatch {

Desk::Desk(ProbeLoop& probes, StatusPageClient& pages, LocalGate& gate, QObject* parent)
    : QObject(parent)
    , m_probes(probes)
    , m_pages(pages)
    , m_gate(gate)
{
}

void Desk::diagnose(quint64 id, const DiagnosisRequest& request)
{
    auto run = std::make_unique<DiagnosisRun>(m_probes, m_pages, request);
    connect(run.get(), &DiagnosisRun::changed, this, [this, id](const Diagnosis& diagnosis) {
        emit diagnosisChanged(id, diagnosis);
    });
    connect(run.get(), &DiagnosisRun::finished, this, [this, id, ended = run.get()](const Diagnosis& diagnosis) {
        // What leaves the program from here on, by the history or the clipboard, does not tell who we are.
        emit sessionEnded(id, concealed(ended->session(), marksOfThisComputer()));
        emit diagnosisFinished(id, diagnosis);
        // Not from inside its own signal.
        QTimer::singleShot(0, this, [this, id] { m_runs.erase(id); });
    });
    DiagnosisRun& started = *run;
    m_runs[id] = std::move(run);
    started.start();
}

void Desk::cancelDiagnosis(quint64 id)
{
    m_runs.erase(id);
}

void Desk::watch(
    quint64 id, const HttpCheck& check, Millis timeout, const QString& userAgent, const SecretLookup& secrets)
{
    Check watched;
    watched.how = check;
    watched.timeout = timeout;
    auto watch = std::make_unique<Watch>(m_probes, m_gate, watched, userAgent, secrets);
    connect(watch.get(), &Watch::progress, this, [this, id](int good) { emit watchProgress(id, good); });
    connect(watch.get(), &Watch::recovered, this, [this, id] {
        emit watchEnded(id);
        QTimer::singleShot(0, this, [this, id] { m_watches.erase(id); });
    });
    Watch& started = *watch;
    m_watches[id] = std::move(watch);
    started.start();
}

void Desk::cancelWatch(quint64 id)
{
    m_watches.erase(id);
}

void Desk::clear()
{
    m_runs.clear();
    m_watches.clear();
}

} // namespace Gatewatch
