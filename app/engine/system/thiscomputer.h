// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/ownmarks.h>

namespace Gatewatch {

/// What tells who uses this computer: the addresses and hardware addresses of its interfaces as they are now, its name,
/// and the name and the home folder of whoever runs the program.
OwnMarks marksOfThisComputer();

} // namespace Gatewatch
