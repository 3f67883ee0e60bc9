// SPDX-License-Identifier: GPL-3.0-or-later
#include <widgets/steprow.h>

#include <widgets/controls.h>
#include <widgets/stepnames.h>
#include <widgets/wording.h>

#include <QApplication>
#include <QHBoxLayout>
#include <QPainter>
#include <QVBoxLayout>

namespace Gatewatch {

namespace {

constexpr int narrowBelow = 460;
constexpr int durationWidth = 72;
constexpr int rowHeight = 32;

/// Room for the longest name in one line; in a narrow row for its longest word.
int titleRoom(int rowWidth)
{
    const QFontMetrics strong(fontFor(TextRole::Strong, QApplication::font()));
    return strong.horizontalAdvance(
        rowWidth < narrowBelow ? QStringLiteral("Connectivity m") : QStringLiteral("Connectivity checks m"));
}

} // namespace

QString sentenceOf(const StepReport& step)
{
    const QString& result = step.plain;
    switch (step.state) {
    case StepState::Waiting:
        return StepRow::tr("waiting");
    case StepState::Running:
        return result.isEmpty() ? StepRow::tr("looking …") : result;
    case StepState::Done:
        return result;
    case StepState::Skipped:
        // Most reasons are sentences of their own.
        return step.reason.isEmpty()      ? StepRow::tr("not tried")
            : step.reason.at(0).isUpper() ? step.reason
                                          : StepRow::tr("not tried: %1").arg(step.reason);
    case StepState::TimedOut:
        return !result.isEmpty()    ? result
            : step.reason.isEmpty() ? StepRow::tr("no answer in time")
                                    : StepRow::tr("no answer in time: %1").arg(step.reason);
    case StepState::Cancelled:
        return StepRow::tr("stopped");
    }
    return {};
}

QString detailOf(const StepReport& step)
{
    return step.expert == step.plain || step.state == StepState::Skipped ? QString() : step.expert;
}

StepMark::StepMark(QWidget* parent)
    : QWidget(parent)
{
    setFixedSize(16, 16);
    setStep(m_state, m_tone);
}

void StepMark::setStep(StepState state, Tone tone)
{
    m_state = state;
    m_tone = tone;
    setAccessibleName(meaningOf(state, tone));
    setToolTip(accessibleName() + QStringLiteral("\n\n") + legendOfMarks());
    update();
}

void StepMark::paintEvent(QPaintEvent*)
{
    const Theme& theme = Theme::of(this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QPointF center(8, 8);
    switch (m_state) {
    case StepState::Waiting:
        painter.setPen(QPen(theme.gapTrack, 1.6));
        painter.drawEllipse(center, 4, 4);
        return;
    case StepState::Running:
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme.accent);
        for (const int x : {2, 8, 14})
            painter.drawEllipse(QPointF(x, 8), 1.9, 1.9);
        return;
    case StepState::Skipped:
    case StepState::Cancelled:
        painter.setPen(QPen(theme.unknown, 2, Qt::SolidLine, Qt::RoundCap));
        painter.drawLine(QPointF(4, 8), QPointF(12, 8));
        return;
    case StepState::TimedOut:
        paintState(painter, rect(), State::Unknown, theme);
        return;
    case StepState::Done:
        break;
    }
    switch (m_tone) {
    case Tone::Good:
        paintState(painter, QRectF(1, 1, 14, 14), State::Up, theme);
        break;
    case Tone::Bad:
        paintState(painter, QRectF(0.5, 0.5, 15, 15), State::Down, theme);
        break;
    case Tone::Unsure:
        paintState(painter, rect(), State::Unknown, theme);
        break;
    case Tone::Neutral:
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme.unknown);
        painter.drawEllipse(center, 3, 3);
        break;
    }
}

StepRow::StepRow(QWidget* parent)
    : QWidget(parent)
    , m_mark(new StepMark(this))
    , m_title(plainLabel({}, TextRole::Strong, this, true))
    , m_sentence(plainLabel({}, TextRole::Body, this, true))
    , m_detail(plainLabel({}, TextRole::Small, this, true))
    , m_duration(plainLabel({}, TextRole::Dim, this))
{
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(4, 7, 4, 7);
    row->setSpacing(10);
    setMinimumHeight(rowHeight);
    m_title->setFixedWidth(titleRoom(width()));
    m_sentence->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_detail->setTextInteractionFlags(Qt::TextSelectableByMouse);
    auto* words = new QVBoxLayout;
    words->setSpacing(2);
    words->addWidget(m_sentence);
    words->addWidget(m_detail);
    m_duration->setMinimumWidth(durationWidth);
    m_duration->setAlignment(Qt::AlignRight | Qt::AlignTop);
    row->addWidget(m_mark, 0, Qt::AlignTop);
    row->addWidget(m_title, 0, Qt::AlignTop);
    row->addLayout(words, 1);
    row->addWidget(m_duration, 0, Qt::AlignTop);
}

void StepRow::setStep(const StepReport& step, bool expert)
{
    m_mark->setStep(step.state, step.tone);
    const QString sentence = sentenceOf(step);
    const QString detail = expert ? detailOf(step) : QString();
    const bool settled = step.state == StepState::Done || step.state == StepState::TimedOut;
    m_title->setText(titleOf(step, expert));
    setRole(m_sentence, settled ? TextRole::Body : TextRole::Dim);
    m_sentence->setText(sentence);
    m_detail->setText(detail);
    m_detail->setVisible(!detail.isEmpty());
    // A step that only reads what another one fetched takes no time worth showing.
    const bool timed = step.duration && step.duration->count() > 0;
    m_duration->setText(timed ? latencyText(std::chrono::duration_cast<Micros>(*step.duration)) : QString());
    m_duration->setVisible(expert); // beside the times in the sentences one more number only puzzles
    setAccessibleName(m_title->text());
    setAccessibleDescription(
        QStringList{m_mark->accessibleName(), sentence, detail}.join(QStringLiteral(". ")).trimmed());
}

void StepRow::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    m_title->setFixedWidth(titleRoom(width()));
}

void StepRow::setFirst(bool first)
{
    m_first = first;
    update();
}

void StepRow::paintEvent(QPaintEvent*)
{
    if (m_first)
        return;
    QPainter painter(this);
    painter.fillRect(0, 0, width(), 1, Theme::of(this).border);
}

} // namespace Gatewatch
