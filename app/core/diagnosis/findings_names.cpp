// SPDX-License-Identifier: GPL-3.0-or-later
// Rules about what name servers say: the one that this computer asks, others, and its hosts file.
#include <core/diagnosis/answer.h>
#include <core/diagnosis/finding.h>

#include <QRegularExpression>

#include <algorithm>

namespace Gatewatch {
namespace {

using Holds = std::optional<Match>;
using Purpose = HttpReply::Purpose;

/// Addresses that other name servers give.
QStringList othersAddresses(const World& w)
{
    QStringList all;
    for (const ResolverFact& one : w.resolvers)
        all += one.addresses;
    all.removeDuplicates();
    return all;
}

QString resolversText(const World& w)
{
    QStringList parts;
    for (const ResolverFact& one : w.resolvers)
        parts.append(one.resolver + u' ' + (one.addresses.isEmpty() ? one.error : one.addresses.join(u' ')));
    return parts.join(QStringLiteral(", "));
}

bool namesOverlap(const World& w)
{
    const QStringList others = othersAddresses(w);
    return w.name && std::any_of(w.name->addresses.begin(), w.name->addresses.end(), [&others](const QString& one) {
               return others.contains(one);
           });
}

/// From the ranges for networks of one's own (RFC 1918), or this computer itself.
bool leadsInside(const QString& address)
{
    static const QRegularExpression inside(
        QStringLiteral("^(10\\.|192\\.168\\.|172\\.(1[6-9]|2\\d|3[01])\\.|127\\.|0\\.|::1$|::$|f[cd])"),
        QRegularExpression::CaseInsensitiveOption);
    return inside.match(address).hasMatch();
}

/// What it answered at addresses that other name servers give, or at those that only earlier good answers came from.
QList<const HttpReply*> repliesAt(const World& w, bool givenByOthers)
{
    const QStringList others = othersAddresses(w);
    QList<const HttpReply*> replies = w.variantsOf(Purpose::OtherAddress);
    replies.removeIf([&](const HttpReply* one) { return others.contains(one->address) != givenByOthers; });
    return replies;
}

/// All that this computer is told are addresses from which good answers came before the fault.
bool stillTheOldOnes(const World& w)
{
    return w.before && w.name && !w.name->addresses.isEmpty()
        && std::all_of(w.name->addresses.begin(), w.name->addresses.end(), [&w](const QString& one) {
               return w.before->addresses.contains(one);
           });
}

Holds worksElsewhere(const World& w, bool madeUp)
{
    const auto replies = repliesAt(w, true);
    if (!w.failsNow() || w.namedByHostsFile() || !anyGood(replies) || !w.name)
        return std::nullopt;
    const bool old = stillTheOldOnes(w);
    const bool inside = std::all_of(w.name->addresses.begin(), w.name->addresses.end(), leadsInside);
    if ((inside && !old) != madeUp)
        return std::nullopt;
    const QString expert = QStringLiteral("%1; %2").arg(resolversText(w), answersText(replies));
    if (old)
        return Match{
            QStringLiteral("Your name server still gives the address of before; where others send it now, it works"),
            expert, 1};
    return Match{QStringLiteral("Your name server gives a wrong address; where others send it, it works"), expert, 1};
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
                 w.name && w.name->addresses.isEmpty() && !othersAddresses(w).isEmpty() && w.silent(),
                 QStringLiteral("Other name servers know this name; yours does not tell it"), resolversText(w));
         }},
        {"nobody_knows_name",
         "names",
         "answers_agree",
         "name_not_found",
         {-4, -10, -4, 0, 6},
         [](const World& w) {
             const bool told = std::any_of(w.resolvers.begin(), w.resolvers.end(), [](const ResolverFact& one) {
                 return one.error == idOf(Failure::DnsNameNotResolved);
             });
             return when(
                 w.failure() == Failure::DnsNameNotResolved && told && othersAddresses(w).isEmpty(),
                 QStringLiteral("Other name servers know no such name either"), resolversText(w));
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
        // It works where other name servers send it: the address that this computer was given is old or wrong. One from
        // within a network, for a name that everybody knows, was made up there.
        {"works_at_others_address",
         "names",
         "answers_agree",
         "resolver_fault",
         {2, 20, -2, -8, -10},
         [](const World& w) { return worksElsewhere(w, true); }},
        {"works_at_others_address",
         "names",
         "answers_agree",
         "stale_dns",
         {2, 20, -2, -8, -10},
         [](const World& w) { return worksElsewhere(w, false); }},
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
