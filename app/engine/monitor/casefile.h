// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/serviceboard.h>
#include <engine/diagnosis/step.h>

namespace Gatewatch {

class Newsroom;
class Recollection;

/// The request for a diagnosis of a configured service with everything that is known of it: the web check that fails,
/// or else its first one, how it fails, what it measured before that, its incidents, how the others are. `report`: the
/// newest of its status page.
DiagnosisRequest caseFile(
    const Service& service, const Config& config, const ServiceBoard& board, const Newsroom& newsroom,
    const Recollection& recollection, const std::optional<StatusReport>& report);

} // namespace Gatewatch
