// SPDX-License-Identifier: GPL-3.0-or-later
// Rules about what name servers say: the one that this computer asks, others, and its hosts file.
#include <core/diagnosis/answer.h>
#include <core/diagnosis/finding.h>
#include <core/diagnosis/inspection.h>
#include <core/diagnosis/secondopinion.h>

#include <algorithm>

namespace Gatewatch {
namespace {

using Holds = std::optional<Match>;
using Purpose = HttpReply::Purpose;

QString resolversText(const World& w)
{
    QStringList parts;
    for (const ResolverFact& one : w.resolvers)
        parts.append(one.resolver + u' ' + (one.addresses.isEmpty() ? one.error : one.addresses.join(u' ')));
    return parts.join(QStringLiteral(", "));
}

/// All that this computer is told are addresses from which good answers came before the fault.
bool stillTheOldOnes(const World& w)
{
    return w.before && w.name && !w.name->addresses.isEmpty()
        && std::all_of(w.name->addresses.begin(), w.name->addresses.end(), [&w](const QString& one) {
               return w.before->addresses.contains(one);
           });
}

/// The machine at the address that this computer was given showed the certificate of the service, so that the address
/// is right.
bool provedItself(const World& w)
{
    const Exchange* const seen = w.symptom();
    if (w.about.target.scheme() != u"https" || !seen || stageOf(seen->failure) == Stage::Secure)
        return false;
    const std::optional<PeerCertificate> certificate = w.certificate();
    return (seen->response || seen->phases.tls) && !(certificate && inspectorOf(certificate->issuer));
}

/// What is at the address that only our own name server gives.
enum class There { BlockPage, MadeUp, Wrong };

There whatIsThere(const World& w)
{
    if (showsBlockPage(w))
        return There::BlockPage;
    return leadsInside(w) && !stillTheOldOnes(w) ? There::MadeUp : There::Wrong;
}

QString wrongAddressText(const World& w)
{
    if (w.misled == Misled::OtherPage)
        return QStringLiteral("Your name server leads to another page than the one that others are led to");
    if (whatIsThere(w) == There::BlockPage)
        return QStringLiteral(
            "Your name server leads to a page that says it is blocked; where others send it, it works");
    if (stillTheOldOnes(w))
        return QStringLiteral("Your name server still gives the address of before; where others send it now, it works");
    return QStringLiteral("Your name server gives a wrong address; where others send it, it works");
}

Holds worksElsewhere(const World& w, There what)
{
    const auto replies = repliesAt(w, true);
    const bool theirs = provedItself(w) && !stillTheOldOnes(w);
    if (!w.failsNow() || w.namedByHostsFile() || !anyGood(replies) || !w.name || theirs || whatIsThere(w) != what)
        return std::nullopt;
    // Two pages that differ may both be meant so.
    const double strength = w.misled == Misled::OtherPage ? 0.75 : 1;
    return Match{wrongAddressText(w), QStringLiteral("%1; %2").arg(resolversText(w), answersText(replies)), strength};
}

/// The name leads to a new address, which fails, while the one of before still works. `agreed`: other name servers give
/// the new one as well.
Holds worksAtOldAddress(const World& w, bool agreed)
{
    const auto replies = repliesAt(w, false);
    if (!w.failsNow() || w.namedByHostsFile() || stillTheOldOnes(w) || !anyGood(replies) || namesOverlap(w) != agreed)
        return std::nullopt;
    return Match{
        agreed ? QStringLiteral("The name leads to a new address, where it fails; at the one of before it still works")
               : QStringLiteral("At the address that the name had before it works; why it has another is not known"),
        QStringLiteral("%1; %2").arg(resolversText(w), answersText(replies)), 1};
}

} // namespace

QList<FindingRow> nameFindings()
{
    return {
        // Others know the name: whoever this computer asks hides it, or is broken.
        {"resolver_hides_name",
         "names",
         "answers_agree",
         "resolver_fault",
         {1, 20, -4, -8, -12},
         [](const World& w) {
             return when(
                 w.name && w.name->addresses.isEmpty() && !othersAddresses(w).isEmpty() && w.silent()
                     && !w.losesPackets(),
                 QStringLiteral("Other name servers know this name; yours does not tell it"), resolversText(w));
         }},
        {"nobody_knows_name",
         "names",
         "answers_agree",
         "name_not_found",
         {-4, -10, -4, 0, 6},
         [](const World& w) {
             return when(
                 w.failure() == Failure::DnsNameNotResolved && deniedByOthers(w),
                 QStringLiteral("Other name servers know no such name either"), resolversText(w));
         }},
        // What has no name leads to a page of whoever runs the name server, advertising mostly.
        {"nobody_knows_name",
         "names",
         "answers_agree",
         "name_not_found",
         {0, 2, -4, -4, 14},
         [](const World& w) {
             return when(
                 w.failsNow() && !w.targetIsLocal() && !w.namedByHostsFile() && inventsNames(w) && deniedByOthers(w),
                 QStringLiteral("Other name servers know no such name; yours gives its own address for such names"),
                 resolversText(w));
         }},
        // Its proxy cannot find it, and neither can anybody else: what the proxy says then has a reason.
        {"nobody_knows_name",
         "names",
         "answers_agree",
         "name_not_found",
         {-4, -12, -4, 0, 12},
         [](const World& w) {
             const bool ours = w.name && w.name->error == idOf(Failure::DnsNameNotResolved);
             return when(
                 w.byForwardProxy() && !w.proxyInItsPlace() && ours && deniedByOthers(w),
                 QStringLiteral("Neither your name server nor others know such a name"), resolversText(w));
         }},
        {"nobody_can_look_it_up",
         "names",
         "answers_agree",
         "resolver_fault",
         {-4, -10, -4, 0, 8},
         [](const World& w) {
             const bool failed = std::any_of(w.resolvers.begin(), w.resolvers.end(), [](const ResolverFact& one) {
                 return one.error == idOf(Failure::DnsFailed);
             });
             return when(
                 w.failure() == Failure::DnsFailed && failed && othersAddresses(w).isEmpty(),
                 QStringLiteral("Other name servers get no answer about this name either"), resolversText(w));
         }},
        // A note that somebody made on this computer, and forgot.
        {"hosts_file_leads_elsewhere",
         "names",
         "name",
         "stale_dns",
         {20, 0, -4, -6, -8},
         [](const World& w) {
             const bool others = !othersAddresses(w).isEmpty() && !namesOverlap(w);
             const bool proven = anyGood(w.variantsOf(Purpose::OtherAddress));
             return when(
                 w.failsNow() && w.namedByHostsFile() && (others || (w.resolvers.isEmpty() && w.silent())),
                 proven ? QStringLiteral("The hosts file of this computer sends the name elsewhere; where others "
                                         "send it, it works")
                     : others
                     ? QStringLiteral("The hosts file of this computer sends the name elsewhere")
                     : QStringLiteral("The hosts file of this computer names the address, and nothing is there"),
                 QStringLiteral("hosts: %1; %2")
                     .arg(w.name ? w.name->inHostsFile.join(u' ') : QString(), resolversText(w)),
                 proven       ? 1
                     : others ? 0.6
                              : 0.3);
         }},
        // A name that was made up a moment ago has no address: whoever gives one gives it for whatever it does not
        // know.
        {"name_server_invents",
         "names",
         "answers_agree",
         "resolver_fault",
         {1, 22, -4, -8, -10},
         [](const World& w) {
             return when(
                 w.failsNow() && !w.targetIsLocal() && !w.namedByHostsFile() && inventsNames(w) && !provedItself(w)
                     && !deniedByOthers(w),
                 QStringLiteral("Your name server gives this address for names that nobody has"),
                 QStringLiteral("a made-up name: %1; %2")
                     .arg(w.madeUp ? w.madeUp->addresses.join(u' ') : QString(), resolversText(w)));
         }},
        // It works where other name servers send it: the address that this computer was given is old or wrong, or leads
        // to who blocks it. One from within a network, for a name that everybody knows, was made up there.
        {"works_at_others_address",
         "names",
         "answers_agree",
         "blocked_locally",
         {2, 20, -2, -8, -10},
         [](const World& w) { return worksElsewhere(w, There::BlockPage); }},
        {"works_at_others_address",
         "names",
         "answers_agree",
         "resolver_fault",
         {2, 20, -2, -8, -10},
         [](const World& w) { return worksElsewhere(w, There::MadeUp); }},
        {"works_at_others_address",
         "names",
         "answers_agree",
         "stale_dns",
         {2, 20, -2, -8, -10},
         [](const World& w) { return worksElsewhere(w, There::Wrong); }},
        // What content networks give by region: ours proved itself, and fails.
        {"works_at_others_address",
         "names",
         "answers_agree",
         "one_front_of_many",
         {-4, -4, 2, 10, 2},
         [](const World& w) {
             const auto replies = repliesAt(w, true);
             return when(
                 w.failsNow() && !w.namedByHostsFile() && provedItself(w) && !stillTheOldOnes(w) && anyGood(replies),
                 QStringLiteral("At the address that others are led to it works: one of their entrances fails"),
                 QStringLiteral("%1; %2").arg(resolversText(w), answersText(replies)));
         }},
        // They moved, and the new place is not ready; or, where nobody else can be asked, somebody gave a wrong one.
        {"works_at_old_address",
         "names",
         "answers_agree",
         "bad_deploy",
         {-5, -8, -1, 4, 9},
         [](const World& w) { return worksAtOldAddress(w, true); }},
        {"works_at_old_address",
         "names",
         "answers_agree",
         nullptr,
         {-4, 10, 0, 2, 1},
         [](const World& w) { return worksAtOldAddress(w, false); }},
        {"fails_at_others_address",
         "names",
         "answers_agree",
         nullptr,
         {-3, -4, 0, 1, 2},
         [](const World& w) {
             const auto replies = repliesAt(w, true);
             return when(
                 w.failsNow() && !replies.isEmpty() && !anyGood(replies),
                 QStringLiteral("At the addresses that other name servers give it fails as well"),
                 answersText(replies));
         }},
        {"names_agree",
         "names",
         "answers_agree",
         nullptr,
         {-2, -3, 0, 0, 0},
         [](const World& w) {
             return when(
                 w.failsNow() && namesOverlap(w), QStringLiteral("Other name servers give the same address"),
                 resolversText(w));
         }},
    };
}

} // namespace Gatewatch
