// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/diagnosis/verdict.h>

#include <core/diagnosis/openquestions.h>
#include <core/diagnosis/words.h>

#include <algorithm>
#include <cmath>

namespace Gatewatch {
namespace {

// Before anything is known: most faults that a watcher sees are the service's, fewest are the way between.
constexpr Weights prior{0, 0, -2, 0, 2};
constexpr double leastShare = 0.6; ///< below, the verdict is inconclusive
constexpr double mostGuessed = 0.74; ///< what is only guessed shows no more than that: possible, and not likely
constexpr double mostUnsure = 0.59; ///< what is inconclusive for want of evidence shows no more than that

VerdictPlace verdictPlace(Place place)
{
    switch (place) {
    case Place::Device:
        return VerdictPlace::Device;
    case Place::Network:
        return VerdictPlace::Network;
    case Place::Path:
        return VerdictPlace::Path;
    case Place::Gateway:
        return VerdictPlace::Gateway;
    case Place::Service:
        return VerdictPlace::Service;
    }
    return VerdictPlace::Inconclusive;
}

QString causeWithin(std::size_t place, const QList<Finding>& findings)
{
    double strongest = 0;
    QString cause;
    for (const Finding& one : findings) {
        if (one.counted && one.row->cause && one.weights[place] > strongest) {
            strongest = one.weights[place];
            cause = QString::fromLatin1(one.row->cause);
        }
    }
    return cause;
}

/// A place may not win by others being ruled out alone: something has to speak for it.
bool evidenceFor(std::size_t place, const QList<Finding>& findings)
{
    return std::any_of(findings.begin(), findings.end(), [place](const Finding& one) {
        return one.counted && one.weights[place] > 0;
    });
}

/// Nothing but how it was before names this cause. That fits a crash as well as a change, whatever else is sure.
bool onlyGuessed(const QString& cause, const QList<Finding>& findings)
{
    return cause == u"bad_deploy" && std::none_of(findings.begin(), findings.end(), [](const Finding& one) {
               return one.row->cause && QLatin1StringView(one.row->cause) == u"bad_deploy"
                   && QLatin1StringView(one.row->step) != u"history";
           });
}

bool open(const StepReport& step)
{
    return step.state == StepState::Waiting || step.state == StepState::Running;
}

/// The largest distance that one finding of this step could still put between the places.
double largestSwing(const QString& step)
{
    double largest = 0;
    for (const FindingRow& row : findingRows()) {
        if (step != QLatin1StringView(row.step))
            continue;
        const auto [low, high] = std::minmax_element(row.weights.begin(), row.weights.end());
        largest = std::max(largest, *high - *low);
    }
    return largest;
}

QString wouldChange(const Verdict& verdict, const QList<StepReport>& steps)
{
    double largest = 0;
    QString id;
    for (const StepReport& step : steps) {
        if (open(step) && largestSwing(step.id) > largest) {
            largest = largestSwing(step.id);
            id = step.id;
        }
    }
    return id.isEmpty() ? counterEvidence(verdict) : openQuestion(id);
}

/// Each good try in a row makes it likelier that it is really over; one good answer may be luck.
double recoveredConfidence(const World& world)
{
    const int good = world.goodRetries() + (world.first && world.first->good ? 1 : 0);
    return std::min(0.97, 1 - std::pow(0.5, good) * 0.5);
}

} // namespace

constexpr double mostCertain = 0.99;

QString confidenceId(double confidence)
{
    if (confidence >= 0.95)
        return QStringLiteral("certain");
    if (confidence >= 0.75)
        return QStringLiteral("likely");
    return confidence >= leastShare ? QStringLiteral("possible") : QStringLiteral("inconclusive");
}

Blame blameOf(const QList<Finding>& findings)
{
    Weights sum = prior;
    for (const Finding& one : findings) {
        for (std::size_t i = 0; one.counted && i < sum.size(); ++i)
            sum[i] += one.weights[i];
    }
    const double highest = *std::max_element(sum.begin(), sum.end());
    Blame blame{};
    double total = 0;
    for (std::size_t i = 0; i < sum.size(); ++i) {
        blame[i] = std::pow(10, (sum[i] - highest) / 10);
        total += blame[i];
    }
    for (double& share : blame)
        share /= total;
    // Nobody sees everything from one seat: of what is as good as certain, a hundredth stays with the others.
    const auto most = std::max_element(blame.begin(), blame.end());
    const double others = 1 - *most;
    if (*most > mostCertain) {
        for (double& share : blame)
            share = others > 1e-9 ? share * (1 - mostCertain) / others : (1 - mostCertain) / (placeCount - 1);
        *most = mostCertain;
    }
    return blame;
}

Verdict
verdictOf(const World& world, const QList<Finding>& findings, const Blame& blame, const QList<StepReport>& steps)
{
    Verdict verdict;
    const auto winner = std::max_element(blame.begin(), blame.end());
    const auto place = std::size_t(winner - blame.begin());
    if (!world.first) {
        verdict.confidence = 0;
    } else if (world.well() || world.recovered()) {
        verdict.place = VerdictPlace::None;
        verdict.confidence = recoveredConfidence(world);
        verdict.transient = world.recovered();
        verdict.cause = world.recovered() ? QStringLiteral("recovered") : QString();
    } else {
        const bool told = *winner >= leastShare && evidenceFor(place, findings);
        verdict.confidence = told ? *winner : std::min(*winner, mostUnsure);
        verdict.place = told ? verdictPlace(Place(place)) : VerdictPlace::Inconclusive;
        verdict.cause = told ? causeWithin(place, findings) : QString();
        // That it comes and goes says more than what it looks like when it fails, unless one entrance explains it, or
        // too much to do.
        const bool theirs = verdict.place == VerdictPlace::Service || verdict.place == VerdictPlace::Gateway;
        const bool explained = verdict.cause == u"one_front_of_many" || verdict.cause == u"overload";
        if (theirs && world.intermittent() && !explained)
            verdict.cause = QStringLiteral("intermittent");
        // Two pages under one name may both be meant so, and a name that nobody outside knows may be one of a network.
        const bool guessed = world.misled == Misled::OtherPage
            || (world.misled == Misled::Invented && verdict.cause == u"name_not_found");
        if (onlyGuessed(verdict.cause, findings) || guessed)
            verdict.confidence = std::min(verdict.confidence, mostGuessed);
        verdict.transient = world.intermittent() || (world.about.expectStatus && world.first->good);
    }
    verdict.wouldChange = wouldChange(verdict, steps);
    fillWords(verdict, world);
    return verdict;
}

} // namespace Gatewatch
