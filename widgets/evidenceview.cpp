// SPDX-License-Identifier: GPL-3.0-or-later
#include <widgets/evidenceview.h>

#include <widgets/card.h>
#include <widgets/controls.h>
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
    , m_count(plainLabel({}, TextRole::Dim, this))
    , m_list(new QVBoxLayout)
    , m_more(makeButton({}, ButtonKind::Link, this))
{
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(m_card);
    m_card->titleRow()->addWidget(m_voice);
    m_card->titleRow()->addStretch(1);
    m_card->titleRow()->addWidget(m_count);
    m_list->setSpacing(0);
    m_card->body()->addLayout(m_list);
    m_card->body()->addWidget(m_more, 0, Qt::AlignLeft);
    m_more->hide();
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
    if (m_steps == diagnosis.steps)
        return;
    m_steps = diagnosis.steps;
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

void EvidenceView::fill()
{
    QStringList wanted;
    for (const StepReport& step : std::as_const(m_steps))
        wanted.append(step.id);
    for (const QString& id : m_rows.keys()) {
        if (!wanted.contains(id))
            delete m_rows.take(id);
    }
    bool first = true;
    for (qsizetype i = 0; i < m_steps.size(); ++i) {
        const StepReport& step = m_steps.at(i);
        StepRow*& row = m_rows[step.id];
        if (!row) {
            row = new StepRow(m_card);
            m_list->addWidget(row);
        }
        if (m_list->indexOf(row) != i) {
            m_list->removeWidget(row);
            m_list->insertWidget(static_cast<int>(i), row);
        }
        row->setStep(step, m_expert);
        row->setVisible(m_all || !wasNotNeeded(step));
        row->setFirst(first && !row->isHidden());
        first = first && row->isHidden();
    }
    const auto folded = std::count_if(m_steps.cbegin(), m_steps.cend(), wasNotNeeded);
    m_more->setVisible(folded > 0);
    m_more->setText(m_all ? tr("Hide what was not needed here") : tr("Show what was not needed here (%1)").arg(folded));
}

} // namespace Gatewatch
