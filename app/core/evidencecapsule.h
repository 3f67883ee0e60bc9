// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/judge.h>

#include <QJsonObject>

namespace Gatewatch {

/// What an incident keeps of a failure, "gatewatch.evidence/1": status line, redacted headers, the first 16 KiB of what
/// came as redacted text (or, where that is no text, as base64), phases, addresses tried, certificate. Never more than
/// 64 KiB; "cut" names the parts that were longer.
QJsonObject evidenceToJson(const Exchange& exchange, const Judgement& judgement);
/// The same as compact text, for the history.
QByteArray evidenceOf(const Exchange& exchange, const Judgement& judgement);

} // namespace Gatewatch
