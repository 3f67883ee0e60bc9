// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/diagnosis/report.h>

#include <core/redact.h>

namespace Gatewatch {
namespace {

// Neutral tones that carry in light and dark; the shapes and words carry the meaning, not the colours.
constexpr const char* style =
    ":root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:52rem;"
    "margin:2rem auto;padding:0 1rem}table{border-collapse:collapse;width:100%}"
    "td,th{text-align:left;padding:.3rem .6rem;border-bottom:1px solid #8886;vertical-align:top}"
    "h1{font-size:1.5rem}.quiet{opacity:.7}";

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

QString table(const QStringList& head, const QString& rows)
{
    return QStringLiteral("<table>\n") + row(head, "th") + rows + QStringLiteral("</table>\n");
}

QString blameRows(const Diagnosis& diagnosis)
{
    QString rows;
    for (int i = 0; i < placeCount; ++i)
        rows += row({idOf(Place(i)), QStringLiteral("%1 %").arg(qRound(diagnosis.blame[std::size_t(i)] * 100))});
    return rows;
}

} // namespace

QString toHtml(const Diagnosis& diagnosis)
{
    QString steps, advice;
    for (const StepReport& step : diagnosis.steps)
        steps += row({step.title, step.plain, step.expert});
    for (const Advice& one : diagnosis.advice)
        advice += QStringLiteral("<li><b>%1</b><br>%2</li>\n").arg(safe(one.title), safe(one.text));
    const QString title = safe(diagnosis.verdict.headline);
    QString html = QStringLiteral("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>") + title
        + QStringLiteral("</title><style>") + QString::fromLatin1(style) + QStringLiteral("</style></head><body>\n<h1>")
        + title + QStringLiteral("</h1>\n");
    html += QStringLiteral("<p>%1</p>\n").arg(safe(diagnosis.verdict.explanation));
    html += QStringLiteral("<p class=\"quiet\">%1 · %2 · %3</p>\n")
                .arg(
                    redactedUrl(diagnosis.target).toHtmlEscaped(), toIso(diagnosis.symptom.at),
                    confidenceText(diagnosis.verdict));
    html += QStringLiteral("<p class=\"quiet\">%1</p>\n").arg(safe(diagnosis.verdict.expert));
    html += QStringLiteral("<h2>Where</h2>\n")
        + table({QStringLiteral("Place"), QStringLiteral("Share")}, blameRows(diagnosis));
    html += QStringLiteral("<h2>Evidence</h2>\n")
        + table({QStringLiteral("Step"), QStringLiteral("Result"), QStringLiteral("For experts")}, steps);
    if (!advice.isEmpty())
        html += QStringLiteral("<h2>What to do</h2>\n<ol>\n") + advice + QStringLiteral("</ol>\n");
    html += QStringLiteral("<p>%1</p>\n<p>%2</p>\n").arg(safe(diagnosis.expectation.text), safe(diagnosis.dataSafety));
    return html + QStringLiteral("</body></html>\n");
}

} // namespace Gatewatch
