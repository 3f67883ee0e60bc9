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

/// What an expert looks for.
struct Name {
    const char* step;
    const char* expert;
};

constexpr std::array names{
    Name{"network", QT_TRANSLATE_NOOP("StepNames", "Interfaces")},
    Name{"connectivity", QT_TRANSLATE_NOOP("StepNames", "Connectivity checks")},
    Name{"control_sites", QT_TRANSLATE_NOOP("StepNames", "Control sites")},
    Name{"clock", QT_TRANSLATE_NOOP("StepNames", "Clock offset")},
    Name{"name", QT_TRANSLATE_NOOP("StepNames", "System resolver")},
    Name{"resolvers", QT_TRANSLATE_NOOP("StepNames", "DNS resolvers")},
    Name{"answers_agree", QT_TRANSLATE_NOOP("StepNames", "DNS agreement")},
    Name{"alias", QT_TRANSLATE_NOOP("StepNames", "CNAME")},
    Name{"connect", QT_TRANSLATE_NOOP("StepNames", "TCP by address")},
    Name{"manner", QT_TRANSLATE_NOOP("StepNames", "TCP")},
    Name{"other_route", QT_TRANSLATE_NOOP("StepNames", "Other interface")},
    Name{"vpn", QT_TRANSLATE_NOOP("StepNames", "Tunnels")},
    Name{"handshake", QT_TRANSLATE_NOOP("StepNames", "TLS handshake")},
    Name{"certificate", QT_TRANSLATE_NOOP("StepNames", "X.509 certificate")},
    Name{"protocol", QT_TRANSLATE_NOOP("StepNames", "Protocol versions")},
    Name{"request", QT_TRANSLATE_NOOP("StepNames", "HTTP exchange")},
    Name{"responder", QT_TRANSLATE_NOOP("StepNames", "Origin of response")},
    Name{"retry", QT_TRANSLATE_NOOP("StepNames", "Repeated requests")},
    Name{"longer_wait", QT_TRANSLATE_NOOP("StepNames", "Longer timeout")},
    Name{"front_addresses", QT_TRANSLATE_NOOP("StepNames", "HTTP by address")},
    Name{"cache_bypass", QT_TRANSLATE_NOOP("StepNames", "Cache bypass")},
    Name{"other_client", QT_TRANSLATE_NOOP("StepNames", "Other User-Agent")},
    Name{"other_path", QT_TRANSLATE_NOOP("StepNames", "Other paths")},
    Name{"other_version", QT_TRANSLATE_NOOP("StepNames", "Other HTTP version")},
    Name{"firewall", QT_TRANSLATE_NOOP("StepNames", "Signs of a middlebox")}};

} // namespace

QString titleOf(const StepReport& step, bool expert)
{
    const auto name = std::find_if(
        names.begin(), names.end(), [&](const Name& one) { return step.id == QLatin1StringView(one.step); });
    return expert && name != names.end() ? say(name->expert) : step.title;
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
