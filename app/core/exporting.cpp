// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/exporting.h>

#include <cmath>

namespace Gatewatch {

using namespace Qt::StringLiterals;

double milliseconds(Micros time)
{
    return std::round(static_cast<double>(time.count()) / 100) / 10;
}

QJsonObject phasesToJson(const Phases& phases)
{
    QJsonObject object;
    const auto add = [&object](QLatin1StringView name, const std::optional<Micros>& time) {
        if (time)
            object.insert(name, milliseconds(*time));
    };
    add("resolve"_L1, phases.resolve);
    add("connect"_L1, phases.connect);
    add("tls"_L1, phases.tls);
    add("wait"_L1, phases.wait);
    add("transfer"_L1, phases.transfer);
    return object;
}

} // namespace Gatewatch
