// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/diagnosis/sessionfile.h>
#include <core/result.h>
#include <engine/history/history.h>
#include <engine/history/sessiontransfer.h>

namespace Gatewatch::Cli {

/// The sessions of the history, for one command: opened on this thread, where all answers come at once.
class SessionShelf {
public:
    SessionShelf(const QString& file, History::Mode mode);

    /// Why nothing can be written, or read where it is only read; a sentence. Empty when all is well.
    [[nodiscard]] QString problem() const { return m_problem; }
    /// Newest first.
    [[nodiscard]] QList<SessionSummary> list();
    /// The session of that id, or of the only one that begins so. Otherwise why not.
    [[nodiscard]] Result<SavedSession> find(const QString& id);
    /// Empty when it is stored, else why not.
    [[nodiscard]] QString save(const SavedSession& session);
    [[nodiscard]] QString remove(const QString& id);

private:
    History m_history;
    QString m_problem;
    bool m_changed = false;
};

} // namespace Gatewatch::Cli
