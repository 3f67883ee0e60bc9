// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace Gatewatch {

/// Makes the folder, and those above it that are missing, for this user alone (0700). One that exists stays as it is.
/// False when it is not there afterwards.
bool makePrivateFolder(const QString& folder);

/// Makes an empty file that only this user may read and write (0600), or takes these rights from the others when it
/// exists. False when there is no such file afterwards.
bool makePrivateFile(const QString& file);

} // namespace Gatewatch
