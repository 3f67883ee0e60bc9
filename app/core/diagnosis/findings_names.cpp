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

Holds worksElsewhere(const World& w, bool madeUp)
{
    const auto replies = w.variantsOf(Purpose::OtherAddress);
    if (!w.failsNow() || w.namedByHostsFile() || !anyGood(replies) || !w.name)
        return std::nullopt;
    if (std::all_of(w.name->addresses.begin(), w.name->addresses.end(), leadsInside) != madeUp)
        return std::nullopt;
    return Match{
        QStringLiteral("Your name server gives a wrong address; where others send it, it works"),
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
        {"fails_at_others_address",
         "names",
         "answers_agree",
         nullptr,
         {-3, -4, 0, 1, 2},
         [](const World& w) {
             const auto replies = w.variantsOf(Purpose::OtherAddress);
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
