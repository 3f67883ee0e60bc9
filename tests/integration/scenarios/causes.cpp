// SPDX-License-Identifier: GPL-3.0-or-later
#include <integration/scenarios/causes.h>

#include <core/diagnosis/finding.h>

#include <algorithm>
#include <array>

namespace Gatewatch::Scenarios {
namespace {

using namespace Qt::StringLiterals;

struct Shown {
    const char* cause;
    const char* world;
};

/// The causes that the diagnosis can name, each with a world in which it is the truth and is told.
constexpr std::array shown{
    Shown{"origin_unreachable", "crashed in a calm hour"},
    Shown{"origin_refuses_connections", "refused, all else well"},
    Shown{"origin_closes_early", "cut body"},
    Shown{"origin_timeout", "slow body"},
    Shown{"origin_invalid_response", "rubbish"},
    Shown{"overload", "overloaded"},
    Shown{"maintenance", "maintenance page"},
    Shown{"outage", "the application's own 500"},
    Shown{"bad_deploy", "broken by a change"},
    Shown{"throttled", "asks to slow down"},
    Shown{"front_fault", "only old TLS"},
    Shown{"one_front_of_many", "one entrance of three answers 502"},
    Shown{"resolver_fault", "name server fails"},
    Shown{"stale_dns", "yesterday's address"},
    Shown{"local_network_down", "cable out"},
    Shown{"captive_portal", "sign-in page, https"},
    Shown{"family_broken", "IPv6 broken"},
    Shown{"path_fault", "one address silent"},
    Shown{"intercepted", "inspected TLS"},
    Shown{"certificate_problem", "expired certificate"},
    Shown{"clock_wrong", "clock ahead"},
    Shown{"local_proxy", "local proxy gone"},
    Shown{"company_proxy", "company proxy gone"},
    Shown{"stale_cached_error", "nginx repeats an old 502"},
    Shown{"recovered", "recovered"},
    Shown{"intermittent", "every third fails"},
    Shown{"name_not_found", "nobody knows the name"},
    Shown{"request_rejected", "key missing here"},
    Shown{"vpn_fault", "dead tunnel"},
    Shown{"blocked_locally", "name server leads to a block page"},
    Shown{"client_refused", "turns programs away"},
};

} // namespace

QString causeShownBy(const QString& world)
{
    const auto row =
        std::ranges::find_if(shown, [&](const Shown& one) { return world == QLatin1StringView(one.world); });
    return row == shown.end() ? QString() : QString::fromLatin1(row->cause);
}

QStringList problemsOfCauses(const QList<TestWorld>& worlds)
{
    QStringList problems;
    QStringList causes;
    for (const FindingRow& row : findingRows()) {
        if (row.cause)
            causes.append(QString::fromLatin1(row.cause));
    }
    causes.removeDuplicates();
    for (const QString& cause : std::as_const(causes)) {
        if (std::ranges::none_of(shown, [&](const Shown& one) { return cause == QLatin1StringView(one.cause); }))
            problems.append(u"no world shows %1"_s.arg(cause));
    }
    for (const Shown& one : shown) {
        const auto world = std::ranges::find_if(
            worlds, [&](const TestWorld& each) { return each.name == QLatin1StringView(one.world); });
        const QString cause = QString::fromLatin1(one.cause);
        if (!causes.contains(cause))
            problems.append(u"nothing names %1"_s.arg(cause));
        if (world == worlds.end())
            problems.append(u"there is no world \"%1\" to show %2"_s.arg(QString::fromUtf8(one.world), cause));
        else if (!world->causes.isEmpty() && !world->causes.contains(cause))
            problems.append(u"in the world \"%1\" %2 is not the truth"_s.arg(world->name, cause));
    }
    return problems;
}

} // namespace Gatewatch::Scenarios
