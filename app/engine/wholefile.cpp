// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/wholefile.h>

#include <QSaveFile>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <unistd.h>

namespace Gatewatch {
namespace {

/// What a full disk takes of a text is short without being an error; that comes with the next bytes.
bool writeAll(QSaveFile& file, const QByteArray& bytes)
{
    for (qint64 done = 0; done < bytes.size();) {
        const qint64 count = file.write(bytes.constData() + done, bytes.size() - done);
        if (count <= 0)
            return false;
        done += count;
    }
    return true;
}

/// 0, or the errno of a disk that says only now that it cannot keep what it took (quotas, file servers).
int syncError(int descriptor)
{
    if (::fsync(descriptor) == 0)
        return 0;
    const int error = errno;
    return error == ENOSPC || error == EDQUOT || error == EIO ? error : 0; // not everything can be synchronised
}

} // namespace

QString replaceFile(const QString& name, const QByteArray& bytes, std::optional<QFile::Permissions> rights)
{
    QSaveFile file(name);
    // Up to Qt 6.4 commit() does not look at whether what was in the buffer came through.
    const bool ready =
        file.open(QIODevice::WriteOnly | QIODevice::Unbuffered) && (!rights || file.setPermissions(*rights));
    if (!ready || !writeAll(file, bytes))
        return file.errorString();
    if (const int error = syncError(file.handle()); error != 0)
        return QString::fromLocal8Bit(std::strerror(error));
    return file.commit() ? QString() : file.errorString();
}

void outliveFailedWrites()
{
    for (const int number : {SIGXFSZ, SIGPIPE})
        std::signal(number, SIG_IGN);
}

} // namespace Gatewatch
