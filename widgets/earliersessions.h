// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/diagnosis/sessionfile.h>
#include <widgets/card.h>

#include <QHash>

namespace Gatewatch {

/// The sessions that were kept, newest first: when, whom it was about, what was said. One can be opened as it was, two
/// can be chosen and compared.
class EarlierSessions final : public Card {
    Q_OBJECT
public:
    /// So many are listed; the command line lists all.
    static constexpr int listed = 50;
    explicit EarlierSessions(QWidget* parent = nullptr);

    /// Those that were chosen stay so, as long as they are among them.
    void setSessions(const QList<SessionSummary>& sessions, TimePoint now);

signals:
    void requested(const QString& id);
    void importRequested();
    void removeRequested(const QString& id);
    /// Two different ones of the list.
    void compareRequested(const QString& first, const QString& second);

private:
    QWidget* makeRow(const SessionSummary& session, TimePoint now);
    void choose(const QString& id, bool chosen);
    void showChoice();
    QWidget* m_rows = nullptr;
    QPushButton* m_compare;
    QHash<QString, CheckBox*> m_boxes; ///< by the id of the session
    QStringList m_chosen; ///< two at most
};

} // namespace Gatewatch
