// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/privatefiles.h>

#include <QDir>
#include <QFile>
#include <QFileInfo>

namespace Gatewatch {
namespace {

constexpr QFile::Permissions kOwnerFile = QFile::ReadOwner | QFile::WriteOwner;
constexpr QFile::Permissions kOwnerFolder = kOwnerFile | QFile::ExeOwner;

} // namespace

bool makePrivateFolder(const QString& folder)
{
    const QString path = QDir::cleanPath(QFileInfo(folder).absoluteFilePath());
    if (QFileInfo(path).isDir())
        return true;
    const QString above = QFileInfo(path).path();
    if (above == path || !makePrivateFolder(above))
        return false;
    return QDir().mkdir(path, kOwnerFolder) || QFileInfo(path).isDir(); // another process may have been quicker
}

bool makePrivateFile(const QString& file)
{
    if (!QFileInfo::exists(file)) {
        QFile made(file);
        if (!made.open(QIODevice::WriteOnly | QIODevice::NewOnly, kOwnerFile))
            return QFileInfo::exists(file);
        return true;
    }
    QFile::setPermissions(file, kOwnerFile); // where the file system has no rights, there is nothing to take away
    return true;
}

} // namespace Gatewatch
