// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/diagnosis/session.h>

#include <core/diagnosis/advice.h>
#include <core/diagnosis/expectation.h>
#include <core/diagnosis/operatornotes.h>
#include <core/diagnosis/stepwords.h>
#include <core/diagnosis/verdict.h>
#include <core/diagnosis/worries.h>

#include <algorithm>

namespace Gatewatch {
namespace {

Symptom symptomOf(const World& world, bool finished)
{
    const Exchange* const bad = world.symptom();
    if (!bad) // while the first answer is on its way nothing is wrong yet
        return {finished ? Failure::Unknown : Failure::Ok, 0, world.about.startedAt};
    // What is only asked about is an error, whatever its code.
    return {world.asked ? Failure::HttpError : world.failure(), bad->status(), bad->at};
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

} // namespace

Diagnosis judgeEvidence(
    const DiagnosisCase& about, const QList<Evidence>& evidence, const QList<StepReport>& steps, TimePoint now)
{
    const World world(about, evidence, now);
    Diagnosis diagnosis;
    diagnosis.service = about.service;
    diagnosis.serviceName = about.serviceName;
    diagnosis.target = about.target;
    diagnosis.method = about.method;
    diagnosis.startedAt = about.startedAt;
    diagnosis.duration = std::max(Millis(0), std::chrono::duration_cast<Millis>(now - about.startedAt));
    diagnosis.finished = std::none_of(steps.begin(), steps.end(), [](const StepReport& one) {
        return one.state == StepState::Waiting || one.state == StepState::Running;
    });
    diagnosis.symptom = symptomOf(world, diagnosis.finished);
    const QList<Finding> findings = findingsOf(world);
    diagnosis.blame = blameOf(findings);
    diagnosis.verdict = verdictOf(world, findings, diagnosis.blame, steps);
    diagnosis.responder = world.responder;
    diagnosis.steps = steps;
    for (StepReport& step : diagnosis.steps)
        describeStep(step, world, findings);
    for (const Finding& one : findings)
        diagnosis.findings.append(reportOf(one));
    diagnosis.expectation = expectationOf(world, diagnosis.verdict);
    diagnosis.advice = adviceFor(world, diagnosis.verdict);
    // A stranger in its place is one whatever led there.
    const QString cause = world.otherServerInItsPlace() ? QStringLiteral("stale_dns") : diagnosis.verdict.cause;
    diagnosis.dataSafety = dataSafetyFor(about.method, cause);
    diagnosis.answers =
        worriesAnswered(world, diagnosis.verdict, diagnosis.expectation) + operatorNotes(world, diagnosis.verdict);
    return diagnosis;
}

} // namespace Gatewatch
