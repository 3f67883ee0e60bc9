// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace Gatewatch {

/// Lets this process open as many files and sockets as it may, at most 16,384: the usual 1,024 are used up by a
/// thousand services. At the start of every program.
void raiseDescriptorLimit();

/// Whether a probe finds the few descriptors it needs: for its socket, the name lookup and the certificate store. What
/// fails without them fails because of us.
bool descriptorsLeft();
/// Whether the highest ones are free, which are taken last: true means that enough are left, and costs a tenth of
/// asking that. False means nothing.
bool highestDescriptorsFree();

} // namespace Gatewatch
