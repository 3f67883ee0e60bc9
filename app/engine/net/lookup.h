// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/service.h>

#include <QHostAddress>
#include <QList>
#include <QObject>

#include <functional>

namespace Gatewatch {

/// What the system's resolver said of a name.
struct LookupAnswer {
    int error = 0; ///< getaddrinfo's EAI_…; 0 when there are addresses
    QList<QHostAddress> addresses;
};

/// Asks the system's resolver, on a thread of its own, since getaddrinfo can neither be interrupted nor told a
/// deadline. `done` is called in the thread of `context`, unless that is gone by then; a lookup that hangs is left
/// behind.
void lookUp(const QString& host, IpFamily family, QObject* context, std::function<void(const LookupAnswer&)> done);

} // namespace Gatewatch
