// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <engine/history/database.h>

#include <core/recollection.h>

namespace Gatewatch {

/// Replaces what is kept of that check; nothing is kept of one without addresses. Inside a transaction of the caller.
StoreError writeAddresses(Database& database, const CheckId& check, const GoodAddresses& good);
/// What is kept of every check.
QHash<CheckId, GoodAddresses> readAddresses(const Database& database, StoreError& error);

} // namespace Gatewatch
