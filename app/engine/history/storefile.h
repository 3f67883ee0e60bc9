// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/types.h>

#include <QByteArrayView>

namespace Gatewatch {

/// What the first bytes of a file say it is (https://www.sqlite.org/fileformat.html#the_database_header).
enum class FileKind { Missing, Empty, Sqlite, Other };
FileKind kindOfFile(const QString& file);

/// Which file a name leads to now; equal as long as it is the same one. Empty when there is none.
struct FileIdentity {
    quint64 device = 0;
    quint64 number = 0;
    bool operator==(const FileIdentity&) const = default;
};
std::optional<FileIdentity> identityOf(const QString& file);

/// Moves a damaged database, with what SQLite keeps beside it, to NAME.damaged-YYYYMMDD-HHMMSS and returns the new
/// name; empty when that is not possible. Nothing is overwritten.
QString moveAside(const QString& file, TimePoint now);

/// Whether the file lies on a file system whose locks and shared memory do not reach all its users
/// (https://www.sqlite.org/wal.html: "all processes using a database must be on the same host computer").
bool isNetworkFileSystem(const QString& file);
/// The same for the type of a file system, as the system names it.
bool isNetworkFileSystemType(QByteArrayView type);

} // namespace Gatewatch
