// SPDX-License-Identifier: GPL-3.0-or-later
// Rules about what is around: other places, each address of the front door, the provider's page, the past.
#include <core/diagnosis/finding.h>

#include <QSet>

#include <algorithm>

namespace Gatewatch {
namespace {

using Holds = std::optional<Match>;

int goodOf(const QList<ElsewhereFact>& facts)
{
    return int(std::count_if(facts.begin(), facts.end(), [](const ElsewhereFact& one) { return one.asExpected; }));
}

bool anyAnswered(const QList<ElsewhereFact>& facts)
{
    return std::any_of(facts.begin(), facts.end(), [](const ElsewhereFact& one) { return one.answered; });
}

QString listed(const QList<ElsewhereFact>& facts)
{
    QStringList parts;
    for (const ElsewhereFact& one : facts)
        parts.append(one.host + u' ' + (one.answered ? QString::number(one.status) : idOf(one.failure)));
    return parts.join(QStringLiteral(", "));
}

/// The way to the service goes through a tunnel that the ways to those places do not take.
bool apart(const World& w)
{
    return w.silent() && w.tunnel && !w.tunnel->towardsService.isEmpty() && !w.tunnel->towardsInternet;
}

/// All that was asked elsewhere failed at the same stage.
bool allFailedWith(const World& w, bool (*fits)(Failure))
{
    const QList<ElsewhereFact> all = w.connectivity + w.controls;
    return !all.isEmpty()
        && std::all_of(all.begin(), all.end(), [fits](const ElsewhereFact& one) { return fits(one.failure); });
}

bool isOfNames(Failure failure)
{
    return stageOf(failure) == Stage::Resolve;
}

bool isOfProxy(Failure failure)
{
    return failure == Failure::ProxyFailed || failure == Failure::ProxyAuthRequired;
}

/// The two lists agree that nothing outside answers.
bool silentElsewhere(const World& w)
{
    const bool asked = !w.connectivity.isEmpty() || !w.controls.isEmpty();
    return asked && !anyAnswered(w.connectivity) && !anyAnswered(w.controls);
}

struct Fronts {
    int good = 0, bad = 0, badAnswers = 0, badV6 = 0, goodV6 = 0;
};

/// No connection came about. Whoever took the call and then hung up, fell silent or failed to encrypt was reached.
bool notReached(const HttpReply& one)
{
    return one.exchange.failure == Failure::TcpTimedOut || one.exchange.failure == Failure::TcpAddressUnreachable;
}

Fronts countFronts(const World& w)
{
    Fronts count;
    for (const HttpReply& one : w.fronts) {
        const bool v6 = one.address.contains(u':');
        one.good ? ++count.good : ++count.bad;
        count.badAnswers += !one.good && !notReached(one) ? 1 : 0;
        (one.good ? count.goodV6 : count.badV6) += v6 ? 1 : 0;
    }
    return count;
}

/// The entrance that an answer came through, as the step that asks each of them names it: a pinned one with its port.
QString entranceOf(const World& w, const HttpReply& reply)
{
    if (!reply.address.isEmpty())
        return reply.address;
    const QString& address = reply.exchange.address;
    const QString withPort =
        (address.contains(u':') ? u'[' + address + u']' : address) + u':' + QString::number(reply.exchange.port);
    const bool pinned = std::any_of(
        w.fronts.begin(), w.fronts.end(), [&withPort](const HttpReply& one) { return one.address == withPort; });
    return pinned ? withPort : address;
}

/// Of the first answer, the tries and the entrances: those addresses that were good, or those that were bad.
QSet<QString> entrances(const World& w, bool good)
{
    QSet<QString> addresses;
    for (const HttpReply* reply : w.allReplies()) {
        if (reply->good == good && reply->purpose != HttpReply::Purpose::PastCache)
            addresses.insert(entranceOf(w, *reply));
    }
    addresses.remove(QString());
    return addresses;
}

/// How much a failing entrance explains: all of it when it is bad each time, or when every bad answer came through a
/// failing one. An entrance that is good and bad by turns hides several servers behind it, and explains nothing.
double explainedByEntrance(const World& w)
{
    if (entrances(w, true).intersects(entrances(w, false)))
        return 0;
    if (!w.intermittent())
        return 1;
    QSet<QString> failing;
    for (const HttpReply& one : w.fronts) {
        if (!one.good)
            failing.insert(one.address);
    }
    return failing.contains(entrances(w, false)) ? 1 : 0.1;
}

QString frontsText(const World& w)
{
    QStringList parts;
    for (const HttpReply& one : w.fronts)
        parts.append(
            one.address + u' '
            + (one.exchange.response ? QString::number(one.exchange.status()) : idOf(one.exchange.failure)));
    return parts.join(QStringLiteral(", "));
}

bool claims(const World& w, std::initializer_list<Indicator> which)
{
    return w.claim && w.claim->readability == Readability::Ok
        && std::find(which.begin(), which.end(), w.claim->overall) != which.end();
}

bool openIncident(const World& w)
{
    if (!w.claim || w.claim->readability != Readability::Ok)
        return false;
    return std::any_of(w.claim->incidents.begin(), w.claim->incidents.end(), [](const ReportedIncident& one) {
        return one.open() && one.impact != u"none";
    });
}

/// A page lists much that is no outage of what is used here: only what it calls grave itself explains a fault.
bool graveIncident(const World& w)
{
    if (claims(w, {Indicator::MajorOutage, Indicator::PartialOutage}))
        return true;
    return openIncident(w)
        && std::any_of(w.claim->incidents.begin(), w.claim->incidents.end(), [](const ReportedIncident& one) {
               return one.open() && (one.impact == u"major" || one.impact == u"critical");
           });
}

/// Somewhere on a large page something is always maintained: it counts for the whole page, or for chosen components.
bool maintenanceRuns(const World& w)
{
    if (!w.claim || w.claim->readability != Readability::Ok)
        return false;
    return claims(w, {Indicator::UnderMaintenance})
        || (w.about.pageNarrowed
            && std::any_of(w.claim->maintenances.begin(), w.claim->maintenances.end(), [](const Maintenance& one) {
                   return one.running();
               }));
}

QString fineText(const World& w)
{
    constexpr Seconds late{30 * 60};
    if (w.lasted() < late)
        return QStringLiteral("Their status page reports no problem; so early that says little");
    return QStringLiteral("Their status page reports no problem, %1 min into the fault").arg(w.lasted().count() / 60);
}

bool othersFailToo(const World& w)
{
    return w.history && w.history->watchedServices >= 2
        && w.history->failingServices * 10 >= w.history->watchedServices * 6;
}

QList<FindingRow> elsewhereRows()
{
    return {
        // Unrelated places answer: this computer and its network carry traffic.
        {"others_answer",
         "elsewhere",
         "connectivity",
         nullptr,
         {-5, -9, 0, 0, 0},
         [](const World& w) {
             return when(
                 goodOf(w.connectivity) > 0 && !w.portal(),
                 QStringLiteral("%1 of %2 other places answered")
                     .arg(goodOf(w.connectivity))
                     .arg(w.connectivity.size()),
                 listed(w.connectivity),
                 apart(w)         ? 0.2
                     : w.silent() ? 0.5
                                  : 1);
         }},
        {"control_sites_answer",
         "elsewhere",
         "control_sites",
         nullptr,
         {-4, -8, -1, 0, 0},
         [](const World& w) {
             return when(
                 anyAnswered(w.controls) && !w.portal(), QStringLiteral("Unrelated well-known sites answer"),
                 listed(w.controls),
                 apart(w)         ? 0.2
                     : w.silent() ? 0.5
                                  : 1);
         }},
        // A place that must answer in one way answered in another. Such a page answers plain http for anybody; it has
        // no
        // certificate for a name that is not its own, and no 5xx.
        {"portal_answers",
         "elsewhere",
         "connectivity",
         "captive_portal",
         {0, 26, -4, -8, -8},
         [](const World& w) {
             const bool plain = w.about.target.scheme() == u"http" && w.status() < 500;
             return when(
                 w.portal() && (!w.answered() || plain) && !w.targetIsLocal(),
                 QStringLiteral("Something in between answers in the place of other sites, as a sign-in page does"),
                 listed(w.connectivity));
         }},
        // Nothing answers anywhere and neither did the service: one reason is enough for all of it.
        {"nothing_answers",
         "elsewhere",
         "connectivity",
         "local_network_down",
         {6, 16, -4, -8, -8},
         [](const World& w) {
             return when(
                 silentElsewhere(w) && !w.answered() && !w.targetIsLocal() && !w.well()
                     && !(isOfNames(w.failure()) && allFailedWith(w, isOfNames)) && !allFailedWith(w, isOfProxy),
                 QStringLiteral("Nothing else can be reached either"), listed(w.connectivity + w.controls));
         }},
        // The same port of an unrelated host refuses as well, and only that port: who sits between turns it all away.
        {"same_port_refused_elsewhere",
         "elsewhere",
         "connectivity",
         "blocked_locally",
         {9, 11, 0, -6, -12},
         [](const World& w) {
             const bool alike = !w.connectivity.isEmpty()
                 && std::all_of(w.connectivity.begin(), w.connectivity.end(), [](const ElsewhereFact& one) {
                        return !one.https && one.failure == Failure::TcpRefused;
                    });
             return when(
                 w.failure() == Failure::TcpRefused && w.about.target.scheme() == u"http" && alike
                     && anyAnswered(w.controls) && !w.targetIsLocal(),
                 QStringLiteral("Unencrypted pages are refused everywhere alike, encrypted ones are not"),
                 listed(w.connectivity + w.controls));
         }},
        // No one machine is silent: some of what is sent to any of them arrives, and some does not.
        {"packets_get_lost",
         "loss",
         "connectivity",
         "path_fault",
         {4, 18, 6, -6, -8},
         [](const World& w) {
             return when(
                 w.losesPackets() && !w.targetIsLocal(),
                 QStringLiteral("Of the same kind of question some are answered and some are not: much gets lost"),
                 listed(w.connectivity + w.controls));
         }},
        {"no_name_is_found",
         "elsewhere",
         "connectivity",
         "resolver_fault",
         {5, 17, -4, -8, -8},
         [](const World& w) {
             return when(
                 silentElsewhere(w) && isOfNames(w.failure()) && allFailedWith(w, isOfNames) && !w.losesPackets(),
                 QStringLiteral("No other name can be looked up either"), listed(w.connectivity + w.controls));
         }},
        // The service's own side did answer. That unrelated places do not is worth a note only.
        {"only_it_answers",
         "elsewhere",
         "connectivity",
         nullptr,
         {0, 1, 0, 0, 0},
         [](const World& w) {
             return when(
                 silentElsewhere(w) && (w.answered() || w.targetIsLocal()),
                 QStringLiteral("Other places do not answer, but that does not explain this"),
                 listed(w.connectivity + w.controls));
         }},
    };
}

QList<FindingRow> frontRows()
{
    return {
        // One address is reached and fails while another is good: one entrance of several is broken.
        {"one_front_fails",
         "fronts",
         "front_addresses",
         "one_front_of_many",
         {-4, -4, 4, 18, -6},
         [](const World& w) {
             const Fronts count = countFronts(w);
             const double explained = explainedByEntrance(w);
             return when(
                 count.good > 0 && count.badAnswers > 0 && explained > 0,
                 QStringLiteral("%1 of %2 entrances fail, the others work").arg(count.bad).arg(count.bad + count.good),
                 frontsText(w), explained);
         }},
        {"one_family_fails",
         "fronts",
         "front_addresses",
         "family_broken",
         {0, 4, 18, 0, -6},
         [](const World& w) {
             const Fronts count = countFronts(w);
             return when(
                 count.good > 0 && count.badAnswers == 0 && count.badV6 > 0 && count.badV6 == count.bad
                     && count.goodV6 == 0,
                 QStringLiteral("Only the newer kind of address (IPv6) fails"), frontsText(w));
         }},
        // No connection to one address while others are fine: the way to that one.
        {"one_address_silent",
         "fronts",
         "front_addresses",
         "path_fault",
         {-2, 0, 16, 6, -6},
         [](const World& w) {
             const Fronts count = countFronts(w);
             return when(
                 count.good > 0 && count.bad > 0 && count.badAnswers == 0,
                 QStringLiteral("%1 of %2 addresses cannot be reached").arg(count.bad).arg(count.bad + count.good),
                 frontsText(w));
         }},
        // Every entrance alike: not the way to one of them. They may share a fault as well as what is behind them.
        {"all_fronts_fail",
         "fronts",
         "front_addresses",
         nullptr,
         {-3, -2, -5, 0, 0},
         [](const World& w) {
             const Fronts count = countFronts(w);
             return when(
                 count.good == 0 && count.bad > 1, QStringLiteral("All %1 addresses fail alike").arg(count.bad),
                 frontsText(w));
         }},
    };
}

QList<FindingRow> claimRows()
{
    return {
        {"provider_confirms",
         "claim",
         "status_page",
         "outage",
         {-8, -8, -4, 1, 10},
         [](const World& w) {
             return when(
                 graveIncident(w) && !w.well(), QStringLiteral("Their status page reports a problem"),
                 w.claim ? w.claim->vendorRollup : QString());
         }},
        {"provider_confirms",
         "claim",
         "status_page",
         nullptr,
         {-8, -8, -4, 1, 10},
         [](const World& w) {
             return when(
                 openIncident(w) && !graveIncident(w) && !w.well(),
                 QStringLiteral("Their status page mentions a problem, not a grave one"),
                 w.claim ? w.claim->vendorRollup : QString(), 0.3);
         }},
        {"provider_degraded",
         "claim",
         "status_page",
         "overload",
         {-4, -4, -2, 1, 6},
         [](const World& w) {
             return when(
                 claims(w, {Indicator::DegradedPerformance}) && !w.well(),
                 QStringLiteral("Their status page says it is slow today"));
         }},
        {"provider_maintains",
         "claim",
         "status_page",
         "maintenance",
         {-8, -8, -4, 0, 12},
         [](const World& w) {
             return when(
                 maintenanceRuns(w) && !w.well(),
                 QStringLiteral("Their status page says that maintenance is going on"));
         }},
        // Pages lag by minutes to hours: a green page is worth little.
        {"provider_claims_fine",
         "claim",
         "status_page",
         nullptr,
         {0, 0, 1, 0, -1},
         [](const World& w) {
             return when(claims(w, {Indicator::Operational}) && !openIncident(w) && !w.well(), fineText(w));
         }},
        {"other_services_fail",
         "neighbours",
         "history",
         "local_network_down",
         {4, 12, 0, -6, -6},
         [](const World& w) {
             return when(
                 othersFailToo(w) && !w.answered() && !w.targetIsLocal(),
                 QStringLiteral("Most of your other services fail as well"),
                 QStringLiteral("%1 of %2")
                     .arg(w.history ? w.history->failingServices : 0)
                     .arg(w.history ? w.history->watchedServices : 0));
         }},
        {"other_services_fine",
         "neighbours",
         "history",
         nullptr,
         {-4, -5, 0, 0, 0},
         [](const World& w) {
             return when(
                 w.history && w.history->watchedServices > 0 && w.history->failingServices == 0,
                 QStringLiteral("Your other services are fine"));
         }},
    };
}

} // namespace

QList<FindingRow> contextFindings()
{
    return elsewhereRows() + frontRows() + claimRows();
}

} // namespace Gatewatch
