// SPDX-License-Identifier: GPL-3.0-or-later
#include <widgets/evidenceview.h>

#include <widgets/card.h>
#include <widgets/controls.h>
#include <widgets/stepnames.h>
#include <widgets/steprow.h>
#include <widgets/wording.h>

#include <QHBoxLayout>
#include <QVBoxLayout>

#include <algorithm>

namespace Gatewatch {

using namespace Qt::StringLiterals;

namespace {

bool wasNotNeeded(const StepReport& step)
{
    return step.state == StepState::Skipped;
}

/// What is wrong before what is not clear, before the rest.
int urgency(const StepReport& step)
{
    if (step.state == StepState::Done && step.tone == Tone::Bad)
        return 0;
    return step.tone == Tone::Unsure || step.state == StepState::TimedOut || step.state == StepState::Cancelled ? 1 : 2;
}

} // namespace

QString progressText(const Diagnosis& diagnosis)
{
    const auto open = std::count_if(diagnosis.steps.cbegin(), diagnosis.steps.cend(), [](const StepReport& step) {
        return step.state == StepState::Waiting || step.state == StepState::Running;
    });
    const auto all =
        diagnosis.steps.size() - std::count_if(diagnosis.steps.cbegin(), diagnosis.steps.cend(), wasNotNeeded);
    return EvidenceView::tr("%1 of %2 done · %3")
        .arg(all - open)
        .arg(all)
        .arg(latencyText(std::chrono::duration_cast<Micros>(diagnosis.duration)));
}

EvidenceView::EvidenceView(QWidget* parent)
    : QWidget(parent)
    , m_card(new Card(tr("Evidence"), this))
    , m_voice(new PillRow({tr("Plain"), tr("Expert")}, this))
    , m_count(plainLabel({}, TextRole::Dim, this, true))
    , m_list(new QVBoxLayout)
    , m_fineList(new QVBoxLayout)
    , m_fineButton(makeButton({}, ButtonKind::Link, this))
    , m_more(makeButton({}, ButtonKind::Link, this))
{
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(m_card);
    m_card->titleRow()->addWidget(m_voice);
    m_card->titleRow()->addWidget(m_count, 1);
    m_count->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_list->setSpacing(0);
    m_fineList->setSpacing(0);
    m_card->body()->addLayout(m_list);
    m_card->body()->addWidget(m_fineButton, 0, Qt::AlignLeading);
    m_card->body()->addLayout(m_fineList);
    m_card->body()->addWidget(m_more, 0, Qt::AlignLeading);
    m_card->body()->addStretch(1);
    m_card->setAccessibleDescription(legendOfMarks());
    m_fineButton->setObjectName(u"fineChecks"_s);
    m_fineButton->hide();
    m_more->hide();
    connect(m_fineButton, &QPushButton::clicked, this, [this] {
        m_fine = !m_fine;
        fill();
    });
    connect(m_more, &QPushButton::clicked, this, [this] {
        m_all = !m_all;
        fill();
    });
    connect(m_voice, &PillRow::chosen, this, [this](int index) {
        setExpert(index == 1);
        emit expertChanged(m_expert);
    });
}

void EvidenceView::setDiagnosis(const Diagnosis& diagnosis)
{
    m_count->setText(diagnosis.steps.isEmpty() ? QString() : progressText(diagnosis));
    if (m_steps == diagnosis.steps && m_finished == diagnosis.finished)
        return;
    m_steps = diagnosis.steps;
    m_finished = diagnosis.finished;
    fill();
}

void EvidenceView::setExpert(bool expert)
{
    if (m_expert == expert)
        return;
    m_expert = expert;
    m_voice->setCurrent(expert ? 1 : 0);
    fill();
}

QList<StepReport> EvidenceView::ordered() const
{
    QList<StepReport> order = m_steps;
    if (m_finished && !m_expert)
        std::ranges::stable_sort(order, {}, urgency);
    return order;
}

bool EvidenceView::foldsAsFine(const StepReport& step) const
{
    return m_finished && !m_expert && step.state == StepState::Done
        && (step.tone == Tone::Good || (step.tone == Tone::Neutral && step.id != u"responder"));
}

void EvidenceView::fill()
{
    const QList<StepReport> order = ordered();
    QStringList wanted;
    for (const StepReport& step : order)
        wanted.append(step.id);
    for (const QString& id : m_rows.keys()) {
        if (!wanted.contains(id))
            delete m_rows.take(id);
    }
    int place = 0;
    int finePlace = 0;
    bool first = true;
    for (const StepReport& step : order) {
        StepRow*& row = m_rows[step.id];
        if (!row)
            row = new StepRow(m_card);
        const bool fine = foldsAsFine(step);
        QVBoxLayout* const list = fine ? m_fineList : m_list;
        int& at = fine ? finePlace : place;
        if (list->indexOf(row) != at) {
            m_list->removeWidget(row);
            m_fineList->removeWidget(row);
            list->insertWidget(at, row);
        }
        ++at;
        row->setStep(step, m_expert);
        row->setVisible(wasNotNeeded(step) ? m_all : !fine || m_fine);
        row->setFirst(first && !row->isHidden());
        first = first && row->isHidden();
    }
    fillButtons(order);
}

void EvidenceView::fillButtons(const QList<StepReport>& order)
{
    const auto fine =
        static_cast<int>(std::ranges::count_if(order, [this](const StepReport& step) { return foldsAsFine(step); }));
    m_fineButton->setVisible(fine > 0);
    m_fineButton->setText(
        (m_fine ? u"▾  "_s : u"▸  "_s)
        + (fine == 1 ? tr("1 more check: nothing wrong, or for information")
                     : tr("%n more checks: nothing wrong, or for information", nullptr, fine)));
    m_fineButton->setAccessibleName(m_fineButton->text().mid(3));
    m_fineButton->setAccessibleDescription(m_fine ? tr("unfolded") : tr("folded"));
    const auto folded = std::ranges::count_if(order, wasNotNeeded);
    m_more->setVisible(folded > 0);
    m_more->setText(m_all ? tr("Hide skipped checks") : tr("Show skipped checks (%1)").arg(folded));
}

} // namespace Gatewatch
