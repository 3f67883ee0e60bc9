// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/diagnosis/diagnosis.h>

#include <QHash>
#include <QWidget>

class QVBoxLayout;

namespace Gatewatch {

class AnswerRow;
class Card;

/// "Questions people ask" and "If you operate this service": questions of one kind of reader, which unfold in place.
/// Hidden while there are none.
class AnswersCard final : public QWidget {
    Q_OBJECT
public:
    /// `audience` as in Answer.
    AnswersCard(const QString& title, QString audience, QWidget* parent = nullptr);
    /// What is unfolded stays so while it is the same diagnosis.
    void setDiagnosis(const Diagnosis& diagnosis);
    /// Whether what an answer rests on is shown below it.
    void setExpert(bool expert);

private:
    QString m_audience;
    TimePoint m_startedAt{};
    QUrl m_target;
    bool m_expert = false;
    Card* m_card;
    QVBoxLayout* m_list;
    QHash<QString, AnswerRow*> m_rows; ///< by the id of the answer
};

} // namespace Gatewatch
