// SPDX-License-Identifier: GPL-3.0-or-later
// Rules about the time before the fault, as the check of this service measured it.
#include <core/diagnosis/finding.h>
#include <core/retryafter.h>
#include <core/timewords.h>

#include <algorithm>
#include <array>

namespace Gatewatch {
namespace {

using Holds = std::optional<Match>;

constexpr Micros noticeable{100'000};
constexpr Micros unnoticed{50'000};

QString beforeText(const BeforeFact& before)
{
    const auto time = [](const std::optional<Micros>& one) { return one ? shortTime(*one) : QStringLiteral("?"); };
    return QStringLiteral("usual %1, last 10 min %2, good %3, failed %4, 429/503 %5; since then good %6, failed %7")
        .arg(time(before.usual), time(before.lately))
        .arg(before.goodLately)
        .arg(before.failedLately)
        .arg(before.busy)
        .arg(before.goodSince)
        .arg(before.failedSince);
}

/// Twice as slow as usual, and by so much that a person could notice.
bool gotSlower(const BeforeFact& before)
{
    return before.usual && before.lately && *before.lately >= *before.usual * 2
        && *before.lately - *before.usual >= noticeable;
}

/// Varnish puts a constant Retry-After on its own pages: no plan.
bool asksToComeBack(const World& w)
{
    const bool constant = w.responder.id == u"varnish" && w.responder.authored.value_or(false);
    return w.symptom()->response && !constant && readRetryAfter(*w.symptom()->response, w.now);
}

/// What besides slowness tells of too much to do: only some fail, it says that it is busy, or its time runs out.
int signsOfLoad(const World& w, const BeforeFact& before)
{
    const bool partial = (before.failedLately > 0 && before.goodLately > 0) || before.goodSince > 0 || w.intermittent();
    const bool busy = before.busy > 0 || w.status() == 503 || w.status() == 429;
    const bool late = w.failure() == Failure::HttpResponseTimedOut || w.status() == 504;
    return int(partial) + int(busy) + int(late) + int(asksToComeBack(w));
}

Holds slowBefore(const World& w)
{
    if (!w.before || !w.failsNow() || w.rejected() || w.challenged() || !gotSlower(*w.before))
        return std::nullopt;
    const int signs = signsOfLoad(w, *w.before);
    if (signs == 0)
        return std::nullopt;
    // Slowness alone may as well be a line that fills up: who answered shows that it was not.
    const double seen = w.toldByThem() ? 1 : 0.5;
    constexpr std::array bySigns{0.0, 0.6, 0.9, 1.0, 1.0};
    return Match{
        QStringLiteral("It had become slower before it failed: %1 instead of %2")
            .arg(shortTime(*w.before->lately), shortTime(*w.before->usual)),
        beforeText(*w.before), bySigns.at(std::size_t(signs)) * seen};
}

/// From one run to the next all good answers became bad ones, though it had been as quick as ever.
bool cameSuddenly(const World& w)
{
    if (!w.before || !w.failsNow() || !w.toldByThem() || w.rejected() || w.status() == 429 || w.intermittent())
        return false;
    const BeforeFact& before = *w.before;
    const bool asEver =
        before.usual && before.lately && *before.lately <= std::max(*before.usual * 3 / 2, *before.usual + unnoticed);
    const bool complete = before.goodSince == 0 && before.failedLately == 0 && before.busy == 0
        && before.failedSince > 0 && w.goodRetries() == 0;
    const bool everywhere =
        std::none_of(w.fronts.begin(), w.fronts.end(), [](const HttpReply& one) { return one.good; });
    return asEver && complete && everywhere;
}

/// Nobody in front wrote it, so the application itself speaks: an error of its own, or other words than it should say.
bool applicationRuns(const World& w)
{
    const bool wrote = w.responder.role == u"origin" || w.responder.authored != std::optional(true);
    const bool busy = w.status() == 502 || w.status() == 503 || w.status() == 504;
    return w.failure() == Failure::HttpResponseMismatch || (w.status() >= 500 && wrote && !busy);
}

QString expertOf(const World& w)
{
    const Seconds gap = w.before->gap.value_or(Seconds(0));
    return QStringLiteral("%1; %2 s from good to bad").arg(beforeText(*w.before)).arg(gap.count());
}

} // namespace

QList<FindingRow> pastFindings()
{
    return {
        // A queue grows before it runs over. What is near us does not answer 503.
        {"slow_before_it_failed", "before", "history", "overload", {-5, -2, 0, 3, 13}, slowBefore},
        // Nothing built up, and what runs is not dead: somebody changed something. A guess, until more speaks for it
        // (verdict.cpp).
        {"sudden_after_health",
         "before",
         "history",
         "bad_deploy",
         {-3, -3, -1, -2, 9},
         [](const World& w) -> Holds {
             if (!cameSuddenly(w) || !applicationRuns(w))
                 return std::nullopt;
             return Match{
                 QStringLiteral("It was quick and well, and then failed for everybody at once, as after a change"),
                 expertOf(w)};
         }},
        // The same of a gateway's own error tells that it is no load, and nothing of a change: a crash looks alike.
        {"sudden_after_health",
         "before",
         "history",
         nullptr,
         {-2, -1, 0, 1, 1},
         [](const World& w) -> Holds {
             if (!cameSuddenly(w) || applicationRuns(w))
                 return std::nullopt;
             return Match{
                 QStringLiteral("It was quick and well, and then failed from one moment to the next: it broke, or "
                                "something was changed"),
                 expertOf(w)};
         }},
    };
}

} // namespace Gatewatch
