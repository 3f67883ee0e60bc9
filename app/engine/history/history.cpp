// SPDX-License-Identifier: GPL-3.0-or-later
// What the history is asked and given; keeper.cpp has how the file is kept.
#include <engine/history/history.h>

#include <engine/history/addressstore.h>
#include <engine/history/keeper.h>
#include <engine/history/queries.h>
#include <engine/history/sessionstore.h>
#include <engine/history/sessiontransfer.h>
#include <engine/system/thiscomputer.h>

#include <algorithm>

namespace Gatewatch {
namespace {

using namespace std::chrono_literals;

constexpr Millis kReportPace = 15min;

} // namespace

class History::Private {
public:
    Private(History& owner, QString file, Mode mode)
        : keeper(owner, std::move(file), mode)
    {
    }

    Rows rowsOf(const CheckId& check, TimePoint from, TimePoint to, Fineness fineness);
    /// What a question failed with, if it did.
    void tell(const StoreError& error)
    {
        if (error)
            keeper.fail(error);
    }

    Keeper keeper;
    HistoryLimits limits;
    QHash<ServiceId, StatusReport> storedReports;
};

Rows History::Private::rowsOf(const CheckId& check, TimePoint from, TimePoint to, Fineness fineness)
{
    Rows rows;
    StoreError error;
    Database& database = keeper.database();
    // One snapshot for all reads, or another process may roll up between them.
    const bool snapshot = database.isOpen() && !database.run(QStringLiteral("BEGIN"));
    if (const Endpoint* endpoint = keeper.endpoints().find(check))
        rows = readRows(database, *endpoint, from, to, fineness, error);
    if (snapshot)
        database.rollback();
    tell(error);
    const QList<Sample>& samples = keeper.waiting().samples;
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
}

History::~History()
{
    d->keeper.shut();
}

void History::open()
{
    if (d->keeper.isOpen())
        return;
    const Opening opening = d->keeper.open();
    emit opened(opening.problem.problem, opening.problem.detail);
    d->keeper.reportSize();
}

void History::append(const QList<Sample>& samples)
{
    if (!d->keeper.isWritable())
        return;
    d->keeper.waiting().samples += samples;
    d->keeper.storeSoon();
}

void History::saveIncident(const Incident& incident)
{
    if (!d->keeper.isWritable())
        return;
    d->keeper.waiting().incidents.append(incident);
    d->keeper.storeSoon();
}

void History::addEvent(const Event& event)
{
    if (!d->keeper.isWritable())
        return;
    d->keeper.waiting().events.append(event);
    d->keeper.storeSoon();
}

void History::saveReport(const ServiceId& service, const StatusReport& report)
{
    if (!d->keeper.isWritable() || report.readability != Readability::Ok)
        return;
    StatusReport& stored = d->storedReports[service];
    StatusReport same = report;
    same.fetchedAt = stored.fetchedAt;
    if (same == stored && report.fetchedAt - stored.fetchedAt < kReportPace)
        return;
    stored = report;
    d->keeper.waiting().reports.insert(service, report);
    d->keeper.storeSoon();
}

void History::saveIssuers(const ServiceId& service, const QList<IssuerSeen>& seen)
{
    if (!d->keeper.isWritable())
        return;
    d->keeper.waiting().issuers.insert(service, seen);
    d->keeper.storeSoon();
}

void History::saveAddresses(const CheckId& check, const GoodAddresses& good)
{
    if (d->keeper.isWritable())
        d->keeper.waiting().addresses.insert(check, good); // stored with the sample of the answer, which comes next
}

void History::saveSession(const SavedSession& session)
{
    if (!d->keeper.isWritable())
        return;
    // Now, for the addresses of this computer may be others later.
    const SavedSession safe = concealed(session, marksOfThisComputer());
    if (!safe.id.isEmpty())
        d->keeper.waiting().sessions.append(safe);
    d->keeper.storeSoon();
}

void History::removeSession(const QString& id)
{
    if (!d->keeper.isWritable())
        return;
    d->keeper.waiting().sessions.removeIf([&id](const SavedSession& each) { return each.id == id; });
    if (const StoreError error = deleteSession(d->keeper.database(), id))
        d->keeper.fail(error);
    else
        emit sessionsChanged();
}

void History::sessionIsOver(const QString& id, TimePoint at)
{
    if (!d->keeper.isWritable())
        return;
    d->keeper.waiting().over.insert(id, at);
    d->keeper.storeSoon();
}

void History::requestEstimates()
{
    d->keeper.tellEstimates();
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
    const QList<Incident> incidents = readIncidents(d->keeper.database(), service, limit, error);
    d->tell(error);
    emit incidentsReady(ticket, incidents);
}

void History::requestEvents(quint64 ticket, int limit)
{
    StoreError error;
    const QList<Event> events = readEvents(d->keeper.database(), limit, error);
    d->tell(error);
    emit eventsReady(ticket, events);
}

void History::requestRecent(quint64 ticket, int perCheck)
{
    QHash<CheckId, QList<Sample>> recent;
    StoreError error;
    for (const Endpoint& endpoint : d->keeper.endpoints().all()) {
        const QList<Sample> samples = newestSamples(d->keeper.database(), endpoint, wallClock(), perCheck, error);
        if (!samples.isEmpty())
            recent.insert(endpoint.check, samples);
    }
    for (const Sample& sample : std::as_const(d->keeper.waiting().samples)) {
        QList<Sample>& list = recent[sample.check];
        list.append(sample);
        if (list.size() > perCheck)
            list.remove(0, list.size() - perCheck);
    }
    d->tell(error);
    emit recentReady(ticket, recent);
}

void History::requestReports(quint64 ticket)
{
    StoreError error;
    QHash<ServiceId, StatusReport> reports = readReports(d->keeper.database(), error);
    reports.insert(d->keeper.waiting().reports);
    d->tell(error);
    emit reportsReady(ticket, reports);
}

void History::requestIssuers(quint64 ticket)
{
    StoreError error;
    QHash<ServiceId, QList<IssuerSeen>> seen = readIssuers(d->keeper.database(), error);
    seen.insert(d->keeper.waiting().issuers);
    d->tell(error);
    emit issuersReady(ticket, seen);
}

void History::requestAddresses(quint64 ticket)
{
    StoreError error;
    QHash<CheckId, GoodAddresses> good = readAddresses(d->keeper.database(), error);
    good.insert(d->keeper.waiting().addresses);
    d->tell(error);
    emit addressesReady(ticket, good);
}

void History::requestSessions(quint64 ticket, int limit)
{
    StoreError error;
    const QList<SessionSummary> sessions = readSessions(d->keeper.database(), limit, error);
    d->tell(error);
    emit sessionsReady(ticket, sessions);
}

void History::requestSession(quint64 ticket, const QString& id)
{
    StoreError error;
    const auto read = readSession(readSessionDocument(d->keeper.database(), id, error));
    d->tell(error);
    emit sessionReady(ticket, read ? read->session : SavedSession{});
}

void History::exportSession(quint64 ticket, const QString& id, const QString& file)
{
    StoreError error;
    const auto read = readSession(readSessionDocument(d->keeper.database(), id, error));
    emit sessionExported(ticket, read ? writeSessionFile(file, read->session) : error ? error.detail : read.reason());
}

void History::importSession(quint64 ticket, const QString& file)
{
    const auto read = readSessionFile(file);
    if (read)
        saveSession(read->session);
    const QString lost = d->keeper.isWritable() ? QString() : QStringLiteral("nothing can be stored now");
    emit sessionImported(ticket, read ? read->session.id : QString(), read ? lost : read.reason());
}

void History::maintain()
{
    d->keeper.maintain(d->limits);
}

void History::close()
{
    d->keeper.shut();
    emit closed();
}

} // namespace Gatewatch
