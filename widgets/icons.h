// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/servicestate.h>

#include <QIcon>

namespace Gatewatch {

/// The program's icon: of the desktop's theme where it is installed, else the built-in drawing.
QIcon programIcon();
/// The program's icon with the shape of a state; plain for Up. From a `count` of 2 on, the number stands on it.
QIcon trayIcon(State worst, int count);

} // namespace Gatewatch
