// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/localnetwork.h>

#include <algorithm>

namespace Gatewatch {

bool mayBeOurs(Failure failure)
{
    switch (failure) {
    case Failure::DnsUnreachable:
    case Failure::DnsNameNotResolved:
    case Failure::DnsFailed:
    case Failure::TcpTimedOut:
    case Failure::TcpAddressUnreachable:
    case Failure::TcpFailed:
    case Failure::TlsTimedOut:
    case Failure::TlsCertAuthorityInvalid: // a portal or an inspecting proxy shows its own certificate
    case Failure::HttpResponseTimedOut:
        return true;
    default:
        return false; // somebody over there answered
    }
}

LocalNetwork judgeConnectivity(const QList<ConnectivityCheck>& checks, const QList<Exchange>& answers)
{
    if (checks.isEmpty() || answers.isEmpty())
        return LocalNetwork::Unknown;
    bool wrongAnswer = false;
    for (const Exchange& answer : answers) {
        const auto check = std::ranges::find(checks, answer.url, &ConnectivityCheck::url);
        if (check == checks.end() || !answer.response)
            continue;
        if (answer.status() == check->status)
            return LocalNetwork::Online;
        wrongAnswer = wrongAnswer || answer.status() < 400 || answer.status() == 511;
    }
    return wrongAnswer ? LocalNetwork::CaptivePortal : LocalNetwork::Offline;
}

} // namespace Gatewatch
