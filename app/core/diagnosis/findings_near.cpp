// SPDX-License-Identifier: GPL-3.0-or-later
// Rules about what is near: this computer, its clock, its way out.
#include <core/diagnosis/answer.h>
#include <core/diagnosis/finding.h>
#include <core/diagnosis/inspection.h>
#include <core/timewords.h>

#include <algorithm>
#include <cmath>

namespace Gatewatch {
namespace {

using Holds = std::optional<Match>;
using Purpose = HttpReply::Purpose;

constexpr qint64 wrongClock = 3600; ///< seconds; what is less, certificates rarely notice

bool clockIsWrong(const World& w)
{
    const std::optional<Seconds> ahead = w.clockAhead();
    return ahead && std::abs(ahead->count()) > wrongClock;
}

Seconds clockError(const World& w)
{
    return Seconds(std::abs(w.clockAhead().value_or(Seconds(0)).count()));
}

Holds refusedBy(const World& w, RefusalFact::By by, const char* text)
{
    return when(w.refusedBy() == by, QString::fromUtf8(text), idOf(w.failure()));
}

/// The certificates of unrelated places look run out too, or not yet valid.
bool othersDatesFail(const World& w)
{
    return std::any_of(w.controls.begin(), w.controls.end(), [](const ElsewhereFact& one) {
        return one.failure == Failure::TlsCertDateInvalid;
    });
}

QList<FindingRow> computerRows()
{
    return {
        {"no_network",
         "elsewhere",
         "network",
         "local_network_down",
         {6, 18, -6, -8, -8},
         [](const World& w) {
             return when(
                 w.network && !w.network->hasAddress && w.silent() && !w.targetIsLocal() && !w.othersAnswer(),
                 QStringLiteral("This computer is connected to no network"));
         }},
        // Who says that a connection may not be made tells where it ends, whatever the error is called.
        {"own_firewall_refuses",
         "answer",
         "manner",
         "blocked_locally",
         {20, 1, -4, -8, -10},
         [](const World& w) {
             return refusedBy(
                 w, RefusalFact::By::ThisComputer, "This computer itself does not let the connection out: a firewall?");
         }},
        {"network_refuses",
         "answer",
         "manner",
         "blocked_locally",
         {0, 16, 0, -6, -8},
         [](const World& w) {
             return refusedBy(
                 w, RefusalFact::By::OwnNetwork, "A machine of your own network lets nothing through to it");
         }},
        {"refused_on_the_way",
         "answer",
         "manner",
         nullptr,
         {-4, -2, 6, 2, 0},
         [](const World& w) {
             return w.failure() == Failure::TcpRefused
                 ? std::nullopt
                 : refusedBy(
                     w, RefusalFact::By::Farther, "Somebody beyond your network says that there is no way to it");
         }},
        // Certificates have dates. What was measured against others' clocks explains a bad date better than they do.
        {"clock_off",
         "clock",
         "clock",
         "clock_wrong",
         {22, 0, -4, -6, -6},
         [](const World& w) {
             return when(
                 w.failure() == Failure::TlsCertDateInvalid && (clockIsWrong(w) || othersDatesFail(w)),
                 clockIsWrong(w) ? QStringLiteral("This computer's clock is off by %1").arg(waitText(clockError(w)))
                                 : QStringLiteral("Certificates of unrelated places look run out too: it is the clock"),
                 clockIsWrong(w)
                     ? QStringLiteral("%1 s ahead of the Date fields").arg(w.clockAhead().value_or(Seconds(0)).count())
                     : QStringLiteral("control sites: tls.cert.date_invalid"),
                 clockIsWrong(w) ? 1 : 0.9);
         }},
        {"clock_right",
         "clock",
         "clock",
         nullptr,
         {-6, 0, 0, 2, 0},
         [](const World& w) {
             return when(
                 w.failure() == Failure::TlsCertDateInvalid && w.clockAhead() && !clockIsWrong(w),
                 QStringLiteral("This computer's clock is right, so the dates really do not fit"));
         }},
    };
}

/// The issuer of a certificate that was shown for the service or for an unrelated place.
std::optional<Inspector> inspector(const World& w)
{
    QStringList issuers;
    for (const HttpReply* reply : w.allReplies()) {
        if (reply->exchange.certificate)
            issuers.append(reply->exchange.certificate->issuer);
    }
    for (const ConnectFact& one : w.connections) {
        if (one.exchange.certificate)
            issuers.append(one.exchange.certificate->issuer);
    }
    for (const ElsewhereFact& one : w.controls)
        issuers.append(one.issuer);
    for (const QString& issuer : std::as_const(issuers)) {
        if (const auto found = inspectorOf(issuer))
            return found;
    }
    return std::nullopt;
}

Holds inspected(const World& w, bool onThisComputer)
{
    const std::optional<Inspector> who = inspector(w);
    if (!w.failsNow() || !who || who->onThisComputer != onThisComputer)
        return std::nullopt;
    // That somebody reads along explains a certificate that is not believed; an error of theirs it does not.
    const bool explains = stageOf(w.failure()) == Stage::Secure;
    return Match{
        onThisComputer ? QStringLiteral("%1 on this computer opens encrypted connections").arg(who->name)
                       : QStringLiteral("%1 in your network opens encrypted connections").arg(who->name),
        QStringLiteral("the certificate was issued by %1").arg(who->name), explains ? 1 : 0.1};
}

QList<FindingRow> wayOutRows()
{
    return {
        {"inspected_on_this_computer",
         "interception",
         "certificate",
         "intercepted",
         {22, 4, -4, -10, -6},
         [](const World& w) { return inspected(w, true); }},
        {"inspected_in_the_network",
         "interception",
         "certificate",
         "intercepted",
         {4, 22, -4, -10, -6},
         [](const World& w) { return inspected(w, false); }},
        {"works_without_proxy",
         "proxy",
         "other_proxy",
         "local_proxy",
         {22, 2, -2, -8, -10},
         [](const World& w) {
             const auto replies = w.variantsOf(Purpose::OtherProxy);
             return when(
                 w.failsNow() && w.proxy && w.proxy->used && w.proxy->onThisComputer && anyGood(replies),
                 QStringLiteral("Without the proxy on this computer it works"), answersText(replies));
         }},
        {"works_without_proxy",
         "proxy",
         "other_proxy",
         "company_proxy",
         {1, 22, -2, -8, -10},
         [](const World& w) {
             const auto replies = w.variantsOf(Purpose::OtherProxy);
             return when(
                 w.failsNow() && w.proxy && w.proxy->used && !w.proxy->onThisComputer && anyGood(replies),
                 QStringLiteral("Without your network's proxy it works"), answersText(replies));
         }},
        {"works_through_proxy",
         "proxy",
         "other_proxy",
         "blocked_locally",
         {2, 14, 2, -6, -8},
         [](const World& w) {
             const auto replies = w.variantsOf(Purpose::OtherProxy);
             return when(
                 w.failsNow() && w.proxy && !w.proxy->used && anyGood(replies),
                 QStringLiteral("Through the proxy of this computer's settings it works"), answersText(replies));
         }},
        // The same answer on both ways: the proxy only brought it.
        {"fails_without_proxy_too",
         "proxy",
         "other_proxy",
         nullptr,
         {-12, -12, -2, 2, 6},
         [](const World& w) {
             const auto replies = w.variantsOf(Purpose::OtherProxy);
             const bool same = std::any_of(replies.begin(), replies.end(), [](const HttpReply* one) {
                 return one->exchange.response && !one->good && one->exchange.status() >= 500;
             });
             return when(
                 w.failsNow() && w.proxy && w.proxy->used && same, QStringLiteral("Without the proxy it fails as well"),
                 answersText(replies));
         }},
        {"works_outside_vpn",
         "route",
         "other_route",
         "vpn_fault",
         {2, 20, 0, -8, -10},
         [](const World& w) {
             const auto replies = w.variantsOf(Purpose::OtherRoute);
             return when(
                 w.failsNow() && w.tunnel && !w.tunnel->towardsService.isEmpty() && anyGood(replies),
                 QStringLiteral("Outside of the VPN it works"), answersText(replies));
         }},
        {"works_another_way_out",
         "route",
         "other_route",
         "path_fault",
         {1, 12, 10, -6, -10},
         [](const World& w) {
             const auto replies = w.variantsOf(Purpose::OtherRoute);
             return when(
                 w.failsNow() && (!w.tunnel || w.tunnel->towardsService.isEmpty()) && anyGood(replies),
                 QStringLiteral("Over another way out of this computer it works"), answersText(replies));
         }},
        {"fails_another_way_out_too",
         "route",
         "other_route",
         nullptr,
         {-1, -6, -3, 2, 3},
         [](const World& w) {
             const auto replies = w.variantsOf(Purpose::OtherRoute);
             const bool answered = std::any_of(replies.begin(), replies.end(), [](const HttpReply* one) {
                 return one->exchange.response.has_value();
             });
             return when(
                 w.failsNow() && answered && !anyGood(replies),
                 QStringLiteral("Over another way out of this computer it fails as well"), answersText(replies));
         }},
        // Only this goes through the tunnel, and gets lost: mostly the tunnel has died while it still seems to be up.
        {"only_it_goes_through_vpn",
         "vpn",
         "vpn",
         "vpn_fault",
         {0, 13, -1, -2, -1},
         [](const World& w) {
             return when(
                 w.failure() == Failure::TcpTimedOut && w.tunnel && !w.tunnel->towardsService.isEmpty()
                     && !w.tunnel->towardsInternet,
                 QStringLiteral("The way to it leads through a VPN, which other places do not need"),
                 QStringLiteral("through %1").arg(w.tunnel ? w.tunnel->towardsService : QString()));
         }},
        // A tunnel that does not carry far explains a silence; an answer came through it.
        {"vpn_leads_there",
         "vpn",
         "vpn",
         nullptr,
         {0, 3, 1, 0, 0},
         [](const World& w) {
             return when(
                 w.silent() && w.tunnel && !w.tunnel->towardsService.isEmpty() && w.tunnel->towardsInternet,
                 QStringLiteral("The way to it leads through a VPN"),
                 QStringLiteral("through %1").arg(w.tunnel ? w.tunnel->towardsService : QString()));
         }},
    };
}

} // namespace

QList<FindingRow> nearFindings()
{
    return computerRows() + wayOutRows();
}

} // namespace Gatewatch
