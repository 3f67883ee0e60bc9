// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/diagnosis/signatures.h>

namespace Gatewatch {

/// The parts of signatures(), in its order.
QList<Signature> cdnSignatures();
QList<Signature> cloudSignatures();
QList<Signature> platformSignatures();
QList<Signature> proxySignatures();
QList<Signature> serverSignatures();

} // namespace Gatewatch
