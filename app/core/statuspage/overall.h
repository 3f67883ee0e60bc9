// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/statuspage/statusreport.h>

namespace Gatewatch {

/// What a page says, before it is put into one word.
struct Claims {
    /// The vendor's own roll-up after mapping; empty when the format has none, Unknown when its word is not known.
    std::optional<Indicator> vendor;
    QList<Component> leaves;
    QList<ReportedIncident> incidents;
    QList<Maintenance> maintenances;
    bool allComponentsListed = true; ///< false: one incident cannot mean that everything is down
    bool narrowed = false; ///< the user chose these components: their incidents count in full
};

/// The worst state of any leaf; Unknown when no leaf has a known one.
Indicator worstOf(const QList<Component>& leaves);
/// One word for the whole page. The vendor's roll-up leads where it reports trouble; where it says all is well, broken
/// components and open incidents raise it to degraded; without one the components and incidents decide. Announced
/// maintenance and incidents without impact raise nothing. Unknown when nothing can be concluded.
Indicator overallOf(const Claims& claims, TimePoint now);

} // namespace Gatewatch
