// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/diagnosis/facts.h>

namespace Gatewatch {

/// Whether an answer came out of a store on the way.
struct CacheReading {
    bool stored = false;
    QString line; ///< what shows it
};

/// Age (RFC 9111), Cache-Status (RFC 9211), X-Cache and cf-cache-status of one answer.
CacheReading readCache(const ResponseHead& head);

/// How far this computer's clock is ahead of the Date field; empty without one, or when the answer was stored.
std::optional<Seconds> clockAhead(const Exchange& exchange);

/// What the library said of a failure, for experts; empty where it would name the user's proxy.
QString detailOf(const Exchange& exchange);

/// The other side, or somebody in between, ended the connection by force.
bool isReset(const Exchange& exchange);

/// True when the page speaks of planned work ("maintenance", "back soon" …).
bool speaksOfMaintenance(const QByteArray& body);

/// Whether any of them was good.
bool anyGood(const QList<const HttpReply*>& replies);
/// What each of them was asked and answered, for experts: "/robots.txt 200, / 502".
QString answersText(const QList<const HttpReply*>& replies);

/// An answer in a list of them, for anyone: its code, else "no connection", "cut short" … The id of a failure is for
/// experts.
QString plainAnswer(const Exchange& exchange);

/// True for an address on this computer.
bool isLoopback(const QString& address);

} // namespace Gatewatch
