// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/diagnosis/sessionfile.h>
#include <engine/diagnosis/step.h>

#include <QObject>

#include <memory>
#include <span>

namespace Gatewatch {

struct Step;

/// One troubleshooting session. Runs the table of steps, folds evidence into findings and a verdict after each, and can
/// be deleted at any moment: nothing is emitted afterwards. Steps run side by side, so that a place that does not
/// answer holds up nobody, with at most two transfers to one host; and after ten seconds whatever still runs is ended
/// and the verdict given with what is known.
class DiagnosisRun final : public QObject {
    Q_OBJECT
public:
    DiagnosisRun(ProbeLoop& probes, StatusPageClient& pages, DiagnosisRequest request, QObject* parent = nullptr);
    /// With another table, which must outlive the run.
    DiagnosisRun(
        ProbeLoop& probes, StatusPageClient& pages, DiagnosisRequest request, std::span<const Step> steps,
        QObject* parent = nullptr);
    ~DiagnosisRun() override;

    void start();
    [[nodiscard]] const Diagnosis& diagnosis() const;
    /// The diagnosis with the evidence that it was made of, for keeping. Its id is the same during the whole run.
    [[nodiscard]] SavedSession session() const;

signals:
    /// After every change of a step, with a whole diagnosis; its verdict is provisional while steps are open.
    void changed(const Gatewatch::Diagnosis& diagnosis);
    /// Once, after the last changed().
    void finished(const Gatewatch::Diagnosis& diagnosis);

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace Gatewatch
