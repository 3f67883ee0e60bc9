// SPDX-License-Identifier: GPL-3.0-or-later
#include <cli/changelines.h>
#include <cli/command.h>
#include <core/explain.h>
#include <core/exporting.h>

#include <QCoreApplication>
#include <QDateTime>
#include <QTimer>

#include <algorithm>

namespace Gatewatch::Cli {

using namespace Qt::StringLiterals;

namespace {

/// The same engine and history as the window's, each on its thread, with lines instead of widgets.
class WatchJob final : public QObject {
public:
    WatchJob(const Invocation& invocation, std::optional<Millis> duration);
    void start() { m_backend.start(); }

private:
    void connectEngine();
    void connectStores();
    void configLoaded(const Config& config);
    [[nodiscard]] QString whyOf(const Sample& sample) const;
    void tell(const Sample& sample);
    void tell(const Event& event) const;
    void tell(LocalNetwork network);
    void say(const QString& line) const;
    void say(const QStringList& lines) const;
    void end();
    void sumUp();

    const Console& m_console;
    bool m_lines; ///< --jsonl
    LocalNetwork m_network = LocalNetwork::Unknown;
    Config m_config;
    QHash<ServiceId, ServiceStatus> m_statuses;
    QHash<CheckId, QString> m_reasons; ///< why checks are not measured
    QHash<CheckId, TimePoint> m_missedSince; ///< since when
    ChangeLines m_changes;
    Backend m_backend;
    QTimer m_timer;
    bool m_over = false;
};

WatchJob::WatchJob(const Invocation& invocation, std::optional<Millis> duration)
    : m_console(invocation.console)
    , m_lines(invocation.isSet("jsonl"_L1))
    , m_changes(m_console)
    , m_backend(invocation.paths)
{
    connectEngine();
    connectStores();
    connect(QCoreApplication::instance(), &QCoreApplication::aboutToQuit, this, [this] { sumUp(); });
    if (!duration)
        return;
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, [this] { end(); });
    m_timer.setTimerType(Qt::PreciseTimer);
    m_timer.start(*duration);
}

void WatchJob::connectEngine()
{
    const Engine& engine = m_backend.engine();
    connect(&engine, &Engine::statusChanged, this, [this](const QList<ServiceStatus>& statuses) {
        for (const ServiceStatus& status : statuses) {
            m_statuses.insert(status.service, status);
            say(m_changes.of(status, m_config));
        }
    });
    connect(&engine, &Engine::stateChanged, this, [this](const StateChange& change) {
        say(m_changes.of(change, m_config));
    });
    connect(&engine, &Engine::eventHappened, this, [this](const Event& event) { tell(event); });
    connect(&engine, &Engine::commonCauseFound, this, [this](const CommonCause& cause) {
        say(m_changes.of(cause, m_config));
    });
    connect(&engine, &Engine::networkChanged, this, [this](LocalNetwork network) { tell(network); });
    connect(&engine, &Engine::secretMissing, this, [this](const CheckId& check, const QList<MissingSecret>& secrets) {
        m_reasons.insert(check, explain(secrets));
        m_console.note(u"%1 is not measured: %2"_s.arg(check.toString(), cleaned(explain(secrets))));
        for (const MissingSecret& secret : secrets) {
            if (secret.why == SecretProblem::NotFound)
                m_console.note(u"  gatewatch-cli secret set \"%1\" stores it"_s.arg(cleaned(secret.name.text)));
        }
    });
    connect(&engine, &Engine::notMeasured, this, [this](const CheckId& check, const QString& why) {
        m_reasons.insert(check, why);
        say(u"%1 %2 is not measured: %3"_s.arg(
            m_console.paint(glyphOf(State::Unknown), paintOf(State::Unknown)), cleaned(check.toString()),
            cleaned(why)));
    });
    connect(&engine, &Engine::samplesReady, this, [this](const QList<Sample>& samples) {
        for (const Sample& sample : samples)
            tell(sample);
    });
}

void WatchJob::connectStores()
{
    connect(
        &m_backend.configStore(), &ConfigStore::loaded, this,
        [this](const Config& config, bool, const QStringList& warnings) {
            for (const QString& warning : warnings)
                m_console.note(u"Configuration: "_s + cleaned(warning));
            configLoaded(config);
        });
    connect(&m_backend.configStore(), &ConfigStore::failed, this, [this](const QString& reason) {
        m_console.note(u"The configuration could not be read, the last good one stays in force: "_s + cleaned(reason));
    });
    const auto tellProblem = [this](History::Problem problem, const QString& detail) {
        if (problem != History::Problem::None)
            m_console.note(sentenceOf(problem, detail));
    };
    connect(&m_backend.history(), &History::opened, this, tellProblem);
    connect(&m_backend.history(), &History::failed, this, tellProblem);
}

void WatchJob::configLoaded(const Config& config)
{
    m_config = config;
    const qsizetype count = config.services.size();
    if (count == 0)
        m_console.note(u"No services are configured yet; they are watched as soon as %1 names some"_s.arg(
            cleaned(m_backend.paths().configFile)));
    else
        m_console.note(u"%1 %2 service%3; Ctrl-C stops"_s.arg(
            config.polling.paused ? u"Paused, as the configuration says (polling.paused): nothing is measured of"_s
                                  : u"Watching"_s,
            QString::number(count), count == 1 ? QString() : u"s"_s));
}

void WatchJob::say(const QString& line) const
{
    const QString stamped = QDateTime::currentDateTime().toString(u"HH:mm:ss"_s) + u"  "_s + line;
    if (m_lines)
        m_console.note(stamped);
    else
        m_console.print(stamped);
}

/// What a line about a failure, or about a run that measured nothing, says to people; empty for others.
QString WatchJob::whyOf(const Sample& sample) const
{
    const Service* service = m_config.find(sample.check.service);
    const Check* check = service ? service->findEndpoint(sample.check.endpoint) : nullptr;
    if (sample.outcome == Outcome::Down && check)
        return explain(sample, check->address());
    return m_reasons.value(sample.check);
}

void WatchJob::tell(const Sample& sample)
{
    if (sample.outcome != Outcome::NotMeasured) {
        m_reasons.remove(sample.check);
        m_missedSince.remove(sample.check);
    } else if (!m_missedSince.contains(sample.check)) {
        m_missedSince.insert(sample.check, sample.at);
    }
    if (!m_lines)
        return;
    QJsonObject line = sampleToJson(sample);
    if (const QString why = whyOf(sample); !why.isEmpty())
        line.insert("message"_L1, why);
    if (m_statuses.value(sample.check.service).flapping)
        line.insert("flapping"_L1, true);
    m_console.jsonLine(line);
}

void WatchJob::say(const QStringList& lines) const
{
    for (const QString& line : lines)
        say(line);
}

void WatchJob::tell(const Event& event) const
{
    const Service* service = m_config.find(event.service);
    const QString name = cleaned(service ? service->name : event.service);
    const QString title = cleaned(event.detail);
    if (event.kind == EventKind::CertificateExpires)
        return say(u"! The certificate of %1 will expire: %2"_s.arg(name, title));
    if (event.kind == EventKind::CertificateIssuerChanged)
        return say(u"! %1: %2"_s.arg(name, title));
    // The changes of our own states come with more facts as StateChange.
    const bool reported = event.kind == EventKind::IncidentReported;
    if (!reported && event.kind != EventKind::ReportResolved)
        return;
    say(reported ? u"= The provider of %1 reports: %2"_s.arg(name, title)
                 : u"= The provider of %1 says it is over: %2"_s.arg(name, title));
}

void WatchJob::tell(LocalNetwork network)
{
    const LocalNetwork before = std::exchange(m_network, network);
    if (network == before)
        return; // asked again, it is found out again
    switch (network) {
    case LocalNetwork::Online:
        if (isLost(before))
            say(u"This computer is online again"_s);
        break;
    case LocalNetwork::CaptivePortal:
        say(u"The network wants you to sign in first; nothing is measured until then"_s);
        break;
    case LocalNetwork::OnlyByNumber:
    case LocalNetwork::NoNameService:
        say(u"Names cannot be looked up here; what is known by name is not measured until they can"_s);
        break;
    case LocalNetwork::Offline:
        say(u"This computer is offline; nothing is measured until it is back"_s);
        break;
    case LocalNetwork::Unknown:
        break;
    }
}

/// The end of --for.
void WatchJob::end()
{
    sumUp();
    bool measured = false;
    bool down = false;
    for (const ServiceStatus& status : std::as_const(m_statuses)) {
        measured = measured || status.checkedAt.has_value();
        down = down || status.state == State::Down;
    }
    finish(down ? ProblemFound : measured ? AllIsWell : CouldNotTell);
}

/// Once, also after Ctrl-C: the last batch reaches the file before anybody is told that it is over.
void WatchJob::sumUp()
{
    if (std::exchange(m_over, true))
        return;
    m_backend.stop();
    QCoreApplication::sendPostedEvents(this); // what the engine said last is on its way to this thread
    if (!m_console.json())
        return;
    QHash<ServiceId, ServiceSummary> known;
    for (const ServiceStatus& status : std::as_const(m_statuses))
        known.insert(status.service, {status.state, status.decisive, {}, {}, status.flapping});
    for (auto missed = m_missedSince.cbegin(); missed != m_missedSince.cend(); ++missed) {
        const auto status = known.find(missed.key().service);
        const bool isIt = status != known.end() && (!status->last || status->last->check == missed.key());
        if (!isIt || status->notMeasuredSince)
            continue;
        status->notMeasuredSince = missed.value();
        status->message = m_reasons.value(missed.key());
    }
    m_console.document(servicesToJson(m_config, known));
}

} // namespace

QList<QCommandLineOption> watchOptions()
{
    return {
        {u"for"_s, u"Stops by itself after so many seconds."_s, u"SECONDS"_s},
        {u"jsonl"_s, u"Prints one JSON line for each measurement on standard output."_s}};
}

Started runWatch(const Invocation& invocation)
{
    if (invocation.isSet("jsonl"_L1) && invocation.json())
        return wrongUse(invocation, u"watch: --json and --jsonl exclude each other"_s);
    std::optional<Millis> duration;
    if (invocation.isSet("for"_L1)) {
        bool ok = false;
        const double seconds = invocation.value("for"_L1).toDouble(&ok);
        if (!ok || !(seconds > 0 && seconds <= 1e6))
            return wrongUse(
                invocation,
                u"watch: --for must be a number of seconds above 0, is \"%1\""_s.arg(invocation.value("for"_L1)));
        duration = Millis(qRound64(seconds * 1000));
    }
    if (const auto loaded = loadConfig(invocation); !loaded)
        return wrongUse(invocation, loaded.reason());
    auto job = std::make_unique<WatchJob>(invocation, duration);
    job->start();
    return job;
}

} // namespace Gatewatch::Cli
