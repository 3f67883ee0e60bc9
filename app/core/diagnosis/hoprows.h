// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/diagnosis/hopfault.h>
#include <core/diagnosis/marks.h>

namespace Gatewatch {

/// When the answer came, measured from the request: without the way there and back.
enum class HopDelay { Any, Late };

/// What one product's own answer with these marks says of the way to the server behind it. The first row that holds
/// counts.
struct HopRow {
    const char* ids; ///< products, separated by blanks; "*": any
    QList<Mark> marks;
    HopFault fault;
    double confidence;
    HopDelay delay = HopDelay::Any;
    const char* says = nullptr;
};

/// Content networks, clouds and hosting platforms.
QList<HopRow> edgeHopRows();
/// Proxies and web servers; its last row holds for anybody.
QList<HopRow> proxyHopRows();

} // namespace Gatewatch
