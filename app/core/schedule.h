// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/types.h>

#include <QHash>
#include <QList>

#include <algorithm>
#include <set>

namespace Gatewatch {

struct ScheduledCheck {
    CheckId check;
    Seconds interval{60};
    QString server{}; ///< who is asked, with the port
};

/// When each check is due. Pure: the moment is an argument. Starts are spread over the interval by a hash of the id, so
/// that a thousand checks do not begin together; a late tick is skipped, not queued.
class Schedule {
public:
    /// Exactly these checks from now on. Those already known with the same interval keep their times; new ones run
    /// within the next three seconds, so that a person who has just added one sees a result. What the same server asked
    /// of a check outlasts both.
    void set(const QList<ScheduledCheck>& checks, SteadyPoint now);
    /// Every interval counts so many times, 1 or more: 5 on a metered connection. What is planned already stays
    /// planned, but nothing waits longer than its new interval.
    void setStretch(int factor, SteadyPoint now);
    /// The checks whose time has come; each is given its next time.
    QList<CheckId> due(SteadyPoint now);
    /// Runs the check at `when`, if that is sooner than planned, but not before what was asked of us.
    void hurry(const CheckId& check, SteadyPoint when);
    /// The next run of the check is at `when`, neither sooner nor later, whatever else is planned; hurry() may be
    /// sooner.
    void lookAgain(const CheckId& check, SteadyPoint when);
    /// Plans no run of the check before `when`; hurry() may.
    void defer(const CheckId& check, SteadyPoint when);
    /// No run of the check before `when`, whoever hurries: the server asked for it (Retry-After).
    void postpone(const CheckId& check, SteadyPoint when);
    /// The check looks elsewhere from now on, or for something else: the next set() takes it as new.
    void forget(const CheckId& check);
    /// After sleep: missed ticks are dropped, everything is spread over the next interval, so that what a thousand
    /// computers do when they wake is what they do at any other time; but over 60 s at most, for nobody who opens the
    /// lid wants to wait an hour for the first answer.
    void restart(SteadyPoint now);
    /// The next time anything is due; empty when nothing is scheduled.
    [[nodiscard]] std::optional<SteadyPoint> next() const;

private:
    struct Row {
        Seconds interval{60};
        SteadyPoint due{};
        QString server;
        bool isNew = false; ///< for the next set()
        SteadyPoint notBefore{}; ///< whoever hurries
        SteadyPoint again{}; ///< not before it, unless somebody hurries
        [[nodiscard]] SteadyPoint earliest() const { return std::max(notBefore, again); }
    };
    [[nodiscard]] Row rowFor(const ScheduledCheck& next, SteadyPoint now) const;
    void plan(const CheckId& check, Row& row, SteadyPoint due);

    QHash<CheckId, Row> m_rows;
    std::set<std::pair<SteadyPoint, CheckId>> m_order; ///< the same checks by the time they are due
    int m_stretch = 1;
};

} // namespace Gatewatch
