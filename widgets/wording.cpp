// SPDX-License-Identifier: GPL-3.0-or-later
#include <widgets/wording.h>

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>
#include <QTimeZone>

#include <algorithm>

namespace Gatewatch {

using namespace Qt::StringLiterals;
using namespace std::chrono;

namespace {

QString say(const char* text, int n = -1)
{
    return QCoreApplication::translate("Wording", text, nullptr, n);
}

QDateTime localTime(TimePoint at)
{
    return QDateTime::fromMSecsSinceEpoch(at.time_since_epoch().count());
}

QString number(double value, int decimals)
{
    return QLocale().toString(value, 'f', decimals);
}

} // namespace

QString wordOf(State state)
{
    switch (state) {
    case State::Down:
        return say("Down");
    case State::Slow:
        return say("Slow");
    case State::Unknown:
        return say("Unknown");
    case State::Maintenance:
        return say("Maintenance");
    case State::Up:
        return say("Up");
    case State::Paused:
        return say("Paused");
    }
    return {};
}

QString wordOf(Outcome outcome)
{
    switch (outcome) {
    case Outcome::Up:
        return say("Up");
    case Outcome::Slow:
        return say("Slow");
    case Outcome::Down:
        return say("Down");
    case Outcome::NotMeasured:
        return say("Not measured");
    }
    return {};
}

QString wordOf(Indicator indicator)
{
    switch (indicator) {
    case Indicator::Operational:
        return say("all fine");
    case Indicator::UnderMaintenance:
        return say("maintenance");
    case Indicator::DegradedPerformance:
        return say("slower than usual");
    case Indicator::PartialOutage:
        return say("partly down");
    case Indicator::MajorOutage:
        return say("down");
    case Indicator::Unknown:
        return say("not clear");
    }
    return {};
}

QString wordOf(Place place)
{
    switch (place) {
    case Place::Device:
        return say("This computer");
    case Place::Network:
        return say("Your network");
    case Place::Path:
        return say("Internet");
    case Place::Gateway:
        return say("Front door");
    case Place::Service:
        return say("Service");
    }
    return {};
}

QString wordOf(VerdictPlace place)
{
    switch (place) {
    case VerdictPlace::Device:
        return say("It is this computer");
    case VerdictPlace::Network:
        return say("It is your network");
    case VerdictPlace::Path:
        return say("It is between you and them");
    case VerdictPlace::Gateway:
        return say("It is their front door");
    case VerdictPlace::Service:
        return say("It is them");
    case VerdictPlace::None:
        return say("Nothing is wrong");
    case VerdictPlace::Inconclusive:
        return say("We cannot tell from here");
    }
    return {};
}

QString titleOf(const Event& event, const QString& serviceName)
{
    switch (event.kind) {
    case EventKind::WentDown:
        return say("%1 is down").arg(serviceName);
    case EventKind::Recovered:
        return say("%1 is back").arg(serviceName);
    case EventKind::WentSlow:
        return say("%1 is slow").arg(serviceName);
    case EventKind::IncidentReported:
        return say("%1 reports an incident").arg(serviceName);
    case EventKind::ReportResolved:
        return say("%1 says its incident is over").arg(serviceName);
    case EventKind::NetworkLost:
        return say("This computer went offline");
    case EventKind::NetworkBack:
        return say("This computer is online again");
    case EventKind::WatchEnded:
        return say("%1 is really back").arg(serviceName);
    case EventKind::StorageProblem:
        return say("The history could not be stored");
    case EventKind::ConfigProblem:
        return say("The settings file has a mistake");
    case EventKind::CertificateExpires:
        return say("The certificate of %1 will expire").arg(serviceName);
    case EventKind::CertificateIssuerChanged:
        return say("The certificate of %1 comes from another issuer").arg(serviceName);
    case EventKind::NetworkChanged:
        return say("This computer is in another network");
    case EventKind::ClockSet:
        return say("The clock of this computer was set");
    }
    return {};
}

QString detailOf(const Event& event)
{
    switch (event.kind) {
    case EventKind::WentDown:
        return phraseOf(event.failure, event.status);
    case EventKind::Recovered:
    case EventKind::WatchEnded:
        return event.lasted ? say("after %1").arg(durationText(*event.lasted)) : QString();
    case EventKind::NetworkLost:
        return say("Nothing is counted against the services meanwhile.");
    case EventKind::NetworkChanged:
        return say("Answers may take longer or shorter from here.");
    case EventKind::ClockSet:
        return say("Times before and after this do not join up; durations are not affected.");
    case EventKind::WentSlow:
    case EventKind::IncidentReported:
    case EventKind::ReportResolved:
    case EventKind::NetworkBack:
    case EventKind::StorageProblem:
    case EventKind::ConfigProblem:
    case EventKind::CertificateExpires:
    case EventKind::CertificateIssuerChanged:
        return event.detail;
    }
    return {};
}

QString confidenceWord(double confidence)
{
    if (confidence >= 0.95)
        return say("Almost certain"); // nobody sees everything from one seat
    if (confidence >= 0.75)
        return say("Likely");
    if (confidence >= 0.60)
        return say("Possible");
    return {};
}

QString certaintyText(const Verdict& verdict)
{
    const QString word = confidenceWord(verdict.confidence);
    if (verdict.place == VerdictPlace::Inconclusive || word.isEmpty())
        return {};
    return say("%1 · %2 %").arg(word).arg(static_cast<int>(verdict.confidence * 100 + 0.5));
}

QString durationText(Seconds duration)
{
    const qint64 s = std::max<qint64>(0, duration.count());
    if (s < 60)
        return say("%1 s").arg(s);
    if (s < 3600)
        return say("%1 min").arg(s / 60);
    if (s < 86400)
        return (s / 60) % 60 ? say("%1 h %2 min").arg(s / 3600).arg((s / 60) % 60) : say("%1 h").arg(s / 3600);
    return (s / 3600) % 24 && s < 7 * 86400 ? say("%1 d %2 h").arg(s / 86400).arg((s / 3600) % 24)
                                            : say("%1 d").arg(s / 86400);
}

QString agoText(TimePoint at, TimePoint now)
{
    const Seconds age = duration_cast<Seconds>(now - at);
    if (age.count() < 1)
        return say("just now");
    const Seconds rounded = age >= hours(24) ? Seconds(floor<days>(age))
        : age >= hours(1)                    ? Seconds(floor<hours>(age))
                                             : age;
    return say("%1 ago").arg(durationText(rounded));
}

QString latencyText(double milliseconds)
{
    if (milliseconds < 0.95)
        return say("%1 ms").arg(number(milliseconds, 1));
    if (milliseconds < 999.5)
        return say("%1 ms").arg(number(milliseconds, 0));
    return say("%1 s").arg(number(milliseconds / 1000, milliseconds < 99950 ? 1 : 0));
}

QString latencyText(Micros duration)
{
    return latencyText(static_cast<double>(duration.count()) / 1000);
}

QString percentText(double share)
{
    double percent = std::clamp(share, 0.0, 1.0) * 100;
    if (share < 1 && percent > 99.99)
        percent = 99.99; // "100 %" is kept for "nothing failed"
    return say("%1 %").arg(number(percent, share >= 1 || percent == 0 ? 0 : 2));
}

QString clockText(TimePoint at, TimePoint now)
{
    const QDateTime then = localTime(at);
    const QString time = QLocale().toString(then.time(), u"HH:mm"_s);
    if (then.date() == localTime(now).date())
        return time;
    return QLocale().toString(then.date(), u"d MMM"_s) + u' ' + time;
}

QString exactTimeText(TimePoint at)
{
    const QDateTime then = localTime(at);
    return QLocale().toString(then, u"d MMMM yyyy HH:mm:ss"_s) + u' ' + then.timeZoneAbbreviation();
}

QString countText(State state, int n)
{
    switch (state) {
    case State::Down:
        return say("%n down", n);
    case State::Slow:
        return say("%n slow", n);
    case State::Unknown:
        return say("%n unknown", n);
    case State::Maintenance:
        return say("%n in maintenance", n);
    case State::Up:
        return say("%n up", n);
    case State::Paused:
        return say("%n paused", n);
    }
    return {};
}

QString newEventsText(int n)
{
    if (n == 0)
        return say("Events");
    return n == 1 ? say("1 new event") : say("%n new events", n);
}

QString stateLine(State state, TimePoint since, std::optional<TimePoint> checkedAt, TimePoint now)
{
    const QString lasted = durationText(duration_cast<Seconds>(now - since));
    switch (state) {
    case State::Down:
        return say("Down for %1").arg(lasted);
    case State::Slow:
        return say("Slow for %1").arg(lasted);
    case State::Unknown:
        if (!checkedAt)
            return say("Checking…");
        // Silence begins after the last answer. Where there was no state yet, the first answer was not good enough.
        return since > *checkedAt ? say("No news for %1").arg(durationText(duration_cast<Seconds>(now - *checkedAt)))
                                  : say("First check failed, looking again");
    case State::Maintenance:
        return say("In maintenance");
    case State::Up:
        return checkedAt ? agoText(*checkedAt, now) : say("Up");
    case State::Paused:
        return say("Paused");
    }
    return {};
}

QString unreadableText(const QString& problem, bool online)
{
    return !online && problem == u"unreachable" ? say("Not read: this computer is offline")
                                                : say("Their page is unreadable");
}

QString sentenceOf(History::Problem problem, const QString& detail)
{
    const QString what = detail.isEmpty() ? QString() : u" ("_s + detail + u')';
    switch (problem) {
    case History::Problem::None:
        return {};
    case History::Problem::CannotOpen:
        return say("The history cannot be opened%1. Watching goes on, but nothing is kept.").arg(what);
    case History::Problem::Damaged:
        return say("The history was damaged and is set aside%1. A new one begins.").arg(what);
    case History::Problem::NewerSchema:
        return say("A newer Gatewatch wrote the history%1. It is only read here.").arg(what);
    case History::Problem::DiskFull:
        return say("The disk is full%1. What is measured waits in memory.").arg(what);
    case History::Problem::ReadOnly:
        return say("The history cannot be written%1. Watching goes on, but nothing is kept.").arg(what);
    case History::Problem::Locked:
        return say("Another Gatewatch writes the history%1. This one keeps nothing.").arg(what);
    case History::Problem::Deleted:
        return say("The file of the history is gone%1. A new one begins.").arg(what);
    }
    return {};
}

QString spokenState(State state, Failure failure, int status, TimePoint since, TimePoint now)
{
    QStringList parts{wordOf(state)};
    if (failure != Failure::Ok)
        parts << phraseOf(failure, status);
    if ((state == State::Down || state == State::Slow) && since.time_since_epoch().count() > 0) {
        const qint64 m = duration_cast<minutes>(now - since).count();
        parts << (m == 1 ? say("since 1 minute") : say("since %n minutes", static_cast<int>(std::max<qint64>(0, m))));
    }
    return parts.join(u", "_s);
}

} // namespace Gatewatch
