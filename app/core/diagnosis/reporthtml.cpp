// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/diagnosis/report.h>

#include <core/redact.h>

namespace Gatewatch {
namespace {

// Neutral tones that carry in light and dark; the shapes and words carry the meaning, not the colours. On paper it is
// black on white, and no row is cut in two.
constexpr const char* style =
    ":root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:52rem;"
    "margin:2rem auto;padding:0 1rem;overflow-wrap:anywhere}table{border-collapse:collapse;width:100%}"
    "td,th{text-align:left;padding:.3rem .6rem;border-bottom:1px solid #8886;vertical-align:top}"
    "h1{font-size:1.5rem}h2{font-size:1.15rem;margin-top:1.6rem}h3{font-size:1rem;margin-bottom:0}"
    "pre{white-space:pre-wrap;border:1px solid #8886;padding:.6rem}.quiet{opacity:.7}.note{white-space:pre-wrap}"
    "@media print{:root{color-scheme:light}body{font-size:10.5pt;max-width:none;margin:0}"
    "tr,li{break-inside:avoid}h2{break-after:avoid}.quiet{opacity:1}}";

QString safe(const QString& text)
{
    return redactedText(text).toHtmlEscaped();
}

QString row(const QStringList& cells, const char* tag = "td")
{
    QString html;
    for (const QString& one : cells)
        html += QStringLiteral("<%1>%2</%1>").arg(QString::fromLatin1(tag), safe(one));
    return QStringLiteral("<tr>") + html + QStringLiteral("</tr>\n");
}

QString table(const QString& title, const QStringList& head, const QString& rows)
{
    if (rows.isEmpty())
        return {};
    return QStringLiteral("<h2>%1</h2>\n<table>\n").arg(safe(title)) + row(head, "th") + rows
        + QStringLiteral("</table>\n");
}

QString paragraph(const QString& text, const char* kind = nullptr)
{
    if (text.isEmpty())
        return {};
    const QString about = kind ? QStringLiteral(" class=\"%1\"").arg(QString::fromLatin1(kind)) : QString();
    return QStringLiteral("<p%1>%2</p>\n").arg(about, safe(text));
}

QString blameRows(const Diagnosis& diagnosis)
{
    QString rows;
    for (int i = 0; i < placeCount; ++i)
        rows += row({idOf(Place(i)), QStringLiteral("%1 %").arg(qRound(diagnosis.blame[std::size_t(i)] * 100))});
    return rows;
}

QString stepRows(const Diagnosis& diagnosis)
{
    QString rows;
    for (const StepReport& step : diagnosis.steps) {
        const QString took = step.duration ? QStringLiteral("%1 ms").arg(step.duration->count()) : QString();
        rows += row({step.title, step.plain.isEmpty() ? step.reason : step.plain, step.expert, took});
    }
    return rows;
}

QString findingRows(const Diagnosis& diagnosis)
{
    QString rows;
    for (const FindingReport& one : diagnosis.findings) {
        QStringList cells{one.counted ? one.text : one.text + QStringLiteral(" (not counted)")};
        for (const double weight : one.weights)
            cells << QString::number(weight, 'f', 1);
        rows += row(cells);
    }
    return rows;
}

QString adviceList(const Diagnosis& diagnosis)
{
    QString items;
    for (const Advice& one : diagnosis.advice)
        items += QStringLiteral("<li><b>%1</b><br>%2</li>\n").arg(safe(one.title), safe(one.text));
    return items.isEmpty() ? QString()
                           : QStringLiteral("<h2>What to do</h2>\n<ol>\n") + items + QStringLiteral("</ol>\n");
}

QString questions(const Diagnosis& diagnosis, const char* audience, const char* title)
{
    QString html;
    for (const Answer& one : diagnosis.answers) {
        if (one.audience != QLatin1StringView(audience))
            continue;
        html += QStringLiteral("<h3>%1</h3>\n").arg(safe(one.question)) + paragraph(one.answer)
            + paragraph(one.expert, "quiet");
        if (!one.code.isEmpty())
            html += QStringLiteral("<pre>%1</pre>\n").arg(safe(one.code));
    }
    return html.isEmpty() ? html : QStringLiteral("<h2>%1</h2>\n").arg(QString::fromLatin1(title)) + html;
}

QString answerTable(const QList<QStringList>& answers)
{
    QString rows;
    for (const QStringList& one : answers)
        rows += row(one);
    return table(
        QStringLiteral("Answers"),
        {QStringLiteral("Time (UTC)"), QStringLiteral("Asked"), QStringLiteral("Answer"), QStringLiteral("Took")},
        rows);
}

QString evidenceOf(const Diagnosis& diagnosis)
{
    const QString share = QStringLiteral("Share");
    QStringList weighed{QStringLiteral("Finding")};
    for (int i = 0; i < placeCount; ++i)
        weighed << idOf(Place(i));
    return table(QStringLiteral("Where"), {QStringLiteral("Place"), share}, blameRows(diagnosis))
        + table(
               QStringLiteral("Evidence"),
               {QStringLiteral("Step"), QStringLiteral("Result"), QStringLiteral("For experts"),
                QStringLiteral("Took")},
               stepRows(diagnosis))
        + table(QStringLiteral("Weighed, in decibans"), weighed, findingRows(diagnosis));
}

} // namespace

QString toHtml(const Diagnosis& diagnosis, const QList<QStringList>& answers, const QStringList& words)
{
    const QString title = safe(diagnosis.verdict.headline);
    QString html = QStringLiteral("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>") + title
        + QStringLiteral("</title><style>") + QString::fromLatin1(style) + QStringLiteral("</style></head><body>\n<h1>")
        + title + QStringLiteral("</h1>\n");
    html += paragraph(diagnosis.verdict.explanation);
    for (const QString& one : words)
        html += paragraph(one, "note");
    html += paragraph(
        QStringLiteral("%1 %2 · %3 · %4")
            .arg(
                QString::fromLatin1(diagnosis.method), redactedUrl(diagnosis.target), toIso(diagnosis.symptom.at),
                confidenceText(diagnosis.verdict)),
        "quiet");
    html += paragraph(diagnosis.verdict.expert, "quiet");
    html += adviceList(diagnosis);
    html += paragraph(diagnosis.expectation.text) + paragraph(dataSafetyBeside(diagnosis));
    html += questions(diagnosis, "anyone", "Questions people ask");
    html += evidenceOf(diagnosis) + answerTable(answers);
    html += questions(diagnosis, "operator", "If you operate this service");
    if (!diagnosis.verdict.wouldChange.isEmpty())
        html += paragraph(QStringLiteral("What would change this: ") + diagnosis.verdict.wouldChange);
    return html + QStringLiteral("</body></html>\n");
}

} // namespace Gatewatch
