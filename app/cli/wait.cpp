// SPDX-License-Identifier: GPL-3.0-or-later
#include <cli/target.h>
#include <core/explain.h>
#include <core/exporting.h>
#include <core/redact.h>
#include <core/timewords.h>
#include <engine/monitor/localgate.h>
#include <engine/monitor/watch.h>

#include <QElapsedTimer>

namespace Gatewatch::Cli {

using namespace Qt::StringLiterals;

namespace {

constexpr double longestWait = 7 * 24 * 3600;
constexpr int mostSuccesses = 1000;

/// Asks politely until the address has answered well often enough, or the time is over.
class WaitJob final : public QObject {
public:
    WaitJob(const Console& console, const Check& check, const Config& config, int successes, Millis limit)
        : m_console(console)
        , m_check(check)
        , m_successes(successes)
        , m_secrets(secretsIn(prepare(check, config.polling.userAgent).request))
        , m_gate(m_loop)
        , m_watch(m_loop, m_gate, check, config.polling.userAgent)
    {
        m_gate.setConfig(config);
        connect(&m_watch, &Watch::heard, this, [this](const Exchange& exchange, const Judgement& judgement) {
            m_judgement = judgement;
            m_last = withoutValues(exchange, m_secrets);
            ++m_tries;
        });
        connect(&m_watch, &Watch::progress, this, &WaitJob::tell);
        connect(&m_watch, &Watch::recovered, this, [this] { end(AllIsWell); });
        m_limit.setSingleShot(true);
        m_limit.setTimerType(Qt::PreciseTimer); // a coarse one may end a little early
        connect(&m_limit, &QTimer::timeout, this, [this] { end(ProblemFound); });
        m_limit.start(limit);
        m_clock.start();
        m_watch.start(successes);
    }

private:
    void tell(int goodInARow)
    {
        m_good = goodInARow;
        m_console.note(u"%1 %2 (%3 of %4)"_s.arg(
            glyphOf(m_judgement.outcome), cleaned(explain(m_last, m_judgement)), QString::number(m_good),
            QString::number(m_successes)));
    }

    [[nodiscard]] QString summaryOf(bool well, Millis waited) const
    {
        if (well)
            return m_successes == 1 ? u"It has answered well"_s
                                    : u"It has answered well %1 times in a row"_s.arg(m_successes);
        if (m_tries > 0 && m_judgement.outcome == Outcome::NotMeasured)
            return u"Given up after %1; the last try says nothing about it: %2"_s.arg(
                shortTime(waited), explain(m_last, m_judgement));
        const QString inVain = u"Given up after %1: it did not answer well"_s.arg(shortTime(waited));
        return m_successes == 1 ? inVain : inVain + u" %1 times in a row"_s.arg(m_successes);
    }

    void end(int exitCode)
    {
        const bool well = exitCode == AllIsWell;
        const Millis waited(m_clock.elapsed());
        const QString summary = summaryOf(well, waited);
        if (m_console.json()) {
            QJsonObject document{
                {u"schema"_s, u"gatewatch.wait/1"_s},
                {u"url"_s, redactedUrl(m_check.address())},
                {u"reached"_s, well},
                {u"tries"_s, m_tries},
                {u"goodInARow"_s, m_good},
                {u"successes"_s, m_successes},
                {u"waitedMs"_s, static_cast<qint64>(waited.count())},
                {u"message"_s, summary}};
            if (m_tries > 0)
                document.insert("last"_L1, checkToJson(m_last, m_judgement, wallClock()));
            m_console.document(document);
        } else {
            m_console.print(summary);
        }
        finish(exitCode);
    }

    const Console& m_console;
    Check m_check;
    int m_successes;
    QByteArrayList m_secrets;
    ProbeLoop m_loop;
    LocalGate m_gate;
    Watch m_watch;
    QTimer m_limit;
    QElapsedTimer m_clock;
    Exchange m_last; ///< without the secrets that were sent
    Judgement m_judgement;
    int m_tries = 0;
    int m_good = 0;
};

} // namespace

QList<QCommandLineOption> waitOptions()
{
    return QList<QCommandLineOption>{
               {u"timeout"_s, u"Seconds to wait in all before giving up with 1."_s, u"SECONDS"_s, u"300"_s},
               {u"successes"_s, u"Good answers in a row that are wanted, 1 to 1000."_s, u"N"_s,
                QString::number(Watch::goodAnswers)},
               {u"request-timeout"_s, u"Seconds for each request, 0.1 to 300."_s, u"SECONDS"_s, u"10"_s}}
    + requestOptions() + connectionOptions() + expectOptions();
}

Started runWait(const Invocation& invocation)
{
    auto check = checkOf(invocation, "request-timeout"_L1);
    if (!check)
        return wrongUse(invocation, u"wait: "_s + check.reason());
    if (const QString problem = readExpectation(invocation, check.value()); !problem.isEmpty())
        return wrongUse(invocation, u"wait: "_s + problem);
    const auto limit = secondsOf(invocation, "timeout"_L1, longestWait);
    if (!limit)
        return wrongUse(invocation, u"wait: "_s + limit.reason());
    bool ok = false;
    const int successes = invocation.value("successes"_L1).toInt(&ok);
    if (!ok || successes < 1 || successes > mostSuccesses)
        return wrongUse(
            invocation,
            u"wait: --successes must be from 1 to %1, is \"%2\""_s.arg(mostSuccesses)
                .arg(invocation.value("successes"_L1)));
    const Config config = configOf(invocation);
    if (const QStringList missing = prepare(*check, config.polling.userAgent).missing; !missing.isEmpty())
        return wrongUse(invocation, u"wait: "_s + sentenceOfMissing(missing));
    return std::make_unique<WaitJob>(invocation.console, *check, config, successes, *limit);
}

} // namespace Gatewatch::Cli
