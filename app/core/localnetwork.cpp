// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/localnetwork.h>

#include <algorithm>

namespace Gatewatch {

bool mayBeOurs(Failure failure, bool nearby)
{
    switch (failure) {
    case Failure::DnsUnreachable:
    case Failure::DnsNameNotResolved:
    case Failure::DnsFailed:
    case Failure::TcpTimedOut:
    case Failure::TcpAddressUnreachable:
    case Failure::TcpFailed:
        return true;
    // A sign-in page that catches every connection, or whatever lets nothing out, refuses, cuts off, or shows its own
    // certificate.
    case Failure::TcpRefused:
    case Failure::TcpReset:
    case Failure::TlsTimedOut:
    case Failure::TlsFailed:
    case Failure::TlsProtocolError:
    case Failure::TlsCertNameInvalid:
    case Failure::TlsCertDateInvalid:
    case Failure::TlsCertAuthorityInvalid:
    case Failure::HttpResponseTimedOut:
        return !nearby;
    default:
        return false; // somebody over there answered
    }
}

namespace {

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

} // namespace

LocalNetwork judgeConnectivity(const QList<ConnectivityCheck>& checks, const QList<Exchange>& answers)
{
    if (checks.isEmpty() || answers.isEmpty())
        return LocalNetwork::Unknown;
    if (provesOnline(checks, answers))
        return LocalNetwork::Online;
    const auto any = [&](Answered wanted) {
        return std::ranges::any_of(answers, [&](const Exchange& each) { return read(checks, each) == wanted; });
    };
    if (any(Answered::Wrong))
        return LocalNetwork::CaptivePortal;
    return any(Answered::Right) ? LocalNetwork::Online : LocalNetwork::Offline;
}

bool provesOnline(const QList<ConnectivityCheck>& checks, const QList<Exchange>& answers)
{
    return std::ranges::any_of(
        answers, [&](const Exchange& each) { return each.status() == 204 && read(checks, each) == Answered::Right; });
}

} // namespace Gatewatch
