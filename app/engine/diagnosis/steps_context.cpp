// SPDX-License-Identifier: GPL-3.0-or-later
// Steps that look at what is around: the provider's page, the past, neighbours, and what all of it says of a guard.
#include <engine/diagnosis/askers.h>

namespace Gatewatch {
namespace {

constexpr Millis pageTimeout{5000};
constexpr Seconds freshReport{60};

class PageReading final : public QObject {
public:
    PageReading(const StepContext& context, const StepReporter& report)
        : m_read(context.pages.read(
            *context.request.statusPage, context.probe.userAgent, pageTimeout, [report](const StatusReport& page) {
                report.found(StatusClaim{page});
                report.done(StepState::Done, {});
            }))
    {
    }

private:
    std::unique_ptr<QObject> m_read;
};

std::unique_ptr<QObject> startStatusPage(const StepContext& context, StepReporter report)
{
    const std::optional<StatusReport>& last = context.request.lastReport;
    if (last && last->fetchedAt + freshReport >= context.startedAt) {
        report.found(StatusClaim{*last});
        report.done(StepState::Done, {});
        return nullptr;
    }
    return std::make_unique<PageReading>(context, report);
}

} // namespace

QList<Step> contextSteps()
{
    using Context = const StepContext&;
    const Millis reading{1000};
    return {
        {"status_page",
         StepGroup::Context,
         "Their status page",
         {},
         pageTimeout + Millis(500),
         [](Context context) {
             return reasonIf(!context.request.statusPage, "No status page is known for this service");
         },
         startStatusPage},
        {"history",
         StepGroup::Context,
         "Earlier faults",
         {},
         reading,
         neverSkipped,
         [](Context context, StepReporter report) -> std::unique_ptr<QObject> {
             const DiagnosisRequest& request = context.request;
             report.found(
                 HistoryFact{request.past, request.watchedServices, request.failingServices, request.estimates});
             if (request.before)
                 report.found(*request.before);
             report.done(StepState::Done, {});
             return nullptr;
         }},
        {"neighbours",
         StepGroup::Context,
         "Neighbours",
         {},
         reading,
         [](Context context) {
             return reasonIf(
                 context.request.neighbours.isEmpty(), "You watch nothing else on the same host or content network");
         },
         [](Context context, StepReporter report) -> std::unique_ptr<QObject> {
             report.found(NeighbourFact{context.request.neighbours});
             report.done(StepState::Done, {});
             return nullptr;
         }},
        {"firewall",
         StepGroup::Context,
         "Firewall",
         {"request", "connect", "control_sites"},
         reading,
         neverSkipped,
         readOnly},
    };
}

} // namespace Gatewatch
