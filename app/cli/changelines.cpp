// SPDX-License-Identifier: GPL-3.0-or-later
#include <cli/changelines.h>

#include <core/explain.h>
#include <core/timewords.h>

namespace Gatewatch::Cli {

using namespace Qt::StringLiterals;

namespace {

using namespace std::chrono_literals;

/// For so long what was said is not said anew: as for notifications (core/notification.cpp).
constexpr auto saidFor = 30min;

QString nameOf(const ServiceId& id, const Config& config)
{
    const Service* service = config.find(id);
    return cleaned(service ? service->name : id);
}

QString listOf(const QList<ServiceId>& ids, const Config& config)
{
    QStringList names;
    for (const ServiceId& id : ids)
        names.append(nameOf(id, config));
    return listed(names);
}

/// A clock that was set back counts as long ago, so that nothing stays silent.
bool isRecent(TimePoint then, TimePoint now)
{
    return then <= now && now - then < saidFor;
}

} // namespace

QString ChangeLines::marked(State state, const QString& text) const
{
    return m_console.paint(glyphOf(state), paintOf(state)) + u' ' + text;
}

/// Whether it is what was said already, of whomever.
bool ChangeLines::isKnown(const CommonCause& cause) const
{
    return m_cause && m_cause->kind == cause.kind && m_cause->what == cause.what && isRecent(m_cause->at, cause.at);
}

QStringList ChangeLines::of(const CommonCause& cause, const Config& config)
{
    for (const ServiceId& id : cause.newest)
        m_said.insert(id);
    if (!isKnown(cause)) {
        m_cause = cause;
        m_named = QSet<ServiceId>(cause.services.cbegin(), cause.services.cend());
        return {u"= "_s + cleaned(cause.sentence)};
    }
    QList<ServiceId> again;
    QList<ServiceId> joining;
    for (const ServiceId& id : cause.newest)
        (m_named.contains(id) ? again : joining).append(id);
    QStringList lines;
    if (!joining.isEmpty())
        lines.append(u"= %1 failed too: %2"_s.arg(listOf(joining, config), cleaned(cause.why)));
    if (!again.isEmpty())
        lines.append(u"= %1 failed again"_s.arg(listOf(again, config)));
    for (const ServiceId& id : std::as_const(joining))
        m_named.insert(id);
    return lines;
}

QString ChangeLines::changed(const StateChange& change, const Config& config) const
{
    QString text = u"%1 is %2"_s.arg(nameOf(change.service, config), wordOf(change.after));
    const Service* service = config.find(change.service);
    if (service && change.sample) {
        if (const Check* check = service->findEndpoint(change.sample->check.endpoint))
            text += u": "_s + explain(*change.sample, check->address());
    }
    if (change.previousSince && change.before != State::Unknown)
        text += u" – was %1 for %2"_s.arg(
            wordOf(change.before), shortTime(std::chrono::duration_cast<Micros>(change.since - *change.previousSince)));
    return marked(change.after, text);
}

QStringList ChangeLines::flapping(const StateChange& change, const Config& config)
{
    const auto said = m_flapping.constFind(change.service);
    const bool isFirst = said == m_flapping.cend();
    if (!isFirst && isRecent(*said, change.at))
        return {};
    m_flapping.insert(change.service, change.at);
    const QString name = nameOf(change.service, config);
    return {marked(
        State::Slow,
        isFirst ? u"%1 is flapping: it changed five times within ten minutes, so that its changes are not told until "
                  "it stays as it is"_s.arg(name)
                : u"%1 is still flapping"_s.arg(name))};
}

QStringList ChangeLines::of(const StateChange& change, const Config& config)
{
    const bool isSaid = m_said.remove(change.service) && change.after == State::Down;
    if (change.flapping)
        return flapping(change, config);
    m_flapping.remove(change.service);
    return isSaid ? QStringList() : QStringList{changed(change, config)};
}

QStringList ChangeLines::of(const ServiceStatus& status, const Config& config)
{
    if (status.flapping || m_flapping.remove(status.service) == 0)
        return {};
    if (status.state == State::Unknown || status.state == State::Paused)
        return {}; // nothing is known of it; what comes next is told
    return {marked(
        status.state, u"%1 is %2 and flaps no longer"_s.arg(nameOf(status.service, config), wordOf(status.state)))};
}

} // namespace Gatewatch::Cli
