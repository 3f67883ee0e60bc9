// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/diagnosis/sessionfile.h>
#include <widgets/card.h>

class QComboBox;
class QLineEdit;

namespace Gatewatch {

/// What the user adds to a session, and what becomes of it: a note, "this verdict was wrong", export. It is all kept on
/// this computer.
class SessionCard final : public Card {
    Q_OBJECT
public:
    explicit SessionCard(QWidget* parent = nullptr);

    void setSession(const SavedSession& session);
    /// How its estimate did, which may come later; what is being typed stays.
    void setGrade(const std::optional<EstimateGrade>& grade);
    /// Nothing is shown, for there is no session yet.
    void clear();

signals:
    void noteChanged(const QString& note);
    void corrected(const Gatewatch::Correction& correction);
    /// "html", "md" or "json".
    void exportRequested(const QString& ending);

private:
    QWidget* makeForm();
    void send();

    QLineEdit* m_note;
    QLabel* m_said;
    QLabel* m_grade;
    QPushButton* m_wrong;
    QComboBox* m_place;
    QLineEdit* m_words;
    QWidget* m_form; ///< with those two
};

} // namespace Gatewatch
