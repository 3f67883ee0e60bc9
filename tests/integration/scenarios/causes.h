// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <integration/scenarios/world.h>

namespace Gatewatch::Scenarios {

/// The cause that must be named in this world for its group to pass, as it is the one that shows that cause; empty
/// for worlds that show none.
QString causeShownBy(const QString& world);

/// What is wrong with the table behind it: a cause that the diagnosis can name, or that people must be told of, and
/// that no world shows; a world that is not there or expects something else. Empty when nothing is.
QStringList problemsOfCauses(const QList<TestWorld>& worlds);

} // namespace Gatewatch::Scenarios
