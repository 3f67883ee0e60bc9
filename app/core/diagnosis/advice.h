// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/diagnosis/evidence.h>

namespace Gatewatch {

/// At most three things to do, the one with the most help for the least effort first. Only what can help here.
QList<Advice> adviceFor(const World& world, const Verdict& verdict, const DurationExpectation& expectation);

/// Whether something may have been lost or done twice, one sentence that fits the request's method.
QString dataSafetyFor(const QByteArray& method);

} // namespace Gatewatch
