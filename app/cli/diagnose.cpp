// SPDX-License-Identifier: GPL-3.0-or-later
#include <cli/target.h>
#include <core/catalog.h>
#include <core/diagnosis/report.h>
#include <core/exporting.h>
#include <core/redact.h>
#include <engine/diagnosis/diagnosisrun.h>
#include <engine/net/probeloop.h>
#include <engine/net/statuspageclient.h>
#include <engine/wholefile.h>

#include <QFileInfo>
#include <QJsonDocument>
#include <QSet>

#include <algorithm>
#include <array>
#include <cmath>

namespace Gatewatch::Cli {

using namespace Qt::StringLiterals;

namespace {

constexpr std::array placeWords{"this computer", "your network", "the way there", "the gateway", "the service"};

QString percent(double share)
{
    return u"%1 %"_s.arg(std::lround(share * 100));
}

/// "  the service    ████████████████  85 %": the blame bar as text, one line for each place from near to far.
void printBlame(const Console& console, const Blame& blame)
{
    constexpr int longestBar = 30;
    for (size_t place = 0; place < blame.size(); ++place) {
        const auto length = static_cast<qsizetype>(std::lround(blame[place] * longestBar));
        const bool most = blame[place] == *std::max_element(blame.begin(), blame.end());
        const QString bar = u"█"_s.repeated(length).leftJustified(longestBar, u'·');
        console.print(u"  %1 %2 %3"_s.arg(QLatin1StringView(placeWords[place]), -14)
                          .arg(console.paint(bar, most ? Paint::Bad : Paint::Dim), percent(blame[place])));
    }
}

QString glyphOf(Tone tone)
{
    switch (tone) {
    case Tone::Good:
        return u"●"_s;
    case Tone::Bad:
        return u"■"_s;
    case Tone::Unsure:
        return u"▲"_s;
    case Tone::Neutral:
        break;
    }
    return u"○"_s;
}

Paint paintOf(Tone tone)
{
    switch (tone) {
    case Tone::Good:
        return Paint::Good;
    case Tone::Bad:
        return Paint::Bad;
    case Tone::Unsure:
        return Paint::Warning;
    case Tone::Neutral:
        break;
    }
    return Paint::Dim;
}

void printVerdict(const Console& console, const Diagnosis& diagnosis)
{
    const Verdict& verdict = diagnosis.verdict;
    console.print();
    console.print(console.paint(cleaned(verdict.headline), Paint::Bold));
    if (verdict.place != VerdictPlace::None)
        console.print(u"%1 sure"_s.arg(percent(verdict.confidence)));
    if (!verdict.explanation.isEmpty())
        console.print(cleaned(verdict.explanation));
    console.print();
    if (verdict.place != VerdictPlace::None) {
        printBlame(console, diagnosis.blame);
        console.print();
    }
    int number = 0;
    for (const Advice& advice : diagnosis.advice) {
        const QString title =
            advice.title.isEmpty() ? QString() : console.paint(cleaned(advice.title), Paint::Bold) + u": "_s;
        console.print(u"  %1. %2%3"_s.arg(++number).arg(title, cleaned(advice.text)));
    }
    for (const QString& line : {diagnosis.expectation.text, diagnosis.dataSafety, verdict.wouldChange}) {
        if (!line.isEmpty())
            console.print(u"  "_s + cleaned(line));
    }
}

int exitCodeOf(VerdictPlace place)
{
    switch (place) {
    case VerdictPlace::None:
        return AllIsWell;
    case VerdictPlace::Inconclusive:
        return CouldNotTell;
    case VerdictPlace::Device:
    case VerdictPlace::Network:
    case VerdictPlace::Path:
    case VerdictPlace::Gateway:
    case VerdictPlace::Service:
        return ProblemFound;
    }
    Q_UNREACHABLE();
}

QByteArray reportFor(const Diagnosis& diagnosis, const QString& ending)
{
    if (ending == "json"_L1)
        return documentText(toJson(diagnosis));
    return (ending == "html"_L1 ? toHtml(diagnosis) : toMarkdown(diagnosis)).toUtf8();
}

class DiagnoseJob final : public QObject {
public:
    DiagnoseJob(const Console& console, const DiagnosisRequest& request, QString report)
        : m_console(console)
        , m_report(std::move(report))
        , m_pages(m_documents)
        , m_run(m_probes, m_pages, request)
    {
        connect(&m_run, &DiagnosisRun::changed, this, [this](const Diagnosis& diagnosis) { showSteps(diagnosis); });
        connect(&m_run, &DiagnosisRun::finished, this, [this](const Diagnosis& diagnosis) { done(diagnosis); });
        // Only from the event loop, so that its end can end the loop.
        QMetaObject::invokeMethod(&m_run, &DiagnosisRun::start, Qt::QueuedConnection);
    }

private:
    /// Evidence as it comes: beside the result where that goes into a file or another program.
    void showSteps(const Diagnosis& diagnosis)
    {
        for (const StepReport& step : diagnosis.steps) {
            const bool over = step.state != StepState::Waiting && step.state != StepState::Running;
            if (!over || m_shown.contains(step.id))
                continue;
            m_shown.insert(step.id);
            const QString result = step.plain.isEmpty() ? step.reason : step.plain;
            const bool live = m_console.isLive() && !m_console.json();
            const QString glyph = live ? m_console.paint(glyphOf(step.tone), paintOf(step.tone)) : glyphOf(step.tone);
            const QString line =
                u"%1 %2%3"_s.arg(glyph, cleaned(step.title), result.isEmpty() ? QString() : u": "_s + cleaned(result));
            if (live)
                m_console.print(line);
            else
                m_console.note(line);
        }
    }

