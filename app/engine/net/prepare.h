// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <engine/net/dnsprobe.h>
#include <engine/net/pingprobe.h>

#include <variant>

namespace Gatewatch {

/// One run of a check of whichever kind.
using CheckRequest = std::variant<ProbeRequest, DnsRequest, PingRequest>;

/// A request, or what is missing for it.
struct PreparedCheck {
    CheckRequest request;
    QStringList missing; ///< names of secrets that could not be read
};

/// The request of a configured check; `secrets` is asked for each secret that it names. An empty `userAgent` means
/// ours.
PreparedCheck prepare(const Check& check, const QString& userAgent, const SecretLookup& secrets = environmentSecret);

/// The names of all secrets that the checks of these services use.
QSet<SecretName> secretsOf(const QList<Service>& services);

/// The values of secrets that the request holds.
QByteArrayList secretsIn(const CheckRequest& request);

/// Whom the request disturbs, for the limit of how many at once.
QString hostOf(const CheckRequest& request);

/// Starts the request; see ProbeLoop::start().
[[nodiscard]] std::unique_ptr<ProbeHandle> start(ProbeLoop& loop, const CheckRequest& request, ProbeLoop::Done done);

} // namespace Gatewatch
