// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/diagnosis/report.h>

#include <core/diagnosis/verdict.h>
#include <core/redact.h>

#include <QJsonArray>

#include <algorithm>
#include <array>
#include <cmath>

namespace Gatewatch {
namespace {

double rounded(double value)
{
    return std::round(value * 1000) / 1000;
}

QString safe(const QString& text)
{
    return redactedText(text);
}

QJsonArray strings(const QStringList& list)
{
    QJsonArray array;
    for (const QString& one : list)
        array.append(safe(one));
    return array;
}

QJsonObject perPlace(const std::array<double, placeCount>& values)
{
    QJsonObject object;
    for (int i = 0; i < placeCount; ++i)
        object.insert(idOf(Place(i)), rounded(values[std::size_t(i)]));
    return object;
}

QJsonObject verdictJson(const Verdict& verdict)
{
    return {
        {QStringLiteral("place"), idOf(verdict.place)},
        {QStringLiteral("cause"), verdict.cause},
        {QStringLiteral("confidence"), rounded(verdict.confidence)},
        {QStringLiteral("transient"), verdict.transient},
        {QStringLiteral("headline"), verdict.headline},
        {QStringLiteral("explanation"), verdict.explanation},
        {QStringLiteral("expert"), safe(verdict.expert)},
        {QStringLiteral("wouldChange"), verdict.wouldChange}};
}

QJsonArray stepsJson(const QList<StepReport>& steps)
{
    QJsonArray array;
    for (const StepReport& step : steps) {
        array.append(QJsonObject{
            {QStringLiteral("id"), step.id},
            {QStringLiteral("group"), step.group},
            {QStringLiteral("title"), step.title},
            {QStringLiteral("state"), idOf(step.state)},
            {QStringLiteral("reason"), step.reason.isEmpty() ? QJsonValue() : QJsonValue(step.reason)},
            {QStringLiteral("durationMs"), step.duration ? QJsonValue(qint64(step.duration->count())) : QJsonValue()},
            {QStringLiteral("findings"), strings(step.findings)},
            {QStringLiteral("tone"), idOf(step.tone)},
            {QStringLiteral("plain"), safe(step.plain)},
            {QStringLiteral("expert"), safe(step.expert)}});
    }
    return array;
}

QJsonArray findingsJson(const QList<FindingReport>& findings)
{
    QJsonArray array;
    for (const FindingReport& one : findings) {
        array.append(QJsonObject{
            {QStringLiteral("id"), one.id},
            {QStringLiteral("step"), one.step},
            {QStringLiteral("text"), safe(one.text)},
            {QStringLiteral("expert"), safe(one.expert)},
            {QStringLiteral("counted"), one.counted},
            {QStringLiteral("weights"), perPlace(one.weights)}});
    }
    return array;
}

QJsonObject expectationJson(const DurationExpectation& expectation)
{
    QJsonArray past;
    for (const int one : expectation.pastEpisodesSeconds)
        past.append(one);
    return {
        {QStringLiteral("bracket"), expectation.bracket},
        {QStringLiteral("medianSeconds"),
         expectation.medianSeconds ? QJsonValue(*expectation.medianSeconds) : QJsonValue()},
        {QStringLiteral("basis"), expectation.basis},
        {QStringLiteral("text"), expectation.text},
        {QStringLiteral("record"), expectation.record.isEmpty() ? QJsonValue() : QJsonValue(expectation.record)},
        {QStringLiteral("since"), expectation.since ? QJsonValue(toIso(*expectation.since)) : QJsonValue()},
        {QStringLiteral("pastEpisodesSeconds"), past}};
}

QJsonArray adviceJson(const QList<Advice>& advice)
{
    QJsonArray array;
    for (const Advice& one : advice) {
        array.append(QJsonObject{
            {QStringLiteral("id"), one.id},
            {QStringLiteral("kind"), one.kind},
            {QStringLiteral("automatic"), one.automatic},
            {QStringLiteral("title"), one.title},
            {QStringLiteral("text"), safe(one.text)},
            {QStringLiteral("action"), one.action},
            {QStringLiteral("retest"), one.retest}});
    }
    return array;
}

QJsonArray answersJson(const QList<Answer>& answers)
{
    QJsonArray array;
    for (const Answer& one : answers) {
        array.append(QJsonObject{
            {QStringLiteral("id"), one.id},
            {QStringLiteral("audience"), one.audience},
            {QStringLiteral("question"), one.question},
            {QStringLiteral("answer"), safe(one.answer)},
            {QStringLiteral("expert"), safe(one.expert)},
            {QStringLiteral("code"), safe(one.code)}});
    }
    return array;
}

/// The answers for one kind of reader. Code is indented, so that nothing in it can end its block.
QStringList answersInMarkdown(const Diagnosis& diagnosis, const char* audience, const char* title)
{
    QStringList out;
    for (const Answer& one : diagnosis.answers) {
        if (one.audience != QLatin1StringView(audience))
            continue;
        if (out.isEmpty())
            out << QString() << QStringLiteral("## ") + QString::fromLatin1(title);
        out << QString() << QStringLiteral("**%1** %2").arg(inMarkdown(one.question), inMarkdown(one.answer));
        if (!one.expert.isEmpty())
            out << QString() << inMarkdown(one.expert);
        if (!one.code.isEmpty())
            out << QString();
        const QStringList lines = one.code.isEmpty() ? QStringList() : safe(one.code).split(u'\n');
        for (const QString& line : lines)
            out << QStringLiteral("    ") + line;
    }
    return out;
}

} // namespace

QString inMarkdown(QString text)
{
    text = safe(text).simplified();
    for (const char c : {'\\', '|', '`', '*', '_', '[', ']'})
        text.replace(QLatin1Char(c), u'\\' + QString(QLatin1Char(c)));
    return text.replace(u'<', QStringLiteral("&lt;"));
}

QString dataSafetyBeside(const Diagnosis& diagnosis)
{
    const bool isAnswered = std::ranges::any_of(diagnosis.answers, [&diagnosis](const Answer& one) {
        return one.id == u"data_lost" && one.answer.contains(diagnosis.dataSafety);
    });
    return isAnswered ? QString() : diagnosis.dataSafety;
}

QString confidenceText(const Verdict& verdict)
{
    QString word = confidenceId(verdict.confidence);
    word[0] = word[0].toUpper();
    return QStringLiteral("%1 (%2 %)").arg(word).arg(qRound(verdict.confidence * 100));
}

QJsonObject toJson(const Responder& responder)
{
    QJsonArray layers;
    for (const ResponderLayer& one : responder.layers)
        layers.append(QJsonObject{{QStringLiteral("id"), one.id}, {QStringLiteral("role"), one.role}});
    return {
        {QStringLiteral("id"), responder.id},
        {QStringLiteral("name"), safe(responder.name)},
        {QStringLiteral("role"), responder.role},
        {QStringLiteral("authored"), responder.authored ? QJsonValue(*responder.authored) : QJsonValue()},
        {QStringLiteral("confidence"), rounded(responder.confidence)},
        {QStringLiteral("layers"), layers},
        {QStringLiteral("markers"), strings(responder.markers)}};
}

QJsonObject toJson(const Diagnosis& diagnosis)
{
    const Symptom& symptom = diagnosis.symptom;
    return {
        {QStringLiteral("schema"), QStringLiteral("gatewatch.diagnosis/1")},
        {QStringLiteral("target"), redactedUrl(diagnosis.target)},
        {QStringLiteral("startedAt"), toIso(diagnosis.startedAt)},
        {QStringLiteral("durationMs"), qint64(diagnosis.duration.count())},
        {QStringLiteral("symptom"),
         QJsonObject{
             {QStringLiteral("failure"), idOf(symptom.failure)},
             {QStringLiteral("status"), symptom.status ? QJsonValue(symptom.status) : QJsonValue()},
             {QStringLiteral("at"), toIso(symptom.at)}}},
        {QStringLiteral("verdict"), verdictJson(diagnosis.verdict)},
        {QStringLiteral("blame"), perPlace(diagnosis.blame)},
        {QStringLiteral("responder"), toJson(diagnosis.responder)},
        {QStringLiteral("steps"), stepsJson(diagnosis.steps)},
        {QStringLiteral("findings"), findingsJson(diagnosis.findings)},
        {QStringLiteral("expectation"), expectationJson(diagnosis.expectation)},
        {QStringLiteral("advice"), adviceJson(diagnosis.advice)},
        {QStringLiteral("dataSafety"), diagnosis.dataSafety},
        {QStringLiteral("answers"), answersJson(diagnosis.answers)}};
}

QString toMarkdown(const Diagnosis& diagnosis)
{
    QStringList out;
    out << QStringLiteral("# %1").arg(inMarkdown(diagnosis.verdict.headline)) << QString()
        << inMarkdown(diagnosis.verdict.explanation) << QString()
        << QStringLiteral("- Address: %1 %2")
               .arg(QString::fromLatin1(diagnosis.method), inMarkdown(redactedUrl(diagnosis.target)))
        << QStringLiteral("- Seen: %1 %2 at %3 (UTC)")
               .arg(idOf(diagnosis.symptom.failure))
               .arg(diagnosis.symptom.status)
               .arg(toIso(diagnosis.symptom.at))
        << QStringLiteral("- How sure: %1").arg(confidenceText(diagnosis.verdict))
        << QStringLiteral("- For experts: %1").arg(inMarkdown(diagnosis.verdict.expert))
        << QStringLiteral("- What would change this: %1").arg(inMarkdown(diagnosis.verdict.wouldChange)) << QString();
    out << QStringLiteral("## Evidence") << QString() << QStringLiteral("| Step | Result | For experts |")
        << QStringLiteral("|---|---|---|");
    for (const StepReport& step : diagnosis.steps)
        out << QStringLiteral("| %1 | %2 | %3 |")
                   .arg(inMarkdown(step.title), inMarkdown(step.plain), inMarkdown(step.expert));
    out << QString() << QStringLiteral("## Weighed") << QString()
        << QStringLiteral("| Finding | device | network | path | gateway | service |")
        << QStringLiteral("|---|---|---|---|---|---|");
    for (const FindingReport& one : diagnosis.findings) {
        QString row = QStringLiteral("| %1%2 |")
                          .arg(inMarkdown(one.text), one.counted ? QString() : QStringLiteral(" (not counted)"));
        for (const double weight : one.weights)
            row += QStringLiteral(" %1 |").arg(weight, 0, 'f', 1);
        out << row;
    }
    if (!diagnosis.expectation.text.isEmpty())
        out << QString()
            << QStringLiteral("How long: %1 %2")
                   .arg(inMarkdown(diagnosis.expectation.text), inMarkdown(diagnosis.expectation.record))
                   .trimmed();
    if (!diagnosis.advice.isEmpty())
        out << QString() << QStringLiteral("## What to do") << QString();
    for (const Advice& one : diagnosis.advice)
        out << QStringLiteral("1. %1: %2").arg(inMarkdown(one.title), inMarkdown(one.text));
    if (const QString safety = dataSafetyBeside(diagnosis); !safety.isEmpty())
        out << QString() << inMarkdown(safety);
    out += answersInMarkdown(diagnosis, "anyone", "Questions people ask");
    out += answersInMarkdown(diagnosis, "operator", "If you operate this service");
    out << QString();
    return out.join(u'\n');
}

} // namespace Gatewatch
