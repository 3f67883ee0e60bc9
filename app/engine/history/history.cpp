// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/history/history.h>

#include <engine/history/opening.h>
#include <engine/history/queries.h>
#include <engine/history/rollupjob.h>
#include <engine/history/sessionstore.h>
#include <engine/history/sessiontransfer.h>
#include <engine/history/storefile.h>
#include <engine/privatefiles.h>
#include <engine/system/thiscomputer.h>

#include <QFile>
#include <QFileInfo>
#include <QLockFile>
#include <QTimer>

#include <algorithm>

namespace Gatewatch {
namespace {

using namespace std::chrono_literals;

constexpr Millis kSlice = 20ms; // of maintenance at a time
constexpr Millis kBusyPace = 1s;
constexpr Millis kIdlePace = 30s;
constexpr Millis kReportPace = 15min;
constexpr Millis kRetry = 1s;
constexpr qsizetype kMaxWaitingSamples = 10'000;
constexpr qsizetype kMaxWaitingOthers = 1'000;
constexpr qsizetype kMaxWaitingSessions = 20; // they are large
constexpr qint64 kLargeLog = 16 * 1024 * 1024;

template <typename T>
void keepNewest(QList<T>& list, qsizetype count)
{
    if (list.size() > count)
        list.remove(0, list.size() - count);
}

} // namespace

class History::Private {
public:
    Private(History& owner, QString name, Mode chosen)
        : q(owner)
        , file(std::move(name))
        , mode(chosen)
        , lock(file + QStringLiteral(".lock"))
        , maintenance(&owner)
        , retry(&owner)
    {
        lock.setStaleLockTime(0); // a lock is only as old as its process
        retry.setInterval(kRetry);
    }

    Opening openFile();
    void flush();
    StoreError store(int& graded);
    void tellEstimates();
    void fail(const StoreError& error);
    void succeed();
    void checkFile();
    void reopen(const StoreError& reason);
    void shut();
    void reportSize();
    [[nodiscard]] bool inFile() const { return writable && !inMemory; }
    /// The endpoint as it is now: another process may have rolled up since the last question.
    const Endpoint* endpointOf(const CheckId& check);
    Rows rowsOf(const CheckId& check, TimePoint from, TimePoint to, Fineness fineness);

