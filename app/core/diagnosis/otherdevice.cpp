// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/diagnosis/otherdevice.h>

#include <algorithm>

namespace Gatewatch {

using namespace Qt::StringLiterals;

SavedSession withOtherDevice(SavedSession session, const OtherDeviceFact& fact)
{
    if (!canReplay(session))
        return session;
    session.evidence.removeIf([](const Evidence& one) { return std::holds_alternative<OtherDeviceFact>(one); });
    session.evidence.append(fact);
    QList<StepReport>& steps = session.diagnosis.steps;
    const QString id = u"other_device"_s;
    if (std::ranges::find(steps, id, &StepReport::id) == steps.end()) {
        StepReport step;
        step.id = id;
        step.group = u"context"_s;
        step.title = u"Another device"_s;
        step.state = StepState::Done;
        steps.append(step);
    }
    session.diagnosis = replayed(session);
    return session;
}

} // namespace Gatewatch
