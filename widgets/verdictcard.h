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

/// The answer: whose fault it is, in one sentence, how sure that is and why; beside it the way and the blame.
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
    void reserve(int headlineLines, int explanationLines);
    /// Whether the verdict is another one than was shown last.
    bool noteChange();

    Diagnosis m_diagnosis;
    bool m_expert = false;
    std::optional<VerdictPlace> m_shown; ///< the verdict that was shown last in this session
    std::optional<VerdictPlace> m_before; ///< the one that new evidence replaced

    Card* m_card;
    QBoxLayout* m_columns;
    QWidget* m_words = nullptr;
    StateMark* m_mark;
    QLabel* m_eyebrow;
    QLabel* m_headline;
    QLabel* m_explanation;
    QLabel* m_changed;
    QLabel* m_confidence;
    QLabel* m_counts;
    QPushButton* m_why;
    PathView* m_path;
    BlameBar* m_bar;
    FindingList* m_findings;
};

/// How many findings speak for and against the verdict, and how many steps could not be tested.
struct EvidenceCount {
    int forIt = 0;
    int against = 0;
    int notTestable = 0;
    bool operator==(const EvidenceCount&) const = default;
};
EvidenceCount countEvidence(const Diagnosis& diagnosis);

} // namespace Gatewatch
