// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/sample.h>

#include <QSignalSpy>

namespace Gatewatch {

/// All samples of a spy on Engine::samplesReady, which come in batches.
inline QList<Sample> samplesIn(const QSignalSpy& spy)
{
    QList<Sample> all;
    for (const auto& batch : spy)
        all += batch.first().value<QList<Sample>>();
    return all;
}

} // namespace Gatewatch
