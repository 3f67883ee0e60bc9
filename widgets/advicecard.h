// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/diagnosis/diagnosis.h>

#include <QWidget>

class QFrame;
class QLabel;
class QLayout;
class QPushButton;
class QVBoxLayout;

namespace Gatewatch {

class Card;

/// "What to do next": at most three things, the best first and with the one primary button; below them the answer to
/// "is my data safe?". How it is done here, and what those who run the service should look for, unfolds in its row.
/// Hidden where nothing is wrong and nothing is to be done.
class AdviceCard final : public QWidget {
    Q_OBJECT
public:
    explicit AdviceCard(QWidget* parent = nullptr);
    void setDiagnosis(const Diagnosis& diagnosis);
    /// Shows on the button of an advice that it was done: "Copied".
    void confirm(const QString& adviceId, const QString& word);
    /// Whether the user will be told already when it is really back.
    void setWatched(bool watched);

protected:
    void resizeEvent(QResizeEvent* event) override;

signals:
    void adviceTriggered(const QString& id);
    /// The user did what it says; now the same is to be tested again.
    void retestRequested(const QString& adviceId);

private:
    void fill();
    void fillComing();
    [[nodiscard]] QWidget* makeRow(const Advice& advice, int number);
    /// Whether there is anything to press.
    bool addButtons(const Advice& advice, QWidget* buttons, QLayout* words, bool primary);
    [[nodiscard]] QString howTextOf(const Advice& advice) const;
    void makeFoldable(const Advice& advice, const QString& how, QLayout* words, QPushButton* button);
    void showWatched(QPushButton* button, const QString& action);
    [[nodiscard]] QString focusedButton() const;
    [[nodiscard]] QPushButton* buttonOf(const QString& adviceId) const;

    Diagnosis m_diagnosis;
    QList<Advice> m_advice; ///< those that are shown
    bool m_finished = false;
    bool m_filled = false;
    bool m_narrow = false; ///< buttons stand below their words
    bool m_watched = false;
    QString m_unfolded; ///< id of the advice that is shown in full
    Card* m_card;
    QWidget* m_list;
    QVBoxLayout* m_rows;
    QLabel* m_noticed; ///< what is tested again unasked
    QFrame* m_safety;
    QLabel* m_safetyText;
};

} // namespace Gatewatch
