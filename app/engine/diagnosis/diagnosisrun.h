// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <engine/diagnosis/step.h>

#include <QObject>

#include <memory>

namespace Gatewatch {

/// One troubleshooting session. Runs the table of steps, folds evidence into findings and a verdict after each, and can be
/// deleted at any moment: nothing is emitted afterwards.
class DiagnosisRun final : public QObject {
    Q_OBJECT
public:
    DiagnosisRun(ProbeLoop& probes, StatusPageClient& pages, DiagnosisRequest request, QObject* parent = nullptr);
    ~DiagnosisRun() override;

    void start();
    [[nodiscard]] const Diagnosis& diagnosis() const;

signals:
    void changed(const Gatewatch::Diagnosis& diagnosis);
    void finished(const Gatewatch::Diagnosis& diagnosis);

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace Gatewatch
