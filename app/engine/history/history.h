// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/config.h>
#include <core/diagnosis/sessionfile.h>
#include <core/event.h>
#include <core/incident.h>
#include <core/issuerwatch.h>
#include <core/recollection.h>
#include <core/series.h>
#include <core/statuspage/statusreport.h>

#include <QHash>
#include <QObject>

#include <memory>

namespace Gatewatch {

/// The store. Lives on the history thread; talks by queued slots and signals with values only. Replies carry the ticket
/// of their request, so that a late one can be dropped.
class History final : public QObject {
    Q_OBJECT
public:
    enum class Problem {
        None,
        CannotOpen, ///< or cannot be read or written; when opening: kept in memory until the end
        Damaged, ///< moved aside, a new file was begun; the detail is where the old one is now
        NewerSchema, ///< written by a newer Gatewatch: only read
        DiskFull,
        ReadOnly,
        Locked, ///< when opening: another Gatewatch writes this file, so it is only read here
        Deleted, ///< somebody removed or replaced the file while it was open; a new one was begun
    };
    Q_ENUM(Problem)
    enum class Mode { ReadWrite, ReadOnly };
    Q_ENUM(Mode)

    /// `file`: path of the database; ":memory:" keeps nothing. ReadOnly makes no file and takes no lock: it may stand
    /// beside a window that writes.
    explicit History(QString file, Mode mode = Mode::ReadWrite, QObject* parent = nullptr);
    ~History() override;

public slots:
    /// Opens or makes the file. A damaged file is moved aside with its date, never overwritten. Ends in opened(), after
    /// which requests are answered whatever the problem was.
    void open();
    /// Stored in one transaction before this returns. What cannot be stored waits in memory (10,000 samples, 1,000
    /// incidents and events; the oldest go first) and is tried again every second.
    void append(const QList<Gatewatch::Sample>& samples);
    /// Stores a new incident or the end of a known one (same service and opening time). When it ends, what was expected
    /// in the sessions about it is graded.
    void saveIncident(const Gatewatch::Incident& incident);
    void addEvent(const Gatewatch::Event& event);
    /// Keeps the newest readable report of each service; one that says nothing new is stored every quarter of an hour.
    void saveReport(const Gatewatch::ServiceId& service, const Gatewatch::StatusReport& report);
    /// Replaces what was remembered of that service.
    void saveIssuers(const Gatewatch::ServiceId& service, const QList<Gatewatch::IssuerSeen>& seen);
    /// Replaces what was remembered of that check; stored with the next samples, for it changes with them.
    void saveAddresses(const Gatewatch::CheckId& check, const Gatewatch::GoodAddresses& good);
    /// Keeps a session, in the place of the one of the same id; without secrets and what tells who we are. The newest
    /// 500, of 64 MiB together, are kept; the oldest without a note go first.
    void saveSession(const Gatewatch::SavedSession& session);
    void removeSession(const QString& id);
    /// What that session was about ended at that time: its estimate is graded, unless it is already.
    void sessionIsOver(const QString& id, Gatewatch::TimePoint at);
    void setLimits(const Gatewatch::HistoryLimits& limits);

    void requestSeries(
        quint64 ticket, const Gatewatch::CheckId& check, Gatewatch::TimePoint from, Gatewatch::TimePoint to,
        int points);
    void requestDays(quint64 ticket, const Gatewatch::CheckId& check, int days, Gatewatch::TimePoint now);
    /// Newest first; all services when `service` is empty.
    void requestIncidents(quint64 ticket, const Gatewatch::ServiceId& service, int limit);
    void requestEvents(quint64 ticket, int limit);
    /// The newest `perCheck` samples of every check, oldest first; for the ticks of the list after a start.
    void requestRecent(quint64 ticket, int perCheck);
    /// The last readable report of each service.
    void requestReports(quint64 ticket);
    /// What saveIssuers() kept, of all services.
    void requestIssuers(quint64 ticket);
    /// What saveAddresses() kept, of all checks.
    void requestAddresses(quint64 ticket);
    /// Newest first.
    void requestSessions(quint64 ticket, int limit);
    /// Ends in estimatesKnown().
    void requestEstimates();
    /// One of them whole.
    void requestSession(quint64 ticket, const QString& id);
    /// Writes a session into a file (writeSessionFile()).
    void exportSession(quint64 ticket, const QString& id, const QString& file);
    /// Keeps the session of a file.
    void importSession(quint64 ticket, const QString& file);
    /// Rolls up and prunes for 20 ms, and looks whether the file is still there; called by a timer of its own while
    /// open.
    void maintain();
    /// Stores what waits, folds the write-ahead log into the file and lets go of it. Ends in closed().
    void close();

signals:
    /// `detail`: the place, and the system's own words where there are any.
    void opened(Gatewatch::History::Problem problem, const QString& detail);
    /// Once per problem, until recovered().
    void failed(Gatewatch::History::Problem problem, const QString& detail);
    /// What waited is stored, and storing works again.
    void recovered();
    void seriesReady(quint64 ticket, const Gatewatch::Series& series);
    void daysReady(quint64 ticket, const QList<Gatewatch::DayUptime>& days);
    void incidentsReady(quint64 ticket, const QList<Gatewatch::Incident>& incidents);
    void eventsReady(quint64 ticket, const QList<Gatewatch::Event>& events);
    void recentReady(quint64 ticket, const QHash<Gatewatch::CheckId, QList<Gatewatch::Sample>>& samples);
    void reportsReady(quint64 ticket, const QHash<Gatewatch::ServiceId, Gatewatch::StatusReport>& reports);
    void issuersReady(quint64 ticket, const QHash<Gatewatch::ServiceId, QList<Gatewatch::IssuerSeen>>& seen);
    void addressesReady(quint64 ticket, const QHash<Gatewatch::CheckId, Gatewatch::GoodAddresses>& good);
    void sessionsReady(quint64 ticket, const QList<Gatewatch::SessionSummary>& sessions);
    /// Without an id when there is none, or when it cannot be read.
    void sessionReady(quint64 ticket, const Gatewatch::SavedSession& session);
    /// `problem`: why not; empty when it is there.
    void sessionExported(quint64 ticket, const QString& problem);
    void sessionImported(quint64 ticket, const QString& id, const QString& problem);
    /// How the estimates of all kept sessions did, by service; after each new grade as well.
    void estimatesKnown(const QHash<Gatewatch::ServiceId, Gatewatch::EstimateRecord>& records);
    /// One was stored or removed.
    void sessionsChanged();
    /// Of all files of the database together.
    void sizeChanged(qint64 bytes);
    void closed();

private:
    class Private;
    std::unique_ptr<Private> d;
};

/// Makes the types that cross threads known to Qt by name. May be called more than once; History does.
void registerMetaTypes();

} // namespace Gatewatch
