// SPDX-License-Identifier: GPL-3.0-or-later
// Rules about an answer that came: what it says, and who wrote it.
#include <core/diagnosis/answer.h>
#include <core/diagnosis/finding.h>
#include <core/diagnosis/secondopinion.h>

#include <algorithm>

namespace Gatewatch {
namespace {

using Holds = std::optional<Match>;

QString statusText(const World& w)
{
    return QString::number(w.status());
}

Holds hopIs(const World& w, HopFault fault, const QString& text)
{
    if (!w.hop || w.hop->fault != fault || w.byForwardProxy() || w.challenged() || w.answeredInItsPlace())
        return std::nullopt;
    const QString said = w.hop->says ? QString::fromUtf8(w.hop->says) : text;
    const QString expert = QStringLiteral("%1 wrote %2: %3").arg(w.frontName(), statusText(w), w.hop->line);
    // The row of what is unclear has the doubt in its weights.
    return Match{said.arg(w.frontName()), expert, fault == HopFault::Unclear ? 1 : w.hop->confidence};
}

/// The error was made by the application, or came from behind whoever was recognised.
bool fromBehind(const World& w)
{
    return w.toldByThem() && w.status() >= 500
        && (w.responder.authored == std::optional(false) || w.responder.role == u"origin");
}

bool undecided(const World& w)
{
    return w.answered() && !w.challenged() && !w.hop && !fromBehind(w) && !w.answeredInItsPlace();
}

/// Whatever was asked through it got an error of the proxy's own: then it is not this site that let it down.
bool proxyServesNobody(const World& w)
{
    const QList<ElsewhereFact> all = w.connectivity + w.controls;
    const auto served = [](const ElsewhereFact& one) { return one.viaProxy && one.asExpected && one.status < 400; };
    return std::any_of(all.begin(), all.end(), [](const ElsewhereFact& one) { return one.viaProxy; })
        && std::none_of(all.begin(), all.end(), served);
}

/// It finds no name that others find: its own name servers fail, or filter.
bool proxyMissesTheName(const World& w)
{
    return w.hop && w.hop->fault == HopFault::NotFound
        && (!othersAddresses(w).isEmpty() || (w.name && !w.name->addresses.isEmpty()));
}

/// The proxy was let down by the site. What it does not say that way is its own: a rule, a limit, a fault.
bool proxySaysTheSiteFails(const World& w)
{
    using enum HopFault;
    if (!w.byForwardProxy() || !w.hop || proxyServesNobody(w) || w.proxyInItsPlace())
        return false;
    if (proxyMissesTheName(w))
        return false;
    for (const HopFault fault : {Refused, ClosedEarly, Rubbish, TimedOut, Unreachable, NotFound, Distrusted, Unclear}) {
        if (w.hop->fault == fault)
            return true;
    }
    return false;
}

/// What a proxy answered, or what it answered to CONNECT, where that says more than that it failed.
bool proxyWroteIt(const World& w)
{
    return w.byForwardProxy() && (w.hop || (w.symptom() && w.symptom()->response));
}

/// Of a failed CONNECT often only its code is known; below 500 it was a rule or the password.
bool proxyFailedFor(const World& w)
{
    if (proxyMissesTheName(w))
        return false;
    if (w.failure() == Failure::ProxyFailed && w.symptom())
        return w.symptom()->connectStatus.value_or(0) >= 500 && !(w.hop && w.hop->fault == HopFault::Denied);
    return w.byForwardProxy() && !w.proxyInItsPlace() && w.status() >= 500
        && !(w.hop && w.hop->fault == HopFault::Denied);
}

/// The proxy brings what other places answer, so that it works; its own errors do not count as that.
bool proxyServesOthers(const World& w)
{
    const auto served = [](const ElsewhereFact& one) {
        return one.viaProxy && one.asExpected && one.status >= 200 && one.status < 400;
    };
    return proxyFailedFor(w)
        && (std::any_of(w.connectivity.begin(), w.connectivity.end(), served)
            || std::any_of(w.controls.begin(), w.controls.end(), served));
}

bool onThisComputer(const World& w)
{
    return w.symptom() && isLoopback(w.symptom()->address);
}

QList<FindingRow> whatItSays()
{
    return {
        // A 5xx by somebody who is not a proxy of ours travelled all the way there and back: the near places work.
        // Which of the far ones failed it does not tell.
        {"server_side_answer",
         "answer",
         "request",
         nullptr,
         {-10, -8, -6, 4, 4},
         [](const World& w) {
             return when(
                 w.toldByThem() && w.status() >= 500,
                 (w.targetIsLocal() ? QStringLiteral("It answered with an error (%1), so it can be reached")
                                    : QStringLiteral("An error of their side came back (%1), so the way there works"))
                     .arg(statusText(w)));
         }},
        // Nobody here has seen it: less than an answer, but such an error is made on the far side.
        {"asked_about",
         "answer",
         "request",
         nullptr,
         {-5, -4, -4, 2, 2},
         [](const World& w) {
             return when(
                 w.asked && w.status() >= 500,
                 QStringLiteral("%1 was not seen here; it is an error of their side").arg(statusText(w)));
         }},
        // A 4xx says the request was wrong. The way works; the address or the key may be ours.
        {"request_refused",
         "answer",
         "request",
         "request_rejected",
         {6, -6, -8, 2, 2},
         [](const World& w) {
             return when(
                 w.rejected(),
                 QStringLiteral("It can be reached, but does not accept this request (%1)").arg(statusText(w)));
         }},
        // Beside the one above: what was left out here explains why it does not accept it. No colon in the sentence:
        // redactedText() takes what follows one after that word for the secret itself.
        {"asked_without_secret",
         "secret",
         "request",
         "request_rejected",
         {12, -6, -8, -4, -6},
         [](const World& w) {
             return when(
                 w.rejected() && (w.status() == 401 || w.status() == 403) && !w.about.missingSecrets.isEmpty(),
                 QStringLiteral("It was asked without its secret; %1 is not set on this computer")
                     .arg(w.about.missingSecrets.join(QStringLiteral(", "))));
         }},
        {"asks_to_slow_down",
         "answer",
         "request",
         "throttled",
         {0, -6, -8, 10, 3},
         [](const World& w) {
             return when(w.toldByThem() && w.status() == 429, QStringLiteral("It asks to be called less often (429)"));
         }},
        // A full answer with other words in it: the service runs and says something new.
        {"unexpected_content",
         "answer",
         "request",
         "bad_deploy",
         {0, -2, -6, 0, 8},
         [](const World& w) {
             return when(
                 w.failure() == Failure::HttpResponseMismatch && w.toldByThem(),
                 QStringLiteral("It answers, but not with what was expected"),
                 QStringLiteral("status %1: %2")
                     .arg(statusText(w), w.symptomReply() ? w.symptomReply()->detail : QString()));
         }},
        // It guards the front door, and what a program is told there tells nothing of what a person would be told.
        {"challenged",
         "answer",
         "request",
         nullptr,
         {0, 1, -4, 2, -2},
         [](const World& w) {
             return when(
                 w.challenged(),
                 QStringLiteral("A bot check answered, not the service: this says nothing about the service"));
         }},
        // 511 exists for networks that want a sign-in (RFC 6585).
        {"network_wants_sign_in",
         "answer",
         "request",
         "captive_portal",
         {0, 20, -6, -8, -8},
         [](const World& w) {
             return when(
                 w.status() == 511 || w.failure() == Failure::LocalCaptivePortal,
                 QStringLiteral("The network asks for a sign-in before it lets anything through"));
         }},
    };
}

QList<FindingRow> whoWrote()
{
    return {
        {"own_proxy_wrote_it",
         "author",
         "responder",
         "local_proxy",
         {16, 4, -4, -8, -8},
         [](const World& w) {
             return when(
                 proxyWroteIt(w) && onThisComputer(w) && !proxySaysTheSiteFails(w),
                 QStringLiteral("A proxy on this computer wrote this error"), w.responder.markers.join(u"; "));
         }},
        {"company_proxy_wrote_it",
         "author",
         "responder",
         "company_proxy",
         {2, 16, -4, -8, -6},
         [](const World& w) {
             return when(
                 (proxyWroteIt(w) && !onThisComputer(w) && !proxySaysTheSiteFails(w)) || w.status() == 407,
                 QStringLiteral("A proxy of your network wrote this error"), w.responder.markers.join(u"; "));
         }},
        // The proxy was let down by the site: it tells the errno it got.
        {"proxy_met_refusal",
         "author",
         "responder",
         "origin_refuses_connections",
         {-2, 0, -2, 2, 9},
         [](const World& w) {
             return when(
                 proxySaysTheSiteFails(w) && w.hop->fault == HopFault::Refused,
                 QStringLiteral("The proxy reached their computer, which refused"), w.hop ? w.hop->line : QString());
         }},
        {"proxy_met_refusal",
         "author",
         "responder",
         "origin_unreachable",
         {-2, 0, -2, 2, 9},
         [](const World& w) {
             return when(
                 proxySaysTheSiteFails(w) && w.hop->fault != HopFault::Refused,
                 QStringLiteral("The proxy reached out, and the site gave it no proper answer"),
                 w.hop ? w.hop->line : QString());
         }},
        // What it brings from elsewhere shows that it works and is let through: it only reports about this site.
        {"proxy_serves_others",
         "proxy",
         "connectivity",
         nullptr,
         {-14, -2, 0, 2, 10},
         [](const World& w) {
             return when(
                 proxyServesOthers(w) && onThisComputer(w),
                 QStringLiteral("The proxy on this computer works for other places"));
         }},
        {"proxy_serves_others",
         "proxy",
         "connectivity",
         nullptr,
         {-2, -14, 0, 2, 10},
         [](const World& w) {
             return when(
                 proxyServesOthers(w) && !onThisComputer(w),
                 QStringLiteral("Your network's proxy works for other places"));
         }},
        // Passed on: somebody behind the front door wrote it, so the front door works.
        {"service_wrote_it",
         "author",
         "responder",
         "outage",
         {-6, -6, -6, -4, 8},
         [](const World& w) {
             const bool application = w.responder.role == u"origin";
             return when(
                 fromBehind(w),
                 application ? QStringLiteral("The service itself wrote this error")
                             : QStringLiteral("Somebody behind the front door wrote this error"),
                 w.responder.markers.join(u"; "), std::max(0.6, w.responder.confidence));
         }},
        // 502 and 504 are a gateway's words about somebody behind it, whoever wrote them.
        {"gateway_code",
         "author",
         "responder",
         "origin_unreachable",
         {-4, -4, -4, 0, 2.5},
         [](const World& w) {
             return when(
                 undecided(w) && w.status() == 502,
                 QStringLiteral("502 means: a front door got no usable answer from behind"));
         }},
        {"gateway_code_late",
         "author",
         "responder",
         "origin_timeout",
         {-4, -4, -4, 0, 2.5},
         [](const World& w) {
             return when(
                 undecided(w) && w.status() == 504,
                 QStringLiteral("504 means: a front door waited in vain for the service"));
         }},
        {"service_code",
         "author",
         "responder",
         "outage",
         {-4, -4, -4, 0, 2.5},
         [](const World& w) {
             return when(
                 undecided(w) && (w.status() == 500 || w.status() == 503 || w.status() > 504),
                 QStringLiteral("%1 usually comes from the service itself").arg(statusText(w)));
         }},
    };
}

QList<FindingRow> hopRows()
{
    return {
        // Refused, closed, silent, rubbish: the front door did its work and says what the service did to it.
        {"gateway_was_refused",
         "author",
         "responder",
         "origin_refuses_connections",
         {-6, -6, -6, -2, 12},
         [](const World& w) {
             return hopIs(w, HopFault::Refused, QStringLiteral("%1 could not connect to the service behind it"));
         }},
        {"gateway_was_cut_off",
         "author",
         "responder",
         "origin_closes_early",
         {-6, -6, -6, -2, 12},
         [](const World& w) {
             return hopIs(w, HopFault::ClosedEarly, QStringLiteral("%1 was cut off by the service behind it"));
         }},
        {"gateway_waited_in_vain",
         "author",
         "responder",
         "origin_timeout",
         {-6, -6, -6, -2, 12},
         [](const World& w) {
             return hopIs(w, HopFault::TimedOut, QStringLiteral("%1 waited in vain for the service behind it"));
         }},
        {"gateway_got_rubbish",
         "author",
         "responder",
         "origin_invalid_response",
         {-6, -6, -6, -2, 12},
         [](const World& w) {
             return hopIs(w, HopFault::Rubbish, QStringLiteral("%1 got no proper answer from behind it"));
         }},
        {"gateway_reached_nobody",
         "author",
         "responder",
         "origin_unreachable",
         {-6, -6, -6, -2, 12},
         [](const World& w) {
             return hopIs(w, HopFault::Unreachable, QStringLiteral("%1 has nobody behind it that answers"));
         }},
        // It got nothing that it could use, and says the same for a name or a certificate that fails: mostly it is the
        // service, but nobody who is fair calls that likely.
        {"gateway_got_no_answer",
         "author",
         "responder",
         "origin_unreachable",
         {-6, -6, -6, 3, 5},
         [](const World& w) {
             return hopIs(
                 w, HopFault::Unclear,
                 QStringLiteral("%1 got no usable answer from behind it; refused, hung up and unreadable look alike "
                                "from here"));
         }},
        {"application_did_not_start",
         "author",
         "responder",
         "outage",
         {-6, -6, -6, 0, 9},
         [](const World& w) {
             return hopIs(w, HopFault::NotStarted, QStringLiteral("%1 says that the application does not run"));
         }},
        // A gateway that cannot find or does not trust its origin is itself badly set up.
        {"gateway_cannot_find_origin",
         "author",
         "responder",
         "origin_unreachable",
         {-6, -6, -6, 14, -2},
         [](const World& w) {
             return hopIs(w, HopFault::NotFound, QStringLiteral("%1 cannot look up the service behind it"));
         }},
        {"gateway_distrusts_origin",
         "author",
         "responder",
         "certificate_problem",
         {-6, -6, -6, 14, -2},
         [](const World& w) {
             return hopIs(w, HopFault::Distrusted, QStringLiteral("%1 does not trust the service behind it"));
         }},
        {"gateway_is_full",
         "author",
         "responder",
         "overload",
         {-6, -6, -6, 13, 0},
         [](const World& w) { return hopIs(w, HopFault::Overloaded, QStringLiteral("%1 is itself overloaded")); }},
        {"gateway_failed_itself",
         "author",
         "responder",
         "front_fault",
         {-6, -6, -6, 14, -2},
         [](const World& w) {
             return hopIs(w, HopFault::OwnFault, QStringLiteral("%1 failed by itself, before asking the service"));
         }},
        {"gateway_throttles",
         "author",
         "responder",
         "throttled",
         {0, -4, -6, 12, 0},
         [](const World& w) {
             return hopIs(w, HopFault::Throttled, QStringLiteral("%1 limits how often it may be asked"));
         }},
        {"gateway_denies",
         "author",
         "responder",
         "front_fault",
         {0, 2, -6, 12, 0},
         [](const World& w) { return hopIs(w, HopFault::Denied, QStringLiteral("A rule of %1 forbids this")); }},
    };
}

} // namespace

QList<FindingRow> answerFindings()
{
    return whatItSays() + whoWrote() + hopRows();
}

} // namespace Gatewatch
