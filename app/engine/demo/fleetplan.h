// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/types.h>

#include <QByteArray>
#include <QUrl>

#include <optional>
#include <span>

namespace Gatewatch {

// What each made-up service does and when, as values: the servers of the fleet and the made-up history follow the same
// plan.

/// What the provider's own page says.
enum class DemoPage {
    None,
    Green, ///< all is well, whatever happens
    Honest, ///< an incident for as long as anybody has watched
    Intermittent, ///< admits that it comes and goes
    Late, ///< admits an outage five minutes after it began
};

struct DemoService {
    const char* id;
    const char* name;
    const char* group;
    const char* shows; ///< "well", "slow", "flapping", "502", "episodes", "late", "green"
    Seconds up; ///< works so long …
    Seconds down; ///< … then fails so long, again and again from the start
    Millis fastest; ///< of its answers
    Millis slowest;
    int maxMs; ///< above this its check is slow; 0: no limit
    Seconds interval; ///< of its check
    bool gateway; ///< an nginx in front of it answers 502 when it is down; without one it answers 500 itself
    DemoPage page;
};

/// A late page keeps silent for so long.
inline constexpr Seconds demoLateBy{300};

std::span<const DemoService> demoServices();
const DemoService* findDemoService(const QString& id);

/// Whether the service works so long after the start of the fleet.
bool demoIsUp(const DemoService& service, Millis sinceStart);

/// What its page answers to /api/v2/summary.json then, in the shape of Atlassian Statuspage.
QByteArray demoSummary(const DemoService& service, const QUrl& page, TimePoint start, Millis sinceStart);

/// A response as nginx 1.22.1 writes it: its own error page for 502, else what the server behind it said.
QByteArray nginxBadGateway(TimePoint now);
QByteArray nginxPassedOn(
    int status, const QByteArray& reason, const QByteArray& contentType, const QByteArray& body, TimePoint now);

} // namespace Gatewatch
