// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <engine/history/store.h>

namespace Gatewatch {

/// A minute is rolled up when it has been over for this long: samples carry the time at which they began.
inline constexpr Millis kRollupDelay = std::chrono::seconds(90);
/// Quarters are kept for 13 months.
inline constexpr Millis kQuarterLife = std::chrono::hours(24 * 396);

struct MaintenanceResult {
    bool more = false; ///< there was more to do than time
    StoreError error;
};

/// One slice of housekeeping, in one transaction: roll up minutes and quarters that are over, delete what is older than
/// the limits, delete the oldest samples (then minutes, then quarters) while the file is above its size, give free
/// pages back. Ends soon after `budget`. On an error the endpoints are to be loaded again.
MaintenanceResult
maintainSlice(Database& database, Endpoints& endpoints, const HistoryLimits& limits, TimePoint now, Millis budget);

} // namespace Gatewatch
