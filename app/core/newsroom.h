// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/badgateway.h>
#include <core/commoncause.h>
#include <core/event.h>
#include <core/expirywatch.h>
#include <core/incident.h>
#include <core/serviceboard.h>

#include <variant>

namespace Gatewatch {

/// A 502 of the service is confirmed.
struct BadGateway {
    ServiceId service;
    bool operator==(const BadGateway&) const = default;
};

/// A run of the check measured nothing for a reason of its own, not of the whole network, and why.
struct NotMeasured {
    CheckId check;
    QString why; ///< a sentence, for people who want to mend it; once, until it changes or something is measured
    bool operator==(const NotMeasured&) const = default;
};

/// One thing that people are told or that the history keeps.
using News = std::variant<CommonCause, StateChange, Incident, Event, BadGateway, NotMeasured>;

/// For how long a service that went down is held back, so that those that go down with it are told as one. What dies
/// together is seen and confirmed together where checks are seldom further apart than the shortest interval, one
/// second: within one all of them see it, within the next it is confirmed. Who goes down was looked at for 15 s by then
/// where the interval is the usual minute, so that two seconds more are not noticed.
constexpr Millis heldBackFor{2000};

/// Makes news, in the order in which they are to be told, of what the board shows: incidents with their evidence, what
/// services that fail together share, confirmed 502s, certificates that end. A plain value; it keeps the newest failing
/// run of each check, and who is to be told later.
class Newsroom {
public:
    /// Incidents of earlier runs of the program: open ones go on, and are not told again.
    void restore(const QList<Incident>& incidents);
    /// The check looks elsewhere now, or is gone.
    void forget(const CheckId& check);
    /// A check has ended like that, `now`: a failure is the evidence of what is told from then on. `exchange`: without
    /// secrets. `expectation`: what it was judged by.
    QList<News> ended(
        const Sample& sample, const Exchange& exchange, const Expectation& expectation, LocalNetwork network,
        TimePoint now);
    /// Only these services are watched: the incidents of others end.
    QList<News> watchOnly(const QList<Service>& services, TimePoint now);
    /// A confirmed change, which is in the board already. `services`: all that are watched. `network`: what is known of
    /// our own. Who goes down is held back until told() - what the history keeps of it is not - unless it flaps, which
    /// nobody waits for. Another change of a service that is held back tells all that are, and then itself.
    QList<News>
    changed(const StateChange& change, const QList<Service>& services, const ServiceBoard& board, LocalNetwork network);
    /// Whether somebody is held back: told() is to be asked heldBackFor after it became so.
    [[nodiscard]] bool holdsBack() const { return !m_held.isEmpty(); }
    /// Those that were held back: first what they share with each other, or with others that are down, and then each.
    QList<News> told(const QList<Service>& services, const ServiceBoard& board, LocalNetwork network);
    /// One more sample of a check of the service, which is in the board already, and told if it changed anything.
    QList<News> measured(const Sample& sample, const Service& service, const ServiceBoard& board);

    /// The newest failing run of the check, while it fails; null otherwise.
    [[nodiscard]] const Exchange* failureOf(const CheckId& check) const;
    [[nodiscard]] const IncidentBook& incidents() const { return m_incidents; }

private:
    struct FailingRun {
        Exchange exchange;
        QByteArray evidence;
    };

    struct Held {
        StateChange change; ///< to Down
        Exchange exchange; ///< that decided
    };

    [[nodiscard]] const Held* heldOf(const ServiceId& service) const;
    std::optional<CommonCause>
    newCause(const QList<Service>& services, const ServiceBoard& board, LocalNetwork network);

    QHash<CheckId, FailingRun> m_failing;
    QHash<CheckId, QString> m_lacking; ///< why the newest runs measured nothing
    std::optional<CommonCause> m_cause; ///< of the newest failures
    QList<Held> m_held; ///< in the order in which they were confirmed
    BadGatewayAlarm m_alarm;
    ExpiryWatch m_expiry;
    IncidentBook m_incidents;
};

} // namespace Gatewatch
