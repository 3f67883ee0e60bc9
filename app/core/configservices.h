// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/configreader.h>
#include <core/service.h>

namespace Gatewatch {

/// Reads the "services" list. Ids are unique.
QList<Service> readServices(const QJsonArray& services, const QString& pointer, ReadLog& log);
/// Only what differs from the defaults, so that the file stays readable.
QJsonArray writeServices(const QList<Service>& services);

} // namespace Gatewatch
