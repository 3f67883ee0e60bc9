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
/// One page without scripts or outside addresses, for saving and sending.
QString toHtml(const Diagnosis& diagnosis);

/// "Likely (85 %)".
QString confidenceText(const Verdict& verdict);

} // namespace Gatewatch
