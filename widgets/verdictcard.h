// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/diagnosis/diagnosis.h>

#include <QWidget>

class QBoxLayout;
class QLabel;
class QPushButton;

namespace Gatewatch {

class BlameBar;
class Card;
class FindingList;
class PathView;
class StateMark;

/// The answer: how sure it is, whose fault it is in one sentence, and why; beside it the way and the blame.
class VerdictCard final : public QWidget {
    Q_OBJECT
public:
    explicit VerdictCard(QWidget* parent = nullptr);
    void setDiagnosis(const Diagnosis& diagnosis);
    void setExpert(bool expert);
    /// One column below about 900 px.
    void setNarrow(bool narrow);

private:
    QWidget* makeWords();
    QWidget* makePicture();
    void fill();
    void fillConfidence();
    void reserve();
    /// Whether the verdict is another one than was shown last.
    bool noteChange();

    Diagnosis m_diagnosis;
    bool m_expert = false;
    bool m_narrow = false;
    std::optional<VerdictPlace> m_shown; ///< the verdict that was shown last in this session
    std::optional<VerdictPlace> m_before; ///< the one that new evidence replaced

    Card* m_card;
    QBoxLayout* m_columns;
    QWidget* m_words = nullptr;
    StateMark* m_mark;
    QLabel* m_headline;
    QLabel* m_explanation;
    QLabel* m_expertLine;
    QLabel* m_clue;
    QLabel* m_changed;
    QLabel* m_confidence;
    QPushButton* m_why;
    PathView* m_path;
    BlameBar* m_bar;
    FindingList* m_findings;
};

/// The finding that speaks most for the place of the verdict, as a sentence; empty where no place is named.
QString mainClue(const Diagnosis& diagnosis);

} // namespace Gatewatch
