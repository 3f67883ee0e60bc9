// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/namedsecret.h>

#include <QByteArray>

#include <optional>

namespace Gatewatch {

/// The value of a variable of the environment; empty for everything else, and when it is not set.
std::optional<QByteArray> environmentSecret(const SecretName& name);

} // namespace Gatewatch
