// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <engine/history/database.h>

namespace Gatewatch {

/// Tells our files from those of other programs that use SQLite: "GtwH".
inline constexpr qint64 kApplicationId = 0x47747748;
/// The schema this program writes. A file with a greater number belongs to a newer Gatewatch and is only read.
int newestSchema();

enum class SchemaState { Empty, Known, Newer, Foreign };
/// Reads application_id and user_version. An error here is usually a damaged file.
struct SchemaCheck {
    SchemaState state = SchemaState::Empty;
    StoreError error;
};
SchemaCheck checkSchema(const Database& database);

/// Takes an empty or older file to the newest schema; each step is one transaction.
StoreError migrate(Database& database);
/// Makes an older file that may only be read look as if it had the newest schema: what it lacks is made for this
/// connection, not in the file.
StoreError coverOlderSchema(Database& database);

} // namespace Gatewatch
