// SPDX-License-Identifier: GPL-3.0-or-later
#include <cli/sessionshelf.h>

#include <cli/command.h>

#include <QFileInfo>

namespace Gatewatch::Cli {

using namespace Qt::StringLiterals;

namespace {

constexpr int all = 1000; ///< more than the history keeps
constexpr qsizetype shortestPrefix = 4;

} // namespace

SessionShelf::SessionShelf(const QString& file, History::Mode mode)
    : m_history(file, mode)
{
    const auto tell = [this](History::Problem problem, const QString& detail) {
        // What was damaged was set aside, and a new file can be written.
        if (problem != History::Problem::None && problem != History::Problem::Damaged)
            m_problem = sentenceOf(problem, detail);
    };
    QObject::connect(&m_history, &History::opened, &m_history, tell);
    QObject::connect(&m_history, &History::failed, &m_history, tell);
    QObject::connect(&m_history, &History::sessionsChanged, &m_history, [this] { m_changed = true; });
    // Where nothing is, there is nothing to read.
    if (mode == History::Mode::ReadWrite || QFileInfo::exists(file))
        m_history.open();
}

QList<SessionSummary> SessionShelf::list()
{
    QList<SessionSummary> found;
    const auto take = QObject::connect(
        &m_history, &History::sessionsReady, &m_history,
        [&found](quint64, const QList<SessionSummary>& sessions) { found = sessions; });
    m_history.requestSessions(1, all);
    QObject::disconnect(take);
    return found;
}

Result<SavedSession> SessionShelf::find(const QString& id)
{
    using Failed = Result<SavedSession>;
    QStringList matching;
    if (id.size() >= shortestPrefix) {
        for (const SessionSummary& one : list()) {
            if (one.id.startsWith(id, Qt::CaseInsensitive))
                matching.append(one.id);
        }
    }
    if (matching.isEmpty())
        return Failed::failure(u"there is no session \"%1\"; gatewatch-cli sessions lists them"_s.arg(id));
    if (matching.size() > 1)
        return Failed::failure(u"\"%1\" is the beginning of %2 sessions"_s.arg(id).arg(matching.size()));
    SavedSession found;
    const auto take = QObject::connect(
        &m_history, &History::sessionReady, &m_history,
        [&found](quint64, const SavedSession& session) { found = session; });
    m_history.requestSession(1, matching.constFirst());
    QObject::disconnect(take);
    if (found.id.isEmpty())
        return Failed::failure(u"session %1 is damaged and cannot be read"_s.arg(matching.constFirst()));
    return found;
}

QString SessionShelf::save(const SavedSession& session)
{
    m_changed = false;
    if (m_problem.isEmpty())
        m_history.saveSession(session);
    if (m_changed)
        return {};
    return m_problem.isEmpty() ? u"The session could not be stored"_s : m_problem;
}

QString SessionShelf::remove(const QString& id)
{
    m_changed = false;
    if (m_problem.isEmpty())
        m_history.removeSession(id);
    if (m_changed)
        return {};
    return m_problem.isEmpty() ? u"The session could not be removed"_s : m_problem;
}

} // namespace Gatewatch::Cli
