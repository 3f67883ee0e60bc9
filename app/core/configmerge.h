// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/config.h>

namespace Gatewatch {

/// What an import makes of the configuration in force.
struct ConfigMerge {
    Config config;
    QStringList added, replaced, unchanged; ///< ids of services, in the order of the imported file
    QStringList sections; ///< "polling" and the like that were taken over because they differ
    QStringList warnings; ///< of the imported file
    bool operator==(const ConfigMerge&) const = default;
};

/// Puts the text of another configuration into `current`: services by their ids, sections only where the text has them.
/// What it does not name stays as it is. The reason is that of parseConfig().
Result<ConfigMerge> mergeConfig(const Config& current, const QByteArray& imported);

} // namespace Gatewatch
