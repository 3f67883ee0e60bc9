// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>
#include <QString>

#include <optional>

namespace Gatewatch {

/// One hop of a Proxy-Status or Cache-Status field (RFC 9209, RFC 9211): nearest the origin first, nearest you last.
struct StatusHop {
    QString name;
    QString error; ///< Proxy-Status: the type of the error this hop met
    std::optional<int> receivedStatus; ///< what it got from behind ("received-status", or Cache-Status "fwd-status")
    bool hit = false; ///< Cache-Status: answered from the cache
    QString details;
    bool operator==(const StatusHop&) const = default;
};

/// The hops of the joined field values. Broken members are left out: a remote text never stops the reading.
QList<StatusHop> parseStatusHops(const QByteArray& field);

/// True for error types that only an intermediary makes (RFC 9209 section 2.3): that hop wrote the response.
bool onlyByIntermediaries(const QString& errorType);

} // namespace Gatewatch
