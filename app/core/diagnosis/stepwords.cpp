// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/diagnosis/stepwords.h>

#include <core/addressestried.h>
#include <core/diagnosis/answer.h>
#include <core/diagnosis/responder.h>
#include <core/httpstatus.h>
#include <core/redact.h>
#include <core/timewords.h>

#include <algorithm>
#include <array>

namespace Gatewatch {
namespace {

void say(StepReport& step, Tone tone, const QString& plain, const QString& expert = {})
{
    step.tone = tone;
    step.plain = plain;
    step.expert = expert.isEmpty() ? plain : expert;
}

QString answerWord(const Exchange& exchange)
{
    return exchange.response ? QString::number(exchange.status()) : idOf(exchange.failure);
}

QString phasesText(const Exchange& exchange)
{
    QStringList parts;
    const auto add = [&](const char* name, const std::optional<Micros>& time) {
        if (time)
            parts.append(QString::fromLatin1(name) + u' ' + shortTime(*time));
    };
    add("resolve", exchange.phases.resolve);
    add("connect", exchange.phases.connect);
    add("tls", exchange.phases.tls);
    add("wait", exchange.phases.wait);
    return parts.join(QStringLiteral(", "));
}

/// "502 from 192.0.2.7; connect 10 ms, wait 80 ms; tried …; what the library said".
QString requestText(const Exchange& exchange)
{
    // The address of a proxy is the user's own affair, not the report's.
    const QString from = exchange.viaProxy ? QStringLiteral("a proxy")
        : exchange.address.isEmpty()       ? QStringLiteral("nobody")
                                           : exchange.address;
    const QString tried = triedText(exchange);
    QStringList parts{
        QStringLiteral("%1 from %2").arg(answerWord(exchange), from), phasesText(exchange),
        tried.isEmpty() ? QString() : QStringLiteral("tried ") + tried, detailOf(exchange)};
    parts.removeAll(QString());
    return parts.join(QStringLiteral("; "));
}

/// The fields that tell who answered and what is to be done, and how much came.
QString headText(const Exchange& exchange)
{
    if (!exchange.response)
        return {};
    static constexpr std::array shown{"Server",         "Via",         "Date",         "Content-Type",
                                      "Content-Length", "Retry-After", "Age",          "X-Cache",
                                      "Cache-Status",   "CF-Ray",      "X-Request-Id", "Location"};
    constexpr qsizetype longest = 80;
    QStringList parts;
    for (const char* name : shown) {
        if (exchange.response->has(name)) {
            const HeaderField field = redactedHeader({name, exchange.response->header(name)});
            parts.append(
                QString::fromLatin1(name) + QStringLiteral(": ") + QString::fromUtf8(field.value).left(longest));
        }
    }
    if (!exchange.response->has("Date"))
        parts.append(QStringLiteral("no Date"));
    return QStringLiteral("head: ") + parts.join(QStringLiteral(" | "))
        + QStringLiteral("; body: %1 bytes").arg(exchange.bytes);
}

/// What was asked, what was to come and what came.
QString askedText(const World& world)
{
    const Exchange& exchange = world.first->exchange;
    QStringList parts{
        QStringLiteral("%1 %2").arg(QString::fromLatin1(world.about.method), redactedUrl(world.about.target)),
        requestText(exchange), headText(exchange)};
    if (!world.first->good && exchange.response && !world.first->detail.isEmpty())
        parts.append(QStringLiteral("not as expected: ") + world.first->detail);
    parts.removeAll(QString());
    return parts.join(QStringLiteral("; "));
}

void describeRequest(StepReport& step, const World& world)
{
    if (!world.first)
        return;
    const Exchange& exchange = world.first->exchange;
    const QString expert = askedText(world);
    if (world.first->good)
        return say(
            step, Tone::Good, QStringLiteral("%1 after %2").arg(answerWord(exchange), shortTime(exchange.total)),
            expert);
    if (!exchange.response)
        return world.recovered()
            ? say(step, Tone::Neutral, QStringLiteral("At first no answer; since then all was good"), expert)
            : say(step, Tone::Bad, QStringLiteral("No answer"), expert);
    const QString reason = reasonOf(exchange.status());
    const QString answer =
        QStringLiteral("%1 %2 after %3").arg(exchange.status()).arg(reason, shortTime(exchange.total)).simplified();
    if (world.recovered())
        return say(step, Tone::Neutral, QStringLiteral("At first %1; since then all was good").arg(answer), expert);
    // A sign-in page, say, or words that are missing: the status alone looks well.
    say(step, Tone::Bad, exchange.status() < 400 ? answer + QStringLiteral(", but not what was expected") : answer,
        expert);
}

void describeResponder(StepReport& step, const World& world)
{
    const Responder& who = world.responder;
    const QString lines = who.markers.join(QStringLiteral("; "));
    if (!world.symptom() || !world.symptom()->response) {
        if (who.role == u"forward_proxy" && who.authored.value_or(false))
            return say(
                step, Tone::Bad,
                QStringLiteral("The proxy on your side refused the connection itself (%1)")
                    .arg(who.name.isEmpty() ? who.id : who.name),
                lines);
        return say(
            step, Tone::Neutral,
            world.first && !world.first->good && world.goodRetries() > 0
                ? QStringLiteral("No answer to the first try, so nobody can be named")
                : QStringLiteral("Nobody answered, so nobody can be named"));
    }
    if (world.well())
        return say(step, Tone::Good, QStringLiteral("It was a good answer"), lines);
    if (world.asked)
        return say(
            step, Tone::Neutral, QStringLiteral("It works now; who wrote the error cannot be told any more"), lines);
    const QString name = who.name.isEmpty() ? who.id : who.name;
    // Who wrote it is a fact, and no failure of anybody's.
    const Tone tone = who.authored ? Tone::Neutral : Tone::Unsure;
    if (who.authored == std::optional(true) && who.role == u"origin") {
        say(step, tone, QStringLiteral("The service itself wrote it"), lines);
    } else if (who.authored == std::optional(true)) {
        const QString role = plainRole(who.role);
        say(step, tone, QStringLiteral("Written by the %1 itself (%2)").arg(role, name), lines);
    } else if (who.authored == std::optional(false)) {
        say(step, tone, QStringLiteral("Passed on by %1; somebody behind it wrote it").arg(name), lines);
    } else if (who.id != u"unknown") {
        say(step, tone, QStringLiteral("It came by way of %1; who wrote it cannot be told").arg(name), lines);
    } else {
        say(step, tone, QStringLiteral("It does not say who wrote it"),
            lines.isEmpty() ? QStringLiteral("no known marker") : lines);
    }
}

/// "502 502 200"; words, of which one is several, "5 times no connection" or with commas.
QString inARow(QStringList answers)
{
    const bool numbers =
        std::none_of(answers.begin(), answers.end(), [](const QString& one) { return one.contains(u' '); });
    if (numbers)
        return answers.join(u' ');
    const qsizetype all = answers.size();
    const QString joined = answers.join(QStringLiteral(", "));
    return answers.removeDuplicates() == all - 1 && all > 1
        ? QStringLiteral("%1 times %2").arg(all).arg(answers.constFirst())
        : joined;
}

void describeRetry(StepReport& step, const World& world)
{
    if (world.retries.isEmpty())
        return;
    QStringList answers, plain, addresses;
    for (const HttpReply& one : world.retries) {
        answers.append(answerWord(one.exchange));
        plain.append(plainAnswer(one.exchange));
        if (one.exchange.viaProxy || !one.exchange.address.isEmpty())
            addresses.append(
                (one.exchange.viaProxy ? QStringLiteral("proxy") : one.exchange.address) + u' '
                + shortTime(one.exchange.total));
    }
    const bool allGood = world.goodRetries() == world.retries.size();
    say(step, allGood ? Tone::Good : Tone::Bad, inARow(plain),
        answers.join(u' ') + QStringLiteral(" (") + addresses.join(QStringLiteral(", ")) + u')');
    if (!step.reason.isEmpty())
        step.plain += QStringLiteral("; ") + step.reason;
    step.plain.replace(0, 1, step.plain.front().toUpper());
}

void describePastCache(StepReport& step, const World& world)
{
    if (!world.pastCache)
        return;
    QString answer = plainAnswer(world.pastCache->exchange);
    answer.replace(0, 1, answer.front().toUpper());
    if (world.well())
        return say(step, Tone::Good, QStringLiteral("%1 as well").arg(answer));
    if (!world.pastCache->good)
        return say(
            step, Tone::Bad,
            QStringLiteral("%1 as well: an old copy is not to blame, clearing the browser would not help").arg(answer));
    const Exchange* const bad = world.symptom();
    const bool stored = bad && bad->response && readCache(*bad->response).stored;
    say(step, Tone::Good,
        world.goodRetries() > 0 ? QStringLiteral("%1, as some other tries").arg(answer)
            : stored            ? QStringLiteral("%1: past the cache it works").arg(answer)
                                : QStringLiteral("%1: without cookies and with a fresh address it works").arg(answer));
}

void describeElsewhere(StepReport& step, const QList<ElsewhereFact>& facts, const QString& kind)
{
    if (facts.isEmpty())
        return;
    const auto fits =
        std::count_if(facts.begin(), facts.end(), [](const ElsewhereFact& one) { return one.asExpected; });
    QStringList parts;
    for (const ElsewhereFact& one : facts)
        parts.append(
            QStringLiteral("GET %1://%2 ").arg(one.https ? QStringLiteral("https") : QStringLiteral("http"), one.host)
            + (one.answered ? QString::number(one.status) : idOf(one.failure))
            + (one.expected ? QStringLiteral(" (expected %1)").arg(one.expected) : QString()));
    // What answers, and is not believed, is there all the same.
    const bool others = std::any_of(facts.begin(), facts.end(), [](const ElsewhereFact& one) { return one.answered; });
    const bool distrusted = std::any_of(
        facts.begin(), facts.end(), [](const ElsewhereFact& one) { return stageOf(one.failure) == Stage::Secure; });
    const QString plain = fits == 0 && others
        ? QStringLiteral("Something else answered in the place of the %1").arg(kind)
        : QStringLiteral("%1 of %2 %3 %4")
              .arg(fits)
              .arg(facts.size())
              .arg(
                  kind,
                  fits == 0 && distrusted ? QStringLiteral("could be trusted")
                                          : QStringLiteral("answered as they should"));
    say(step,
        fits == facts.size() ? Tone::Good
            : fits           ? Tone::Unsure
                             : Tone::Bad,
        plain, parts.join(QStringLiteral(", ")));
}

void describeName(StepReport& step, const World& world)
{
    if (!world.name)
        return;
    if (world.name->addresses.isEmpty())
        return say(step, Tone::Bad, QStringLiteral("The name could not be looked up"), world.name->error);
    const QStringList some = world.name->addresses.mid(0, 3);
    const QString more = world.name->addresses.size() > 3
        ? QStringLiteral(" and %1 more").arg(world.name->addresses.size() - 3)
        : QString();
    const QString hosts = world.name->inHostsFile.isEmpty() ? QString() : QStringLiteral("; from the hosts file");
    say(step, Tone::Good, some.join(QStringLiteral(", ")) + more + hosts,
        world.name->addresses.join(QStringLiteral(", ")) + hosts);
}

void describeFronts(StepReport& step, const World& world)
{
    if (world.fronts.isEmpty())
        return;
    QStringList parts;
    for (const HttpReply& one : world.fronts)
        parts.append(one.address + u' ' + answerWord(one.exchange));
    const auto good =
        std::count_if(world.fronts.begin(), world.fronts.end(), [](const HttpReply& one) { return one.good; });
    const auto all = world.fronts.size();
    const QString plain = all == 1
        ? (good ? QStringLiteral("The only address works") : QStringLiteral("The only address fails"))
        : good == all ? QStringLiteral("All %1 addresses work").arg(all)
        : good == 0   ? QStringLiteral("All %1 addresses fail").arg(all)
                      : QStringLiteral("%1 of %2 addresses fail").arg(all - good).arg(all);
    say(step, good == all ? Tone::Good : Tone::Bad, plain, parts.join(QStringLiteral(", ")));
}

void describeClaim(StepReport& step, const World& world)
{
    if (!world.claim)
        return;
    const StatusReport& claim = *world.claim;
    const QString expert = QStringLiteral("%1, %2, %3").arg(claim.format, idOf(claim.overall), idOf(claim.readability));
    if (claim.readability == Readability::Unreadable || claim.overall == Indicator::Unknown)
        return say(
            step, Tone::Unsure, QStringLiteral("Could not be read; that says nothing about the service"),
            expert + u' ' + claim.problem);
    const auto open = std::find_if(
        claim.incidents.begin(), claim.incidents.end(), [](const ReportedIncident& one) { return one.open(); });
    if (open != claim.incidents.end())
        return say(step, Tone::Bad, QStringLiteral("Reports: “%1”").arg(open->title.left(80)), expert);
    if (claim.overall == Indicator::UnderMaintenance)
        return say(step, Tone::Bad, QStringLiteral("Says that maintenance is going on"), expert);
    if (claim.overall != Indicator::Operational)
        return say(step, Tone::Bad, QStringLiteral("Reports a problem"), expert);
    if (world.well() || world.recovered())
        return say(step, Tone::Good, QStringLiteral("Reports no problem"), expert);
    const auto minutes = world.lasted().count() / 60;
    say(step, Tone::Unsure,
        minutes < 1        ? QStringLiteral("Reports no problem; so early that says little")
            : minutes < 30 ? QStringLiteral("Reports no problem; %1 min into a fault that says little yet").arg(minutes)
                           : QStringLiteral("Reports no problem, %1 min into the fault").arg(minutes),
        expert);
}

void describeHistory(StepReport& step, const World& world)
{
    if (!world.history)
        return;
    const auto past = world.history->past.size();
    const QString others = world.history->watchedServices == 0 ? QString()
        : world.history->failingServices == 0                  ? QStringLiteral("; your other services are fine")
                                              : QStringLiteral("; %1 of your %2 other services fail too")
                                                    .arg(world.history->failingServices)
                                                    .arg(world.history->watchedServices);
    const QString first = past == 0 ? QStringLiteral("None known")
        : past == 1                 ? QStringLiteral("One earlier fault")
                                    : QStringLiteral("%1 earlier faults").arg(past);
    say(step, world.history->failingServices > 0 ? Tone::Unsure : Tone::Neutral, first + others);
}

} // namespace

void describeStep(StepReport& step, const World& world, const QList<Finding>& findings)
{
    step.findings.clear();
    for (const Finding& one : findings) {
        if (step.id == QLatin1StringView(one.row->step))
            step.findings.append(QString::fromLatin1(one.row->id));
    }
    if (step.state == StepState::Waiting || step.state == StepState::Running)
        return;
    if (step.state == StepState::Skipped || step.state == StepState::Cancelled)
        return say(step, Tone::Neutral, step.reason.isEmpty() ? QStringLiteral("Not tried") : step.reason);
    if (step.state == StepState::TimedOut)
        say(step, Tone::Unsure, QStringLiteral("Took too long; that says nothing by itself"));
    if (step.id == u"request")
        describeRequest(step, world);
    else if (step.id == u"responder")
        describeResponder(step, world);
    else if (step.id == u"retry")
        describeRetry(step, world);
    else if (step.id == u"cache_bypass")
        describePastCache(step, world);
    else if (step.id == u"connectivity")
        describeElsewhere(step, world.connectivity, QStringLiteral("other places"));
    else if (step.id == u"control_sites")
        describeElsewhere(step, world.controls, QStringLiteral("well-known sites"));
    else if (step.id == u"name")
        describeName(step, world);
    else if (step.id == u"front_addresses")
        describeFronts(step, world);
    else if (step.id == u"status_page")
        describeClaim(step, world);
    else if (step.id == u"history")
        describeHistory(step, world);
    else if (const StepWords words = wayWords(step.id, world); !words.plain.isEmpty())
        say(step, words.tone, words.plain, words.expert);
}

} // namespace Gatewatch
