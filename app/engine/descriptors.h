// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

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

/// What this computer lacked when a system call ended with that errno, as a sentence; empty when that errno says
/// nothing of the kind. Such a failure is ours, whoever was to be asked.
QString lackOf(int error);
/// The same for a failure without a useful errno: not empty when too few descriptors are left.
QString lackOfDescriptors();
/// The same before there is a failure, and cheaper.
QString lackBeforeProbe();

} // namespace Gatewatch
