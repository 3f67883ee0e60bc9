// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/diagnosis/storeddiagnosis.h>

#include <core/fieldreader.h>

namespace Gatewatch {

using namespace Qt::StringLiterals;

// The names are those of "gatewatch.diagnosis/1", which report.cpp writes.

template <>
struct LastOf<StepState> {
    static constexpr StepState value = StepState::Cancelled;
};
template <>
struct LastOf<Tone> {
    static constexpr Tone value = Tone::Unsure;
};

static void fields(FieldReader& f, std::array<double, placeCount>& perPlace)
{
    for (int i = 0; i < placeCount; ++i) {
        const QByteArray place = idOf(Place(i)).toLatin1();
        f(QLatin1StringView(place), perPlace[std::size_t(i)]);
    }
}

static void fields(FieldReader& f, Symptom& symptom)
{
    f("failure"_L1, symptom.failure);
    f("status"_L1, symptom.status);
    f("at"_L1, symptom.at);
}

static void fields(FieldReader& f, Verdict& verdict)
{
    f("place"_L1, verdict.place);
    f("cause"_L1, verdict.cause);
    f("confidence"_L1, verdict.confidence);
    f("transient"_L1, verdict.transient);
    f("headline"_L1, verdict.headline);
    f("explanation"_L1, verdict.explanation);
    f("expert"_L1, verdict.expert);
    f("wouldChange"_L1, verdict.wouldChange);
}

static void fields(FieldReader& f, ResponderLayer& layer)
{
    f("id"_L1, layer.id);
    f("role"_L1, layer.role);
}

static void fields(FieldReader& f, Responder& responder)
{
    f("id"_L1, responder.id);
    f("name"_L1, responder.name);
    f("role"_L1, responder.role);
    f("authored"_L1, responder.authored);
    f("confidence"_L1, responder.confidence);
    f("layers"_L1, responder.layers);
    f("markers"_L1, responder.markers);
}

static void fields(FieldReader& f, StepReport& step)
{
    f("id"_L1, step.id);
    f("group"_L1, step.group);
    f("title"_L1, step.title);
    f("state"_L1, step.state);
    f("reason"_L1, step.reason);
    f("durationMs"_L1, step.duration);
    f("findings"_L1, step.findings);
    f("tone"_L1, step.tone);
    f("plain"_L1, step.plain);
    f("expert"_L1, step.expert);
}

static void fields(FieldReader& f, FindingReport& finding)
{
    f("id"_L1, finding.id);
    f("step"_L1, finding.step);
    f("text"_L1, finding.text);
    f("expert"_L1, finding.expert);
    f("counted"_L1, finding.counted);
    f("weights"_L1, finding.weights);
}

static void fields(FieldReader& f, DurationExpectation& expectation)
{
    f("bracket"_L1, expectation.bracket);
    f("medianSeconds"_L1, expectation.medianSeconds);
    f("basis"_L1, expectation.basis);
    f("text"_L1, expectation.text);
    f("record"_L1, expectation.record);
    f("since"_L1, expectation.since);
    f("pastEpisodesSeconds"_L1, expectation.pastEpisodesSeconds);
}

static void fields(FieldReader& f, Advice& advice)
{
    f("id"_L1, advice.id);
    f("kind"_L1, advice.kind);
    f("automatic"_L1, advice.automatic);
    f("title"_L1, advice.title);
    f("text"_L1, advice.text);
    f("action"_L1, advice.action);
    f("retest"_L1, advice.retest);
}

static void fields(FieldReader& f, Answer& answer)
{
    f("id"_L1, answer.id);
    f("audience"_L1, answer.audience);
    f("question"_L1, answer.question);
    f("answer"_L1, answer.answer);
    f("expert"_L1, answer.expert);
    f("code"_L1, answer.code);
}

static void fields(FieldReader& f, Diagnosis& diagnosis)
{
    f("target"_L1, diagnosis.target);
    f("startedAt"_L1, diagnosis.startedAt);
    f("durationMs"_L1, diagnosis.duration);
    f("symptom"_L1, diagnosis.symptom);
    f("verdict"_L1, diagnosis.verdict);
    f("blame"_L1, diagnosis.blame);
    f("responder"_L1, diagnosis.responder);
    f("steps"_L1, diagnosis.steps);
    f("findings"_L1, diagnosis.findings);
    f("expectation"_L1, diagnosis.expectation);
    f("advice"_L1, diagnosis.advice);
    f("dataSafety"_L1, diagnosis.dataSafety);
    f("answers"_L1, diagnosis.answers);
}

namespace {

bool isOpen(const StepReport& step)
{
    return step.state == StepState::Waiting || step.state == StepState::Running;
}

} // namespace

Diagnosis diagnosisFromJson(const QJsonObject& json, ReadLog& log)
{
    Diagnosis diagnosis;
    ObjectReader object(json, {}, log);
    for (const auto key : {"target"_L1, "startedAt"_L1, "symptom"_L1, "verdict"_L1, "blame"_L1, "steps"_L1})
        object.require(key);
    bool newWord = false;
    FieldReader reader(object, newWord);
    fields(reader, diagnosis);
    const QString scheme = diagnosis.target.scheme();
    if ((scheme != "https"_L1 && scheme != "http"_L1) || diagnosis.target.host().isEmpty())
        log.refuse(u"/target"_s, u"must begin with http:// or https:// and name a host"_s);
    diagnosis.finished = std::none_of(diagnosis.steps.begin(), diagnosis.steps.end(), isOpen);
    return diagnosis;
}

} // namespace Gatewatch
