// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/diagnosis/diagnosis.h>

#include <QJsonObject>

namespace Gatewatch {

// A diagnosis for others to read. All three are redacted: no query values, no tokens, no secrets from pages.

/// "gatewatch.diagnosis/1", as the command line prints it. Fields are added, never renamed.
QJsonObject toJson(const Diagnosis& diagnosis);
/// "gatewatch.responder/1" without its schema field: who wrote a response.
QJsonObject toJson(const Responder& responder);
/// What people paste into a ticket.
QString toMarkdown(const Diagnosis& diagnosis);
/// One page without scripts or outside addresses, for saving, sending and printing; with every answer (time, what was
/// asked, what came, how long it took) and paragraphs of the user where there are any.
QString toHtml(const Diagnosis& diagnosis, const QList<QStringList>& answers = {}, const QStringList& words = {});
/// A text in a line or table cell of Markdown: redacted, and nothing in it is markup.
QString inMarkdown(QString text);

/// What a report says of the reader's data beside the questions; empty where the answer to "Is my data lost?" says the
/// same, for once is enough.
QString dataSafetyBeside(const Diagnosis& diagnosis);
/// "Likely (85 %)".
QString confidenceText(const Verdict& verdict);

} // namespace Gatewatch
