// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/diagnosis/operatornotes.h>

#include <core/diagnosis/alertrule.h>
#include <core/diagnosis/loglines.h>
#include <core/diagnosis/usuallimits.h>
#include <core/timewords.h>

#include <algorithm>

namespace Gatewatch {
namespace {

constexpr int soonDays = 21;

/// Without the way there and back; empty where nobody answered.
std::optional<Micros> waitedFor(const World& world)
{
    QList<Micros> all;
    const auto add = [&all](const HttpReply& one) {
        if (!one.good && one.exchange.response && one.exchange.phases.wait)
            all.append(
                std::max(Micros(0), *one.exchange.phases.wait - one.exchange.phases.connect.value_or(Micros(0))));
    };
    if (world.first)
        add(*world.first);
    for (const HttpReply& one : world.retries + world.variants) {
        if (one.purpose == HttpReply::Purpose::Retry || one.purpose == HttpReply::Purpose::LongerWait)
            add(one);
    }
    if (all.isEmpty())
        return std::nullopt;
    std::ranges::sort(all);
    return all[all.size() / 2];
}

std::optional<Answer> logNote(const World& world, const Verdict& verdict)
{
    const LogLine* const line = logLineFor(world, verdict);
    if (!line || world.asked)
        return std::nullopt;
    const TimePoint at = world.symptom()->at;
    Answer note = forOperators(
        "log_lines", QStringLiteral("Where is it in the log?"),
        {QStringLiteral("%1 wrote the error at %2.").arg(world.frontName(), utcText(at)),
         QStringLiteral("Look for “%1” around that time; many logs tell local time.")
             .arg(QString::fromUtf8(line->words))},
        world.hop ? world.hop->line : QString());
    note.code = commandOf(*line, at);
    return note;
}

std::optional<Answer> limitNote(const World& world)
{
    const std::optional<Micros> waited = waitedFor(world);
    if (!waited || world.asked || world.status() < 500)
        return std::nullopt;
    const QString known = usualLimitsOf(world.responder.id);
    QStringList sentences;
    // Nobody sets a limit below a second.
    if (*waited < Micros(900'000)) {
        sentences << QStringLiteral("It came at once, after %1: no limit ran out.").arg(shortTime(*waited));
        sentences << QStringLiteral("Look for what refuses or breaks off, not for what is slow.");
    } else if (const UsualLimit* const limit = limitReached(world.responder.id, *waited)) {
        sentences << QStringLiteral("It came after %1, which is a usual limit of %2: %3.")
                         .arg(shortTime(*waited), world.frontName(), QString::fromLatin1(limit->what));
        sentences << QStringLiteral(
            "Whatever stands behind should give up a little sooner than that, so that it can say "
            "why; a longer limit in front only makes people wait.");
    } else {
        sentences
            << QStringLiteral("It came after %1, which is no usual limit that is known here.").arg(shortTime(*waited));
        sentences << QStringLiteral("Either a limit was set to that, or the service worked that long and failed.");
    }
    return forOperators(
        "timeouts", QStringLiteral("Did a time limit run out?"), sentences,
        known.isEmpty() ? QString() : QStringLiteral("usual limits of %1: %2").arg(world.responder.id, known));
}

bool tellsVersion(const QString& name)
{
    return std::ranges::any_of(name, [](QChar c) { return c.isDigit(); });
}

std::optional<Answer> versionNote(const World& world)
{
    const QString name = world.responder.name;
    const std::optional<PeerCertificate> shown = world.certificate();
    QStringList sentences;
    if (world.responder.id != u"unknown" && tellsVersion(name))
        sentences << QStringLiteral("It tells everybody that it is %1: compare that with the newest one, and think of "
                                    "hiding it.")
                         .arg(name);
    if (shown && shown->notAfter) {
        const auto left = std::chrono::floor<std::chrono::days>(*shown->notAfter - world.now).count();
        const QString day = toIso(*shown->notAfter).left(10);
        if (*shown->notAfter < world.now)
            sentences << QStringLiteral("Its certificate ended on %1.").arg(day);
        else
            sentences << QStringLiteral("Its certificate ends on %1, in %2 %3%4.")
                             .arg(day)
                             .arg(left)
                             .arg(left == 1 ? QStringLiteral("day") : QStringLiteral("days"))
                             .arg(left < soonDays ? QStringLiteral(": renew it now") : QString());
    }
    if (sentences.isEmpty())
        return std::nullopt;
    return forOperators(
        "versions", QStringLiteral("Is anything old or about to end?"), sentences,
        shown ? QStringLiteral("%1; issued by %2").arg(shown->subject, shown->issuer) : QString());
}

std::optional<Answer> alertNote(const World& world)
{
    const QString rule = alertRuleFor(world);
    if (rule.isEmpty())
        return std::nullopt;
    Answer note = forOperators(
        "alert_rule", QStringLiteral("What would have told you first?"),
        {QStringLiteral("A rule for Prometheus with blackbox_exporter, for what was seen here."),
         QStringLiteral("The label “instance” is the address as the exporter is given it.")});
    note.code = rule;
    return note;
}

} // namespace

Answer forOperators(const char* id, const QString& question, const QStringList& sentences, const QString& expert)
{
    return {QString::fromLatin1(id), QStringLiteral("operator"), question, sentences.join(u' '), expert};
}

QList<Answer> operatorNotes(const World& world, const Verdict& verdict)
{
    const bool near = verdict.place == VerdictPlace::Device || verdict.place == VerdictPlace::Network;
    if (!world.symptom() || world.well() || world.challenged() || world.rejected() || near || world.byForwardProxy())
        return {};
    QList<Answer> notes;
    for (const std::optional<Answer>& one :
         {logNote(world, verdict), limitNote(world), balancingNote(world), redundancyNote(world), versionNote(world),
          alertNote(world)}) {
        if (one)
            notes.append(*one);
    }
    return notes;
}

} // namespace Gatewatch
