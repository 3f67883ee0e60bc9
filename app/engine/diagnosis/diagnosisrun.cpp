// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/diagnosis/diagnosisrun.h>

#include <core/diagnosis/session.h>
#include <engine/diagnosis/steps.h>

#include <QElapsedTimer>
#include <QPointer>
#include <QTimer>

#include <algorithm>
#include <vector>

namespace Gatewatch {
namespace {

constexpr Millis wholeRun{9500};

bool isOver(StepState state)
{
    return state != StepState::Waiting && state != StepState::Running;
}

} // namespace

class DiagnosisRun::Private {
public:
    struct Running {
        QList<Evidence> found; ///< folded in when the step ends, so that half a series never decides
        std::unique_ptr<QObject> job;
        QTimer limit;
        QElapsedTimer clock;
    };

    Private(
        DiagnosisRun* run, ProbeLoop& probes, StatusPageClient& pages, DiagnosisRequest asked,
        std::span<const Step> table);

    void advance();
    bool startNext();
    void startStep(std::size_t index);
    void end(std::size_t index, StepState state, const QString& reason);
    void endAll();
    [[nodiscard]] bool ready(const Step& step) const;
    void judge();
    /// False when the run was deleted by a listener.
    bool publish();

    DiagnosisRun* q;
    DiagnosisRequest request;
    std::span<const Step> steps;
    ProbeQueue queue;
    PreparedProbe prepared;
    StepContext context;
    DiagnosisCase about;
    QList<StepReport> reports;
    std::vector<std::unique_ptr<Running>> running;
    QTimer whole;
    Diagnosis diagnosis;
    const QString id = newSessionId();
    bool advancing = false;
    bool finished = false;
};

DiagnosisRun::Private::Private(
    DiagnosisRun* run, ProbeLoop& probes, StatusPageClient& pages, DiagnosisRequest asked, std::span<const Step> table)
    : q(run)
    , request(std::move(asked))
    , steps(table)
    , queue(probes)
    , prepared(probeFor(request.check, request.timeout, request.userAgent, request.secrets))
    , context{queue, pages, request, prepared.request, {}, {}}
    , running(table.size())
{
    for (const Step& step : steps) {
        StepReport report;
        report.id = QString::fromLatin1(step.id);
        report.group = idOf(step.group);
        report.title = QString::fromLatin1(step.title);
        reports.append(report);
    }
    about.service = request.service;
    about.serviceName = request.serviceName;
    about.target = request.check.url;
    about.method = context.probe.method;
    about.since = request.since;
    about.expectStatus = request.expectStatus;
    about.pageNarrowed = request.statusPage && !request.statusPage->components.isEmpty();
    about.missingSecrets = prepared.missing;
    whole.setSingleShot(true);
    whole.setTimerType(Qt::PreciseTimer);
    QObject::connect(&whole, &QTimer::timeout, q, [this] { endAll(); });
}

bool DiagnosisRun::Private::ready(const Step& step) const
{
    return std::all_of(step.needs.begin(), step.needs.end(), [this](const QByteArray& need) {
        return std::all_of(reports.begin(), reports.end(), [&](const StepReport& one) {
            return one.id != QLatin1StringView(need) || isOver(one.state);
        });
    });
}

void DiagnosisRun::Private::judge()
{
    diagnosis = judgeEvidence(about, context.evidence, reports, wallClock());
}

bool DiagnosisRun::Private::publish()
{
    judge();
    const QPointer<DiagnosisRun> alive(q);
    const Diagnosis now = diagnosis; // a listener may delete the run, and with it what the others still read
    emit q->changed(now);
    return alive;
}

bool DiagnosisRun::Private::startNext()
{
    for (std::size_t i = 0; i < steps.size(); ++i) {
        if (reports[qsizetype(i)].state == StepState::Waiting && ready(steps[i])) {
            startStep(i);
            return true;
        }
    }
    return false;
}

/// Starts what can be started. Steps may end inside their start(), so this never nests.
void DiagnosisRun::Private::advance()
{
    if (advancing || finished)
        return;
    advancing = true;
    const QPointer<DiagnosisRun> alive(q);
    while (startNext()) {
        if (!publish())
            return;
    }
    advancing = false;
    if (!std::all_of(reports.begin(), reports.end(), [](const StepReport& one) { return isOver(one.state); }))
        return;
    finished = true;
    whole.stop();
    if (publish() && alive) {
        const Diagnosis last = diagnosis;
        emit q->finished(last);
    }
}

void DiagnosisRun::Private::startStep(std::size_t index)
{
    const Step& step = steps[index];
    StepReport& report = reports[qsizetype(index)];
    if (const std::optional<QString> reason = step.skip(context)) {
        report.state = StepState::Skipped;
        report.reason = *reason;
        return;
    }
    report.state = StepState::Running;
    running[index] = std::make_unique<Running>();
    Running& now = *running[index];
    now.clock.start();
    now.limit.setSingleShot(true);
    QObject::connect(&now.limit, &QTimer::timeout, q, [this, index] {
        end(index, StepState::TimedOut, QStringLiteral("took too long"));
    });
    now.limit.start(step.limit);
    const QPointer<DiagnosisRun> alive(q);
    StepReporter reporter;
    reporter.found = [this, alive, index](const Evidence& evidence) {
        if (alive && running[index])
            running[index]->found.append(evidence);
    };
    reporter.done = [this, alive, index](StepState state, const QString& reason) {
        if (alive)
            end(index, state, reason);
    };
    std::unique_ptr<QObject> job = step.start(context, reporter);
    if (running[index]) // not ended from inside start()
        running[index]->job = std::move(job);
}

void DiagnosisRun::Private::end(std::size_t index, StepState state, const QString& reason)
{
    if (!running[index])
        return;
    Running& now = *running[index];
    StepReport& report = reports[qsizetype(index)];
    report.state = state;
    report.reason = reason;
    report.duration = Millis(now.clock.elapsed());
    context.evidence += now.found;
    // The measured time of the answer itself says more than how long this program was busy with it.
    if (report.id == u"request" && context.first())
        report.duration = std::chrono::duration_cast<Millis>(context.first()->exchange.total);
    // A job that reports is still on the stack: deleted later. One that is ended from outside goes at once.
    if (now.job && state != StepState::TimedOut)
        now.job.release()->deleteLater();
    now.job.reset();
    now.limit.stop();
    auto retired = std::make_shared<std::unique_ptr<Running>>(std::move(running[index]));
    QMetaObject::invokeMethod(
        q, [retired] {}, Qt::QueuedConnection);
    if (advancing)
        return;
    if (publish())
        advance();
}

void DiagnosisRun::Private::endAll()
{
    const QPointer<DiagnosisRun> alive(q);
    for (std::size_t i = 0; alive && i < steps.size(); ++i) {
        if (reports[qsizetype(i)].state == StepState::Waiting) {
            reports[qsizetype(i)].state = StepState::Skipped;
            reports[qsizetype(i)].reason = QStringLiteral("Not tried: there was no time left");
        }
    }
    for (std::size_t i = 0; alive && i < steps.size(); ++i)
        end(i, StepState::TimedOut, QStringLiteral("took too long"));
    if (alive)
        advance();
}

DiagnosisRun::DiagnosisRun(ProbeLoop& probes, StatusPageClient& pages, DiagnosisRequest request, QObject* parent)
    : DiagnosisRun(probes, pages, std::move(request), diagnosisSteps(), parent)
{
}

DiagnosisRun::DiagnosisRun(
    ProbeLoop& probes, StatusPageClient& pages, DiagnosisRequest request, std::span<const Step> steps, QObject* parent)
    : QObject(parent)
    , d(std::make_unique<Private>(this, probes, pages, std::move(request), steps))
{
}

// Jobs that run are not on the stack here: one that reports has left the list before anybody hears of it.
DiagnosisRun::~DiagnosisRun() = default;

void DiagnosisRun::start()
{
    d->context.startedAt = wallClock();
    d->about.startedAt = d->context.startedAt;
    d->whole.start(wholeRun);
    d->advance();
}

const Diagnosis& DiagnosisRun::diagnosis() const
{
    return d->diagnosis;
}

SavedSession DiagnosisRun::session() const
{
    return {d->id, d->about, d->context.evidence, d->diagnosis, {}, {}, {}};
}

} // namespace Gatewatch
