// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/diagnosis/diagnosis.h>

#include <QHash>
#include <QWidget>

class QLabel;
class QPushButton;
class QVBoxLayout;

namespace Gatewatch {

class Card;
class PillRow;
class StepRow;

/// The steps of a diagnosis with what each of them showed, in plain words or in an expert's. Rows are there from the
/// beginning and are filled in place, so nothing moves under the pointer. When all is done, what is wrong comes first
/// in plain words, then what is not clear, and what found nothing wrong folds away; an expert reads them from near to
/// far. What was not needed folds away for both, and comes back with a button.
class EvidenceView final : public QWidget {
    Q_OBJECT
public:
    explicit EvidenceView(QWidget* parent = nullptr);
    void setDiagnosis(const Diagnosis& diagnosis);
    void setExpert(bool expert);
    [[nodiscard]] bool isExpert() const { return m_expert; }

signals:
    void expertChanged(bool expert);

private:
    void fill();
    void fillButtons(const QList<StepReport>& order);
    /// The steps in the order in which they are shown.
    [[nodiscard]] QList<StepReport> ordered() const;
    /// Whether it is among those that fold because nothing was wrong there.
    [[nodiscard]] bool foldsAsFine(const StepReport& step) const;

    QList<StepReport> m_steps;
    bool m_finished = false;
    bool m_expert = false;
    bool m_fine = false; ///< also those that found nothing wrong
    bool m_all = false; ///< also those that were not needed
    Card* m_card;
    PillRow* m_voice;
    QLabel* m_count;
    QVBoxLayout* m_list;
    QVBoxLayout* m_fineList;
    QPushButton* m_fineButton;
    QPushButton* m_more;
    QHash<QString, StepRow*> m_rows;
};

/// "12 of 14 done · 3.1 s".
QString progressText(const Diagnosis& diagnosis);

} // namespace Gatewatch
