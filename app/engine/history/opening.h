// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <engine/history/database.h>

class QLockFile;

namespace Gatewatch {

/// How a file was opened: what stood in the way, where (a path, and the system's own words), and whether rows may be
/// written. The database is open whatever happened: in memory, when there was no other way.
struct Opening {
    StoreError problem;
    bool writable = false;
    bool inMemory = false;
};

/// Opens or makes the file. A ReadWrite opening takes `lock` first, and reads only when another process holds it. A
/// file that is damaged is moved aside and a new one made; one of a newer Gatewatch is only read; one of another
/// program is not touched.
Opening openStore(Database& database, const QString& file, History::Mode mode, QLockFile& lock);

} // namespace Gatewatch
