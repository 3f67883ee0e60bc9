// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/logging.h>

namespace Gatewatch {

Q_LOGGING_CATEGORY(logNet, "gatewatch.net", QtWarningMsg)
Q_LOGGING_CATEGORY(logEngine, "gatewatch.engine", QtWarningMsg)
Q_LOGGING_CATEGORY(logHistory, "gatewatch.history", QtWarningMsg)
Q_LOGGING_CATEGORY(logStatusPage, "gatewatch.statuspage", QtWarningMsg)
Q_LOGGING_CATEGORY(logDiagnosis, "gatewatch.diagnosis", QtWarningMsg)
Q_LOGGING_CATEGORY(logUi, "gatewatch.ui", QtWarningMsg)

} // namespace Gatewatch
