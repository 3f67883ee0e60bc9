// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/statuspage/statusreport.h>

#include <QJsonObject>

namespace Gatewatch {

/// How the history keeps a report: the document of `status`, with what only the window shows besides.
QByteArray storedReport(const StatusReport& report);
/// The report of a "gatewatch.status/1" document. Empty when it is none; words that are not known become Unknown.
std::optional<StatusReport> reportFromStored(const QByteArray& json);

} // namespace Gatewatch
