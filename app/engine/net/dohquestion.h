// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <engine/net/probe.h>

namespace Gatewatch {

/// The request that asks a DNS server over https for the records of a name (RFC 8484 section 4.1). `server`: its
/// address without the question; `record`: one of dnsRecords(). Empty where the name is none that DNS can carry.
std::optional<ProbeRequest> dohQuestion(const QUrl& server, const QString& name, const QString& record);

/// What such a server answered.
struct DohAnswer {
    Failure failure = Failure::Ok; ///< dns.…; DnsUnreachable where no DNS message came
    QStringList records;
};
/// Reads it from the exchange.
DohAnswer dohAnswer(const Exchange& exchange, const QString& record);

} // namespace Gatewatch
