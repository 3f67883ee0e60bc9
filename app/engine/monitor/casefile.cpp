// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/monitor/casefile.h>

#include <core/newsroom.h>

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

} // namespace

DiagnosisRequest caseFile(
    const Service& service, const Config& config, const ServiceBoard& board, const Newsroom& newsroom,
    const std::optional<StatusReport>& report)
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
        if (const Exchange* seen = newsroom.failureOf({service.id, chosen->id}))
            request.symptom = *seen;
    } else {
        request.check.url = service.homepage;
    }
    request.watchedServices = static_cast<int>(config.services.size()) - 1;
    request.failingServices = board.downBeside(service.id);
    return request;
}

} // namespace Gatewatch
