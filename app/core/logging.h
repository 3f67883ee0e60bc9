// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLoggingCategory>

namespace Gatewatch {

// Debug and info are off until asked for: QT_LOGGING_RULES="gatewatch.net.debug=true". Never log a header value, a body
// or an address that has not been through redact.h.
Q_DECLARE_LOGGING_CATEGORY(logNet) ///< gatewatch.net
Q_DECLARE_LOGGING_CATEGORY(logEngine) ///< gatewatch.engine
Q_DECLARE_LOGGING_CATEGORY(logHistory) ///< gatewatch.history
Q_DECLARE_LOGGING_CATEGORY(logStatusPage) ///< gatewatch.statuspage
Q_DECLARE_LOGGING_CATEGORY(logDiagnosis) ///< gatewatch.diagnosis
Q_DECLARE_LOGGING_CATEGORY(logUi) ///< gatewatch.ui

} // namespace Gatewatch
