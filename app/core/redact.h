// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/exchange.h>

namespace Gatewatch {

// Takes secrets out of everything that leaves the program: reports, exports, logs, the stored evidence. The rule is an
// allow-list where there can be one (header values, query values), and patterns where there cannot (text).

/// The address for showing: user name and password, all query values and the fragment become "•••"; keys stay.
QString redactedUrl(const QUrl& url);
/// The same for every address in a text, and for values behind names such as "Authorization:" or "token=".
QString redactedText(const QString& text);
/// The field with its value if that is harmless (Server, Via, Retry-After …), with "•••" otherwise.
HeaderField redactedHeader(const HeaderField& field);

/// The evidence that an incident keeps: status line, redacted headers, the first 16 KiB of the body as redacted text,
/// phases, address, addresses tried. One JSON object, "gatewatch.evidence/1".
QByteArray evidenceOf(const Exchange& exchange);

} // namespace Gatewatch
