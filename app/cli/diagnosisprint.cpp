// SPDX-License-Identifier: GPL-3.0-or-later
#include <cli/command.h>
#include <cli/diagnosisprint.h>
#include <core/diagnosis/comparison.h>

#include <QFileInfo>

#include <algorithm>
#include <cmath>

namespace Gatewatch::Cli {

using namespace Qt::StringLiterals;

namespace {

/// "  the service    ████████████████  85 %": the blame bar as text, one line for each place from near to far.
void printBlame(const Console& console, const Blame& blame)
{
    constexpr int longestBar = 30;
    for (size_t place = 0; place < blame.size(); ++place) {
        const auto length = static_cast<qsizetype>(std::lround(blame[place] * longestBar));
        const bool most = blame[place] == *std::max_element(blame.begin(), blame.end());
        const QString bar = u"█"_s.repeated(length).leftJustified(longestBar, u'·');
        console.print(u"  %1 %2 %3"_s.arg(wordsOf(Place(place)), -14)
                          .arg(console.paint(bar, most ? Paint::Bad : Paint::Dim), wholePercent(blame[place])));
    }
}

QString glyphOf(Tone tone)
{
    switch (tone) {
    case Tone::Good:
        return u"●"_s;
    case Tone::Bad:
        return u"■"_s;
    case Tone::Unsure:
        return u"▲"_s;
    case Tone::Neutral:
        break;
    }
    return u"○"_s;
}

Paint paintOf(Tone tone)
{
    switch (tone) {
    case Tone::Good:
        return Paint::Good;
    case Tone::Bad:
        return Paint::Bad;
    case Tone::Unsure:
        return Paint::Warning;
    case Tone::Neutral:
        break;
    }
    return Paint::Dim;
}

/// Which questions are answered, for all answers would be an article: the documents have them.
void printQuestions(const Console& console, const QList<Answer>& answers)
{
    QStringList questions;
    for (const Answer& one : answers)
        questions.append(one.question);
    if (questions.isEmpty())
        return;
    console.print();
    console.print(console.paint(u"Answered in --json and --report: "_s + questions.join(u' '), Paint::Dim));
}

} // namespace

bool isOver(const StepReport& step)
{
    return step.state != StepState::Waiting && step.state != StepState::Running;
}

void printStep(const Console& console, const StepReport& step, bool beside)
{
    const QString result = step.plain.isEmpty() ? step.reason : step.plain;
    const QString glyph = beside ? glyphOf(step.tone) : console.paint(glyphOf(step.tone), paintOf(step.tone));
    const QString line =
        u"%1 %2%3"_s.arg(glyph, cleaned(step.title), result.isEmpty() ? QString() : u": "_s + cleaned(result));
    if (beside)
        console.note(line);
    else
        console.print(line);
}

void printVerdict(const Console& console, const Diagnosis& diagnosis)
{
    const Verdict& verdict = diagnosis.verdict;
    console.print();
    console.print(console.paint(cleaned(verdict.headline), Paint::Bold));
    if (verdict.place != VerdictPlace::None)
        console.print(u"%1 sure"_s.arg(wholePercent(verdict.confidence)));
    if (!verdict.explanation.isEmpty())
        console.print(cleaned(verdict.explanation));
    console.print();
    if (verdict.place != VerdictPlace::None) {
        printBlame(console, diagnosis.blame);
        console.print();
    }
    int number = 0;
    for (const Advice& advice : diagnosis.advice) {
        const QString title =
            advice.title.isEmpty() ? QString() : console.paint(cleaned(advice.title), Paint::Bold) + u": "_s;
        console.print(u"  %1. %2%3"_s.arg(++number).arg(title, cleaned(advice.text)));
    }
    const DurationExpectation& expectation = diagnosis.expectation;
    for (const QString& line : {expectation.text, expectation.record, diagnosis.dataSafety, verdict.wouldChange}) {
        if (!line.isEmpty())
            console.print(u"  "_s + cleaned(line));
    }
    printQuestions(console, diagnosis.answers);
}

int exitCodeOf(VerdictPlace place)
{
    switch (place) {
    case VerdictPlace::None:
        return AllIsWell;
    case VerdictPlace::Inconclusive:
        return CouldNotTell;
    case VerdictPlace::Device:
    case VerdictPlace::Network:
    case VerdictPlace::Path:
    case VerdictPlace::Gateway:
    case VerdictPlace::Service:
        return ProblemFound;
    }
    Q_UNREACHABLE();
}

QString problemOfReport(const QString& file, const QString& what)
{
    static const QStringList endings{u"html"_s, u"md"_s, u"json"_s};
    if (endings.contains(QFileInfo(file).suffix().toLower()))
        return {};
    return u"%1 must end in .html, .md or .json, is \"%2\""_s.arg(what, file);
}

} // namespace Gatewatch::Cli
