// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/diagnosis/signatures_parts.h>

namespace Gatewatch {

const QList<Signature>& signatures()
{
    static const QList<Signature> all =
        cdnSignatures() + cloudSignatures() + platformSignatures() + proxySignatures() + serverSignatures();
    return all;
}

} // namespace Gatewatch
