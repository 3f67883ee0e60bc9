// SPDX-License-Identifier: GPL-3.0-or-later
#include <widgets/verdictcard.h>

#include <widgets/blamebar.h>
#include <widgets/card.h>
#include <widgets/findinglist.h>
#include <widgets/pathview.h>
#include <widgets/wording.h>

#include <QAccessible>
#include <QHBoxLayout>
#include <QVBoxLayout>

#include <numeric>

namespace Gatewatch {

using namespace Qt::StringLiterals;

namespace {

/// A push below half a deciban is noise of rounding, not evidence.
constexpr double noticeable = 0.5;
constexpr int wordsWidth = 400;

bool namesPlace(VerdictPlace place)
{
    return place != VerdictPlace::None && place != VerdictPlace::Inconclusive;
}

State markOf(const Diagnosis& diagnosis)
{
    switch (diagnosis.verdict.place) {
    case VerdictPlace::None:
        return State::Up;
    case VerdictPlace::Inconclusive:
        return State::Unknown;
    case VerdictPlace::Device:
    case VerdictPlace::Network:
    case VerdictPlace::Path:
    case VerdictPlace::Gateway:
    case VerdictPlace::Service:
        return State::Down;
    }
    return State::Unknown;
}

bool isLooking(const Diagnosis& diagnosis)
{
    return !diagnosis.finished && diagnosis.verdict.place == VerdictPlace::Inconclusive;
}

} // namespace

QString mainClue(const Diagnosis& diagnosis)
{
    if (!namesPlace(diagnosis.verdict.place))
        return {};
    const auto named = static_cast<size_t>(diagnosis.verdict.place);
    double strongest = noticeable;
    QString clue;
    for (const FindingReport& finding : diagnosis.findings) {
        const double sum = std::accumulate(finding.weights.cbegin(), finding.weights.cend(), 0.0);
        const double others = (sum - finding.weights.at(named)) / (placeCount - 1);
        const double push = finding.weights.at(named) - others;
        if (finding.counted && push > strongest) {
            strongest = push;
            clue = finding.text;
        }
    }
    return clue;
}

VerdictCard::VerdictCard(QWidget* parent)
    : QWidget(parent)
    , m_card(new Card({}, this))
    , m_columns(new QBoxLayout(QBoxLayout::LeftToRight))
    , m_findings(new FindingList(this))
{
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(m_card);
    m_columns->setSpacing(32);
    m_columns->addWidget(makeWords(), 2);
    m_columns->addWidget(makePicture(), 3);
    m_card->body()->addLayout(m_columns);
    m_card->body()->addWidget(m_findings);
    m_findings->hide();
    setNarrow(false);
    connect(m_why, &QPushButton::toggled, this, [this](bool open) {
        m_findings->setVisible(open);
        m_why->setText(open ? tr("Hide") : tr("Why?"));
    });
    fill();
}

QWidget* VerdictCard::makeWords()
{
    auto* words = new QWidget(m_card);
    m_words = words;
    auto* column = new QVBoxLayout(words);
    column->setContentsMargins(0, 6, 0, 4);
    column->setSpacing(6);

    auto* top = new QHBoxLayout;
    top->setSpacing(7);
    m_mark = new StateMark(14, words);
    m_confidence = plainLabel({}, TextRole::Strong, words);
    m_confidence->setObjectName(u"badge"_s);
    m_why = makeButton(tr("Why?"), ButtonKind::Link, words);
    m_why->setCheckable(true);
    m_why->setAccessibleDescription(tr("Shows every finding behind the verdict"));
    top->addWidget(m_mark);
    top->addWidget(m_confidence, 0, Qt::AlignVCenter);
    top->addWidget(m_why);
    top->addStretch(1);
    column->addLayout(top);

    m_headline = plainLabel({}, TextRole::Verdict, words, true);
    m_headline->setTextInteractionFlags(Qt::TextSelectableByMouse);
    column->addWidget(m_headline);
    column->addSpacing(2);
    m_explanation = plainLabel({}, TextRole::Body, words, true);
    m_explanation->setTextInteractionFlags(Qt::TextSelectableByMouse);
    column->addWidget(m_explanation);
    m_expertLine = plainLabel({}, TextRole::Small, words, true);
    m_expertLine->setTextInteractionFlags(Qt::TextSelectableByMouse);
    column->addWidget(m_expertLine);
    m_clue = plainLabel({}, TextRole::Dim, words, true);
    m_clue->setTextInteractionFlags(Qt::TextSelectableByMouse);
    column->addWidget(m_clue);
    m_changed = plainLabel({}, TextRole::Dim, words, true);
    m_changed->hide();
    column->addWidget(m_changed);
    column->addStretch(1); // spare room is below, not between what belongs together
    return words;
}

QWidget* VerdictCard::makePicture()
{
    auto* picture = new QWidget(m_card);
    auto* column = new QVBoxLayout(picture);
    column->setContentsMargins(0, 10, 0, 4);
    column->setSpacing(16);
    m_path = new PathView(picture);
    m_bar = new BlameBar(picture);
    column->addWidget(m_path);
    auto* indented = new QHBoxLayout;
    indented->setContentsMargins(12, 0, 12, 0);
    indented->addWidget(m_bar);
    column->addLayout(indented);
    column->addStretch(1);
    return picture;
}

/// Keeps room for the usual number of lines, so that what is below does not move when the words change. Where nothing
/// is wrong, little is said.
void VerdictCard::reserve()
{
    constexpr int spaces = 34;
    const int headlineLines = m_narrow ? 1 : 2;
    const int explanationLines = m_narrow ? 3 : 4;
    const bool over = m_diagnosis.finished && m_diagnosis.verdict.place == VerdictPlace::None;
    m_words->setMinimumHeight(
        over ? 0
             : headlineLines * m_headline->fontMetrics().lineSpacing()
                + explanationLines * m_explanation->fontMetrics().lineSpacing() + m_why->sizeHint().height() + spaces);
}

void VerdictCard::setNarrow(bool narrow)
{
    m_columns->setDirection(narrow ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
    m_columns->setSpacing(narrow ? 8 : 32);
    m_words->setMinimumWidth(narrow ? 0 : wordsWidth);
    m_narrow = narrow;
    reserve();
}

void VerdictCard::setExpert(bool expert)
{
    m_expert = expert;
    fill();
}

void VerdictCard::setDiagnosis(const Diagnosis& diagnosis)
{
    if (diagnosis.startedAt != m_diagnosis.startedAt || diagnosis.target != m_diagnosis.target) {
        m_shown.reset();
        m_before.reset();
    }
    m_diagnosis = diagnosis;
    const bool changed = noteChange();
    fill();
    if (!changed)
        return;
    QAccessibleEvent alert(m_headline, QAccessible::Alert); // only now the new words can be read
    QAccessible::updateAccessibility(&alert);
}

bool VerdictCard::noteChange()
{
    const VerdictPlace place = m_diagnosis.verdict.place;
    if (m_shown == place || isLooking(m_diagnosis))
        return false;
    if (m_shown && namesPlace(*m_shown))
        m_before = m_shown;
    m_shown = place;
    return true;
}

void VerdictCard::fillConfidence()
{
    const Verdict& verdict = m_diagnosis.verdict;
    const bool looking = isLooking(m_diagnosis);
    const QString sure = certaintyText(verdict);
    m_mark->setState(markOf(m_diagnosis));
    m_mark->setAccessibleName(wordOf(verdict.place));
    m_mark->setToolTip(wordOf(verdict.place));
    m_mark->setVisible(!looking);
    m_confidence->setText(looking ? tr("Looking") : sure.isEmpty() ? tr("Not sure") : sure);
}

void VerdictCard::fill()
{
    const Verdict& verdict = m_diagnosis.verdict;
    const bool looking = isLooking(m_diagnosis);
    fillConfidence();
    reserve();
    QString headline = verdict.headline;
    if (headline.isEmpty())
        headline = looking ? tr("Finding out where it breaks") : wordOf(verdict.place);
    m_headline->setText(headline);
    QString explanation = verdict.explanation;
    if (explanation.isEmpty() && looking)
        explanation = tr("The first answers come within seconds. Nothing on this computer is changed.");
    m_explanation->setText(explanation);
    m_expertLine->setText(verdict.expert);
    m_expertLine->setVisible(m_expert && !verdict.expert.isEmpty());
    const QString clue = looking ? QString() : mainClue(m_diagnosis);
    m_clue->setText(tr("Main clue: %1").arg(clue));
    m_clue->setVisible(!clue.isEmpty());
    m_changed->setVisible(m_before.has_value());
    if (m_before)
        m_changed->setText(tr("New evidence changed this. Before, it looked like: %1.").arg(wordOf(*m_before)));

    const bool explained = !m_diagnosis.findings.isEmpty() && !looking;
    m_why->setVisible(explained);
    m_findings->setVisible(explained && m_why->isChecked());
    const PathStops stops = pathOf(m_diagnosis, m_expert);
    m_path->setStops(stops);
    m_bar->setBlame(m_diagnosis, stops);
    m_bar->setVisible(verdict.place != VerdictPlace::None); // nothing is wrong, so nobody is to blame
    m_findings->setFindings(m_diagnosis.findings, verdict.wouldChange, m_expert);
}

} // namespace Gatewatch
