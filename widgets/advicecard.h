// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/diagnosis/diagnosis.h>

#include <QWidget>

class QFrame;
class QLabel;
class QVBoxLayout;

namespace Gatewatch {

class Card;

/// "What to do next": at most three things, the best first and with the one primary button; below them the answer to
/// "is my data safe?".
class AdviceCard final : public QWidget {
    Q_OBJECT
public:
    explicit AdviceCard(QWidget* parent = nullptr);
    void setDiagnosis(const Diagnosis& diagnosis);
    /// Shows on the button of an advice that it was done: "Copied".
    void confirm(const QString& adviceId, const QString& word);

signals:
    void adviceTriggered(const QString& id);

private:
    void fill();
    [[nodiscard]] QWidget* makeRow(const Advice& advice, int number, bool primary);

    QList<Advice> m_advice;
    bool m_finished = false;
    bool m_filled = false;
    Card* m_card;
    QWidget* m_list;
    QVBoxLayout* m_rows;
    QFrame* m_safety;
    QLabel* m_safetyText;
};

} // namespace Gatewatch
