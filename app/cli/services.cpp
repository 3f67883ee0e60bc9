// SPDX-License-Identifier: GPL-3.0-or-later
#include <cli/command.h>
#include <core/explain.h>
#include <core/exporting.h>
#include <core/redact.h>

#include <QFileInfo>
#include <QSet>

#include <algorithm>

namespace Gatewatch::Cli {

using namespace Qt::StringLiterals;

namespace {

using Recent = QHash<CheckId, QList<Sample>>;
constexpr int mostIncidents = 200; ///< more than are open at once where few things go wrong; each brings its evidence

/// Enough to see whether a check flaps, which is about ten minutes; but a few runs also of one that is seldom asked,
/// and no more altogether than fit into little memory.
int samplesPerCheck(const Config& config)
{
    constexpr Seconds window{600};
    constexpr qint64 fewest = 50;
    constexpr qint64 mostOfAll = 100'000;
    Seconds shortest = window;
    qint64 checks = 1;
    for (const Service& service : config.services) {
        checks += service.endpoints.size();
        for (const Check& check : service.endpoints)
            shortest = std::min(shortest, check.interval);
    }
    const qint64 wanted = fewest + window / std::max(shortest, Seconds(1));
    return static_cast<int>(std::max(fewest, std::min(wanted, mostOfAll / checks)));
}

/// The history keeps that a check could not be made, not what it lacked; who watches is told.
QString whyNotMeasured(const Sample& sample, const Check& check)
{
    return sample.failure == Failure::Abandoned
        ? u"This computer lacks something that the check needs; gatewatch-cli watch says what"_s
        : explain(sample, check.address());
}

/// What the newest stored samples of a check lead to: the same fold as the running program's.
struct CheckSummary {
    CheckState state;
    std::optional<Sample> missed; ///< the newest run, where it measured nothing
    std::optional<TimePoint> missedSince; ///< the first of those runs
};

CheckSummary summaryOf(const Check& check, const QList<Sample>& samples, const Thresholds& thresholds, TimePoint now)
{
    CheckSummary summary;
    for (const Sample& sample : samples) {
        summary.state = nextState(summary.state, sample, thresholds);
        if (sample.outcome != Outcome::NotMeasured) {
            summary.missed.reset();
            summary.missedSince.reset();
            continue;
        }
        if (!summary.missed)
            summary.missedSince = sample.at;
        summary.missed = sample;
    }
    summary.state = aged(summary.state, check, now);
    return summary;
}

/// `failing`: the checks with which incidents began that are still open. Whatever made the running program sure of one
/// of these (isCertain()), a failure of it is confirmed.
ServiceSummary summaryOf(const Service& service, const Recent& recent, const QSet<CheckId>& failing, TimePoint now)
{
    ServiceSummary summary;
    QList<CheckState> states;
    for (const Check& check : service.endpoints) {
        const CheckId id{service.id, check.id};
        Thresholds thresholds = service.thresholds;
        if (failing.contains(id))
            thresholds.failuresToDown = 1;
        const CheckSummary one = summaryOf(check, recent.value(id), thresholds, now);
        const CheckState& state = one.state;
        const bool decides = std::all_of(
            states.begin(), states.end(), [&state](const CheckState& other) { return state.state < other.state; });
        states.append(state);
        if (!decides && (summary.last || summary.notMeasuredSince))
            continue;
        summary.last = state.last;
        summary.flapping = state.flapping;
        summary.notMeasuredSince = one.missedSince;
        summary.message = one.missed ? whyNotMeasured(*one.missed, check) : QString();
    }
    summary.state = worstOf(states);
    return summary;
}

QString momentOf(TimePoint at)
{
    return toIso(at).left(19).replace(u'T', u' ');
}

void printServices(const Console& console, const Config& config, const QHash<ServiceId, ServiceSummary>& known)
{
    qsizetype width = 0;
    for (const Service& service : config.services)
        width = std::max(width, service.id.size());
    for (const Service& service : config.services) {
        const ServiceSummary summary = known.value(service.id);
        const Check* check = summary.last ? service.findEndpoint(summary.last->check.endpoint) : nullptr;
        const QString why = check ? explain(*summary.last, check->address()) : QString();
        const bool isOld = summary.notMeasuredSince.has_value(); // and not to be taken for the present
        console.print(u"%1 %2  %3  %4"_s.arg(
            console.paint(glyphOf(summary.state), isOld ? Paint::Dim : paintOf(summary.state)),
            service.id.leftJustified(width), wordOf(summary.state).leftJustified(8), cleaned(service.name)));
        const auto detail = [&console](const QString& text) {
            console.print(console.paint(u"  "_s + text, Paint::Dim));
        };
        if (summary.flapping)
            detail(u"flapping: it changed five times or more within ten minutes"_s);
        if (isOld)
            detail(
                u"not measured since %1 UTC: %2"_s.arg(momentOf(*summary.notMeasuredSince), cleaned(summary.message)));
        if (!why.isEmpty())
            detail(u"%1%2, %3 UTC"_s.arg(isOld ? u"before that: "_s : QString(), why, momentOf(summary.last->at)));
    }
    if (config.services.isEmpty())
        console.note(u"No services are configured yet"_s);
}

/// Nothing is known of any of them.
bool isBlind(const Config& config, const QHash<ServiceId, ServiceSummary>& known)
{
    return !config.services.isEmpty() && std::ranges::all_of(config.services, [&known](const Service& service) {
        return known.value(service.id).state == State::Unknown;
    });
}

class ServicesJob final : public QObject {
public:
    ServicesJob(const Console& console, Config config, const QString& file)
        : m_console(console)
        , m_config(std::move(config))
        , m_history(file, History::Mode::ReadOnly)
    {
        connect(&m_history, &History::opened, this, [this](History::Problem problem, const QString& detail) {
            tell(problem, detail);
            m_history.requestIncidents(1, {}, mostIncidents);
            m_history.requestRecent(1, samplesPerCheck(m_config));
        });
        connect(&m_history, &History::incidentsReady, this, [this](quint64, const QList<Incident>& incidents) {
            for (const Incident& incident : incidents) {
                if (!incident.closed)
                    m_failing.insert({incident.service, incident.endpoint});
            }
        });
        connect(&m_history, &History::recentReady, this, [this](quint64, const Recent& recent) { done(recent); });
        connect(&m_history, &History::failed, this, [this](History::Problem problem, const QString& detail) {
            tell(problem, detail);
            done({});
        });
        QMetaObject::invokeMethod(&m_history, &History::open, Qt::QueuedConnection);
    }

private:
    void tell(History::Problem problem, const QString& detail)
    {
        if (problem == History::Problem::None)
            return;
        m_readable = m_readable && problem == History::Problem::NewerSchema; // that one can still be read
        m_console.note(
            problem == History::Problem::Damaged
                ? u"The history is damaged (%1); it cannot be read"_s.arg(cleaned(detail))
                : sentenceOf(problem, detail));
    }

