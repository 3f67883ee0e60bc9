// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/monitor/casefile.h>

#include <core/commoncause.h>
#include <core/newsroom.h>
#include <core/recollection.h>

namespace Gatewatch {
namespace {

/// Null where the service has no web check.
const Check* chosenOf(const Service& service, const Newsroom& newsroom)
{
    const Check* first = nullptr;
    for (const Check& check : service.endpoints) {
        if (!check.http())
            continue;
        if (newsroom.failureOf({service.id, check.id}))
            return &check;
        if (!first)
            first = &check;
    }
    return first;
}

/// Others that share the host of what is diagnosed, or, of those that fail now, its content network.
QList<Neighbour> neighboursOf(const DiagnosisRequest& request, const Config& config, const Newsroom& newsroom)
{
    const QString host = request.check.url.host();
    const QString network = request.symptom ? contentNetworkOf(*request.symptom) : QString();
    QList<Neighbour> neighbours;
    for (const Service& other : config.services) {
        const Check* const chosen = other.id == request.service ? nullptr : chosenOf(other, newsroom);
        if (!chosen)
            continue;
        const Exchange* const failing = newsroom.failureOf({other.id, chosen->id});
        if (!host.isEmpty() && chosen->http()->url.host() == host)
            neighbours.append({other.name, Neighbour::Shares::Host, failing != nullptr});
        else if (failing && !network.isEmpty() && contentNetworkOf(*failing) == network)
            neighbours.append({other.name, Neighbour::Shares::Provider, true});
    }
    return neighbours;
}

} // namespace

DiagnosisRequest caseFile(
    const Service& service, const Config& config, const ServiceBoard& board, const Newsroom& newsroom,
    const Recollection& recollection, const std::optional<StatusReport>& report)
{
    DiagnosisRequest request;
    request.service = service.id;
    request.serviceName = service.name;
    request.settings = config.diagnosis;
    request.userAgent = config.polling.userAgent;
    request.statusPage = service.statusPage;
    request.lastReport = report;
    request.past = newsroom.incidents().of(service.id);
    if (const auto open = newsroom.incidents().openOf(service.id))
        request.since = open->opened;
    if (const Check* chosen = chosenOf(service, newsroom)) {
        request.check = *chosen->http();
        request.timeout = chosen->timeout;
        request.before = recollection.before({service.id, chosen->id}, request.since);
        if (const Exchange* seen = newsroom.failureOf({service.id, chosen->id}))
            request.symptom = *seen;
    } else {
        request.check.url = service.homepage;
    }
    request.watchedServices = static_cast<int>(config.services.size()) - 1;
    request.failingServices = board.downBeside(service.id);
    request.neighbours = neighboursOf(request, config, newsroom);
    return request;
}

} // namespace Gatewatch
