// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <widgets/theme.h>

#include <QByteArray>
#include <QStringList>

namespace Gatewatch {

/// What the window remembers about itself; apart from the configuration, which people share.
struct UiPreferences {
    ThemeChoice theme = ThemeChoice::Desktop;
    bool closeHides = false; ///< only in force where there is a tray
    bool expert = false; ///< diagnoses in an expert's words
    bool closingExplained = false; ///< the user was told that closing ends the program
    int rangeIndex = 2; ///< chosen span of the latency chart: 0 = 1 h … 5 = 1 y
    qint64 lastSeenEvent = 0; ///< milliseconds since the epoch; newer events are marked as new
    QByteArray geometry, splitter;
    QString selectedService;
    QStringList recentCommands; ///< of the palette, the newest first
    bool operator==(const UiPreferences&) const = default;
};

/// The only reader and writer of QSettings.
class Preferences {
public:
    /// `file`: an INI file; it is made when something is first written.
    explicit Preferences(QString file);
    /// What is stored; a wrong value counts as absent.
    [[nodiscard]] UiPreferences load() const;
    void save(const UiPreferences& preferences) const;

private:
    QString m_file;
};

} // namespace Gatewatch