    void done(const Recent& recent)
    {
        if (std::exchange(m_done, true))
            return;
        QHash<ServiceId, ServiceSummary> known;
        for (const Service& service : m_config.services)
            known.insert(service.id, summaryOf(service, recent, m_failing, wallClock()));
        if (m_console.json())
            m_console.document(servicesToJson(m_config, known));
        else
            printServices(m_console, m_config, known);
        const bool down =
            std::ranges::any_of(known, [](const ServiceSummary& each) { return each.state == State::Down; });
        finish(!m_readable || isBlind(m_config, known) ? CouldNotTell : down ? ProblemFound : AllIsWell);
    }

    const Console& m_console;
    Config m_config;
    History m_history;
    QSet<CheckId> m_failing;
    bool m_readable = true;
    bool m_done = false;
};

} // namespace

Started runServices(const Invocation& invocation)
{
    const auto loaded = loadConfig(invocation);
    if (!loaded)
        return wrongUse(invocation, loaded.reason());
    const Console& console = invocation.console;
    if (QFileInfo::exists(invocation.paths.historyFile()))
        return std::make_unique<ServicesJob>(console, loaded->config, invocation.paths.historyFile());
    if (console.json())
        console.document(servicesToJson(loaded->config, {}));
    else
        printServices(console, loaded->config, {});
    return isBlind(loaded->config, {}) ? CouldNotTell : AllIsWell;
}

} // namespace Gatewatch::Cli