    void done(const Diagnosis& diagnosis)
    {
        showSteps(diagnosis);
        if (m_console.json())
            m_console.document(toJson(diagnosis));
        else
            printVerdict(m_console, diagnosis);
        finish(save(diagnosis) ? exitCodeOf(diagnosis.verdict.place) : static_cast<int>(WrongUse));
    }

    [[nodiscard]] bool save(const Diagnosis& diagnosis) const
    {
        if (m_report.isEmpty())
            return true;
        const QString problem = replaceFile(m_report, reportFor(diagnosis, QFileInfo(m_report).suffix().toLower()));
        if (!problem.isEmpty())
            m_console.note(u"gatewatch-cli: --report %1: %2"_s.arg(m_report, problem));
        return problem.isEmpty();
    }

    const Console& m_console;
    QString m_report;
    QSet<QString> m_shown;
    ProbeLoop m_probes;
    DocumentLoader m_documents;
    StatusPageClient m_pages;
    DiagnosisRun m_run;
};

/// What the configuration knows about this address: the service that watches it, and where to ask others.
void addKnown(DiagnosisRequest& request, const Config& config)
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

QString problemOfReport(const QString& file)
{
    static const QStringList endings{u"html"_s, u"md"_s, u"json"_s};
    if (file.isEmpty() || endings.contains(QFileInfo(file).suffix().toLower()))
        return {};
    return u"--report must end in .html, .md or .json, is \"%1\""_s.arg(file);
}

} // namespace

QList<QCommandLineOption> diagnoseOptions()
{
    return QList{timeoutOption()} + requestOptions()
        + QList<QCommandLineOption>{
            {u"report"_s, u"Saves the result as well: FILE.html, FILE.md or FILE.json."_s, u"FILE"_s},
            {u"expect-status"_s, u"Diagnoses this status even if it has gone by now."_s, u"STATUS"_s}};
}

Started runDiagnose(const Invocation& invocation)
{
    for (const QString& text : invocation.arguments) { // web pages only, which checkOf() does not insist on
        if (const auto url = urlArgument(text); !url)
            return wrongUse(invocation, u"diagnose: "_s + url.reason());
    }
    const auto check = checkOf(invocation);
    if (!check)
        return wrongUse(invocation, u"diagnose: "_s + check.reason());
    if (const QString problem = problemOfReport(invocation.value("report"_L1)); !problem.isEmpty())
        return wrongUse(invocation, u"diagnose: "_s + problem);
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
    addKnown(request, loaded->config);
    return std::make_unique<DiagnoseJob>(invocation.console, request, invocation.value("report"_L1));
}

} // namespace Gatewatch::Cli
