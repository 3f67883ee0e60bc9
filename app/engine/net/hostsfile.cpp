// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/net/hostsfile.h>

#include <QFile>
#include <QHostAddress>
#include <QRegularExpression>

namespace Gatewatch {
namespace {

constexpr qint64 mostBytes = 8 * 1024 * 1024; ///< lists that block advertisements have some

QString hostsPath()
{
#ifdef Q_OS_WIN
    return qEnvironmentVariable("SystemRoot") + QStringLiteral("/System32/drivers/etc/hosts");
#else
    return QStringLiteral("/etc/hosts");
#endif
}

} // namespace

QStringList inHostsFile(const QString& name)
{
    QFile file(hostsPath());
    if (!file.open(QIODevice::ReadOnly))
        return {};
    static const QRegularExpression blanks(QStringLiteral("\\s+"));
    const QByteArray text = file.read(mostBytes);
    QStringList addresses;
    for (const QByteArray& line : text.split('\n')) {
        const QStringList words = QString::fromUtf8(line).section(u'#', 0, 0).split(blanks, Qt::SkipEmptyParts);
        if (words.size() > 1 && words.mid(1).contains(name, Qt::CaseInsensitive)
            && !QHostAddress(words.constFirst()).isNull())
            addresses.append(words.constFirst());
    }
    addresses.removeDuplicates();
    return addresses;
}

} // namespace Gatewatch
