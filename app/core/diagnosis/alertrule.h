// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/diagnosis/evidence.h>

namespace Gatewatch {

/// A file of rules for Prometheus with one alert that would have noticed this: by the code, the silence or the end of
/// the certificate, as blackbox_exporter measures them. Any address is quoted so that the file stays valid; its query
/// is left out. Empty when nothing is wrong, or for what that exporter does not see.
QString alertRuleFor(const World& world);

} // namespace Gatewatch
