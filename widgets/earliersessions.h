// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/diagnosis/sessionfile.h>
#include <widgets/card.h>

namespace Gatewatch {

/// The sessions that were kept, newest first: when, whom it was about, what was said. One can be opened as it was.
class EarlierSessions final : public Card {
    Q_OBJECT
public:
    /// So many are listed; the command line lists all.
    static constexpr int listed = 50;
    explicit EarlierSessions(QWidget* parent = nullptr);

    void setSessions(const QList<SessionSummary>& sessions, TimePoint now);

signals:
    void requested(const QString& id);
    void importRequested();
    void removeRequested(const QString& id);

private:
    QWidget* makeRow(const SessionSummary& session, TimePoint now);
    QWidget* m_rows = nullptr;
};

} // namespace Gatewatch
