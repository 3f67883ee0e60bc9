// SPDX-License-Identifier: GPL-3.0-or-later
#include <support/keptsession.h>

#include <QFile>

namespace Gatewatch {

using namespace Qt::StringLiterals;

SavedSession keptSession(const QString& name)
{
    QFile file(QStringLiteral(GATEWATCH_SOURCE_DIR) + u"/tests/data/sessions/"_s + name + u".json"_s);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("%s: %s", qPrintable(file.fileName()), qPrintable(file.errorString()));
    const auto read = readSession(file.readAll());
    if (!read)
        qFatal("%s: %s", qPrintable(file.fileName()), qPrintable(read.reason()));
    return read->session;
}

Diagnosis keptDiagnosis(const QString& name)
{
    return replayed(keptSession(name));
}

} // namespace Gatewatch
