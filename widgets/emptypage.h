// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QWidget;

namespace Gatewatch {

class WindowActions;

/// What the right side shows while nothing is watched: what to do first.
QWidget* makeEmptyPage(WindowActions& actions, QWidget* parent);

} // namespace Gatewatch
