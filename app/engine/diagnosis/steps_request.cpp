// SPDX-License-Identifier: GPL-3.0-or-later
// Steps that ask what was configured, as it was configured.
#include <engine/diagnosis/askers.h>

#include <QRandomGenerator>
#include <QTimer>

#include <algorithm>

namespace Gatewatch {
namespace {

constexpr int tries = 5;
constexpr Millis longestFirst{8500}; ///< the run ends a second later
constexpr Millis wholeRun{9300}; ///< what may be used of it
constexpr Millis worthWaiting{1500}; ///< less than that more is no more patience

std::unique_ptr<QObject> startRequest(const StepContext& context, StepReporter report)
{
    if (context.request.symptom) {
        report.found(context.reply(HttpReply::Purpose::First, *context.request.symptom));
        report.done(StepState::Done, {});
        return nullptr;
    }
    Variant first{context.probe, {}};
    first.request.timeout = std::min(first.request.timeout, longestFirst);
    return askAll(context, report, {first});
}

class Retries final : public QObject {
public:
    Retries(const StepContext& context, StepReporter report)
        : m_context(context)
        , m_report(std::move(report))
    {
        const auto wait = askedToWait(*context.first());
        m_timer.setSingleShot(true);
        connect(&m_timer, &QTimer::timeout, this, [this] { ask(); });
        m_timer.start(wait ? Millis(*wait) : pause());
    }

private:
    static Millis pause() { return Millis(QRandomGenerator::global()->bounded(200, 601)); }

    void ask()
    {
        ProbeRequest request = m_context.probe;
        request.timeout = tryTimeout(m_context);
        m_probe = m_context.probes.start(request, [this, limit = request.timeout](const Exchange& exchange) {
            HttpReply about;
            about.purpose = HttpReply::Purpose::Retry;
            about.number = ++m_done;
            const HttpReply reply = replyWithin(m_context, about, exchange, limit);
            // A Retry-After that came meanwhile is obeyed.
            const auto wait = askedToWait(reply);
            const bool more = m_done < tries && !(wait && *wait > shortWait);
            if (more)
                m_timer.start(pause());
            m_report.found(reply);
            if (!more)
                m_report.done(
                    StepState::Done,
                    m_done < tries ? QStringLiteral("they ask for a pause, so no more tries") : QString());
        });
    }

    const StepContext& m_context;
    StepReporter m_report;
    QTimer m_timer;
    std::unique_ptr<ProbeHandle> m_probe;
    int m_done = 0;
};

/// How long a last look may take, and still be told within the run.
Millis patience(const StepContext& context)
{
    return wholeRun - std::chrono::duration_cast<Millis>(wallClock() - context.startedAt);
}

std::optional<QString> skipLongerWait(const StepContext& context)
{
    if (const auto reason = notToRepeat(context))
        return reason;
    if (!timedOut(context.first()->exchange.failure))
        return QStringLiteral("Not needed: it was not a matter of time");
    return reasonIf(
        patience(context) < context.probe.timeout + worthWaiting,
        "Not tried: the first look had already as much time as there is");
}

std::unique_ptr<QObject> startLongerWait(const StepContext& context, StepReporter report)
{
    Variant wait{context.probe, {}};
    wait.request.timeout = patience(context);
    wait.reply.purpose = HttpReply::Purpose::LongerWait;
    return askAll(context, report, {wait});
}

} // namespace

QList<Step> requestSteps()
{
    using Context = const StepContext&;
    return {
        {"request",
         StepGroup::Request,
         "Answer",
         {},
         longestFirst + Millis(500),
         [](Context context) {
             return reasonIf(
                 !context.safeMethod() && !context.request.symptom, "Not tried: this request could change something");
         },
         startRequest},
        {"responder",
         StepGroup::Request,
         "Who answered",
         {"request"},
         Millis(1000),
         [](Context context) { return reasonIf(!context.first(), "Nothing came that could be looked at"); },
         readOnly},
        {"retry",
         StepGroup::Request,
         "5 more tries",
         {"request"},
         Millis(8000),
         notToRepeat,
         [](Context context, StepReporter report) -> std::unique_ptr<QObject> {
             return std::make_unique<Retries>(context, std::move(report));
         }},
        {"longer_wait",
         StepGroup::Request,
         "More patience",
         {"request"},
         Millis(9300),
         skipLongerWait,
         startLongerWait},
    };
}

} // namespace Gatewatch
