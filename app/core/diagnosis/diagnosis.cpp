// SPDX-License-Identifier: GPL-3.0-or-later
#include <core/diagnosis/diagnosis.h>

namespace Gatewatch {

QString idOf(Place place)
{
    switch (place) {
    case Place::Device:
        return QStringLiteral("device");
    case Place::Network:
        return QStringLiteral("network");
    case Place::Path:
        return QStringLiteral("path");
    case Place::Gateway:
        return QStringLiteral("gateway");
    case Place::Service:
        return QStringLiteral("service");
    }
    Q_UNREACHABLE();
}

QString idOf(VerdictPlace place)
{
    switch (place) {
    case VerdictPlace::Device:
        return QStringLiteral("device");
    case VerdictPlace::Network:
        return QStringLiteral("network");
    case VerdictPlace::Path:
        return QStringLiteral("path");
    case VerdictPlace::Gateway:
        return QStringLiteral("gateway");
    case VerdictPlace::Service:
        return QStringLiteral("service");
    case VerdictPlace::None:
        return QStringLiteral("none");
    case VerdictPlace::Inconclusive:
        return QStringLiteral("inconclusive");
    }
    Q_UNREACHABLE();
}

QString idOf(StepState state)
{
    switch (state) {
    case StepState::Waiting:
        return QStringLiteral("waiting");
    case StepState::Running:
        return QStringLiteral("running");
    case StepState::Done:
        return QStringLiteral("done");
    case StepState::Skipped:
        return QStringLiteral("skipped");
    case StepState::TimedOut:
        return QStringLiteral("timed_out");
    case StepState::Cancelled:
        return QStringLiteral("cancelled");
    }
    Q_UNREACHABLE();
}

QString idOf(Tone tone)
{
    switch (tone) {
    case Tone::Neutral:
        return QStringLiteral("neutral");
    case Tone::Good:
        return QStringLiteral("good");
    case Tone::Bad:
        return QStringLiteral("bad");
    case Tone::Unsure:
        return QStringLiteral("unsure");
    }
    Q_UNREACHABLE();
}

} // namespace Gatewatch
