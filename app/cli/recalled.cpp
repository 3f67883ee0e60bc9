// SPDX-License-Identifier: GPL-3.0-or-later
#include <cli/recalled.h>

#include <core/recollection.h>
#include <engine/history/history.h>

#include <QFileInfo>

#include <algorithm>

namespace Gatewatch::Cli {
namespace {

constexpr int mostIncidents = 1000;
constexpr Seconds freshFor{900};

/// What the history answers, at once, for it is on this thread.
struct Answers {
    QHash<CheckId, QList<Sample>> recent;
    QHash<CheckId, GoodAddresses> addresses;
    QList<Incident> incidents; ///< newest first
    QHash<ServiceId, EstimateRecord> estimates;
};

Answers answersOf(const QString& file)
{
    Answers answers;
    History history(file, History::Mode::ReadOnly);
    QObject::connect(
        &history, &History::recentReady, &history,
        [&](quint64, const QHash<CheckId, QList<Sample>>& samples) { answers.recent = samples; });
    QObject::connect(
        &history, &History::addressesReady, &history,
        [&](quint64, const QHash<CheckId, GoodAddresses>& good) { answers.addresses = good; });
    QObject::connect(&history, &History::incidentsReady, &history, [&](quint64, const QList<Incident>& incidents) {
        answers.incidents = incidents;
    });
    QObject::connect(
        &history, &History::estimatesKnown, &history,
        [&](const QHash<ServiceId, EstimateRecord>& records) { answers.estimates = records; });
    history.open();
    history.requestRecent(1, int(Recollection::remembered));
    history.requestAddresses(1);
    history.requestIncidents(1, {}, mostIncidents);
    history.requestEstimates();
    return answers;
}

bool isFresh(const QList<Sample>& samples, Seconds interval)
{
    const auto newest = std::ranges::max_element(samples, {}, &Sample::at);
    return newest != samples.end() && wallClock() - newest->at <= std::max(interval * 3, freshFor);
}

} // namespace

void addRecalled(DiagnosisRequest& request, const CheckId& check, const Config& config, const QString& historyFile)
{
    if (!QFileInfo::exists(historyFile))
        return;
    const Answers answers = answersOf(historyFile);
    IncidentBook book;
    book.restore(answers.incidents);
    request.estimates = answers.estimates.value(check.service);
    request.past = book.of(check.service);
    const Service* const service = config.find(check.service);
    const Check* const endpoint = service ? service->findEndpoint(check.endpoint) : nullptr;
    if (!endpoint || !isFresh(answers.recent.value(check), endpoint->interval)) {
        request.past.removeIf([](const Incident& one) { return !one.closed; }); // nobody saw when it ended
        return;
    }
    request.watchedServices = static_cast<int>(config.services.size()) - 1;
    request.failingServices = static_cast<int>(std::ranges::count_if(
        config.services, [&](const Service& other) { return other.id != check.service && book.openOf(other.id); }));
    if (const auto open = book.openOf(check.service))
        request.since = open->opened;
    Recollection recollection;
    recollection.restoreAddresses(answers.addresses);
    recollection.asks(check, request.check.url.host());
    recollection.restore({{check, answers.recent.value(check)}});
    request.before = recollection.before(check, request.since);
}

} // namespace Gatewatch::Cli
