// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/failure.h>

#include <algorithm>
#include <array>

namespace Gatewatch {
namespace {

struct Row {
    Failure failure;
    const char* id;
    Stage stage;
};

constexpr std::array rows{
    Row{Failure::Ok, "ok", Stage::None},
    Row{Failure::DnsUnreachable, "dns.unreachable", Stage::Resolve},
    Row{Failure::DnsNameNotResolved, "dns.name_not_resolved", Stage::Resolve},
    Row{Failure::DnsFailed, "dns.failed", Stage::Resolve},
    Row{Failure::TcpTimedOut, "tcp.timed_out", Stage::Connect},
    Row{Failure::TcpRefused, "tcp.refused", Stage::Connect},
    Row{Failure::TcpReset, "tcp.reset", Stage::Request},
    Row{Failure::TcpClosed, "tcp.closed", Stage::Request},
    Row{Failure::TcpAborted, "tcp.aborted", Stage::Request},
    Row{Failure::TcpAddressInvalid, "tcp.address_invalid", Stage::Connect},
    Row{Failure::TcpAddressUnreachable, "tcp.address_unreachable", Stage::Connect},
    Row{Failure::TcpFailed, "tcp.failed", Stage::Connect},
    Row{Failure::TlsVersionOrCipherMismatch, "tls.version_or_cipher_mismatch", Stage::Secure},
    Row{Failure::TlsBadClientAuthCert, "tls.bad_client_auth_cert", Stage::Secure},
    Row{Failure::TlsCertNameInvalid, "tls.cert.name_invalid", Stage::Secure},
    Row{Failure::TlsCertDateInvalid, "tls.cert.date_invalid", Stage::Secure},
    Row{Failure::TlsCertAuthorityInvalid, "tls.cert.authority_invalid", Stage::Secure},
    Row{Failure::TlsCertInvalid, "tls.cert.invalid", Stage::Secure},
    Row{Failure::TlsCertRevoked, "tls.cert.revoked", Stage::Secure},
    Row{Failure::TlsProtocolError, "tls.protocol.error", Stage::Secure},
    Row{Failure::TlsFailed, "tls.failed", Stage::Secure},
    Row{Failure::TlsTimedOut, "tls.timed_out", Stage::Secure},
    Row{Failure::HttpError, "http.error", Stage::Response},
    Row{Failure::HttpProtocolError, "http.protocol.error", Stage::Response},
    Row{Failure::HttpResponseInvalid, "http.response.invalid", Stage::Response},
    Row{Failure::HttpResponseIncomplete, "http.response.incomplete", Stage::Response},
    Row{Failure::HttpResponseTimedOut, "http.response.timed_out", Stage::Response},
    Row{Failure::HttpResponseTooLarge, "http.response.too_large", Stage::Response},
    Row{Failure::HttpResponseRedirectLoop, "http.response.redirect_loop", Stage::Response},
    Row{Failure::HttpResponseRedirectRefused, "http.response.redirect_refused", Stage::Response},
    Row{Failure::HttpResponseMismatch, "http.response.mismatch", Stage::Response},
    Row{Failure::HttpChallenged, "http.challenged", Stage::Response},
    Row{Failure::ProxyFailed, "proxy.failed", Stage::Connect},
    Row{Failure::ProxyAuthRequired, "proxy.auth_required", Stage::Connect},
    Row{Failure::LocalOffline, "local.offline", Stage::Local},
    Row{Failure::LocalCaptivePortal, "local.captive_portal", Stage::Local},
    Row{Failure::Abandoned, "abandoned", Stage::Local},
    Row{Failure::Unknown, "unknown", Stage::Local},
};

const Row& rowOf(Failure failure)
{
    const auto* row = std::ranges::find(rows, failure, &Row::failure);
    return row == rows.end() ? rows.back() : *row;
}

} // namespace

QString idOf(Failure failure)
{
    return QString::fromLatin1(rowOf(failure).id);
}

std::optional<Failure> failureFromId(const QString& id)
{
    const auto* row = std::ranges::find_if(rows, [&](const Row& each) { return id == QLatin1StringView(each.id); });
    return row == rows.end() ? std::nullopt : std::optional(row->failure);
}

Failure failureFromNumber(int number)
{
    const auto* row =
        std::ranges::find_if(rows, [&](const Row& each) { return static_cast<int>(each.failure) == number; });
    return row == rows.end() ? Failure::Unknown : row->failure;
}

Stage stageOf(Failure failure)
{
    return rowOf(failure).stage;
}

QList<Failure> allFailures()
{
    QList<Failure> all;
    for (const Row& row : rows)
        all.append(row.failure);
    return all;
}

} // namespace Gatewatch
