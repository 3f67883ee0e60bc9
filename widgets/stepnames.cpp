// SPDX-License-Identifier: GPL-3.0-or-later
#include <widgets/stepnames.h>

#include <QCoreApplication>

#include <algorithm>
#include <array>

namespace Gatewatch {

using namespace Qt::StringLiterals;

namespace {

QString say(const char* text)
{
    return QCoreApplication::translate("StepNames", text);
}

struct Name {
    const char* step;
    const char* plain; ///< null: as the step calls itself
    const char* expert;
};

constexpr std::array names{
    Name{"network", nullptr, QT_TRANSLATE_NOOP("StepNames", "Interfaces")},
    Name{
        "connectivity", QT_TRANSLATE_NOOP("StepNames", "Internet connection"),
        QT_TRANSLATE_NOOP("StepNames", "Connectivity checks")},
    Name{"control_sites", nullptr, QT_TRANSLATE_NOOP("StepNames", "Control sites")},
    Name{"clock", nullptr, QT_TRANSLATE_NOOP("StepNames", "Clock offset")},
    Name{"name", nullptr, QT_TRANSLATE_NOOP("StepNames", "System resolver")},
    Name{"resolvers", nullptr, QT_TRANSLATE_NOOP("StepNames", "DNS resolvers")},
    Name{"answers_agree", nullptr, QT_TRANSLATE_NOOP("StepNames", "DNS agreement")},
    Name{"alias", nullptr, QT_TRANSLATE_NOOP("StepNames", "CNAME")},
    Name{
        "connect", QT_TRANSLATE_NOOP("StepNames", "Reaching the service"),
        QT_TRANSLATE_NOOP("StepNames", "TCP by address")},
    Name{"manner", QT_TRANSLATE_NOOP("StepNames", "How it was let in"), QT_TRANSLATE_NOOP("StepNames", "TCP")},
    Name{"other_route", nullptr, QT_TRANSLATE_NOOP("StepNames", "Other interface")},
    Name{"vpn", nullptr, QT_TRANSLATE_NOOP("StepNames", "Tunnels")},
    Name{"handshake", nullptr, QT_TRANSLATE_NOOP("StepNames", "TLS handshake")},
    Name{"certificate", nullptr, QT_TRANSLATE_NOOP("StepNames", "X.509 certificate")},
    Name{"protocol", nullptr, QT_TRANSLATE_NOOP("StepNames", "Protocol versions")},
    Name{"request", nullptr, QT_TRANSLATE_NOOP("StepNames", "HTTP exchange")},
    Name{"responder", nullptr, QT_TRANSLATE_NOOP("StepNames", "Origin of response")},
    Name{"retry", nullptr, QT_TRANSLATE_NOOP("StepNames", "Repeated requests")},
    Name{"longer_wait", nullptr, QT_TRANSLATE_NOOP("StepNames", "Longer timeout")},
    Name{"front_addresses", nullptr, QT_TRANSLATE_NOOP("StepNames", "HTTP by address")},
    Name{"cache_bypass", nullptr, QT_TRANSLATE_NOOP("StepNames", "Cache bypass")},
    Name{"other_client", nullptr, QT_TRANSLATE_NOOP("StepNames", "Other User-Agent")},
    Name{"other_path", nullptr, QT_TRANSLATE_NOOP("StepNames", "Other paths")},
    Name{"other_version", nullptr, QT_TRANSLATE_NOOP("StepNames", "Other HTTP version")},
    Name{"firewall", nullptr, QT_TRANSLATE_NOOP("StepNames", "Signs of a middlebox")}};

} // namespace

QString titleOf(const StepReport& step, bool expert)
{
    const auto name = std::find_if(
        names.begin(), names.end(), [&](const Name& one) { return step.id == QLatin1StringView(one.step); });
    if (name == names.end())
        return step.title;
    if (expert)
        return say(name->expert);
    return name->plain ? say(name->plain) : step.title;
}

QString meaningOf(StepState state, Tone tone)
{
    switch (state) {
    case StepState::Waiting:
        return say("Waiting");
    case StepState::Running:
        return say("Running");
    case StepState::Skipped:
        return say("Not tried");
    case StepState::TimedOut:
        return say("No answer in time");
    case StepState::Cancelled:
        return say("Stopped");
    case StepState::Done:
        break;
    }
    switch (tone) {
    case Tone::Good:
        return say("Fine");
    case Tone::Bad:
        return say("Something is wrong");
    case Tone::Unsure:
        return say("Not clear");
    case Tone::Neutral:
        return say("For information");
    }
    return {};
}

QString legendOfMarks()
{
    const auto line = [](const QString& shape, StepState state, Tone tone) {
        return say("%1: %2").arg(shape, meaningOf(state, tone));
    };
    return QStringList{
        line(say("Circle"), StepState::Done, Tone::Good), line(say("Square with a cross"), StepState::Done, Tone::Bad),
        line(say("Question mark"), StepState::Done, Tone::Unsure),
        line(say("Small dot"), StepState::Done, Tone::Neutral), line(say("Dash"), StepState::Skipped, Tone::Neutral)}
        .join(u'\n');
}

} // namespace Gatewatch
