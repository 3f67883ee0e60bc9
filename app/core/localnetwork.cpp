// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/localnetwork.h>

#include <core/configrules.h>

#include <algorithm>

namespace Gatewatch {
namespace {

/// How far a check came, as far as our own network is concerned.
enum class Came { Nowhere, Cut, ToAnAnswer, ToAVerdict };

Came howFar(Failure failure)
{
    switch (failure) {
    case Failure::DnsUnreachable:
    case Failure::DnsNameNotResolved:
    case Failure::DnsFailed:
    case Failure::TcpTimedOut:
    case Failure::TcpAddressUnreachable:
    case Failure::TcpFailed:
        return Came::Nowhere;
    case Failure::TcpRefused:
    case Failure::TcpReset:
    case Failure::TcpClosed:
    case Failure::TcpAborted:
    case Failure::TlsVersionOrCipherMismatch:
    case Failure::TlsCertNameInvalid:
    case Failure::TlsCertDateInvalid:
    case Failure::TlsCertAuthorityInvalid:
    case Failure::TlsCertInvalid:
    case Failure::TlsProtocolError:
    case Failure::TlsFailed:
    case Failure::TlsTimedOut:
    case Failure::HttpResponseTimedOut:
    case Failure::HttpResponseIncomplete:
        return Came::Cut;
    case Failure::Ok: // a page that says yes to everything
    case Failure::HttpError:
    case Failure::HttpProtocolError:
    case Failure::HttpResponseInvalid:
    case Failure::HttpResponseTooLarge:
    case Failure::HttpResponseRedirectLoop:
    case Failure::HttpResponseRedirectRefused:
    case Failure::HttpResponseMismatch:
        return Came::ToAnAnswer;
    case Failure::TcpAddressInvalid:
    case Failure::TlsBadClientAuthCert:
    case Failure::TlsCertRevoked:
    case Failure::HttpChallenged:
    case Failure::ProxyFailed:
    case Failure::ProxyAuthRequired:
    case Failure::LocalOffline:
    case Failure::LocalCaptivePortal:
    case Failure::Abandoned:
    case Failure::Unknown:
        break;
    }
    return Came::ToAVerdict;
}

enum class Answered { Right, Wrong, No };

Answered read(const QList<ConnectivityCheck>& checks, const Exchange& answer)
{
    const auto check = std::ranges::find(checks, answer.url, &ConnectivityCheck::url);
    if (check == checks.end() || !answer.response)
        return Answered::No;
    if (answer.status() == check->status)
        return Answered::Right;
    return answer.status() < 400 || answer.status() == 511 ? Answered::Wrong : Answered::No;
}

bool isByName(const QUrl& url)
{
    return !isPinnedAddress(url.host());
}

bool endedAtNames(const Exchange& answer)
{
    return stageOf(answer.failure) == Stage::Resolve;
}

/// Whether whoever was asked by name was not found, since the name servers themselves are silent or fail.
bool missNames(const QList<Exchange>& answers)
{
    if (provesNames(answers))
        return false;
    return std::ranges::any_of(answers, [](const Exchange& each) {
        return each.failure == Failure::DnsUnreachable || each.failure == Failure::DnsFailed;
    });
}

} // namespace

bool isLost(LocalNetwork network)
{
    switch (network) {
    case LocalNetwork::CaptivePortal:
    case LocalNetwork::OnlyByNumber:
    case LocalNetwork::NoNameService:
    case LocalNetwork::Offline:
        return true;
    case LocalNetwork::Online:
    case LocalNetwork::Unknown:
        break;
    }
    return false;
}

bool lacksNames(LocalNetwork network)
{
    return network == LocalNetwork::OnlyByNumber || network == LocalNetwork::NoNameService;
}

bool mayExplain(LocalNetwork network, Failure failure, const Peer& peer)
{
    if (!isLost(network) || peer.here)
        return false;
    if (network == LocalNetwork::OnlyByNumber) // where a name server says that there is no such name, it works
        return !peer.numbered && (failure == Failure::DnsUnreachable || failure == Failure::DnsFailed);
    const bool portal = network == LocalNetwork::CaptivePortal;
    const bool reallyNearby = peer.nearby && (peer.numbered || !portal);
    switch (howFar(failure)) {
    case Came::Nowhere:
        return true;
    case Came::Cut:
        return !reallyNearby;
    case Came::ToAnAnswer:
        return portal && !peer.proved && !reallyNearby;
    case Came::ToAVerdict:
        break;
    }
    return false;
}

bool mayBeOurs(Failure failure, const Peer& peer)
{
    return mayExplain(LocalNetwork::Offline, failure, peer) || mayExplain(LocalNetwork::CaptivePortal, failure, peer);
}

LocalNetwork judgeConnectivity(const QList<ConnectivityCheck>& checks, const QList<Exchange>& answers)
{
    if (checks.isEmpty() || answers.isEmpty())
        return LocalNetwork::Unknown;
    const LocalNetwork online = missNames(answers) ? LocalNetwork::OnlyByNumber : LocalNetwork::Online;
    if (provesOnline(checks, answers))
        return online;
    const auto count = [&](Answered wanted) {
        return std::ranges::count_if(answers, [&](const Exchange& each) { return read(checks, each) == wanted; });
    };
    const auto wrong = count(Answered::Wrong);
    const auto right = count(Answered::Right);
    if (wrong > 0 && wrong >= right)
        return LocalNetwork::CaptivePortal;
    if (right > 0)
        return online;
    return std::ranges::all_of(answers, endedAtNames) ? LocalNetwork::NoNameService : LocalNetwork::Offline;
}

QUrl signInAddress(const QList<ConnectivityCheck>& checks)
{
    const auto plain = std::ranges::find_if(
        checks, [](const ConnectivityCheck& check) { return check.url.scheme() == QLatin1StringView("http"); });
    return plain == checks.end() ? QUrl() : plain->url;
}

bool provesOnline(const QList<ConnectivityCheck>& checks, const QList<Exchange>& answers)
{
    return std::ranges::any_of(
        answers, [&](const Exchange& each) { return each.status() == 204 && read(checks, each) == Answered::Right; });
}

bool provesNames(const QList<Exchange>& answers)
{
    return std::ranges::any_of(
        answers, [](const Exchange& each) { return isByName(each.url) && !each.viaProxy && !endedAtNames(each); });
}

bool settles(const QList<ConnectivityCheck>& checks, const QList<Exchange>& answers)
{
    const bool othersByName = std::ranges::any_of(checks, [&](const ConnectivityCheck& check) {
        return isByName(check.url) && std::ranges::find(answers, check.url, &Exchange::url) == answers.end();
    });
    return provesOnline(checks, answers) && (provesNames(answers) || !othersByName);
}

} // namespace Gatewatch
