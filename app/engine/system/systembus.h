// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace Gatewatch {

class Engine;

/// Lets the engine hear, on its own thread, what logind says about sleep (org.freedesktop.login1) and NetworkManager
/// about metered connections, and that it thinks otherwise of the way to the internet, over the system bus. Without a
/// bus, or without those two on it, nothing happens and nothing is printed. A library of its own, so that the command
/// line needs no D-Bus.
void listenToSystemBus(Engine& engine);

} // namespace Gatewatch
