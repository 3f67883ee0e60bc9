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

/// What was typed or written as an address, which may be none, or lack its scheme: "me:password@host".
QString redactedAddress(const QString& text);
/// What came of a request, without the values of the secrets that were sent with it: a server may repeat them, escaped
/// in one way or another and in other letter case. Those of less than four bytes stay. A host that was made of one
/// becomes "hidden.invalid".
Exchange withoutValues(Exchange exchange, const QByteArrayList& values);

} // namespace Gatewatch
