// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <widgets/commandpalette.h>

namespace Gatewatch {

class MainWindow;
class Session;

/// What the palette of the window offers: an address that was typed, every service, and every action that can be used
/// now. They act on the window, which must live longer.
QList<PaletteCommand> windowCommands(MainWindow& window, const Session& session, const QString& typed);

} // namespace Gatewatch
