// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/timewords.h>

#include <cmath>

namespace Gatewatch {

using namespace Qt::StringLiterals;

QString shortTime(Micros time)
{
    const double ms = static_cast<double>(time.count()) / 1000;
    if (ms < 0.5)
        return u"less than 1 ms"_s;
    if (ms < 995) // a limit of one second may end a little early, and is still called a second
        return u"%1 ms"_s.arg(std::round(ms));
    return u"%1 s"_s.arg(ms / 1000, 0, 'f', ms < 9950 ? 1 : 0);
}

QString waitText(Seconds wait)
{
    using std::chrono::ceil;
    using std::chrono::days;
    using std::chrono::hours;
    using std::chrono::minutes;
    if (wait < minutes(2))
        return QStringLiteral("%1 s").arg(wait.count());
    if (wait <= hours(2))
        return QStringLiteral("%1 min").arg(ceil<minutes>(wait).count());
    if (wait <= days(2))
        return QStringLiteral("%1 h").arg(ceil<hours>(wait).count());
    return QStringLiteral("%1 days").arg(ceil<days>(wait).count());
}

} // namespace Gatewatch
