// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/check.h>
#include <core/configreader.h>

namespace Gatewatch {

/// The id of a service or endpoint; it must be unlike all in `taken`, to which it is added.
QString readId(ObjectReader& reader, QSet<QString>& taken);
/// Warns that "intervalSeconds" is shorter than what `asked` may be asked at; see core/politeness.h.
void warnOfHaste(const ObjectReader& reader, Seconds interval, const QUrl& asked);
/// One endpoint of the configuration file. Keys that its kind does not know are kept and warned about.
Check readCheck(const QJsonValue& value, const QString& pointer, QSet<QString>& taken, ReadLog& log);
QJsonObject writeCheck(const Check& check);

} // namespace Gatewatch