    History& q;
    const QString file;
    const Mode mode;
    Database database;
    Endpoints endpoints;
    QLockFile lock;
    QTimer maintenance, retry;
    HistoryLimits limits;
    bool writable = false;
    bool inMemory = false;
    std::optional<FileIdentity> identity;
    qint64 size = -1;
    Problem standing = Problem::None; // told and not yet over
    QList<Sample> samples; // these three wait to be stored
    QList<Incident> incidents;
    QList<Event> events;
    QHash<ServiceId, StatusReport> reports; ///< waiting, like the lists above
    QHash<ServiceId, QList<IssuerSeen>> issuers; ///< and these
    QList<SavedSession> sessions; ///< and these
    QHash<QString, TimePoint> over; ///< and what sessions are to be graded by
    QHash<ServiceId, StatusReport> storedReports;
};

Opening History::Private::openFile()
{
    Opening opening = openStore(database, file, mode, lock);
    writable = opening.writable;
    inMemory = opening.inMemory;
    identity = inFile() ? identityOf(file) : std::nullopt;
    const StoreError error = endpoints.load(database);
    if (error && !opening.problem)
        opening.problem = error;
    return opening;
}

StoreError History::Private::store(int& graded)
{
    StoreError error = database.begin();
    if (error)
        return error;
    error = insertSamples(database, endpoints, samples);
    for (qsizetype i = 0; i < incidents.size() && !error; ++i)
        error = upsertIncident(database, incidents[i]);
    for (qsizetype i = 0; i < events.size() && !error; ++i)
        error = insertEvent(database, events[i]);
    for (auto it = reports.cbegin(); it != reports.cend() && !error; ++it)
        error = writeReport(database, it.key(), it.value());
    for (auto it = issuers.cbegin(); it != issuers.cend() && !error; ++it)
        error = writeIssuers(database, it.key(), it.value());
    for (qsizetype i = 0; i < sessions.size() && !error; ++i)
        error = writeSession(database, sessions[i], sessionDocument(sessions[i]));
    for (qsizetype i = 0; i < incidents.size() && !error; ++i)
        graded += gradeSessions(database, incidents[i], error);
    for (auto it = over.cbegin(); it != over.cend() && !error; ++it)
        graded += gradeSession(database, it.key(), it.value(), error);
    if (error)
        database.rollback();
    else
        error = database.commit();
    return error;
}

void History::Private::flush()
{
    const bool waiting = !samples.isEmpty() || !incidents.isEmpty() || !events.isEmpty() || !reports.isEmpty()
        || !issuers.isEmpty() || !sessions.isEmpty() || !over.isEmpty();
    if (!writable || !waiting)
        return;
    int graded = 0;
    if (const StoreError error = store(graded)) {
        fail(error);
        return;
    }
    samples.clear();
    incidents.clear();
    events.clear();
    reports.clear();
    issuers.clear();
    const bool keptSessions = !sessions.isEmpty();
    sessions.clear();
    over.clear();
    succeed();
    if (graded > 0)
        tellEstimates();
    if (keptSessions || graded > 0)
        emit q.sessionsChanged();
}

void History::Private::tellEstimates()
{
    StoreError error;
    const QHash<ServiceId, EstimateRecord> records = readEstimates(database, error);
    if (error)
        fail(error);
    else
        emit q.estimatesKnown(records);
}

void History::Private::fail(const StoreError& error)
{
    if (error.problem == Problem::Damaged && inFile()) {
        database.close();
        const QString aside = moveAside(file, wallClock());
        if (!aside.isEmpty()) {
            reopen({Problem::Damaged, aside});
            return;
        }
        static_cast<void>(openFile()); // and tell that it fails
    }
    static_cast<void>(endpoints.load(database)); // what the failed transaction added is not there
    keepNewest(samples, kMaxWaitingSamples);
    keepNewest(incidents, kMaxWaitingOthers);
    keepNewest(events, kMaxWaitingOthers);
    keepNewest(sessions, kMaxWaitingSessions);
    if (writable && !retry.isActive())
        retry.start();
    if (standing == error.problem)
        return;
    standing = error.problem;
    emit q.failed(error.problem, file + QStringLiteral(": ") + error.detail);
}

void History::Private::succeed()
{
    retry.stop();
    if (std::exchange(standing, Problem::None) != Problem::None)
        emit q.recovered();
}

/// SQLite goes on writing to a file that has no name any more, and says nothing.
void History::Private::checkFile()
{
    if (!identity)
        return;
    const auto now = identityOf(file);
    if (now == identity)
        return;
    if (!now && makePrivateFolder(QFileInfo(file).path())) {
        // All rows are still there for this connection; they get a name again.
        const QString rescued = file + QStringLiteral(".rescued");
        QFile::remove(rescued);
        QSqlQuery query = database.prepared(QStringLiteral("VACUUM INTO ?"));
        query.addBindValue(rescued);
        const bool saved = makePrivateFile(rescued) && query.exec();
        query.finish();
        database.close();
        for (const QString& beside : {QStringLiteral("-wal"), QStringLiteral("-shm")})
            QFile::remove(file + beside); // they belong to the file that is gone
        if (!saved || !QFile::rename(rescued, file))
            QFile::remove(rescued);
    }
    reopen({Problem::Deleted, file});
}

void History::Private::reopen(const StoreError& reason)
{
    database.close();
    const Opening opening = openFile();
    const StoreError told = opening.problem ? opening.problem : StoreError{reason.problem, file};
    emit q.failed(told.problem, told.detail);
    flush();
}

void History::Private::shut()
{
    maintenance.stop();
    retry.stop();
    if (!database.isOpen())
        return;
    flush();
    if (inFile()) {
        static_cast<void>(database.run(QStringLiteral("PRAGMA optimize")));
        static_cast<void>(database.run(QStringLiteral("PRAGMA wal_checkpoint(TRUNCATE)")));
    }
    database.close();
    if (lock.isLocked())
        lock.unlock();
    writable = false;
    identity.reset();
}

void History::Private::reportSize()
{
    if (!database.isOpen()) // closed in answer to opened(), say
        return;
    const qint64 log = inMemory ? 0 : QFileInfo(file + QStringLiteral("-wal")).size();
    if (log > kLargeLog && inFile())
        static_cast<void>(database.run(QStringLiteral("PRAGMA wal_checkpoint(TRUNCATE)")));
    const qint64 now = inMemory
        ? database.number(QStringLiteral("PRAGMA page_count")) * database.number(QStringLiteral("PRAGMA page_size"))
        : QFileInfo(file).size() + QFileInfo(file + QStringLiteral("-wal")).size();
    if (std::exchange(size, now) != now)
        emit q.sizeChanged(now);
}

const Endpoint* History::Private::endpointOf(const CheckId& check)
{
    if (!writable)
        static_cast<void>(endpoints.load(database));
    return endpoints.find(check);
}

Rows History::Private::rowsOf(const CheckId& check, TimePoint from, TimePoint to, Fineness fineness)
{
    Rows rows;
    StoreError error;
    // One snapshot for all reads, or another process may roll up between them.
    const bool snapshot = database.isOpen() && !database.run(QStringLiteral("BEGIN"));
    if (const Endpoint* endpoint = endpointOf(check))
        rows = readRows(database, *endpoint, from, to, fineness, error);
    if (snapshot)
        database.rollback();
    if (error)
        fail(error);
    std::copy_if(samples.cbegin(), samples.cend(), std::back_inserter(rows.samples), [&](const Sample& sample) {
        return sample.check == check && sample.at >= from && sample.at < to;
    });
    return rows;
}

History::History(QString file, Mode mode, QObject* parent)
    : QObject(parent)
    , d(std::make_unique<Private>(*this, std::move(file), mode))
{
    registerMetaTypes();
    connect(&d->maintenance, &QTimer::timeout, this, &History::maintain);
    connect(&d->retry, &QTimer::timeout, this, [this] { d->flush(); });
}

History::~History()
{
    d->shut();
}

void History::open()
{
    if (d->database.isOpen())
        return;
    const Opening opening = d->openFile();
    if (d->writable)
        d->maintenance.start(kBusyPace);
    emit opened(opening.problem.problem, opening.problem.detail);
    d->reportSize();
}

void History::append(const QList<Sample>& samples)
{
    if (!d->writable)
        return;
    d->samples += samples;
    if (d->retry.isActive()) // a lock would cost its waiting time with every batch
        keepNewest(d->samples, kMaxWaitingSamples);
    else
        d->flush();
}

void History::saveIncident(const Incident& incident)
{
    if (!d->writable)
        return;
    d->incidents.append(incident);
    if (!d->retry.isActive())
        d->flush();
}

void History::addEvent(const Event& event)
{
    if (!d->writable)
        return;
    d->events.append(event);
    if (!d->retry.isActive())
        d->flush();
}

void History::saveReport(const ServiceId& service, const StatusReport& report)
{
    if (!d->writable || report.readability != Readability::Ok)
        return;
    StatusReport& stored = d->storedReports[service];
    StatusReport same = report;
    same.fetchedAt = stored.fetchedAt;
    if (same == stored && report.fetchedAt - stored.fetchedAt < kReportPace)
        return;
    stored = report;
    d->reports.insert(service, report);
    if (!d->retry.isActive())
        d->flush();
}

void History::saveIssuers(const ServiceId& service, const QList<IssuerSeen>& seen)
{
    if (!d->writable)
        return;
    d->issuers.insert(service, seen);
    if (!d->retry.isActive())
        d->flush();
}

void History::saveSession(const SavedSession& session)
{
    if (!d->writable)
        return;
    // Now, for the addresses of this computer may be others later.
    const SavedSession safe = concealed(session, marksOfThisComputer());
    if (!safe.id.isEmpty())
        d->sessions.append(safe);
    if (!d->retry.isActive())
        d->flush();
}

void History::removeSession(const QString& id)
{
    if (!d->writable)
        return;
    d->sessions.removeIf([&id](const SavedSession& each) { return each.id == id; });
    if (const StoreError error = deleteSession(d->database, id))
        d->fail(error);
    else
        emit sessionsChanged();
}

void History::sessionIsOver(const QString& id, TimePoint at)
{
    if (!d->writable)
        return;
    d->over.insert(id, at);
    if (!d->retry.isActive())
        d->flush();
}

void History::requestEstimates()
{
    d->tellEstimates();
}

void History::setLimits(const HistoryLimits& limits)
{
    d->limits = limits;
}

void History::requestSeries(quint64 ticket, const CheckId& check, TimePoint from, TimePoint to, int points)
{
    const Rows rows = d->rowsOf(check, from, to, finenessFor(to - from, points));
    emit seriesReady(ticket, makeSeries(check, from, to, points, rows.buckets, rows.samples));
}

void History::requestDays(quint64 ticket, const CheckId& check, int days, TimePoint now)
{
    const QList<LocalDay> wanted = localDays(std::max(days, 1), now);
    const Rows rows = d->rowsOf(check, wanted.first().from, wanted.last().to, Fineness::Quarters);
    emit daysReady(ticket, daysOf(rows.buckets, rows.samples, wanted));
}

void History::requestIncidents(quint64 ticket, const ServiceId& service, int limit)
{
    StoreError error;
    const QList<Incident> incidents = readIncidents(d->database, service, limit, error);
    if (error)
        d->fail(error);
    emit incidentsReady(ticket, incidents);
}

void History::requestEvents(quint64 ticket, int limit)
{
    StoreError error;
    const QList<Event> events = readEvents(d->database, limit, error);
    if (error)
        d->fail(error);
    emit eventsReady(ticket, events);
}

void History::requestRecent(quint64 ticket, int perCheck)
{
    if (!d->writable)
        static_cast<void>(d->endpoints.load(d->database));
    QHash<CheckId, QList<Sample>> recent;
    StoreError error;
    for (const Endpoint& endpoint : d->endpoints.all()) {
        const QList<Sample> samples = newestSamples(d->database, endpoint, wallClock(), perCheck, error);
        if (!samples.isEmpty())
            recent.insert(endpoint.check, samples);
    }
    for (const Sample& sample : std::as_const(d->samples)) {
        QList<Sample>& list = recent[sample.check];
        list.append(sample);
        keepNewest(list, perCheck);
    }
    if (error)
        d->fail(error);
    emit recentReady(ticket, recent);
}

void History::requestReports(quint64 ticket)
{
    StoreError error;
    QHash<ServiceId, StatusReport> reports = readReports(d->database, error);
    reports.insert(d->reports);
    if (error)
        d->fail(error);
    emit reportsReady(ticket, reports);
}

void History::requestIssuers(quint64 ticket)
{
    StoreError error;
    QHash<ServiceId, QList<IssuerSeen>> seen = readIssuers(d->database, error);
    seen.insert(d->issuers);
    if (error)
        d->fail(error);
    emit issuersReady(ticket, seen);
}

void History::requestSessions(quint64 ticket, int limit)
{
    StoreError error;
    const QList<SessionSummary> sessions = readSessions(d->database, limit, error);
    if (error)
        d->fail(error);
    emit sessionsReady(ticket, sessions);
}

void History::requestSession(quint64 ticket, const QString& id)
{
    StoreError error;
    const auto read = readSession(readSessionDocument(d->database, id, error));
    if (error)
        d->fail(error);
    emit sessionReady(ticket, read ? read->session : SavedSession{});
}

void History::exportSession(quint64 ticket, const QString& id, const QString& file)
{
    StoreError error;
    const auto read = readSession(readSessionDocument(d->database, id, error));
    emit sessionExported(ticket, read ? writeSessionFile(file, read->session) : error ? error.detail : read.reason());
}

void History::importSession(quint64 ticket, const QString& file)
{
    const auto read = readSessionFile(file);
    if (read)
        saveSession(read->session);
    const QString lost = d->writable ? QString() : QStringLiteral("nothing can be stored now");
    emit sessionImported(ticket, read ? read->session.id : QString(), read ? lost : read.reason());
}

void History::maintain()
{
    if (!d->database.isOpen() || !d->writable)
        return;
    d->checkFile();
    if (!d->writable)
        return;
    HistoryLimits limits = d->limits;
    if (d->inMemory)
        limits.maxMegabytes = std::min(limits.maxMegabytes, 64);
    const MaintenanceResult result = maintainSlice(d->database, d->endpoints, limits, wallClock(), kSlice);
    if (result.error)
        d->fail(result.error);
    d->maintenance.start(result.more ? kBusyPace : kIdlePace);
    d->reportSize();
}

void History::close()
{
    d->shut();
    emit closed();
}

} // namespace Gatewatch
