// SPDX-License-Identifier: GPL-3.0-or-later
#include <cli/diagnosisprint.h>
#include <cli/recalled.h>
#include <cli/sessionshelf.h>
#include <cli/target.h>
#include <core/catalog.h>
#include <core/diagnosis/report.h>
#include <core/exporting.h>
#include <engine/diagnosis/diagnosisrun.h>
#include <engine/net/probeloop.h>
#include <engine/net/statuspageclient.h>
#include <engine/system/thiscomputer.h>

#include <QSet>

#include <algorithm>

namespace Gatewatch::Cli {

using namespace Qt::StringLiterals;

namespace {

/// The session goes into the history, where that can be written; otherwise it says why not.
void keep(const Console& console, const QString& historyFile, const SavedSession& session)
{
    SessionShelf shelf(historyFile, History::Mode::ReadWrite);
    if (const QString problem = shelf.save(session); !problem.isEmpty())
        console.note(u"This session is not kept. "_s + problem);
}

class DiagnoseJob final : public QObject {
public:
    DiagnoseJob(const Console& console, const DiagnosisRequest& request, QString report, QString historyFile)
        : m_console(console)
        , m_report(std::move(report))
        , m_historyFile(std::move(historyFile))
        , m_pages(m_documents)
        , m_run(m_probes, m_pages, request)
    {
        connect(&m_run, &DiagnosisRun::changed, this, [this] { showSteps(); });
        connect(&m_run, &DiagnosisRun::finished, this, [this] { done(); });
        // Only from the event loop, so that its end can end the loop.
        QMetaObject::invokeMethod(&m_run, &DiagnosisRun::start, Qt::QueuedConnection);
    }

private:
    /// What is printed goes into files, pipes and forums: it tells nobody who we are, as what "Copy report" copies.
    [[nodiscard]] Diagnosis shown() const { return concealedDiagnosis(m_run.session(), marksOfThisComputer()); }

    /// Evidence as it comes: beside the result where that goes into a file or another program.
    void showSteps()
    {
        const auto isNew = [this](const StepReport& step) { return isOver(step) && !m_shown.contains(step.id); };
        if (std::ranges::none_of(m_run.diagnosis().steps, isNew))
            return;
        const Diagnosis diagnosis = shown();
        for (const StepReport& step : diagnosis.steps) {
            if (!isNew(step))
                continue;
            m_shown.insert(step.id);
            if (step.state == StepState::Skipped)
                continue; // the list of them is longer than that of the rest; the documents have all
            printStep(m_console, step, !m_console.isLive() || m_console.json());
        }
    }

    void done()
    {
        showSteps();
        const Diagnosis diagnosis = shown();
        if (m_console.json())
            m_console.document(toJson(diagnosis));
        else
            printVerdict(m_console, diagnosis);
        const SavedSession session = m_run.session();
        keep(m_console, m_historyFile, session);
        finish(save(session) ? exitCodeOf(diagnosis.verdict.place) : static_cast<int>(WrongUse));
    }

    [[nodiscard]] bool save(const SavedSession& session) const
    {
        if (m_report.isEmpty())
            return true;
        const QString problem = writeSessionFile(m_report, concealed(session, marksOfThisComputer()));
        if (!problem.isEmpty())
            m_console.note(u"gatewatch-cli: --report %1: %2"_s.arg(m_report, problem));
        return problem.isEmpty();
    }

