// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/history/waitingrows.h>

#include <engine/history/addressstore.h>
#include <engine/history/sessionstore.h>

namespace Gatewatch {
namespace {

constexpr qsizetype kMostSamples = 10'000;
constexpr qsizetype kMostOthers = 1'000;
constexpr qsizetype kMostSessions = 20;

template <typename T>
void keepNewest(QList<T>& list, qsizetype count)
{
    if (list.size() > count)
        list.remove(0, list.size() - count);
}

} // namespace

bool WaitingRows::isEmpty() const
{
    return samples.isEmpty() && incidents.isEmpty() && events.isEmpty() && reports.isEmpty() && issuers.isEmpty()
        && addresses.isEmpty() && sessions.isEmpty() && over.isEmpty();
}

void WaitingRows::limit()
{
    keepNewest(samples, kMostSamples);
    keepNewest(incidents, kMostOthers);
    keepNewest(events, kMostOthers);
    keepNewest(sessions, kMostSessions);
}

StoreError WaitingRows::store(Database& database, Endpoints& endpoints, int& graded) const
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
    for (auto it = addresses.cbegin(); it != addresses.cend() && !error; ++it)
        error = writeAddresses(database, it.key(), it.value());
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

} // namespace Gatewatch
