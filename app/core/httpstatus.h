// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace Gatewatch {

/// The usual name of a status (RFC 9110, RFC 6585 and the IANA registry), e.g. "Bad Gateway"; empty when it has none.
QString reasonOf(int status);
/// What a status that is not expected means to somebody who only wanted the page, without a full stop.
QString meaningOf(int status);

} // namespace Gatewatch
