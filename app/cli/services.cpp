// SPDX-License-Identifier: GPL-3.0-or-later
#include <cli/command.h>
#include <core/explain.h>
#include <core/exporting.h>
#include <core/redact.h>

#include <QFileInfo>

#include <algorithm>

namespace Gatewatch::Cli {

using namespace Qt::StringLiterals;

namespace {

constexpr int samplesPerCheck = 50;
using Recent = QHash<CheckId, QList<Sample>>;

/// The history keeps that a check could not be made, not what it lacked: asked once, it says so.
QString whyUnknown(const Check& check, Failure failure)
{
    Sample sample;
    sample.failure = failure;
    const QString why = failure == Failure::Abandoned ? u"This computer lacks something that the check needs"_s
                                                      : explain(sample, check.address());
    return u"%1; gatewatch-cli check \"%2\" tells more"_s.arg(why, redactedUrl(check.address()));
}

/// The state that the newest stored samples lead to: the same fold as the running program's.
ServiceSummary summaryOf(const Service& service, const Recent& recent, TimePoint now)
{
    ServiceSummary summary;
    QList<CheckState> states;
    for (const Check& check : service.endpoints) {
        CheckState state;
        for (const Sample& sample : recent.value({service.id, check.id}))
            state = nextState(state, sample, service.thresholds);
        state = aged(state, check, now);
        const bool decides = std::all_of(
            states.begin(), states.end(), [&state](const CheckState& other) { return state.state < other.state; });
        if (decides || !summary.last)
            summary.last = state.last;
        if (state.notMeasured && summary.message.isEmpty())
            summary.message = whyUnknown(check, *state.notMeasured);
        states.append(state);
    }
    summary.state = worstOf(states);
    if (summary.state != State::Unknown)
        summary.message.clear(); // others know enough
    return summary;
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
        console.print(u"%1 %2  %3  %4"_s.arg(
            console.paint(glyphOf(summary.state), paintOf(summary.state)), service.id.leftJustified(width),
            wordOf(summary.state).leftJustified(8), cleaned(service.name)));
        if (!summary.message.isEmpty())
            console.print(console.paint(u"  not measured: "_s + cleaned(summary.message), Paint::Dim));
        if (!why.isEmpty())
            console.print(console.paint(
                u"  %1, %2 UTC"_s.arg(why, toIso(summary.last->at).left(19).replace(u'T', u' ')), Paint::Dim));
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
            m_history.requestRecent(1, samplesPerCheck);
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
            known.insert(service.id, summaryOf(service, recent, wallClock()));
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