    const Console& m_console;
    QString m_report, m_historyFile;
    QSet<QString> m_shown;
    ProbeLoop m_probes;
    DocumentLoader m_documents;
    StatusPageClient m_pages;
    DiagnosisRun m_run;
};

/// Judges again what a file holds. Asks nobody anything, and keeps nothing.
Started replay(const Invocation& invocation)
{
    const Console& console = invocation.console;
    const QString name = invocation.value("replay"_L1);
    if (!invocation.arguments.isEmpty())
        return wrongUse(invocation, u"diagnose: --replay needs no URL, the file says what was asked"_s);
    const auto read = readSessionFile(name);
    if (!read)
        return wrongUse(invocation, u"diagnose: --replay: "_s + read.reason());
    if (!canReplay(read->session))
        return wrongUse(
            invocation,
            u"diagnose: --replay: %1 holds a verdict but no evidence, so there is nothing to judge again"_s.arg(name));
    for (const QString& one : read->leftOut)
        console.note(cleaned(one));
    const Diagnosis& then = read->session.diagnosis;
    SavedSession again = read->session;
    again.diagnosis = replayed(read->session);
    again.diagnosis = concealedDiagnosis(again, marksOfThisComputer()); // the file may be of somebody who hid nothing
    console.note(u"Replayed from %1: what was seen on %2 UTC is judged again, and nobody was asked"_s.arg(
        cleaned(name), toIso(then.startedAt).left(16).replace(u'T', u' ')));
    if (again.diagnosis.verdict.place != then.verdict.place || again.diagnosis.verdict.cause != then.verdict.cause)
        console.note(
            u"The verdict then was another one: "_s
            + cleaned(concealedDiagnosis(read->session, marksOfThisComputer()).verdict.headline));
    if (const QString report = invocation.value("report"_L1); !report.isEmpty()) {
        if (const QString problem = writeSessionFile(report, concealed(again, marksOfThisComputer()));
            !problem.isEmpty())
            return wrongUse(invocation, u"diagnose: --report %1: %2"_s.arg(report, problem));
    }
    if (console.json()) {
        QJsonObject document = toJson(again.diagnosis);
        document.insert("replayed"_L1, true);
        console.document(document);
    } else {
        for (const StepReport& step : again.diagnosis.steps)
            printStep(console, step, !console.isLive());
        printVerdict(console, again.diagnosis);
    }
    return exitCodeOf(again.diagnosis.verdict.place);
}

/// What the configuration and the history know about this address: the service that watches it, how it was, and where
/// to ask others.
void addKnown(DiagnosisRequest& request, const Config& config, const QString& historyFile)
{
    request.settings = config.diagnosis;
    request.userAgent = config.polling.userAgent;
    for (const Service& service : config.services) {
        for (const Check& check : service.endpoints) {
            if (!check.http() || check.http()->url != request.check.url)
                continue;
            request.service = service.id;
            request.serviceName = service.name;
            request.statusPage = service.statusPage;
            addRecalled(request, {service.id, check.id}, config, historyFile);
            return;
        }
    }
    // A well-known service that is not watched: the catalogue knows its status page.
    const QString host = request.check.url.host();
    for (const CatalogEntry& entry : catalog()) {
        const bool asksHere = std::ranges::any_of(
            entry.endpoints, [&host](const CatalogEndpoint& endpoint) { return endpoint.url.host() == host; });
        if (entry.statusPage.isEmpty() || (!asksHere && entry.homepage.host() != host))
            continue;
        request.serviceName = entry.name;
        request.statusPage = serviceFrom(entry).statusPage;
        return;
    }
}

} // namespace

QList<QCommandLineOption> diagnoseOptions()
{
    return QList{timeoutOption()} + requestOptions()
        + QList<QCommandLineOption>{
            {u"report"_s, u"Saves the result as well: FILE.html, FILE.md or FILE.json."_s, u"FILE"_s},
            {u"replay"_s, u"Judges again what a saved FILE.json holds; contacts nobody."_s, u"FILE"_s},
            {u"expect-status"_s, u"Diagnoses this status even if it has gone by now."_s, u"STATUS"_s}};
}

Started runDiagnose(const Invocation& invocation)
{
    const QString report = invocation.value("report"_L1);
    if (const QString problem = problemOfReport(report, u"--report"_s); !report.isEmpty() && !problem.isEmpty())
        return wrongUse(invocation, u"diagnose: "_s + problem);
    if (invocation.isSet("replay"_L1))
        return replay(invocation);
    for (const QString& text : invocation.arguments) { // web pages only, which checkOf() does not insist on
        if (const auto url = urlArgument(text); !url)
            return wrongUse(invocation, u"diagnose: "_s + url.reason());
    }
    const auto check = checkOf(invocation);
    if (!check)
        return wrongUse(invocation, u"diagnose: "_s + check.reason());
    DiagnosisRequest request;
    request.check = *check->http();
    request.timeout = check->timeout;
    if (invocation.isSet("expect-status"_L1)) {
        bool ok = false;
        const int status = invocation.value("expect-status"_L1).toInt(&ok);
        if (!ok || status < 100 || status > 599)
            return wrongUse(
                invocation,
                u"diagnose: --expect-status must be from 100 to 599, is \"%1\""_s.arg(
                    invocation.value("expect-status"_L1)));
        request.expectStatus = status;
    }
    const auto loaded = loadConfig(invocation);
    if (!loaded)
        return wrongUse(invocation, loaded.reason());
    addKnown(request, loaded->config, invocation.paths.historyFile());
    return std::make_unique<DiagnoseJob>(invocation.console, request, report, invocation.paths.historyFile());
}

} // namespace Gatewatch::Cli
