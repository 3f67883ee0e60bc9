// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFile>

#include <optional>

namespace Gatewatch {

/// Puts a file with exactly these bytes in the place of the old one, once the disk has taken all of them; otherwise the
/// old one stays as it was (never half a file: reliability section 4, row 17). Without rights it has those of the old
/// file, or what the umask leaves. Empty, or why not, without the name.
QString
replaceFile(const QString& name, const QByteArray& bytes, std::optional<QFile::Permissions> rights = std::nullopt);

/// From now on a write that cannot be done fails where it is made (too long a file, a reader that went away), instead
/// of ending the program with what is not stored yet.
void outliveFailedWrites();

} // namespace Gatewatch
