// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <core/diagnosis/diagnosis.h>

#include <QWidget>

class QLabel;

namespace Gatewatch {

class ElidedLabel;

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

/// One step: shape, title, what it showed, how long it took.
class StepRow final : public QWidget {
    Q_OBJECT
public:
    explicit StepRow(QWidget* parent = nullptr);
    /// An expert's sentence may be long and is wrapped; a plain one stays on its line.
    void setStep(const StepReport& step, bool expert);
    /// All rows but the first have a hairline above them.
    void setFirst(bool first);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    bool m_first = false;
    StepMark* m_mark;
    ElidedLabel* m_title;
    ElidedLabel* m_line;
    QLabel* m_wrapped;
    QLabel* m_duration;
};

/// What a step says: its result, or why there is none.
QString sentenceOf(const StepReport& step, bool expert);

} // namespace Gatewatch
