// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/diagnosis/sidebyside.h>

#include <core/httpstatus.h>
#include <core/redact.h>
#include <core/timewords.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace Gatewatch {

using namespace Qt::StringLiterals;

namespace {

constexpr Micros tellingTime{50'000};

QString placeOf(VerdictPlace place)
{
    switch (place) {
    case VerdictPlace::Device:
        return wordsOf(Place::Device);
    case VerdictPlace::Network:
        return wordsOf(Place::Network);
    case VerdictPlace::Path:
        return wordsOf(Place::Path);
    case VerdictPlace::Gateway:
        return wordsOf(Place::Gateway);
    case VerdictPlace::Service:
        return wordsOf(Place::Service);
    case VerdictPlace::None:
        return u"nowhere, nothing is wrong"_s;
    case VerdictPlace::Inconclusive:
        return u"could not be told"_s;
    }
    Q_UNREACHABLE();
}

QString answerOf(const Symptom& symptom)
{
    if (symptom.status != 0)
        return u"%1 %2"_s.arg(symptom.status).arg(reasonOf(symptom.status)).trimmed();
    return symptom.failure == Failure::Ok ? u"nothing wrong"_s : u"no answer (%1)"_s.arg(idOf(symptom.failure));
}

QString authorOf(const Responder& responder)
{
    if (responder.name.isEmpty())
        return u"somebody unknown"_s;
    if (!responder.authored)
        return u"%1, perhaps"_s.arg(responder.name);
    return *responder.authored ? responder.name : u"somebody behind %1"_s.arg(responder.name);
}

QString askedOf(const Diagnosis& diagnosis)
{
    return QString::fromLatin1(diagnosis.method) + u' ' + redactedUrl(diagnosis.target);
}

/// The first answer, or how it failed; empty where the evidence was not kept.
std::optional<Exchange> firstExchange(const SavedSession& session)
{
    for (const Evidence& one : session.evidence) {
        const auto* const reply = std::get_if<HttpReply>(&one);
        if (reply && reply->purpose == HttpReply::Purpose::First)
            return reply->exchange;
    }
    return std::nullopt;
}

class Lines {
public:
    void add(const QString& id, const QString& what, const QString& first, const QString& second, bool differs)
    {
        if (!first.isEmpty() || !second.isEmpty())
            m_lines.append({id, what, first, second, differs});
    }
    void add(const QString& id, const QString& what, const QString& first, const QString& second)
    {
        add(id, what, first, second, first != second);
    }
    /// `known` says whether both measured at all; one of them may not have got so far.
    void addTime(
        const QString& id, const QString& what, std::optional<Micros> first, std::optional<Micros> second, bool known)
    {
        const auto word = [](std::optional<Micros> time) { return time ? shortTime(*time) : QString(); };
        bool differs = known && first.has_value() != second.has_value();
        if (first && second) {
            const auto [less, more] = std::minmax(*first, *second);
            differs = more >= 2 * less && more - less >= tellingTime;
        }
        add(id, what, word(first), word(second), differs);
    }
    [[nodiscard]] QList<ComparedLine> all() const { return m_lines; }

private:
    QList<ComparedLine> m_lines;
};

void addVerdict(Lines& lines, const Diagnosis& a, const Diagnosis& b)
{
    lines.add(u"target"_s, u"Asked"_s, askedOf(a), askedOf(b));
    lines.add(u"headline"_s, u"Verdict"_s, a.verdict.headline, b.verdict.headline);
    lines.add(u"place"_s, u"Where the fault is"_s, placeOf(a.verdict.place), placeOf(b.verdict.place));
    const auto cause = [](const Verdict& verdict) { return QString(verdict.cause).replace(u'_', u' '); };
    lines.add(u"cause"_s, u"Cause"_s, cause(a.verdict), cause(b.verdict));
    const double sureA = a.verdict.confidence;
    const double sureB = b.verdict.confidence;
    lines.add(
        u"confidence"_s, u"How sure"_s, wholePercent(sureA), wholePercent(sureB),
        std::abs(sureA - sureB) >= tellingShare);
    lines.add(u"answer"_s, u"Answer"_s, answerOf(a.symptom), answerOf(b.symptom));
    lines.add(u"author"_s, u"Who wrote it"_s, authorOf(a.responder), authorOf(b.responder));
}

void addShares(Lines& lines, const Diagnosis& a, const Diagnosis& b)
{
    for (int i = 0; i < placeCount; ++i) {
        const double first = a.blame[std::size_t(i)];
        const double second = b.blame[std::size_t(i)];
        if (std::abs(first - second) >= tellingShare)
            lines.add(
                u"share_"_s + idOf(Place(i)), u"Share of %1"_s.arg(wordsOf(Place(i))), wholePercent(first),
                wholePercent(second), true);
    }
}

void addTimes(Lines& lines, const SavedSession& a, const SavedSession& b)
{
    struct Part {
        const char* id;
        const char* what;
        std::optional<Micros> Phases::*time;
    };
    static constexpr std::array parts{
        Part{"resolve", "Finding the name", &Phases::resolve}, Part{"connect", "Connecting", &Phases::connect},
        Part{"tls", "Setting up encryption", &Phases::tls}, Part{"wait", "Waiting for the answer", &Phases::wait},
        Part{"transfer", "Receiving it", &Phases::transfer}};
    const std::optional<Exchange> first = firstExchange(a);
    const std::optional<Exchange> second = firstExchange(b);
    const bool known = first && second;
    const Phases none;
    for (const Part& part : parts)
        lines.addTime(
            QString::fromLatin1(part.id), QString::fromLatin1(part.what), (first ? first->phases : none).*part.time,
            (second ? second->phases : none).*part.time, known);
    const auto total = [](const std::optional<Exchange>& one) {
        return one ? std::optional(one->total) : std::nullopt;
    };
    lines.addTime(u"total"_s, u"In all"_s, total(first), total(second), known);
}

QString concluded(const SavedSession& first, const SavedSession& second, bool differ)
{
    const Diagnosis& a = first.diagnosis;
    const Diagnosis& b = second.diagnosis;
    const auto well = [](const Diagnosis& one) { return one.verdict.place == VerdictPlace::None; };
    const auto open = [](const Diagnosis& one) { return one.verdict.place == VerdictPlace::Inconclusive; };
    if (first.id == second.id)
        return u"This is the same session twice."_s;
    if (a.target != b.target || a.method != b.method)
        return u"They asked different addresses, so what differs may be due to that alone."_s;
    if (!differ)
        return u"They say the same."_s;
    if (well(a) && well(b))
        return u"In both nothing was wrong in the end. What differs is marked."_s;
    if (a.verdict.place == b.verdict.place)
        return a.verdict.cause == b.verdict.cause ? u"They come to the same verdict. What else differs is marked."_s
                                                  : u"They find the fault at the same place, for different causes."_s;
    if (well(a) || well(b))
        return well(a) ? u"In the first nothing was wrong, in the second there was a fault."_s
                       : u"In the first there was a fault, in the second nothing was wrong."_s;
    if (open(a) || open(b))
        return u"Only one of them could tell where the fault is."_s;
    return u"They find the fault at different places."_s;
}

} // namespace

SideBySide sideBySide(const SavedSession& first, const SavedSession& second)
{
    const Diagnosis& a = first.diagnosis;
    const Diagnosis& b = second.diagnosis;
    Lines lines;
    addVerdict(lines, a, b);
    addShares(lines, a, b);
    addTimes(lines, first, second);
    SideBySide both;
    both.lines = lines.all();
    both.findings = findingChanges(a, b);
    both.steps = differences(a, b, u"in the first"_s, u"in the second"_s);
    const bool differ =
        !both.findings.isEmpty() || !both.steps.isEmpty() || std::ranges::any_of(both.lines, &ComparedLine::differs);
    both.steps.removeIf([](const Difference& one) { return one.id != u"step"_s; });
    both.conclusion = concluded(first, second, differ);
    return both;
}

} // namespace Gatewatch
