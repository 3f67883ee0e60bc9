// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/diagnosis/comparison.h>

#include <core/redact.h>

#include <algorithm>
#include <cmath>

namespace Gatewatch {

using namespace Qt::StringLiterals;

namespace {

/// The two sides of a comparison, with what they are called.
struct Sides {
    const Diagnosis& a;
    const Diagnosis& b;
    QString first, second;

    /// "Here: X; from the hotspot: Y", or "What – here: X; from the hotspot: Y".
    [[nodiscard]] QString both(const QString& x, const QString& y, const QString& what = {}) const
    {
        QString sentence = u"%1: %2; %3: %4"_s.arg(first, withoutStop(x), second, withoutStop(y));
        if (!what.isEmpty())
            return what + u" – "_s + sentence;
        sentence[0] = sentence[0].toUpper();
        return sentence;
    }
    static QString withoutStop(QString text)
    {
        if (text.endsWith(u'.'))
            text.chop(1);
        return text;
    }
};

QString seen(const Symptom& symptom)
{
    if (symptom.failure == Failure::Ok)
        return symptom.status != 0 ? u"answered with %1"_s.arg(symptom.status) : u"nothing wrong"_s;
    return symptom.status != 0 ? u"answered with %1"_s.arg(symptom.status) : u"no answer"_s;
}

QString expertOf(const Symptom& symptom)
{
    return symptom.status != 0 ? u"%1 %2"_s.arg(idOf(symptom.failure)).arg(symptom.status) : idOf(symptom.failure);
}

void compareVerdicts(const Sides& sides, QList<Difference>& found)
{
    const Verdict& a = sides.a.verdict;
    const Verdict& b = sides.b.verdict;
    const auto expert = [](const Verdict& verdict) {
        return u"%1 (%2), %3"_s.arg(
            idOf(verdict.place), verdict.cause.isEmpty() ? u"no cause"_s : verdict.cause,
            wholePercent(verdict.confidence));
    };
    if (a.place != b.place || a.cause != b.cause)
        found.append({u"verdict"_s, {}, sides.both(a.headline, b.headline), sides.both(expert(a), expert(b))});
    else if (std::abs(a.confidence - b.confidence) >= tellingShare)
        found.append(
            {u"confidence"_s,
             {},
             sides.both(wholePercent(a.confidence) + u" sure"_s, wholePercent(b.confidence) + u" sure"_s),
             sides.both(expert(a), expert(b))});
}

void compareAnswers(const Sides& sides, QList<Difference>& found)
{
    const Symptom& a = sides.a.symptom;
    const Symptom& b = sides.b.symptom;
    if (a.failure != b.failure || a.status != b.status)
        found.append({u"symptom"_s, {}, sides.both(seen(a), seen(b)), sides.both(expertOf(a), expertOf(b))});
    const auto name = [](const Responder& who) { return who.name.isEmpty() ? u"somebody unknown"_s : who.name; };
    const auto expert = [&name](const Responder& who) {
        const QString wrote = !who.authored ? u"unknown whether it wrote it"_s
            : *who.authored                 ? u"wrote it"_s
                                            : u"passed it on"_s;
        return u"%1 (%2, %3)"_s.arg(name(who), who.role, wrote);
    };
    const Responder& one = sides.a.responder;
    const Responder& other = sides.b.responder;
    if (one.id != other.id || one.authored != other.authored)
        found.append(
            {u"responder"_s,
             {},
             sides.both(u"answered by "_s + name(one), u"answered by "_s + name(other)),
             sides.both(expert(one), expert(other))});
}

void compareShares(const Sides& sides, QList<Difference>& found)
{
    for (int i = 0; i < placeCount; ++i) {
        const double a = sides.a.blame[std::size_t(i)];
        const double b = sides.b.blame[std::size_t(i)];
        if (std::abs(a - b) < tellingShare)
            continue;
        const QString text = sides.both(wholePercent(a), wholePercent(b), u"Share of %1"_s.arg(wordsOf(Place(i))));
        found.append({u"share"_s, idOf(Place(i)), text, text});
    }
}

bool wasMade(const StepReport& step)
{
    return step.state == StepState::Done || step.state == StepState::TimedOut;
}

void compareSteps(const Sides& sides, QList<Difference>& found)
{
    for (const StepReport& a : sides.a.steps) {
        const auto b = std::ranges::find(sides.b.steps, a.id, &StepReport::id);
        if (b == sides.b.steps.end() || !wasMade(a) || !wasMade(*b) || (a.tone == b->tone && a.plain == b->plain))
            continue;
        // Times vary from one run to the next: what differs in them alone is no other result.
        if (a.tone == b->tone && a.tone == Tone::Good)
            continue;
        found.append(
            {u"step"_s, a.id, sides.both(a.plain, b->plain, a.title), sides.both(a.expert, b->expert, a.title)});
    }
}

const FindingReport* findingOf(const Diagnosis& diagnosis, const QString& id)
{
    const auto found = std::ranges::find(diagnosis.findings, id, &FindingReport::id);
    return found == diagnosis.findings.end() ? nullptr : &*found;
}

QString expertOf(const FindingReport& finding)
{
    return finding.expert.isEmpty() ? finding.text : finding.expert;
}

/// The places that a finding makes likelier than all others: "the gateway and the service"; "nobody" for none.
QString sideOf(const FindingReport& finding)
{
    const double most = *std::ranges::max_element(finding.weights);
    QStringList places;
    for (int i = 0; i < placeCount && most > 0; ++i) {
        if (finding.weights[std::size_t(i)] == most)
            places.append(wordsOf(Place(i)));
    }
    return places.isEmpty() ? u"nobody"_s : places.join(u" and "_s);
}

void compareFindings(const Sides& sides, QList<Difference>& found)
{
    const auto only = [&found](const QString& where, const QString& text, const QString& expert, const QString& id) {
        found.append(
            {u"finding"_s, id, u"Only %1: %2"_s.arg(where, text), u"Only %1: %2 (%3)"_s.arg(where, expert, id)});
    };
    for (const FindingChange& one : findingChanges(sides.a, sides.b)) {
        switch (one.kind) {
        case FindingChange::Kind::Went:
            only(sides.first, one.first, one.firstExpert, one.id);
            break;
        case FindingChange::Kind::Came:
            only(sides.second, one.second, one.secondExpert, one.id);
            break;
        case FindingChange::Kind::ChangedSides: {
            const QString sentence = sides.both(
                u"speaks for "_s + one.firstFor, u"speaks for "_s + one.secondFor, Sides::withoutStop(one.second));
            found.append({u"finding"_s, one.id, sentence, u"%1 (%2)"_s.arg(sentence, one.id)});
            break;
        }
        }
    }
}

} // namespace

QString idOf(FindingChange::Kind kind)
{
    switch (kind) {
    case FindingChange::Kind::Went:
        return u"went"_s;
    case FindingChange::Kind::Came:
        return u"came"_s;
    case FindingChange::Kind::ChangedSides:
        return u"changed_sides"_s;
    }
    Q_UNREACHABLE();
}

QList<FindingChange> findingChanges(const Diagnosis& a, const Diagnosis& b)
{
    using Kind = FindingChange::Kind;
    QList<FindingChange> changes, turned;
    for (const FindingReport& one : a.findings) {
        const FindingReport* const other = findingOf(b, one.id);
        if (one.counted && !other)
            changes.append({Kind::Went, one.id, one.text, {}, expertOf(one), {}, {}, {}});
        else if (one.counted && other->counted && sideOf(one) != sideOf(*other))
            turned.append(
                {Kind::ChangedSides, one.id, one.text, other->text, expertOf(one), expertOf(*other), sideOf(one),
                 sideOf(*other)});
    }
    for (const FindingReport& one : b.findings) {
        if (one.counted && !findingOf(a, one.id))
            changes.append({Kind::Came, one.id, {}, one.text, {}, expertOf(one), {}, {}});
    }
    return changes + turned;
}

QString wholePercent(double share)
{
    return u"%1 %"_s.arg(std::lround(share * 100));
}

QString wordsOf(Place place)
{
    switch (place) {
    case Place::Device:
        return u"this computer"_s;
    case Place::Network:
        return u"your network"_s;
    case Place::Path:
        return u"the way there"_s;
    case Place::Gateway:
        return u"the gateway"_s;
    case Place::Service:
        return u"the service"_s;
    }
    Q_UNREACHABLE();
}

QList<Difference> differences(const Diagnosis& a, const Diagnosis& b, const QString& first, const QString& second)
{
    const Sides sides{a, b, first, second};
    QList<Difference> found;
    if (a.target != b.target || a.method != b.method) {
        const auto asked = [](const Diagnosis& one) {
            return QString::fromLatin1(one.method) + u' ' + redactedUrl(one.target);
        };
        const QString text = sides.both(asked(a), asked(b));
        found.append({u"address"_s, {}, u"Another address was asked. "_s + text, text});
    }
    compareVerdicts(sides, found);
    compareAnswers(sides, found);
    compareShares(sides, found);
    compareSteps(sides, found);
    compareFindings(sides, found);
    return found;
}

} // namespace Gatewatch
