// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/diagnosis/theirside.h>

#include <core/timewords.h>

#include <algorithm>
#include <cstdlib>

namespace Gatewatch {
namespace {

/// A page is behind by hours at most; what lies further apart is another story.
constexpr std::chrono::hours farthest{6};

struct Episode {
    TimePoint begun;
    std::optional<TimePoint> over;
};

/// What was seen from here: the fault that is explained, else the last one, if that was today.
std::optional<Episode> seenHere(const World& world)
{
    const Exchange* const bad = world.symptom();
    if (world.failsNow() && bad)
        return Episode{world.about.since.value_or(bad->at), {}};
    if (world.recovered() && bad) {
        const auto good = std::ranges::find_if(world.retries, [](const HttpReply& one) { return one.good; });
        const std::optional<TimePoint> over =
            good == world.retries.end() ? std::nullopt : std::optional(good->exchange.at);
        return Episode{world.about.since.value_or(bad->at), over};
    }
    if (!world.well() || !world.history || world.history->past.isEmpty())
        return std::nullopt;
    const Incident& last = world.history->past.constFirst();
    if (!last.closed || world.now - *last.closed > std::chrono::hours(24))
        return std::nullopt;
    return Episode{last.opened, last.closed};
}

/// When the first post was made; else when they date it to.
std::optional<TimePoint> saidAt(const ReportedIncident& incident)
{
    std::optional<TimePoint> first;
    for (const ReportUpdate& one : incident.updates) {
        if (one.at && (!first || *one.at < *first))
            first = one.at;
    }
    return first ? first : incident.startedAt;
}

Millis distance(TimePoint a, TimePoint b)
{
    return a < b ? b - a : a - b;
}

/// Of those that ran at the same time, the one that was posted nearest to our beginning.
const ReportedIncident* fitting(const StatusReport& claim, const Episode& episode, TimePoint now)
{
    const ReportedIncident* best = nullptr;
    const TimePoint until = episode.over.value_or(now) + farthest;
    for (const ReportedIncident& one : claim.incidents) {
        const std::optional<TimePoint> said = saidAt(one);
        const bool before = one.resolvedAt && *one.resolvedAt < episode.begun;
        if (!said || before || *said > until || one.impact == u"none" || (!one.open() && !one.resolvedAt))
            continue;
        if (!one.open() && distance(*said, episode.begun) > farthest)
            continue;
        if (!best || distance(*said, episode.begun) < distance(*saidAt(*best), episode.begun))
            best = &one;
    }
    return best;
}

QString momentText(TimePoint at, TimePoint now)
{
    const QString iso = toIso(at);
    const QString time = iso.mid(11, 5) + QStringLiteral(" UTC");
    return iso.left(10) == toIso(now).left(10) ? time : iso.left(10) + u' ' + time;
}

QString afterText(TimePoint ours, TimePoint theirs)
{
    const Seconds apart = std::chrono::duration_cast<Seconds>(distance(ours, theirs));
    if (apart < Seconds(60))
        return QStringLiteral("at the same time");
    return QStringLiteral("%1 %2").arg(
        waitText(apart), theirs > ours ? QStringLiteral("later") : QStringLiteral("before that"));
}

QString endText(const Episode& ours, const ReportedIncident& theirs, TimePoint now)
{
    const bool open = theirs.open();
    if (!ours.over && open)
        return QStringLiteral("It is over neither here nor for them.");
    QStringList parts;
    parts
        << (ours.over ? QStringLiteral("Over here at %1").arg(momentText(*ours.over, now))
                      : QStringLiteral("Not over here"));
    parts
        << (theirs.resolvedAt ? QStringLiteral("over for them at %1.").arg(momentText(*theirs.resolvedAt, now))
                : open        ? QStringLiteral("not yet over for them.")
                              : QStringLiteral("over for them."));
    return parts.join(QStringLiteral("; "));
}

} // namespace

std::optional<Answer> theirSideAnswer(const World& world)
{
    const std::optional<Episode> ours = seenHere(world);
    if (!ours || !world.claim || world.claim->readability != Readability::Ok)
        return std::nullopt;
    const ReportedIncident* const theirs = fitting(*world.claim, *ours, world.now);
    if (!theirs)
        return std::nullopt;
    const TimePoint said = *saidAt(*theirs);
    QString text = QStringLiteral("Seen from here first at %1. They posted “%2” at %3, %4.")
                       .arg(
                           momentText(ours->begun, world.now), theirs->title, momentText(said, world.now),
                           afterText(ours->begun, said));
    if (theirs->startedAt && said - *theirs->startedAt >= std::chrono::minutes(1))
        text += QStringLiteral(" They date its beginning to %1.").arg(momentText(*theirs->startedAt, world.now));
    text += u' ' + endText(*ours, *theirs, world.now);
    if (theirs->status == u"postmortem")
        text += QStringLiteral(" A summary of what happened is on their page.");
    return Answer{
        QStringLiteral("their_side"), QStringLiteral("anyone"), QStringLiteral("Who noticed it first?"), text,
        QStringLiteral("%1: %2, impact %3, %4 posts")
            .arg(world.claim->source.host(), theirs->status, theirs->impact)
            .arg(theirs->updates.size())};
}

} // namespace Gatewatch
