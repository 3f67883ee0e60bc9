// SPDX-License-Identifier: GPL-3.0-or-later
#include <engine/secrets/environment.h>

namespace Gatewatch {

std::optional<QByteArray> environmentSecret(const SecretName& name)
{
    const QByteArray variable = name.text.toLocal8Bit();
    if (name.source != HeaderSetting::Source::Environment || !qEnvironmentVariableIsSet(variable.constData()))
        return std::nullopt;
    return qgetenv(variable.constData());
}

} // namespace Gatewatch
