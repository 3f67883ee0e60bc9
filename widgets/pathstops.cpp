// SPDX-License-Identifier: GPL-3.0-or-later
#include <widgets/pathstops.h>

#include <core/diagnosis/ownhost.h>

#include <QCoreApplication>

#include <algorithm>

namespace Gatewatch {

using namespace Qt::StringLiterals;

namespace {

using Look = PathStop::Look;

/// Below this share of the blame a place counts as fine while a verdict names another one.
constexpr double fineWithVerdict = 0.25;
/// The same while there is none: only what the evidence has clearly spoken free.
constexpr double fineWithout = 0.08;

QString say(const char* text)
{
    return QCoreApplication::translate("PathStops", text);
}

std::optional<Place> placeOf(VerdictPlace place)
{
    if (place == VerdictPlace::None || place == VerdictPlace::Inconclusive)
        return std::nullopt;
    return static_cast<Place>(place); // both lists begin with the five places
}

const StepReport* finished(const Diagnosis& diagnosis, const char* id)
{
    for (const StepReport& step : diagnosis.steps) {
        if (step.id == QLatin1StringView(id) && step.state == StepState::Done)
            return &step;
    }
    return nullptr;
}

bool worked(const Diagnosis& diagnosis, const char* id)
{
    const StepReport* const step = finished(diagnosis, id);
    return step && (step->tone == Tone::Good || step->tone == Tone::Unsure); // some of it, at least
}

bool failed(const Diagnosis& diagnosis, const char* id)
{
    const StepReport* const step = finished(diagnosis, id);
    return step && step->tone == Tone::Bad;
}

/// The service gave a good answer to somebody who asked it in another way.
bool answersOtherwise(const Diagnosis& diagnosis)
{
    static constexpr std::array signs{
        "works_at_others_address", "works_without_proxy",     "works_through_proxy",          "works_outside_vpn",
        "works_another_way_out",   "other_device_works_here", "other_device_works_elsewhere", "one_family_fails",
        "one_address_silent",      "one_front_fails",         "works_asked_differently"};
    return std::any_of(diagnosis.findings.begin(), diagnosis.findings.end(), [](const FindingReport& finding) {
        return std::any_of(
            signs.begin(), signs.end(), [&](const char* sign) { return finding.id == QLatin1StringView(sign); });
    });
}

/// Somebody in between may have answered for everybody else.
bool answersAreBorrowed(const QString& cause)
{
    return cause == u"captive_portal" || cause == u"intercepted";
}

/// Where something was seen to work, whoever is to blame: the picture may not deny what stands below it.
bool wasSeen(const Diagnosis& diagnosis, Place place)
{
    const QString& cause = diagnosis.verdict.cause;
    const bool service = answersOtherwise(diagnosis);
    // Elsewhere a connection may have been made to somebody else.
    const bool ownDoor = cause == u"clock_wrong" || diagnosis.verdict.place == VerdictPlace::Path;
    const bool door = service || (ownDoor && worked(diagnosis, "connect"));
    const bool internet = door
        || (!answersAreBorrowed(cause)
            && (worked(diagnosis, "connectivity") || worked(diagnosis, "control_sites")
                || worked(diagnosis, "resolvers")));
    switch (place) {
    case Place::Device:
    case Place::Network:
    case Place::Path:
        return internet;
    case Place::Gateway:
        return door;
    case Place::Service:
        return service;
    }
    return false;
}

bool wasTriedInVain(const Diagnosis& diagnosis, Place place)
{
    switch (place) {
    case Place::Device:
    case Place::Network:
        return false;
    case Place::Path:
        return failed(diagnosis, "connectivity") || failed(diagnosis, "control_sites");
    case Place::Gateway:
    case Place::Service:
        return failed(diagnosis, "connect")
            || (finished(diagnosis, "request") && stageOf(diagnosis.symptom.failure) == Stage::Connect);
    }
    return false;
}

Look lookOf(const Diagnosis& diagnosis, Place place)
{
    const std::optional<Place> culprit = placeOf(diagnosis.verdict.place);
    const double share = diagnosis.blame.at(static_cast<size_t>(place));
    if (diagnosis.verdict.place == VerdictPlace::None)
        return Look::Fine;
    if (!culprit)
        return share < fineWithout ? Look::Fine : Look::Unclear;
    if (place == *culprit)
        return Look::Culprit;
    if (place < *culprit)
        return share < fineWithVerdict ? Look::Fine : Look::Suspect;
    if (wasSeen(diagnosis, place))
        return Look::Fine;
    return wasTriedInVain(diagnosis, place) ? Look::NotReached : Look::NotTested;
}

QString noteOfCause(const QString& cause, Place place)
{
    if (cause == u"request_rejected" && place == Place::Device)
        return say("a key is missing");
    struct Note {
        const char* cause;
        const char* note;
    };
    static constexpr std::array notes{
        Note{"maintenance", QT_TRANSLATE_NOOP("PathStops", "maintenance")},
        Note{"overload", QT_TRANSLATE_NOOP("PathStops", "overloaded")},
        Note{"throttled", QT_TRANSLATE_NOOP("PathStops", "slows you down")},
        Note{"captive_portal", QT_TRANSLATE_NOOP("PathStops", "wants a sign-in")},
        Note{"company_proxy", QT_TRANSLATE_NOOP("PathStops", "stops this")},
        Note{"blocked_locally", QT_TRANSLATE_NOOP("PathStops", "stops this")},
        Note{"intercepted", QT_TRANSLATE_NOOP("PathStops", "reads along")},
        Note{"clock_wrong", QT_TRANSLATE_NOOP("PathStops", "wrong clock")},
        Note{"vpn_fault", QT_TRANSLATE_NOOP("PathStops", "the VPN fails")},
        Note{"family_broken", QT_TRANSLATE_NOOP("PathStops", "one route fails")},
        Note{"certificate_problem", QT_TRANSLATE_NOOP("PathStops", "cannot be trusted")},
        Note{"intermittent", QT_TRANSLATE_NOOP("PathStops", "fails at times")},
        Note{"request_rejected", QT_TRANSLATE_NOOP("PathStops", "says no")},
        Note{"client_refused", QT_TRANSLATE_NOOP("PathStops", "turns us away")},
        Note{"one_front_of_many", QT_TRANSLATE_NOOP("PathStops", "one door fails")},
        Note{"name_not_found", QT_TRANSLATE_NOOP("PathStops", "no such name")},
        Note{"resolver_fault", QT_TRANSLATE_NOOP("PathStops", "name not found")},
        Note{"origin_timeout", QT_TRANSLATE_NOOP("PathStops", "answers too late")}};
    const auto note = std::find_if(
        notes.begin(), notes.end(), [&](const Note& one) { return cause == QLatin1StringView(one.cause); });
    if (note != notes.end())
        return say(note->note);
    const bool ours = place == Place::Device || place == Place::Network;
    if (cause == u"path_fault" && place == Place::Network)
        return say("this way fails");
    return cause == u"stale_dns" && ours ? say("wrong address") : QString();
}

QString culpritNote(const Diagnosis& diagnosis, Place place)
{
    if (const QString note = noteOfCause(diagnosis.verdict.cause, place); !note.isEmpty())
        return note;
    switch (place) {
    case Place::Device:
        return say("needs attention");
    case Place::Network:
        return say("no connection");
    case Place::Path:
        return say("interrupted");
    case Place::Gateway:
        return say("fails");
    case Place::Service: {
        // Where no front door is named, one program stands for it and for the service alike.
        if (isOwnHost(diagnosis.target.host()) && diagnosis.symptom.status >= 400 && diagnosis.responder.name.isEmpty())
            return say("answers with an error");
        // Where somebody in front speaks for it, it said nothing itself.
        const bool silent = diagnosis.symptom.status == 0 || diagnosis.verdict.cause.startsWith(u"origin_");
        return silent ? say("does not answer") : say("fails");
    }
    }
    return {};
}

QString noteOf(const Diagnosis& diagnosis, const PathStop& stop, bool expert)
{
    const Responder& who = diagnosis.responder;
    switch (stop.look) {
    case Look::Fine:
        return expert && stop.place == Place::Gateway && who.role != u"origin" && !who.name.isEmpty() ? who.name
                                                                                                      : say("ok");
    case Look::Suspect:
        return say("less likely");
    case Look::Culprit:
        return culpritNote(diagnosis, stop.place);
    case Look::Unclear:
        return diagnosis.finished ? say("not clear") : say("checking");
    case Look::NotTested:
        return say("not tested");
    case Look::NotReached:
        return say("not reached");
    }
    return {};
}

/// Whether this place lies on the way at all.
bool isOnTheWay(const Diagnosis& diagnosis, Place place)
{
    if (!isOwnHost(diagnosis.target.host()) || placeOf(diagnosis.verdict.place) == place)
        return true;
    if (place == Place::Gateway) // 502 and 504 are what somebody in front says
        return (!diagnosis.responder.name.isEmpty() && diagnosis.responder.role != u"origin")
            || diagnosis.symptom.status == 502 || diagnosis.symptom.status == 504;
    return place == Place::Device || place == Place::Service;
}

} // namespace

PathStops pathOf(const Diagnosis& diagnosis, bool expert)
{
    PathStops stops;
    for (int i = 0; i < placeCount; ++i) {
        PathStop stop;
        stop.place = static_cast<Place>(i);
        if (!isOnTheWay(diagnosis, stop.place))
            continue;
        stop.look = lookOf(diagnosis, stop.place);
        stop.note = noteOf(diagnosis, stop, expert);
        stops.append(stop);
    }
    return stops;
}

} // namespace Gatewatch
