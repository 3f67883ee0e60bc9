// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/diagnosis/diagnosis.h>

#include <QWidget>

class QLabel;

namespace Gatewatch {

/// The shape of a step: a state's shape when it is done, three dots while it runs, a small ring before, a dash when it
/// was left out.
class StepMark final : public QWidget {
    Q_OBJECT
public:
    explicit StepMark(QWidget* parent = nullptr);
    void setStep(StepState state, Tone tone);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    StepState m_state = StepState::Waiting;
    Tone m_tone = Tone::Neutral;
};

/// One step: shape, title, what it showed; for an expert also what exactly, and how long it took.
class StepRow final : public QWidget {
    Q_OBJECT
public:
    explicit StepRow(QWidget* parent = nullptr);
    void setStep(const StepReport& step, bool expert);
    /// All rows but the first have a hairline above them.
    void setFirst(bool first);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    bool m_first = false;
    StepMark* m_mark;
    QLabel* m_title;
    QLabel* m_sentence;
    QLabel* m_detail;
    QLabel* m_duration;
};

/// What a step says: its result, or why there is none.
QString sentenceOf(const StepReport& step);
/// What an expert is told beside that; empty where it is the same.
QString detailOf(const StepReport& step);

} // namespace Gatewatch
