// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>

#include <optional>

namespace Gatewatch {

/// Why a run of a check failed. The closed list of W3C Network Error Logging, with our own additions in the same form.
/// The numbers are stored in the history: they are never renumbered and never reused.
enum class Failure {
    Ok = 0,

    DnsUnreachable = 10,
    DnsNameNotResolved = 11,
    DnsFailed = 12,

    TcpTimedOut = 20,
    TcpRefused = 21,
    TcpReset = 22,
    TcpClosed = 23,
    TcpAborted = 24,
    TcpAddressInvalid = 25,
    TcpAddressUnreachable = 26,
    TcpFailed = 27,

    TlsVersionOrCipherMismatch = 40,
    TlsBadClientAuthCert = 41,
    TlsCertNameInvalid = 42,
    TlsCertDateInvalid = 43,
    TlsCertAuthorityInvalid = 44,
    TlsCertInvalid = 45,
    TlsCertRevoked = 46,
    TlsProtocolError = 47,
    TlsFailed = 48,
    TlsTimedOut = 49,

    HttpError = 60,
    HttpProtocolError = 61,
    HttpResponseInvalid = 62,
    HttpResponseIncomplete = 63,
    HttpResponseTimedOut = 64,
    HttpResponseTooLarge = 65,
    HttpResponseRedirectLoop = 66,
    HttpResponseRedirectRefused = 67,
    HttpResponseMismatch = 68,
    HttpChallenged = 69,

    ProxyFailed = 80,
    ProxyAuthRequired = 81,

    LocalOffline = 90,
    LocalCaptivePortal = 91,

    Abandoned = 98,
    Unknown = 99,
};

/// How far a run came before it failed.
enum class Stage { None, Local, Resolve, Connect, Secure, Request, Response };

/// The stable id, e.g. "tcp.refused"; other programs rely on it.
QString idOf(Failure failure);
/// The failure with that id; empty when the id is not in the closed list.
std::optional<Failure> failureFromId(const QString& id);
/// The failure with that stored number; Unknown for a number that is not in the list.
Failure failureFromNumber(int number);
Stage stageOf(Failure failure);
/// Every failure of the closed list, in order of its number.
QList<Failure> allFailures();

} // namespace Gatewatch
