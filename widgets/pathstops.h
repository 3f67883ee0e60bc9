// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/diagnosis/diagnosis.h>

namespace Gatewatch {

/// One of the places between the reader and the service, as the picture of the way shows it.
struct PathStop {
    enum class Look {
        Fine,
        Suspect,
        Culprit,
        Unclear,
        NotTested, ///< behind the fault, and nobody asked there
        NotReached, ///< behind the fault, and asked in vain
    };
    Place place = Place::Device;
    Look look = Look::Unclear;
    QString note; ///< a few short words below the name
    bool operator==(const PathStop&) const = default;
};

using PathStops = QList<PathStop>;

/// What the picture says about a diagnosis, from near to far. What answered is fine, even behind the place at fault. To
/// a program on this computer no network and no internet lie on the way. An expert also gets the name of the front
/// door.
PathStops pathOf(const Diagnosis& diagnosis, bool expert = false);

} // namespace Gatewatch
