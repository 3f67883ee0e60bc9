// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/diagnosis/diagnosis.h>

namespace Gatewatch {

/// What went wrong between a gateway and the server behind it, as the gateway's own answer tells.
enum class HopFault {
    Refused, ///< nothing listens behind it
    ClosedEarly, ///< the server behind hung up
    TimedOut, ///< no answer in time
    Rubbish, ///< an answer that is not proper HTTP
    Unreachable, ///< could not connect, or has nobody left to ask
    NotFound, ///< could not look its name up
    Distrusted, ///< could not agree on, or does not trust, its certificate
    Overloaded, ///< the gateway itself is full
    OwnFault, ///< the gateway failed by itself
    NotStarted, ///< the program behind did not start, or crashed
    Throttled, ///< too many requests of one kind
    Denied, ///< a rule of the gateway forbids it
    Unclear, ///< no usable answer from behind; the product says the same for several of these
};

struct HopReading {
    HopFault fault = HopFault::Unreachable;
    double confidence = 0; ///< 0 to 1; below 0.75 the product says the same for several faults
    QString line; ///< what shows it
    const char* says = nullptr; ///< its own sentence, with "%1" for the product; null: that of the fault
};

/// Reads the answer of a gateway that wrote the error itself. Empty when the answer was passed on or says nothing.
std::optional<HopReading> readHop(const Exchange& exchange, const Responder& responder);

} // namespace Gatewatch
