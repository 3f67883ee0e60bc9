// SPDX-License-Identifier: GPL-3.0-or-later
#include <cli/target.h>
#include <core/addressestried.h>
#include <core/configrules.h>
#include <core/explain.h>
#include <core/exporting.h>
#include <core/redact.h>
#include <engine/monitor/fairjudgement.h>
#include <engine/monitor/localgate.h>
#include <engine/net/prepare.h>
#include <engine/system/networkwatch.h>

#include <algorithm>

namespace Gatewatch::Cli {

using namespace Qt::StringLiterals;

namespace {

/// "  name lookup    1.2 ms  ██": one line for each phase that was reached, the longest bar for the longest phase.
void printPhases(const Console& console, const Exchange& exchange)
{
    const Phases& phases = exchange.phases;
    const Micros total = exchange.total;
    const std::pair<const char*, std::optional<Micros>> rows[] = {
        {"name lookup", phases.resolve},
        {"connect", phases.connect},
        {"encryption", phases.tls},
        {kindOf(exchange.url) == CheckKind::Ping ? "echo" : "first byte", phases.wait},
        {"transfer", phases.transfer}};
    constexpr int longestBar = 40;
    const auto line = [](const char* name, Micros time) {
        return u"  %1 %2 ms"_s.arg(QLatin1StringView(name), -12).arg(milliseconds(time), 9, 'f', 1);
    };
    for (const auto& [name, time] : rows) {
        if (!time)
            continue;
        const auto bar = total.count() > 0 ? time->count() * longestBar / total.count() : 0;
        console.print(
            (line(name, *time) + u"  "_s
             + console.paint(u"█"_s.repeated(std::min<qsizetype>(bar, longestBar)), Paint::Dim)));
    }
    console.print(line("in all", total));
}

QString whereLine(const Exchange& exchange)
{
    QStringList parts{redactedUrl(exchange.finalUrl.isEmpty() ? exchange.url : exchange.finalUrl)};
    if (!exchange.address.isEmpty())
        parts.append(exchange.port > 0 ? u"%1 port %2"_s.arg(exchange.address).arg(exchange.port) : exchange.address);
    if (exchange.response)
        parts.append(u"HTTP/%1"_s.arg(QString::fromLatin1(exchange.response->version)));
    if (exchange.certificate && !exchange.certificate->tlsVersion.isEmpty())
        parts.append(exchange.certificate->tlsVersion);
    if (exchange.redirects > 0)
        parts.append(exchange.redirects == 1 ? u"1 redirect"_s : u"%1 redirects"_s.arg(exchange.redirects));
    return cleaned(parts.join(u" · "_s));
}

/// The failure in the words of the library or of the expectation, or a note about a good answer; empty without either.
QString expertLine(const Exchange& exchange, const Judgement& judgement)
{
    const bool failed = judgement.failure != Failure::Ok;
    const QString detail = failed && judgement.detail.isEmpty() ? exchange.detail : judgement.detail;
    QStringList parts{failed ? idOf(judgement.failure) : QString(), cleaned(redactedText(detail))};
    parts.removeAll(QString());
    return parts.join(u" – "_s);
}

void printCheck(const Console& console, const Exchange& exchange, const Judgement& judgement)
{
    const Paint paint = paintOf(judgement.outcome);
    console.print(u"%1 %2"_s.arg(
        console.paint(glyphOf(judgement.outcome), paint),
        console.paint(cleaned(explain(exchange, judgement)), Paint::Bold)));
    console.print(console.paint(u"  "_s + whereLine(exchange), Paint::Dim));
    if (const QString line = expertLine(exchange, judgement); !line.isEmpty())
        console.print(console.paint(u"  "_s + line, Paint::Dim));
    if (!exchange.addressesTried.isEmpty())
        console.print(console.paint(u"  addresses tried: "_s + triedText(exchange), Paint::Dim));
    for (const QString& record : exchange.records())
        console.print(u"  "_s + cleaned(record));
    for (const Note note : exchange.notes)
        console.print(u"  %1 %2"_s.arg(console.paint(u"!"_s, Paint::Warning), cleaned(sentenceOf(note, exchange))));
    console.print();
    printPhases(console, exchange);
}

int exitCodeOf(Outcome outcome)
{
    switch (outcome) {
    case Outcome::Up:
    case Outcome::Slow:
        return AllIsWell;
    case Outcome::Down:
        return ProblemFound;
    case Outcome::NotMeasured:
        return CouldNotTell;
    }
    Q_UNREACHABLE();
}

/// One request, and where our own network may be why it ended like that, one question about it.
class CheckJob final : public QObject {
public:
    CheckJob(const Console& console, const Check& check, const CheckRequest& request, const Config& config)
        : m_console(console)
        , m_check(check)
        , m_secrets(secretsIn(request))
        , m_gate(m_loop)
        , m_handle(start(m_loop, request, [this](const Exchange& exchange) { ended(exchange); }))
    {
        m_gate.setConfig(config);
    }

private:
    void ended(const Exchange& exchange)
    {
        judgeFairly(
            m_gate, m_check, exchange, judge(exchange, m_check.expect()), {.isAlone = [] { return !hasAddress(); }},
            [this, exchange](const Ruling& ruling) { report(exchange, ruling.judgement); });
    }

    void report(const Exchange& seen, const Judgement& judgement)
    {
        const Exchange exchange = withoutValues(seen, m_secrets);
        if (m_console.json())
            m_console.document(checkToJson(exchange, judgement, wallClock()));
        else
            printCheck(m_console, exchange, judgement);
        finish(exitCodeOf(judgement.outcome));
    }

    const Console& m_console;
    Check m_check;
    QByteArrayList m_secrets;
    ProbeLoop m_loop;
    LocalGate m_gate;
    std::unique_ptr<ProbeHandle> m_handle;
};

} // namespace

QList<QCommandLineOption> checkOptions()
{
    QCommandLineOption timeout = timeoutOption();
    timeout.setDescription(
        u"Seconds for the whole request, 0.1 to 300. Where it fails or leads elsewhere and this computer's network may "
        "be why, the connectivity checks of the configuration are asked, which takes up to 5 seconds more."_s);
    return QList{timeout} + requestOptions() + connectionOptions() + expectOptions();
}

Started runCheck(const Invocation& invocation)
{
    auto check = checkOf(invocation);
    if (!check)
        return wrongUse(invocation, u"check: "_s + check.reason());
    if (const QString problem = readExpectation(invocation, check.value()); !problem.isEmpty())
        return wrongUse(invocation, u"check: "_s + problem);
    const Config config = configOf(invocation);
    const PreparedCheck prepared = prepare(*check, config.polling.userAgent);
    if (!prepared.missing.isEmpty())
        return wrongUse(invocation, u"check: "_s + sentenceOfMissing(prepared.missing));
    return std::make_unique<CheckJob>(invocation.console, *check, prepared.request, config);
}

} // namespace Gatewatch::Cli
