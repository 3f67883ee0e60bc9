// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/judge.h>
#include <engine/net/probeloop.h>
#include <support/hostileserver.h>

#include <QMetaType>

namespace Gatewatch {

/// One row of the matrix of hostile servers: what the server does, and what a person must then be told.
struct HostileCase {
    HostileServer::Script script{};
    Outcome outcome = Outcome::Down;
    QByteArray failure{}; ///< the id, e.g. "http.response.invalid"
    QString sentence{}; ///< with a * for what differs from run to run
    QString scheme = QStringLiteral("http");
    QString keyword{}; ///< that the body must have; empty: no rule
    std::function<void(ProbeRequest&)> change{}; ///< of the request, before it is sent
    QStringList notes{}; ///< their ids
    int connections = 1; ///< one request is one request; more only where redirects are followed
};

/// The deadline that each case gets. A transfer has to end within 250 ms of it.
constexpr Millis hostileDeadline{1000};

/// Starts a request and waits for its end; an Exchange of Failure::Unknown when none comes.
Exchange measured(const ProbeRequest& request);
/// Runs a case through ProbeLoop, judge() and explain(), and looks at how much memory it took. What was not as it must
/// be; empty when all was.
QString mistakeIn(const HostileCase& row);
/// What is wrong with the end of a request that took `spent`; empty when nothing is.
QString mistakeIn(const HostileCase& row, const Exchange& exchange, Millis spent);

/// The same case, in which this note is made.
HostileCase noted(HostileCase row, const QString& note);
/// Whether libcurl is one of those that read the head of an answer more closely; 8.14 is, 7.88 is not.
bool readsHeadsClosely();
/// Whether libcurl says of a status line whether its version or its status is wrong; up to 8.0 it does.
bool tellsVersionFromStatus();
/// Reads the request, then sends `answer` and closes.
HostileServer::Script answering(const QByteArray& answer);
/// Does `then` after a TLS handshake; nothing when the handshake fails.
HostileServer::Script inTls(const std::shared_ptr<SSL_CTX>& context, HostileServer::Script then);
/// Answers whatever comes first with `bytes`, before a TLS handshake or instead of it.
HostileServer::Script insteadOfTls(const QByteArray& bytes);
/// A fatal alert of TLS (RFC 8446 section 6.2).
HostileServer::Script alert(char description);

} // namespace Gatewatch

Q_DECLARE_METATYPE(Gatewatch::HostileCase)
