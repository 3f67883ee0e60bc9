// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/diagnosis/evidence.h>
#include <engine/diagnosis/probequeue.h>
#include <engine/diagnosis/step.h>
#include <engine/net/statuspageclient.h>

#include <functional>
#include <span>

namespace Gatewatch {

/// What a step may read and use. Lives as long as the run.
struct StepContext {
    ProbeQueue& probes;
    StatusPageClient& pages;
    const DiagnosisRequest& request;
    ProbeRequest probe; ///< the configured request, secrets in place
    QList<Evidence> evidence; ///< of the steps that are over
    TimePoint startedAt{};

    [[nodiscard]] const HttpReply* first() const;
    [[nodiscard]] const NameFact* name() const;
    /// GET, HEAD and OPTIONS may be repeated (RFC 9110 section 9.2.1).
    [[nodiscard]] bool safeMethod() const;
    /// One reply, judged by the expectation of the check.
    [[nodiscard]] HttpReply reply(HttpReply::Purpose purpose, const Exchange& exchange) const;
};

/// How a step reports: any number of findings, then once how it ended. Both may be called from inside start().
struct StepReporter {
    std::function<void(const Evidence&)> found;
    std::function<void(StepState state, const QString& reason)> done;
};

/// Parts of the table, from near to far.
enum class StepGroup { Local, Name, Connection, Security, Request, Context };
QString idOf(StepGroup group);

/// One row of the table. Deleting what start() returned cancels the step.
struct Step {
    const char* id;
    StepGroup group;
    const char* title;
    QList<QByteArray> needs; ///< ids of steps that must be over
    Millis limit;
    std::optional<QString> (*skip)(const StepContext& context); ///< the reason, or nothing
    std::unique_ptr<QObject> (*start)(const StepContext& context, StepReporter report);
};

/// Every step, in reading order.
std::span<const Step> diagnosisSteps();
// Its parts.
QList<Step> localSteps();
QList<Step> nameSteps();
QList<Step> connectionSteps();
QList<Step> requestSteps();
QList<Step> variantSteps();
QList<Step> contextSteps();

} // namespace Gatewatch
