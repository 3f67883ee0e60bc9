// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/diagnosis/evidence.h>
#include <core/ownmarks.h>

namespace Gatewatch {

/// Our addresses as the answers repeat them, and those of the proxy that was taken.
OwnMarks marksIn(const QList<Evidence>& evidence);
/// The addresses and names of the service. They stay, even where they are ours as well: without them nothing could be
/// understood.
QStringList wordsOfService(const DiagnosisCase& about, const QList<Evidence>& evidence);

} // namespace Gatewatch
