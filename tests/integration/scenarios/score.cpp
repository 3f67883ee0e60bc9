// SPDX-License-Identifier: GPL-3.0-or-later
#include <integration/scenarios/score.h>

#include <algorithm>
#include <array>

namespace Gatewatch::Scenarios {
namespace {

bool passes(const Responder& said, const QString& id)
{
    const bool application = said.role == u"origin" && said.authored.value_or(false);
    const bool seen =
        said.id == id || std::ranges::any_of(said.layers, [&](const ResponderLayer& one) { return one.id == id; });
    return application || (said.authored == std::optional(false) && seen);
}

bool isAuthor(const Responder& said, const Author& author)
{
    switch (author.told) {
    case Author::Told::NotAsked:
        return true;
    case Author::Told::Nobody:
        return said.id == u"unknown" && !said.authored.has_value();
    case Author::Told::Wrote:
        return said.id == author.id && said.authored == std::optional(true);
    case Author::Told::PassedOn:
        return passes(said, author.id);
    case Author::Told::Behind:
        return (said.id == author.inner && said.authored == std::optional(true))
            || (said.authored == std::optional(false) && passes(said, author.id));
    case Author::Told::Undecidable:
        return said.id == author.id;
    case Author::Told::Hidden:
        return !said.authored.value_or(false) || said.role == u"origin" || said.id == author.id;
    }
    return false;
}

/// Over the five places and "none": the mean over all worlds of the sum of (share − truth)². The shares are the blame
/// bar; a verdict of "none" takes its confidence from that bar, all other verdicts, inconclusive ones too, give "none"
/// nothing. So an honest doubt costs less than a wrong certainty, and more than a right one.
double brierOf(const TestWorld& world, const Diagnosis& diagnosis)
{
    const Verdict& verdict = diagnosis.verdict;
    const double none = verdict.place == VerdictPlace::None ? verdict.confidence : 0;
    const auto difference = [&](VerdictPlace place, double share) {
        const double truth = world.right.first() == place ? 1 : 0;
        return (share - truth) * (share - truth);
    };
    constexpr std::array places{
        VerdictPlace::Device, VerdictPlace::Network, VerdictPlace::Path, VerdictPlace::Gateway, VerdictPlace::Service};
    double sum = difference(VerdictPlace::None, none);
    for (std::size_t i = 0; i < places.size(); ++i)
        sum += difference(places[i], diagnosis.blame[i] * (1 - none));
    return sum;
}

QString percentile(QList<qint64> values, int percent)
{
    if (values.isEmpty())
        return QStringLiteral("–");
    std::ranges::sort(values);
    return QStringLiteral("%1 ms").arg(values.at((values.size() - 1) * percent / 100));
}

} // namespace

bool isRight(const TestWorld& world, VerdictPlace place)
{
    return world.right.contains(place);
}

Marks marksOf(const TestWorld& world, const Ending& ending)
{
    Marks marks;
    const Verdict& verdict = ending.diagnosis.verdict;
    const Responder& said = ending.diagnosis.responder;
    if (!isRight(world, verdict.place)) {
        marks.place = QStringLiteral("place: should be ") + idOf(world.right.first());
        marks.confidentlyWrong = verdict.place != VerdictPlace::Inconclusive && verdict.confidence >= 0.75;
    } else if (
        !world.causes.isEmpty() && verdict.place != VerdictPlace::Inconclusive
        && !world.causes.contains(verdict.cause)) {
        marks.cause = QStringLiteral("cause: should be ") + world.causes.join(QStringLiteral(" or "));
    }
    if (!isAuthor(said, world.author))
        marks.author = QStringLiteral("author: should be %1 %2").arg(world.author.id, world.author.inner).trimmed();
    if (ending.took > longestRun)
        marks.time = QStringLiteral("too long");
    marks.brier = brierOf(world, ending.diagnosis);
    return marks;
}

QString described(const Diagnosis& diagnosis)
{
    const Responder& said = diagnosis.responder;
    const QString deed = !said.authored.has_value() ? QStringLiteral("may have written it")
        : *said.authored                            ? QStringLiteral("wrote it")
                                                    : QStringLiteral("passed it on");
    return QStringLiteral("%1 %2 %3, %4 %5")
        .arg(
            idOf(diagnosis.verdict.place), QString::number(diagnosis.verdict.confidence, 'f', 2),
            diagnosis.verdict.cause.isEmpty() ? QStringLiteral("–") : diagnosis.verdict.cause, said.id, deed);
}

QString findingsOf(const Diagnosis& diagnosis)
{
    QStringList lines{
        QStringLiteral("symptom %1 %2").arg(idOf(diagnosis.symptom.failure)).arg(diagnosis.symptom.status)};
    for (const FindingReport& one : diagnosis.findings) {
        QStringList weights;
        for (const double weight : one.weights)
            weights.append(QString::number(weight, 'f', 1));
        lines.append(QStringLiteral("%1%2 [%3] %4")
                         .arg(
                             one.counted ? QString() : QStringLiteral("(not counted) "), one.id, weights.join(u' '),
                             one.expert));
    }
    for (const StepReport& step : diagnosis.steps) {
        if (step.state != StepState::Done)
            lines.append(QStringLiteral("step %1 %2: %3").arg(step.id, idOf(step.state), step.reason));
    }
    return QStringLiteral("        ") + lines.join(QStringLiteral("\n        "));
}

void Score::add(const TestWorld& world, const Ending& ending, const Marks& marks)
{
    ++m_worlds;
    m_places += marks.place.isEmpty() ? 1 : 0;
    m_causes += marks.place.isEmpty() && marks.cause.isEmpty() ? 1 : 0;
    if (world.author.told != Author::Told::NotAsked) {
        ++m_authorsAsked;
        m_authors += marks.author.isEmpty() ? 1 : 0;
    }
    m_brier += marks.brier;
    if (marks.confidentlyWrong)
        m_confidentlyWrong.append(world.name);
    if (!marks.time.isEmpty())
        m_tooSlow.append(world.name);
    m_took.append(ending.took.count());
    if (ending.firstUseful)
        m_useful.append(ending.firstUseful->count());
}

QString Score::summary() const
{
    const QString none = QStringLiteral("none");
    return QStringLiteral(
               "place right in %1 of %2, place and cause in %3 of %2, author right in %4 of %5\n"
               "confidently wrong: %6\ntoo slow: %7\nBrier score %8\n"
               "duration: median %9, 95th percentile %10; first useful verdict of %11: median %12, 95th percentile %13")
        .arg(m_places)
        .arg(m_worlds)
        .arg(m_causes)
        .arg(m_authors)
        .arg(m_authorsAsked)
        .arg(m_confidentlyWrong.isEmpty() ? none : m_confidentlyWrong.join(QStringLiteral("; ")))
        .arg(m_tooSlow.isEmpty() ? none : m_tooSlow.join(QStringLiteral("; ")))
        .arg(m_worlds > 0 ? m_brier / m_worlds : 0, 0, 'f', 3)
        .arg(percentile(m_took, 50), percentile(m_took, 95))
        .arg(m_useful.size())
        .arg(percentile(m_useful, 50), percentile(m_useful, 95));
}

bool Score::isAtLeast(const Reached& reached) const
{
    return m_places * 100 >= m_worlds * reached.placePercent
        && m_authors * 100 >= m_authorsAsked * reached.authorPercent
        && m_confidentlyWrong.size() <= reached.confidentlyWrong && m_tooSlow.isEmpty();
}

} // namespace Gatewatch::Scenarios
