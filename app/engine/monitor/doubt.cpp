// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/monitor/doubt.h>

#include <core/diagnosis/answer.h>
#include <engine/net/privateaddress.h>

#include <algorithm>

namespace Gatewatch {
namespace {

using namespace std::chrono_literals;

constexpr Seconds wrongClock = 12h; ///< certificates are made with more room than that
constexpr TimePoint noCopyIsOlder{std::chrono::sys_days(std::chrono::year(2026) / 1 / 1)};

bool asksNameServer(const Check& check)
{
    const auto* dns = std::get_if<DnsCheck>(&check.how);
    return dns && !dns->server.isEmpty();
}

/// A service that moves its visitors from example.com to www.example.com leads nobody elsewhere.
bool leadsElsewhere(const Exchange& exchange)
{
    const auto bare = [](const QUrl& url) {
        const QString host = url.host();
        return host.startsWith(QLatin1StringView("www.")) ? host.sliced(4) : host;
    };
    return bare(exchange.url) != bare(exchange.finalUrl);
}

/// Where it was connected to, or all that were tried in vain.
QStringList addressesOf(const Exchange& exchange)
{
    if (!exchange.address.isEmpty())
        return {exchange.address};
    QStringList tried;
    for (const AddressTried& each : exchange.addressesTried)
        tried.append(each.address);
    return tried;
}

} // namespace

Peer peerOf(const Check& check, const Exchange& exchange)
{
    Peer peer;
    const QStringList addresses = exchange.viaProxy ? QStringList() : addressesOf(exchange);
    peer.here = !addresses.isEmpty() && std::ranges::all_of(addresses, isLoopback);
    peer.nearby = !addresses.isEmpty() && std::ranges::all_of(addresses, [](const QString& address) {
        return isPrivateAddress(QHostAddress(address));
    });
    peer.numbered = !QHostAddress(exchange.url.host()).isNull();
    // Where the first of several hops is in the clear, anybody could lead the way to a certificate of his own.
    peer.proved = exchange.certificate && check.verifiesTls() && exchange.url.scheme() != QLatin1StringView("http");
    return peer;
}

bool asksForPatience(const Check& check, const Exchange& exchange)
{
    return exchange.failure == Failure::Ok && exchange.status() == 429 && !accepts(check.expect().status, 429);
}

bool needsGate(const Judgement& judgement, const Exchange& exchange, const Peer& peer, bool seesPortal)
{
    switch (judgement.outcome) {
    case Outcome::Down:
        return mayBeOurs(judgement.failure, peer);
    case Outcome::Up:
    case Outcome::Slow:
        return exchange.response && (seesPortal || leadsElsewhere(exchange)) && mayBeOurs(Failure::Ok, peer);
    case Outcome::NotMeasured:
        // Without a route to this host, or without any.
        return judgement.failure == Failure::TcpAddressUnreachable && mayBeOurs(judgement.failure, peer);
    }
    return false;
}

Failure failureIn(LocalNetwork network, Failure failure)
{
    switch (network) {
    case LocalNetwork::CaptivePortal:
        return Failure::LocalCaptivePortal;
    case LocalNetwork::NoNameService:
        if (failure == Failure::DnsFailed)
            return failure;
        return stageOf(failure) == Stage::Resolve ? Failure::DnsUnreachable : Failure::LocalOffline;
    case LocalNetwork::Offline:
        return Failure::LocalOffline;
    case LocalNetwork::OnlyByNumber: // which explains nothing but what the name servers did
    case LocalNetwork::Online:
    case LocalNetwork::Unknown:
        break;
    }
    return failure;
}

bool isOfThisComputer(Failure failure, const Check& check, const Circumstances& circumstances)
{
    const bool names = asksNameServer(check) || circumstances.foundNames;
    switch (failure) {
    case Failure::DnsUnreachable:
        return !names;
    case Failure::DnsFailed: // somebody answered: where nobody else is asked, it counts
        return !names && circumstances.network == LocalNetwork::Online;
    case Failure::TlsCertDateInvalid:
        return std::chrono::abs(circumstances.clockAhead.value_or(0s)) > wrongClock
            || circumstances.now < noCopyIsOlder;
    default:
        return false;
    }
}

} // namespace Gatewatch
