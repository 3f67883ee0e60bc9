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
/// beginning and are filled in place, so nothing moves under the pointer; those that were not needed here fold away,
/// and come back with a button.
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

    QList<StepReport> m_steps;
    bool m_expert = false;
    bool m_all = false; ///< also those that were not needed
    Card* m_card;
    PillRow* m_voice;
    QLabel* m_count;
    QVBoxLayout* m_list;
    QPushButton* m_more;
    QHash<QString, StepRow*> m_rows;
};

/// "12 of 14 done · 3.1 s".
QString progressText(const Diagnosis& diagnosis);

} // namespace Gatewatch
