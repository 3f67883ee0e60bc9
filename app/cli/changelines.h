// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cli/console.h>
#include <core/commoncause.h>
#include <core/config.h>
#include <core/serviceboard.h>

#include <QSet>

namespace Gatewatch::Cli {

/// Which lines `watch` prints of what changes. A plain value that remembers what was said.
///
/// - Services that share a cause are one line: all of them the first time, afterwards those that join them ("too"), and
///   those that come back and fail once more ("again"), for half an hour.
/// - A service that flaps is one line in half an hour, and one when it has stopped; its changes are none.
class ChangeLines {
public:
    explicit ChangeLines(const Console& console)
        : m_console(console)
    {
    }
    /// Before the changes of those that it calls the newest.
    QStringList of(const CommonCause& cause, const Config& config);
    QStringList of(const StateChange& change, const Config& config);
    /// What is known of a service now.
    QStringList of(const ServiceStatus& status, const Config& config);

private:
    [[nodiscard]] bool isKnown(const CommonCause& cause) const;
    [[nodiscard]] QString changed(const StateChange& change, const Config& config) const;
    QStringList flapping(const StateChange& change, const Config& config);
    [[nodiscard]] QString marked(State state, const QString& text) const;

    const Console& m_console;
    std::optional<CommonCause> m_cause; ///< said last
    QSet<ServiceId> m_named; ///< by the sentence about it, or since
    QSet<ServiceId> m_said; ///< with the others, so that their own changes are no news
    QHash<ServiceId, TimePoint> m_flapping; ///< when that was said
};

} // namespace Gatewatch::Cli
