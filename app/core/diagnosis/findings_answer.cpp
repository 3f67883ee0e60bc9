// SPDX-License-Identifier: GPL-3.0-or-later
// Rules about an answer that came: what it says, and who wrote it.
#include <core/diagnosis/answer.h>
#include <core/diagnosis/finding.h>

namespace Gatewatch {
namespace {

using Holds = std::optional<Match>;

Holds when(bool holds, const QString& text, const QString& expert = {}, double strength = 1)
{
    return holds ? Holds(Match{text, expert.isEmpty() ? text : expert, strength}) : std::nullopt;
}

QString statusText(const World& w)
{
    return QString::number(w.status());
}

Holds hopIs(const World& w, HopFault fault, const QString& text)
{
    if (!w.hop || w.hop->fault != fault || w.byForwardProxy())
        return std::nullopt;
    const QString expert = QStringLiteral("%1 wrote %2: %3").arg(w.frontName(), statusText(w), w.hop->line);
    return Match{text.arg(w.frontName()), expert, w.hop->confidence};
}

/// The error was made by the application, or came from behind whoever was recognised.
bool fromBehind(const World& w)
{
    return w.answered() && w.status() >= 500
        && (w.responder.authored == std::optional(false) || w.responder.role == u"origin");
}

bool undecided(const World& w)
{
    return w.answered() && !w.hop && !fromBehind(w);
}

bool proxySaysTheSiteFails(const World& w)
{
    if (!w.byForwardProxy() || !w.hop)
        return false;
    return w.hop->fault == HopFault::Refused || w.hop->fault == HopFault::ClosedEarly
        || w.hop->fault == HopFault::Rubbish;
}

bool onThisComputer(const World& w)
{
    return w.symptom() && isLoopback(w.symptom()->address);
}

QList<FindingRow> whoWrote()
{
    return {
        // A 5xx by somebody who is not a proxy of ours travelled all the way there and back: the near places work.
        {"server_side_answer",
         "answer",
         "request",
         nullptr,
         {-10, -8, -6, 3, 5},
         [](const World& w) {
             return when(
                 w.answered() && w.status() >= 500,
                 QStringLiteral("An error of their side came back (%1), so the way there works").arg(statusText(w)));
         }},
        // A 4xx says the request was wrong. The way works; the address or the key may be ours.
        {"request_refused",
         "answer",
         "request",
         nullptr,
         {2, -6, -8, -2, 7},
         [](const World& w) {
             return when(
                 w.answered() && w.status() >= 400 && w.status() < 500 && w.status() != 429,
                 QStringLiteral("It can be reached, but does not accept this request (%1)").arg(statusText(w)));
         }},
        {"asks_to_slow_down",
         "answer",
         "request",
         "throttled",
         {0, -6, -8, 10, 3},
         [](const World& w) {
             return when(w.answered() && w.status() == 429, QStringLiteral("It asks to be called less often (429)"));
         }},
        // A full answer with other words in it: the service runs and says something new.
        {"unexpected_content",
         "answer",
         "request",
         "bad_deploy",
         {0, -2, -6, 0, 8},
         [](const World& w) {
             return when(
                 w.failure() == Failure::HttpResponseMismatch && w.answered(),
                 QStringLiteral("It answers, but not with what was expected"),
                 QStringLiteral("status %1: %2").arg(statusText(w), w.first ? w.first->detail : QString()));
         }},
        {"challenged",
         "answer",
         "request",
         nullptr,
         {3, 3, -4, 4, -8},
         [](const World& w) {
             return when(
                 w.failure() == Failure::HttpChallenged,
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
        {"own_proxy_wrote_it",
         "author",
         "responder",
         "local_proxy",
         {16, 4, -4, -8, -8},
         [](const World& w) {
             return when(
                 w.byForwardProxy() && onThisComputer(w) && !proxySaysTheSiteFails(w),
                 QStringLiteral("A proxy on this computer wrote this error"), w.responder.markers.join(u"; "));
         }},
        {"company_proxy_wrote_it",
         "author",
         "responder",
         "company_proxy",
         {2, 16, -4, -8, -6},
         [](const World& w) {
             return when(
                 (w.byForwardProxy() && !onThisComputer(w) && !proxySaysTheSiteFails(w)) || w.status() == 407,
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
                 proxySaysTheSiteFails(w), QStringLiteral("The proxy reached their computer, which refused"),
                 w.hop ? w.hop->line : QString());
         }},
        // Passed on: somebody behind the front door wrote it, so the front door works.
        {"service_wrote_it",
         "author",
         "responder",
         "outage",
         {-6, -6, -6, -4, 8},
         [](const World& w) {
             return when(
                 fromBehind(w), QStringLiteral("The service itself wrote this error"), w.responder.markers.join(u"; "),
                 std::max(0.6, w.responder.confidence));
         }},
        // 502 and 504 are a gateway's words about somebody behind it, whoever wrote them.
        {"gateway_code",
         "author",
         "responder",
         "origin_unreachable",
         {-4, -4, -4, 0, 4},
         [](const World& w) {
             return when(
                 undecided(w) && w.status() == 502,
                 QStringLiteral("502 means: a front door got no usable answer from behind"));
         }},
        {"gateway_code_late",
         "author",
         "responder",
         "origin_timeout",
         {-4, -4, -4, 0, 4},
         [](const World& w) {
             return when(
                 undecided(w) && w.status() == 504,
                 QStringLiteral("504 means: a front door waited in vain for the service"));
         }},
        {"service_code",
         "author",
         "responder",
         "outage",
         {-4, -4, -4, -1, 4},
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
         {-6, -6, -6, 0, 8},
         [](const World& w) {
             return hopIs(w, HopFault::Refused, QStringLiteral("%1 could not connect to the service behind it"));
         }},
        {"gateway_was_cut_off",
         "author",
         "responder",
         "origin_closes_early",
         {-6, -6, -6, 0, 8},
         [](const World& w) {
             return hopIs(w, HopFault::ClosedEarly, QStringLiteral("%1 was cut off by the service behind it"));
         }},
        {"gateway_waited_in_vain",
         "author",
         "responder",
         "origin_timeout",
         {-6, -6, -6, 0, 8},
         [](const World& w) {
             return hopIs(w, HopFault::TimedOut, QStringLiteral("%1 waited in vain for the service behind it"));
         }},
        {"gateway_got_rubbish",
         "author",
         "responder",
         "origin_invalid_response",
         {-6, -6, -6, 0, 8},
         [](const World& w) {
             return hopIs(w, HopFault::Rubbish, QStringLiteral("%1 got no proper answer from behind it"));
         }},
        {"gateway_reached_nobody",
         "author",
         "responder",
         "origin_unreachable",
         {-6, -6, -6, 0, 8},
         [](const World& w) {
             return hopIs(w, HopFault::Unreachable, QStringLiteral("%1 has nobody behind it that answers"));
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
    return whoWrote() + hopRows();
}

} // namespace Gatewatch
