// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/diagnosis/session.h>

#include <core/diagnosis/advice.h>
#include <core/diagnosis/expectation.h>
#include <core/diagnosis/stepwords.h>
#include <core/diagnosis/verdict.h>

#include <algorithm>

namespace Gatewatch {
namespace {

Symptom symptomOf(const World& world)
{
    Symptom symptom;
    if (const Exchange* const bad = world.symptom()) {
        symptom.failure = world.failure();
        symptom.status = bad->status();
        symptom.at = bad->at;
    }
    // What was asked for, although it has gone by now.
    if (world.about.expectStatus && world.first && world.first->good) {
        symptom.failure = Failure::HttpError;
        symptom.status = *world.about.expectStatus;
    }
    return symptom;
}

FindingReport reportOf(const Finding& finding)
{
    return {
        QString::fromLatin1(finding.row->id),
        QString::fromLatin1(finding.row->step),
        finding.match.text,
        finding.match.expert,
        finding.weights,
        finding.counted};
}

/// A symptom that is asked about but gone has only its code to tell.
void applyExpectedStatus(World& world)
{
    if (!world.about.expectStatus || !world.first || !world.first->good)
        return;
    Exchange asked = world.first->exchange;
    asked.response = ResponseHead{*world.about.expectStatus, "1.1", {}, {}};
    asked.body.clear();
    asked.bytes = 0;
    world.first->exchange = asked;
    world.first->good = false;
    world.responder = {};
    world.hop.reset();
}

} // namespace

Diagnosis judgeEvidence(
    const DiagnosisCase& about, const QList<Evidence>& evidence, const QList<StepReport>& steps, TimePoint now)
{
    World world(about, evidence, now);
    Diagnosis diagnosis;
    diagnosis.service = about.service;
    diagnosis.serviceName = about.serviceName;
    diagnosis.target = about.target;
    diagnosis.method = about.method;
    diagnosis.startedAt = about.startedAt;
    diagnosis.duration = std::max(Millis(0), std::chrono::duration_cast<Millis>(now - about.startedAt));
    diagnosis.symptom = symptomOf(world);
    const bool symptomGone = about.expectStatus && world.first && world.first->good;
    applyExpectedStatus(world);
    const QList<Finding> findings = findingsOf(world);
    diagnosis.blame = blameOf(findings);
    diagnosis.verdict = verdictOf(world, findings, diagnosis.blame, steps);
    diagnosis.verdict.transient = diagnosis.verdict.transient || symptomGone;
    diagnosis.responder = world.responder;
    diagnosis.steps = steps;
    for (StepReport& step : diagnosis.steps)
        describeStep(step, world, findings);
    for (const Finding& one : findings)
        diagnosis.findings.append(reportOf(one));
    diagnosis.expectation = expectationOf(world);
    diagnosis.advice = adviceFor(world, diagnosis.verdict, diagnosis.expectation);
    diagnosis.dataSafety = dataSafetyFor(about.method);
    diagnosis.finished = std::none_of(steps.begin(), steps.end(), [](const StepReport& one) {
        return one.state == StepState::Waiting || one.state == StepState::Running;
    });
    return diagnosis;
}

} // namespace Gatewatch
