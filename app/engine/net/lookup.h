// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/failure.h>
#include <core/flaw.h>
#include <core/service.h>

#include <QHostAddress>
#include <QList>
#include <QObject>

#include <functional>

namespace Gatewatch {

/// What the system's resolver said of a name.
struct LookupAnswer {
    Failure failure = Failure::Ok; ///< dns.…, Abandoned, or Ok when there are addresses
    QList<QHostAddress> addresses;
    QString lack; ///< of Abandoned: what was missing here
    Flaw flaw = Flaw::None; ///< NoRecord, NoIpv4 or NoIpv6, where the name exists nevertheless
};

/// Asks the system's resolver, on a thread of its own, since getaddrinfo can neither be interrupted nor told a
/// deadline; after `budget` the answer is dns.unreachable, and a lookup that hangs is left behind. At most 64 ask at
/// once, and whose turn never comes learns nothing: Abandoned, as where no thread can be made. Whether the name servers
/// answer with an error or not at all, which getaddrinfo does not tell, is learnt by asking them once more. `done` is
/// called once from the event loop of this thread, unless `context` is gone by then.
void lookUp(
    const QString& host, IpFamily family, Millis budget, QObject* context,
    std::function<void(const LookupAnswer&)> done);

} // namespace Gatewatch
