// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <engine/net/probeloop.h>

namespace Gatewatch {

struct DnsRequest {
    QUrl address; ///< Check::address(), for the exchange
    QString name;
    QString record; ///< one of dnsRecords()
    QString server; ///< numeric, with or without a port; empty: those of the system
    Millis timeout{10000};
    /// Of the system's servers the first that answers is taken at its word; otherwise an error is a reason to go on.
    bool takesErrors = false;
    bool operator==(const DnsRequest&) const = default;
};

/// Asks one question and reads the records of the answer. Each server has the whole time left for its answer; the
/// system's are asked one after the other, and only where none knows is an error of one of them the end. The exchange
/// has the time of the answer as its resolve phase and the records, one a line, as its body. `done` is called once from
/// the event loop; deleting the handle cancels. The loop's thread is the one that asks.
[[nodiscard]] std::unique_ptr<ProbeHandle> startDnsProbe(const DnsRequest& request, ProbeLoop::Done done);

/// The number of a type of record (RFC 1035, RFC 3596, RFC 2782, RFC 8659).
int typeNumber(const QString& record);
/// The records of that type in an answer as it came over the wire (RFC 1035), as zone files write them; empty when the
/// answer is damaged.
QStringList recordsIn(const QByteArray& answer, const QString& record);

} // namespace Gatewatch
