// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/diagnosis/evidence.h>

namespace Gatewatch {

/// At most three things to do, the one with the most help for the least effort first. Only what can help here.
QList<Advice> adviceFor(const World& world, const Verdict& verdict);
/// One of them: what those who run the service look at first.
Advice operatorAdvice(const World& world, const Verdict& verdict);

/// Whether something may have been lost, done twice or read by others: what fits the request's method and the cause.
QString dataSafetyFor(const QByteArray& method, const QString& cause = {});

} // namespace Gatewatch
