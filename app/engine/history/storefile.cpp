// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/history/storefile.h>

#include <QDateTime>
#include <QFile>
#include <QFileInfo>
#include <QStorageInfo>

#ifdef Q_OS_UNIX
#include <sys/stat.h>
#endif

namespace Gatewatch {

FileKind kindOfFile(const QString& file)
{
    QFile opened(file);
    if (!opened.exists())
        return FileKind::Missing;
    if (!opened.open(QIODevice::ReadOnly))
        return FileKind::Sqlite; // whether it can be used at all is for SQLite to say
    if (opened.size() == 0)
        return FileKind::Empty;
    constexpr qint64 kHeaderBytes = 100;
    const QByteArray head = opened.read(kHeaderBytes);
    return head.size() == kHeaderBytes && head.startsWith(QByteArrayView("SQLite format 3\0", 16)) ? FileKind::Sqlite
                                                                                                   : FileKind::Other;
}

std::optional<FileIdentity> identityOf(const QString& file)
{
#ifdef Q_OS_UNIX
    struct stat found { };
    if (::stat(QFile::encodeName(file).constData(), &found) != 0)
        return std::nullopt;
    return FileIdentity{static_cast<quint64>(found.st_dev), static_cast<quint64>(found.st_ino)};
#else
    // Elsewhere an open file cannot be deleted.
    return QFileInfo::exists(file) ? std::optional(FileIdentity{}) : std::nullopt;
#endif
}

QString moveAside(const QString& file, TimePoint now)
{
    const QDateTime time = QDateTime::fromMSecsSinceEpoch(now.time_since_epoch().count(), Qt::UTC);
    const QString wanted = file + QStringLiteral(".damaged-") + time.toString(QStringLiteral("yyyyMMdd-HHmmss"));
    QString target = wanted;
    for (int i = 2; QFileInfo::exists(target); ++i)
        target = QStringLiteral("%1-%2").arg(wanted).arg(i);
    if (!QFile::rename(file, target))
        return {};
    for (const QString& beside : {QStringLiteral("-wal"), QStringLiteral("-shm"), QStringLiteral("-journal")}) {
        // Left where it is, it would be read into the next database of that name.
        if (QFileInfo::exists(file + beside) && !QFile::rename(file + beside, target + beside))
            QFile::remove(file + beside);
    }
    return target;
}

bool isNetworkFileSystem(const QString& file)
{
    return isNetworkFileSystemType(QStorageInfo(QFileInfo(file).absolutePath()).fileSystemType());
}

bool isNetworkFileSystemType(QByteArrayView type)
{
    static constexpr const char* kTypes[] = {"nfs", "cifs", "smb", "fuse", "9p", "afs", "ceph", "glusterfs", "davfs"};
    for (const char* each : kTypes) {
        if (type.startsWith(each))
            return true;
    }
    return false;
}

} // namespace Gatewatch
